"""Invitations and new passwords by a link: asked for, sent by mail, opened, used once.

Opening a link changes nothing: programs that look through mails open links too. Only the form
behind it uses the link up.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import SERVICE, Actor, of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.statuses import Role, TokenKind
from calendar_store.practices import practices, staff, staff_tokens
from gateway.use_cases import staff_accounts
from gateway.use_cases.account_mails import AccountMails


@dataclass(frozen=True, slots=True)
class StaffInvitation:
    """An invitation that was made.

    Attributes:
        member: the account, which has no password yet.
        link: the URL, to be handed over where no mail could be sent; "" where it was mailed.
    """

    member: StaffMember
    link: str


async def invite(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    email: str,
    role: Role,
    mails: AccountMails,
    now: datetime,
    name: str = "",
    practitioner: str = "",
) -> StaffInvitation:
    """Add an account without a password, and send the link with which its owner chooses one.

    Args:
        tx: a writing transaction.
        actor: who invites.
        practice: the practice.
        email: the address to log in with, to which the mail goes.
        role: what the account may do.
        mails: sends the mail.
        now: UTC.
        name: the name that colleagues know; "" for the address.
        practitioner: name or id of the practitioner that the member is; "" for none.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no such practitioner.
        InvalidInput: if the address is invalid or taken.
    """
    member = await staff_accounts.add(
        *(tx, actor, practice.id),
        email=email,
        role=role,
        password_hash="",
        name=name,
        practitioner=practitioner,
        now=now,
    )
    return await _send(tx, actor, practice, member, mails, now=now)


async def invite_again(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    email: str,
    *,
    mails: AccountMails,
    now: datetime,
) -> StaffInvitation:
    """Send another link to somebody who has not chosen a password; the one before is void.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
        InvalidInput: if the account has a password.
    """
    member = await staff_accounts.managed(tx, actor, practice.id, email)
    if member.password_hash:
        raise InvalidInput(f"{member.email} has a password already; it can be reset by mail")
    return await _send(tx, actor, practice, member, mails, now=now)


async def _send(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    member: StaffMember,
    mails: AccountMails,
    *,
    now: datetime,
) -> StaffInvitation:
    token = await staff_tokens.issue(tx, member, TokenKind.INVITATION, now=now)
    link = mails.link(TokenKind.INVITATION, token)
    sent = await mails.send(tx, practice, member, (TokenKind.INVITATION, link), now=now)
    await audit.record(
        *(tx, practice.id),
        by=actor,
        action="staff.invited",
        subject=member.email,
        now=now,
        detail={"mailed": sent},
    )
    return StaffInvitation(member, "" if sent else link)


async def ask_reset(tx: Transaction, email: str, *, mails: AccountMails, now: datetime) -> bool:
    """Send a link for a new password, if there is an account with that address and a password.

    The caller tells nobody what is returned: whether there is such an account.

    Args:
        tx: a writing transaction.
        email: the address as entered.
        mails: sends the mail.
        now: UTC.
    """
    member = await staff.by_email(tx, email)
    if member is None or not member.password_hash or not mails.can_send:
        return False
    practice = await practices.get(tx, member.practice_id)
    token = await staff_tokens.issue(tx, member, TokenKind.RESET, now=now)
    link = mails.link(TokenKind.RESET, token)
    await mails.send(tx, practice, member, (TokenKind.RESET, link), now=now)
    await audit.record(
        *(tx, practice.id), by=SERVICE, action="staff.reset_asked", subject=member.email, now=now
    )
    return True


async def opened(
    tx: Transaction, token: str, kind: TokenKind, *, now: datetime
) -> tuple[StaffMember, Practice] | None:
    """Return whose link it is; None for one that is unknown, used or too old. Changes nothing."""
    member = await staff_tokens.bearer(tx, token, kind, now=now)
    if member is None:
        return None
    return member, await practices.get(tx, member.practice_id)


async def choose_password(
    tx: Transaction, token: str, kind: TokenKind, password_hash: str, *, now: datetime
) -> StaffMember | None:
    """Use a link up and store the password that was chosen; every log-in of the account ends.

    Returns:
        The account; None if the link is unknown, used or too old.
    """
    member = await staff_tokens.bearer(tx, token, kind, now=now)
    if member is None or not await staff_tokens.use(tx, token, kind, now=now):
        return None
    actor = of_staff(member)
    if kind is TokenKind.INVITATION:
        await audit.record(
            *(tx, member.practice_id),
            by=actor,
            action="staff.accepted",
            subject=member.email,
            now=now,
        )
    return await staff.set_password(tx, member, password_hash, by=actor, now=now)
