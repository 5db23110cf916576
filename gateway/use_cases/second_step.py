"""The second step of a log-in, after the password: a code of the phone, a recovery code, a passkey.

Nothing but a token in a cookie stands between the steps, for five minutes; it opens no page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.name_locks import hold
from calendar_store.model.actors import unknown
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import TokenKind
from calendar_store.practices import second_factors, staff_tokens
from calendar_store.practices.second_factors import Factors
from gateway.accounts import one_time_codes, passkey_checks
from gateway.accounts.passkey_checks import PasskeyAnswer, RelyingParty

MOST_TRIES = 10
"""Wrong codes on an account in an hour, after which none is checked."""
HOUR = timedelta(hours=1)


class TooManyCodes(InvalidInput):
    """Too many wrong codes were entered on an account."""


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """A log-in whose password was right, and that waits for the second step."""

    member: StaffMember
    factors: Factors


async def begin(tx: Transaction, member: StaffMember, *, now: datetime) -> str:
    """Return the token of a log-in's second step; "" for a member without a second factor."""
    if not (await second_factors.of_member(tx, member)).some:
        return ""
    return await staff_tokens.issue(tx, member, TokenKind.SECOND_STEP, now=now)


async def pending(tx: Transaction, token: str, *, now: datetime) -> PendingLogin | None:
    """Return the log-in that waits for its second step; None if it is unknown or too old."""
    member = await staff_tokens.bearer(tx, token, TokenKind.SECOND_STEP, now=now)
    if member is None:
        return None
    return PendingLogin(member, await second_factors.of_member(tx, member))


async def by_code(
    tx: Transaction, token: str, code: str, *, address: str, now: datetime
) -> StaffMember | None:
    """Check a code of the phone, or a recovery code; each is of use once.

    Args:
        tx: a writing transaction, to be committed whatever is returned.
        token: of the second step.
        code: as entered.
        address: the network address, for the audit log.
        now: UTC.

    Returns:
        The member; None if the code is wrong, which counts as a try.

    Raises:
        TooManyCodes: if no code is checked for this account at present.
        InvalidInput: if the step is over.
    """
    found = await pending(tx, token, now=now)
    if found is None:
        raise InvalidInput("this log-in took too long; begin again")
    member = found.member
    await hold(tx, [f"codes of {member.id}"])
    if await staff_tokens.tries_since(tx, member, now - HOUR) >= MOST_TRIES:
        raise TooManyCodes("too many wrong codes; try again in an hour")
    if await is_right(tx, found, code, now=now) and await staff_tokens.use(
        tx, token, TokenKind.SECOND_STEP, now=now
    ):
        return member
    await staff_tokens.count_try(tx, token, now=now)
    await audit.record(
        *(tx, member.practice_id),
        by=unknown(address),
        action="login.code_failed",
        subject=member.email,
        now=now,
    )
    return None


async def is_right(tx: Transaction, found: PendingLogin, code: str, *, now: datetime) -> bool:
    """Tell whether a code is right, and use it up."""
    secret = found.factors.totp_secret
    if secret:
        step = one_time_codes.step_of(secret, code, now)
        if step is not None:
            return await second_factors.use_step(tx, found.member, step)
    return await second_factors.use_code(tx, found.member, code, now)


async def by_passkey(
    tx: Transaction, site: RelyingParty, answer: PasskeyAnswer, *, now: datetime, token: str = ""
) -> StaffMember:
    """Check the use of a passkey: as the second step, or in place of password and second step.

    Args:
        tx: a writing transaction.
        site: the site of the passkeys.
        answer: what the browser has answered.
        now: UTC.
        token: of the second step; "" for a log-in by the passkey alone.

    Raises:
        InvalidInput: if the answer is not right, or was given before.
    """
    found = await second_factors.by_credential(tx, answer.credential_id)
    if found is None:
        raise InvalidInput("this passkey is not known here; log in with your password")
    member, key = found
    if token:
        step = await pending(tx, token, now=now)
        if step is None or (step.member.practice_id, step.member.id) != (
            member.practice_id,
            member.id,
        ):
            raise InvalidInput("this log-in took too long; begin again")
    count = passkey_checks.checked_use(
        site, answer, key.public_key, key.sign_count, alone=not token
    )
    if not await second_factors.spend(tx, answer.challenge, expires_at=answer.expires_at, now=now):
        raise InvalidInput("this was answered before; try again")
    if token and not await staff_tokens.use(tx, token, TokenKind.SECOND_STEP, now=now):
        raise InvalidInput("this log-in took too long; begin again")
    await second_factors.note_passkey(tx, member, key, count, now)
    return member
