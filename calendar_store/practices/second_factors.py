"""Second factors of members of staff: secrets of one-time codes, recovery codes, passkeys.

The store compares nothing but counters and hashes: who checks a code or a signature is the caller.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_new
from calendar_store.model.practices import StaffMember
from calendar_store.practices.staff_rows import MEMBER, member_of

_STAFF = schema.staff
_CODES = schema.recovery_codes
_KEYS = schema.passkeys
_SPENT = schema.spent_challenges
_KEY_COLUMNS = (
    *(_KEYS.c.id, _KEYS.c.name, _KEYS.c.credential_id, _KEYS.c.public_key, _KEYS.c.sign_count),
    *(_KEYS.c.created_at, _KEYS.c.used_at),
)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of a member of staff (W3C Web Authentication).

    Attributes:
        name: how its owner calls it.
        credential_id: the id that the authenticator gave it.
        public_key: in COSE form.
        sign_count: the authenticator's counter when it was last used; 0 for most.
    """

    id: int
    name: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of a member.

    Attributes:
        totp_secret: the secret of one-time codes; "" for none.
        codes_left: recovery codes that were not used.
        passkeys: the oldest first.
    """

    totp_secret: str
    codes_left: int
    passkeys: Sequence[Passkey]

    @property
    def some(self) -> bool:
        """Whether there is any."""
        return bool(self.totp_secret or self.passkeys)


async def of_member(tx: Transaction, member: StaffMember) -> Factors:
    """Return the second factors of a member."""
    found = select(_STAFF.c.totp_secret).where(*_is(_STAFF.c, member, "id"))
    secret = (await tx.execute(found)).scalar_one_or_none()
    left = select(func.count()).where(*_is(_CODES.c, member), _CODES.c.used_at.is_(None))
    codes = (await tx.execute(left)).scalar_one()
    keys = select(*_KEY_COLUMNS).where(*_is(_KEYS.c, member)).order_by(_KEYS.c.id)
    return Factors(secret or "", codes, [_key(row) for row in await tx.execute(keys)])


async def who_has_some(tx: Transaction, practice_id: int) -> frozenset[int]:
    """Return the ids of those of a practice's staff who have a second factor."""
    by_code = select(_STAFF.c.id).where(
        _STAFF.c.practice_id == practice_id, _STAFF.c.totp_secret != ""
    )
    by_key = select(_KEYS.c.staff_id).where(_KEYS.c.practice_id == practice_id)
    return frozenset((await tx.execute(by_code.union(by_key))).scalars())


async def set_totp(tx: Transaction, member: StaffMember, secret: str, step: int) -> None:
    """Store the secret of one-time codes; "" for none.

    Args:
        tx: a writing transaction.
        member: the member.
        secret: in Base32.
        step: the time step of the code that has shown it works.
    """
    values = {"totp_secret": secret, "totp_step": step}
    await tx.execute(update(_STAFF).where(*_is(_STAFF.c, member, "id")).values(values))


async def use_step(tx: Transaction, member: StaffMember, step: int) -> bool:
    """Use the one-time code of a time step; return False if it, or a later one, was used."""
    statement = (
        update(_STAFF)
        .where(*_is(_STAFF.c, member, "id"), _STAFF.c.totp_step < step)
        .values(totp_step=step)
    )
    return bool((await tx.execute(statement)).rowcount == 1)


async def replace_codes(tx: Transaction, member: StaffMember, codes: Iterable[str]) -> None:
    """Replace the recovery codes of a member; the store keeps their hashes."""
    await tx.execute(delete(_CODES).where(*_is(_CODES.c, member)))
    rows = [
        {
            "practice_id": member.practice_id,
            "id": tx.ids.new(),
            "staff_id": member.id,
            "code_hash": _digest(code),
        }
        for code in codes
    ]
    if rows:
        await tx.executemany(insert(_CODES), rows)


async def use_code(tx: Transaction, member: StaffMember, code: str, now: datetime) -> bool:
    """Use a recovery code up; return False if there is no such code, or it was used."""
    statement = (
        update(_CODES)
        .where(
            *_is(_CODES.c, member),
            _CODES.c.code_hash == _digest(code),
            _CODES.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return bool((await tx.execute(statement)).rowcount == 1)


async def add_passkey(
    tx: Transaction,
    member: StaffMember,
    *,
    name: str,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    now: datetime,
) -> bool:
    """Store a passkey; return False if it is stored already, for whomever."""
    row = {
        "practice_id": member.practice_id,
        "id": tx.ids.new(),
        "staff_id": member.id,
        "name": name,
        "credential_id": credential_id,
        "public_key": public_key,
        "sign_count": sign_count,
        "created_at": now,
    }
    return await insert_new(tx, _KEYS, row)


async def by_credential(
    tx: Transaction, credential_id: bytes
) -> tuple[StaffMember, Passkey] | None:
    """Return the passkey of a credential, with its owner; None if there is none."""
    statement = (
        select(*MEMBER, *(one.label(f"key_{one.name}") for one in _KEY_COLUMNS))
        .join(
            _KEYS,
            (_KEYS.c.practice_id == _STAFF.c.practice_id) & (_KEYS.c.staff_id == _STAFF.c.id),
        )
        .where(_KEYS.c.credential_id == credential_id, _STAFF.c.retired_at.is_(None))
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        return None
    return member_of(row), _key(row[len(MEMBER) :])


async def note_passkey(
    tx: Transaction, member: StaffMember, key: Passkey, sign_count: int, now: datetime
) -> None:
    """Record that a passkey was used."""
    mine = (_KEYS.c.practice_id == member.practice_id) & (_KEYS.c.id == key.id)
    await tx.execute(update(_KEYS).where(mine).values(sign_count=sign_count, used_at=now))


async def remove_passkey(tx: Transaction, member: StaffMember, key_id: int) -> bool:
    """Remove a passkey of a member; return False if the member has no such passkey."""
    statement = delete(_KEYS).where(*_is(_KEYS.c, member), _KEYS.c.id == key_id)
    return bool((await tx.execute(statement)).rowcount == 1)


async def remove_all(tx: Transaction, member: StaffMember) -> None:
    """Remove every second factor of a member, who has lost them."""
    await set_totp(tx, member, "", 0)
    for table in (_CODES, _KEYS):
        await tx.execute(delete(table).where(*_is(table.c, member)))


async def spend(tx: Transaction, challenge: bytes, *, expires_at: datetime, now: datetime) -> bool:
    """Use a challenge up; return False if it was answered before.

    Args:
        tx: a writing transaction.
        challenge: the challenge.
        expires_at: until when it could be answered, UTC.
        now: UTC.
    """
    await tx.execute(delete(_SPENT).where(_SPENT.c.expires_at <= now))
    row = {"digest": sha256(challenge).digest(), "expires_at": expires_at}
    return await insert_new(tx, _SPENT, row)


def _key(row: Any) -> Passkey:
    return Passkey(*row)


def _digest(code: str) -> bytes:
    plain = "".join(filter(str.isalnum, code.casefold()))
    return sha256(plain.encode()).digest()


def _is(columns: Any, member: StaffMember, name: str = "staff_id") -> tuple[Any, Any]:
    return columns.practice_id == member.practice_id, columns[name] == member.id
