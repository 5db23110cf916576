"""Second factors of one's own account: set up, removed; recovery codes made anew.

The caller has checked the present password. Whoever had got into the account before is out: each
change ends the account's other log-ins.
"""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry import lookup
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import StaffMember
from calendar_store.practices import logins, second_factors
from calendar_store.practices.second_factors import Factors
from gateway.accounts import one_time_codes, passkey_checks
from gateway.accounts.passkey_checks import PasskeyAnswer, RelyingParty
from gateway.use_cases.own_account import at_home


async def factors(tx: Transaction, member: StaffMember) -> Factors:
    """Return the second factors of one's own account."""
    return await second_factors.of_member(tx, await at_home(tx, member))


async def set_up_codes(
    tx: Transaction, member: StaffMember, secret: str, code: str, *, token: str, now: datetime
) -> Sequence[str]:
    """Store the secret of one-time codes, once a code has shown that it works.

    Args:
        tx: a writing transaction.
        member: whose.
        secret: the new secret.
        code: a code of it, as entered.
        token: of the log-in that stays open.
        now: UTC.

    Returns:
        New recovery codes, to be shown this once.

    Raises:
        InvalidInput: if the code is not of that secret, or codes are set up already.
    """
    home = await at_home(tx, member)
    if (await second_factors.of_member(tx, home)).totp_secret:
        raise InvalidInput("codes are set up already; remove them first")
    step = one_time_codes.step_of(secret, code, now)
    if step is None:
        raise InvalidInput("this is not the code of now; enter the one that the app shows")
    await second_factors.set_totp(tx, home, secret, step)
    await _changed(tx, home, token, {"codes": "set up"}, now)
    return await _new_codes(tx, home)


async def remove_codes(tx: Transaction, member: StaffMember, *, token: str, now: datetime) -> None:
    """Remove the one-time codes; recovery codes go with the last second factor."""
    home = await at_home(tx, member)
    await second_factors.set_totp(tx, home, "", 0)
    await _drop_codes(tx, home)
    await _changed(tx, home, token, {"codes": "removed"}, now)


async def new_recovery_codes(
    tx: Transaction, member: StaffMember, *, token: str, now: datetime
) -> Sequence[str]:
    """Make new recovery codes; those of before are of no use any more.

    Raises:
        InvalidInput: if there is no second factor that they stand in for.
    """
    home = await at_home(tx, member)
    if not (await second_factors.of_member(tx, home)).some:
        raise InvalidInput("set up a second factor first")
    await _changed(tx, home, token, {"recovery codes": "made anew"}, now)
    return await _new_codes(tx, home)


async def add_passkey(
    tx: Transaction,
    member: StaffMember,
    site: RelyingParty,
    answer: PasskeyAnswer,
    *,
    name: str,
    token: str,
    now: datetime,
) -> Sequence[str]:
    """Store a passkey that the browser has made.

    Args:
        tx: a writing transaction.
        member: whose.
        site: the site of the passkeys.
        answer: what the browser has answered.
        name: how its owner calls it; "" for its date.
        token: of the log-in that stays open.
        now: UTC.

    Returns:
        New recovery codes, if the account had none left; else ().

    Raises:
        InvalidInput: if the answer is not right, or the passkey is stored already.
    """
    home = await at_home(tx, member)
    made = passkey_checks.made_passkey(site, answer)
    if not await second_factors.spend(tx, answer.challenge, expires_at=answer.expires_at, now=now):
        raise InvalidInput("this was answered before; try again")
    called = lookup.cleaned(name, "passkey") if name.strip() else f"{now:%Y-%m-%d}"
    stored = await second_factors.add_passkey(
        *(tx, home),
        name=called,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        now=now,
    )
    if not stored:
        raise InvalidInput("this passkey is stored already")
    await _changed(tx, home, token, {"passkey": f"added {called}"}, now)
    left = (await second_factors.of_member(tx, home)).codes_left
    return () if left else await _new_codes(tx, home)


async def remove_passkey(
    tx: Transaction, member: StaffMember, key_id: int, *, token: str, now: datetime
) -> None:
    """Remove a passkey of one's own.

    Raises:
        NotFound: if there is no such passkey; another's is none of one's own.
    """
    home = await at_home(tx, member)
    if not await second_factors.remove_passkey(tx, home, key_id):
        raise NotFound("there is no such passkey")
    await _drop_codes(tx, home)
    await _changed(tx, home, token, {"passkey": "removed"}, now)


async def _new_codes(tx: Transaction, home: StaffMember) -> Sequence[str]:
    codes = one_time_codes.recovery_codes()
    await second_factors.replace_codes(tx, home, codes)
    return codes


async def _drop_codes(tx: Transaction, home: StaffMember) -> None:
    if not (await second_factors.of_member(tx, home)).some:
        await second_factors.replace_codes(tx, home, ())


async def _changed(
    tx: Transaction, home: StaffMember, token: str, detail: dict[str, str], now: datetime
) -> None:
    await logins.end_others(tx, home, token, now=now)
    await audit.record(
        *(tx, home.practice_id),
        by=of_staff(home),
        action="staff.factors",
        subject=home.email,
        now=now,
        detail=detail,
    )
