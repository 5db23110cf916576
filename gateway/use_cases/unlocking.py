"""A locked log-in is opened by its own member: by the password, a code of the phone, or a passkey.

The log-in was opened with all that the practice wants; to open it again one of these is enough.
Recovery codes stay for whoever has lost the phone.
"""

from datetime import datetime

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.name_locks import hold
from calendar_store.model.actors import unknown
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import TokenKind
from calendar_store.practices import second_factors, staff_tokens
from gateway.accounts import one_time_codes, passkey_checks
from gateway.accounts.passkey_checks import PasskeyAnswer, RelyingParty
from gateway.use_cases.own_account import at_home
from gateway.use_cases.second_step import HOUR, MOST_TRIES, TooManyCodes

MOST_AT_LOCK = MOST_TRIES // 2
"""Wrong codes on an account in an hour, after which none is checked at a lock.

Fewer than at the log-in: whoever stands before a locked desk cannot keep its owner from logging in
elsewhere.
"""


async def by_code(
    tx: Transaction, member: StaffMember, code: str, *, address: str, now: datetime
) -> bool:
    """Check a code of the phone for a locked log-in; it is of use once.

    Args:
        tx: a writing transaction, to be committed whatever is returned.
        member: whose log-in it is.
        code: as entered.
        address: the network address, for the audit log.
        now: UTC.

    Returns:
        Whether the code is right; a wrong one counts as a try, like one at the log-in.

    Raises:
        TooManyCodes: if no code is checked at a lock of this account at present.
    """
    home = await at_home(tx, member)
    await hold(tx, [f"codes of {home.id}"])
    if await staff_tokens.tries_since(tx, home, now - HOUR) >= MOST_AT_LOCK:
        raise TooManyCodes("too many wrong codes; enter the password")
    secret = (await second_factors.of_member(tx, home)).totp_secret
    step = one_time_codes.step_of(secret, code, now) if secret else None
    if step is not None and await second_factors.use_step(tx, home, step):
        return True
    token = await staff_tokens.issue(tx, home, TokenKind.SECOND_STEP, now=now)
    await staff_tokens.count_try(tx, token, now=now)
    await staff_tokens.use(tx, token, TokenKind.SECOND_STEP, now=now)
    await audit.record(
        *(tx, home.practice_id),
        by=unknown(address),
        action="login.code_failed",
        subject=home.email,
        now=now,
    )
    return False


async def by_passkey(
    tx: Transaction,
    member: StaffMember,
    site: RelyingParty,
    answer: PasskeyAnswer,
    *,
    now: datetime,
) -> None:
    """Check the use of a passkey for a locked log-in; it verifies its owner.

    Args:
        tx: a writing transaction.
        member: whose log-in it is.
        site: the site of the passkeys.
        answer: what the browser has answered.
        now: UTC.

    Raises:
        InvalidInput: if the answer is not right, was given before, or the passkey is another's.
    """
    home = await at_home(tx, member)
    found = await second_factors.by_credential(tx, answer.credential_id)
    if found is None or (found[0].practice_id, found[0].id) != (home.practice_id, home.id):
        raise InvalidInput("this passkey is not of this log-in; enter the password")
    _, key = found
    count = passkey_checks.checked_use(site, answer, key.public_key, key.sign_count, alone=True)
    if not await second_factors.spend(tx, answer.challenge, expires_at=answer.expires_at, now=now):
        raise InvalidInput("this was answered before; try again")
    await second_factors.note_passkey(tx, home, key, count, now)
