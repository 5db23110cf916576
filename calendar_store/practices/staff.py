"""Members of staff, the hashes of their passwords, and their logins.

A password is stored as the hash that the caller made of it, a string that the store neither makes
nor reads; a login token as its SHA-256. A person who reads the store cannot log in with either.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from calendar_store import schema
from calendar_store.clients.new_client import checked_email
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_new
from calendar_store.entry import lookup
from calendar_store.entry.characters import folded
from calendar_store.model.actors import Actor, of_staff, unknown
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role

LOGIN_LASTS = timedelta(hours=12)
"""Lifetime of a login: a working day."""

IDLE = timedelta(hours=2)
"""Default time after which an unused login ends; the configuration may set another."""

_NOTED_EVERY = timedelta(minutes=1)
"""How often the use of a login is recorded."""

_TOKEN_BYTES = 32
_T = schema.staff
_LOGINS = schema.logins
_READ = select(_T.c.practice_id, _T.c.id, _T.c.email, _T.c.name, _T.c.role, _T.c.password_hash)
_LOGIN = _READ.add_columns(
    _LOGINS.c.created_at, _LOGINS.c.seen_at, _LOGINS.c.expires_at, _LOGINS.c.address
).join(_LOGINS, (_LOGINS.c.practice_id == _T.c.practice_id) & (_LOGINS.c.staff_id == _T.c.id))
_LOGIN_OF = _LOGIN.where(
    _LOGINS.c.token_hash == bindparam("b_token"),
    _LOGINS.c.expires_at > bindparam("b_now"),
    _LOGINS.c.seen_at > bindparam("b_since"),
    # support may see nothing until practices can grant permissions to support
    _T.c.role != Role.SUPPORT,
)


@dataclass(frozen=True, slots=True)
class Login:
    """A login of a member of staff in one browser.

    Attributes:
        member: the member of staff.
        opened_at: when the login was opened, UTC.
        seen_at: when the login was last used, to the minute, UTC.
        expires_at: when the login expires, UTC.
        address: the network address from which the login was opened.
    """

    member: StaffMember
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str

    def is_stale(self, now: datetime) -> bool:
        """Tell whether the use of the login has to be recorded again."""
        return now - self.seen_at >= _NOTED_EVERY


async def add(
    tx: Transaction,
    practice_id: int,
    *,
    email: str,
    role: Role,
    password_hash: str,
    by: Actor,
    now: datetime,
    name: str = "",
) -> StaffMember:
    """Add a member of staff.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        email: address for the login; an address belongs to one member of one practice.
        role: the member's role, which gives the permissions.
        password_hash: the hash of the password; kept as it is.
        by: the actor, for the audit log.
        now: time of the change, aware.
        name: name as colleagues know it; "" for the address.

    Raises:
        InvalidInput: if the address is invalid or taken.
    """
    address = folded(checked_email(email))
    shown = lookup.cleaned(name, "member of staff") if name else address
    value = StaffMember(practice_id, tx.ids.new(), address, shown, role, password_hash)
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "email": address,
        "name": shown,
        "role": role.value,
        "password_hash": password_hash,
        "created_at": require_aware(now, "the time of a change"),
    }
    if not await insert_new(tx, _T, row):
        raise InvalidInput(f"{address} can log in already; use another address")
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="staff.added",
        subject=address,
        now=now,
        detail={"role": role.value},
    )
    return value


async def by_email(tx: Transaction, email: str) -> StaffMember | None:
    """Return the member of staff with a login address, or None."""
    statement = _READ.where(_T.c.email == folded(email))
    row = (await tx.execute(statement)).one_or_none()
    return _value(row) if row else None


async def all_staff(tx: Transaction, practice_id: int) -> tuple[StaffMember, ...]:
    """Return a practice's staff, ordered by name."""
    rows = await tx.execute(_READ.where(_T.c.practice_id == practice_id).order_by(_T.c.name))
    return tuple(_value(row) for row in rows)


async def set_password(
    tx: Transaction, member: StaffMember, password_hash: str, *, by: Actor, now: datetime
) -> StaffMember:
    """Store a new password hash and end every login of the member.

    Returns:
        The member after the change.
    """
    await tx.execute(_one(member).values(password_hash=password_hash))
    await tx.execute(_logins_of(member))
    await audit.record(
        tx, member.practice_id, by=by, action="staff.password", subject=member.email, now=now
    )
    return replace(member, password_hash=password_hash)


async def refresh_hash(tx: Transaction, member: StaffMember, password_hash: str) -> None:
    """Store another hash of the same password; logins stay open."""
    await tx.execute(_one(member).values(password_hash=password_hash))


async def remove(
    tx: Transaction, practice_id: int, email: str, *, by: Actor, now: datetime
) -> None:
    """Remove a member of staff and end the member's logins.

    Raises:
        NotFound: if the practice has no member with that address.
        InvalidInput: if the member is the practice's last administrator.
    """
    everybody = await all_staff(tx, practice_id)
    address = folded(email)
    member = next((one for one in everybody if one.email == address), None)
    if member is None:
        raise NotFound(f"nobody of this practice logs in as {address}")
    others = [one for one in everybody if one is not member and one.role == Role.ADMIN]
    if member.role == Role.ADMIN and not others:
        raise InvalidInput(f"{address} is the last administrator; add another one first")
    await tx.execute(_logins_of(member))
    await tx.execute(delete(_T).where(_T.c.practice_id == practice_id, _T.c.id == member.id))
    await audit.record(tx, practice_id, by=by, action="staff.removed", subject=address, now=now)


async def log_in(
    tx: Transaction,
    member: StaffMember,
    *,
    now: datetime,
    lasts: timedelta = LOGIN_LASTS,
    address: str = "",
) -> str:
    """Open a login for a member of staff whose password was verified.

    Args:
        tx: a writing transaction.
        member: the member of staff.
        now: time of the login, aware.
        lasts: lifetime of the login.
        address: the network address from which the login is opened.

    Returns:
        The token for the browser: 256 random bits. The store keeps only its hash.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    at = require_aware(now, "the time of a login")
    row = {
        "practice_id": member.practice_id,
        "token_hash": _digest(token),
        "staff_id": member.id,
        "created_at": at,
        "expires_at": at + lasts,
        "seen_at": at,
        "address": address,
    }
    await tx.execute(delete(_LOGINS).where(_LOGINS.c.expires_at <= at, _of(member)))
    await tx.execute(insert(_LOGINS), row)
    await audit.record(
        tx, member.practice_id, by=of_staff(member), action="login", subject=member.email, now=now
    )
    return token


async def by_token(
    tx: Transaction, token: str, now: datetime, idle: timedelta = IDLE
) -> StaffMember | None:
    """Return the member of staff of a login token.

    Args:
        tx: any transaction.
        token: the token from the browser's cookie.
        now: UTC.
        idle: time after which an unused login ends.

    Returns:
        The member; None if the login is unknown, ended, expired or unused for longer than `idle`.
    """
    found = await login_of(tx, token, now, idle)
    return found.member if found else None


async def login_of(
    tx: Transaction, token: str, now: datetime, idle: timedelta = IDLE
) -> "Login | None":
    """Return the login of a token, with its member; see `by_token`."""
    values = {"b_token": _digest(token), "b_now": now, "b_since": now - idle}
    row = (await tx.execute(_LOGIN_OF, values)).one_or_none()
    return _login(row) if row else None


async def note_use(tx: Transaction, token: str, now: datetime) -> None:
    """Record that a login is in use now."""
    await tx.execute(
        update(_LOGINS).where(_LOGINS.c.token_hash == _digest(token)).values(seen_at=now)
    )


async def logins(
    tx: Transaction, practice_id: int, now: datetime, idle: timedelta = IDLE
) -> tuple["Login", ...]:
    """Return the open logins of a practice's staff, most recently used first."""
    statement = _LOGIN.where(
        _LOGINS.c.practice_id == practice_id,
        _LOGINS.c.expires_at > now,
        _LOGINS.c.seen_at > now - idle,
    ).order_by(_LOGINS.c.seen_at.desc())
    return tuple(_login(row) for row in await tx.execute(statement))


async def end_logins(
    tx: Transaction, practice_id: int, member: StaffMember | None, *, by: Actor, now: datetime
) -> int:
    """End every login of a member of staff, or of all staff of a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        member: the member of staff; None: all staff of the practice.
        by: the actor, for the audit log.
        now: UTC.

    Returns:
        Number of logins ended.
    """
    theirs = _of(member) if member else _LOGINS.c.practice_id == practice_id
    ended = await tx.execute(delete(_LOGINS).where(theirs))
    who = member.email if member else "all staff"
    await audit.record(tx, practice_id, by=by, action="staff.logged_out", subject=who, now=now)
    return int(ended.rowcount)


async def note_failure(
    tx: Transaction, member: StaffMember, *, address: str, now: datetime
) -> None:
    """Record a failed login (wrong password) in the audit log."""
    await audit.record(
        *(tx, member.practice_id),
        by=unknown(address),
        action="login.failed",
        subject=member.email,
        now=now,
    )


async def of_practice(tx: Transaction, practice_id: int, email: str) -> StaffMember:
    """Return the member of a practice's staff with a login address.

    Raises:
        NotFound: if the practice has no member with that address.
    """
    member = await by_email(tx, email)
    if member is None or member.practice_id != practice_id:
        raise NotFound(f"nobody of this practice logs in as {email.strip()}")
    return member


async def log_out(tx: Transaction, token: str) -> None:
    """End one login; do nothing for an unknown token."""
    await tx.execute(delete(_LOGINS).where(_LOGINS.c.token_hash == _digest(token)))


def _digest(token: str) -> bytes:
    return sha256(token.encode(errors="surrogateescape")).digest()


def _one(member: StaffMember) -> Any:
    return update(_T).where(_T.c.practice_id == member.practice_id, _T.c.id == member.id)


def _of(member: StaffMember) -> Any:
    return (_LOGINS.c.practice_id == member.practice_id) & (_LOGINS.c.staff_id == member.id)


def _logins_of(member: StaffMember) -> Any:
    return delete(_LOGINS).where(_of(member))


def _login(row: Any) -> Login:
    return Login(_value(row), row.created_at, row.seen_at, row.expires_at, row.address)


def _value(row: Any) -> StaffMember:
    return StaffMember(
        row.practice_id, row.id, row.email, row.name, Role(row.role), row.password_hash
    )
