"""Members of staff and the hashes of their passwords; their logins are in `logins` beside it.

A password is stored as the hash that the caller made of it, a string that the store neither makes
nor reads.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from calendar_store import schema
from calendar_store.clients.new_client import checked_email
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.name_locks import hold
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_new
from calendar_store.entry import lookup
from calendar_store.entry.characters import folded
from calendar_store.model.actors import Actor, unknown
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role, TokenKind
from calendar_store.practices import logins as logins_
from calendar_store.practices import staff_tokens
from calendar_store.practices.logins import (
    IDLE,
    LOGIN_LASTS,
    Login,
    by_token,
    end_logins,
    log_in,
    log_out,
    login_of,
    logins,
    note_use,
)
from calendar_store.practices.staff_rows import MEMBER, member_of

_T = schema.staff
_READ = select(*MEMBER).where(_T.c.retired_at.is_(None))

__all__ = [
    "IDLE",
    "LOGIN_LASTS",
    "Login",
    "add",
    "all_staff",
    "by_email",
    "by_token",
    "change",
    "end_logins",
    "get",
    "homes_of_operators",
    "log_in",
    "log_out",
    "login_of",
    "logins",
    "note_failure",
    "note_use",
    "of_practice",
    "refresh_hash",
    "remove",
    "set_password",
]


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
    practitioner_id: int | None = None,
    locale: str = "",
    runs_service: bool = False,
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
        practitioner_id: the practitioner that the member is; None for none.
        locale: the language of the pages and mails of the member; "" for that of the practice.
        runs_service: whether the member also runs the service itself.

    Raises:
        InvalidInput: if the address is invalid or taken.
    """
    address = folded(checked_email(email))
    shown = lookup.cleaned(name, "member of staff") if name else address
    value = StaffMember(
        *(practice_id, tx.ids.new(), address, shown, role, password_hash, practitioner_id, locale),
        runs_service=runs_service,
    )
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "email": address,
        "name": shown,
        "role": role.value,
        "password_hash": password_hash,
        "practitioner_id": practitioner_id,
        "locale": locale,
        "runs_service": runs_service,
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
    return member_of(row) if row else None


async def homes_of_operators(tx: Transaction) -> list[int]:
    """Return the ids of the practices that have a member who runs the service."""
    at = _T.c.practice_id
    found = select(at).where(_T.c.runs_service, _T.c.retired_at.is_(None)).distinct().order_by(at)
    return [row.practice_id for row in await tx.execute(found)]


async def all_staff(tx: Transaction, practice_id: int) -> tuple[StaffMember, ...]:
    """Return a practice's staff, ordered by name."""
    rows = await tx.execute(_READ.where(_T.c.practice_id == practice_id).order_by(_T.c.name))
    return tuple(member_of(row) for row in rows)


async def set_password(
    tx: Transaction, member: StaffMember, password_hash: str, *, by: Actor, now: datetime
) -> StaffMember:
    """Store a new password hash and end every login of the member, and every link into the account.

    Returns:
        The member after the change.
    """
    await tx.execute(_one(member).values(password_hash=password_hash))
    await logins_.drop(tx, member)
    await staff_tokens.end(tx, member.practice_id, member, TokenKind, now=now)
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
    """Let a member of staff log in no more, and end the member's logins.

    What the member did stays in the histories; the address may be used for another account.

    Raises:
        NotFound: if the practice has no member with that address.
        InvalidInput: if the member is the practice's last administrator.
    """
    address = folded(email)
    member = next((one for one in await _locked(tx, practice_id) if one.email == address), None)
    if member is None:
        raise NotFound(f"nobody of this practice logs in as {address}")
    await _require_another_admin(tx, member)
    at = require_aware(now, "the time of a change")
    # what the account could be opened with is of no use any more
    gone = {"retired_at": at, "password_hash": "", "totp_secret": ""}
    await tx.execute(_one(member).values(gone))
    for table in (schema.passkeys, schema.recovery_codes, schema.staff_tokens):
        theirs = (table.c.practice_id == practice_id) & (table.c.staff_id == member.id)
        await tx.execute(delete(table).where(theirs))
    await logins_.drop(tx, member)
    await audit.record(tx, practice_id, by=by, action="staff.removed", subject=address, now=now)


async def change(
    tx: Transaction, member: StaffMember, *, by: Actor, now: datetime, **changes: Any
) -> StaffMember:
    """Change a member's name, role, practitioner or language.

    Args:
        tx: a writing transaction.
        member: the member.
        by: the actor, for the audit log.
        now: time of the change, aware.
        changes: new values, by the fields name, role, practitioner_id, locale and
            runs_service.

    Returns:
        The member after the change.

    Raises:
        InvalidInput: if the name is invalid, or the member is the last administrator and would be
            none.
    """
    if changes.get("name"):
        changes["name"] = lookup.cleaned(changes["name"], "member of staff")
    changed = replace(member, **changes)
    fields = {name: value for name, value in changes.items() if getattr(member, name) != value}
    if not fields:
        return member
    if "role" in fields:
        await _locked(tx, member.practice_id)
        await _require_another_admin(tx, member)
        # what the old role could see is not shown any longer
        tx.notify(Topic.CALENDAR)
    await tx.execute(_one(member).values(fields))
    detail = {name: [str(getattr(member, name)), str(value)] for name, value in fields.items()}
    await audit.record(
        *(tx, member.practice_id),
        by=by,
        action="staff.changed",
        subject=member.email,
        now=now,
        detail=detail,
    )
    return changed


async def get(tx: Transaction, practice_id: int, staff_id: int) -> StaffMember:
    """Return a member of a practice's staff, by id.

    Raises:
        NotFound: if the practice has no such member.
    """
    statement = _READ.where(_T.c.practice_id == practice_id, _T.c.id == staff_id)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"there is no member of staff {staff_id}")
    return member_of(row)


async def _locked(tx: Transaction, practice_id: int) -> tuple[StaffMember, ...]:
    """Return a practice's staff, whose administrators nobody else changes until the commit."""
    await hold(tx, [f"administrators of {practice_id}"])
    return await all_staff(tx, practice_id)


async def _require_another_admin(tx: Transaction, member: StaffMember) -> None:
    """Refuse to take the last administrator who can log in from a practice.

    Who is invited and has chosen no password yet may never do so.
    """
    everybody = await all_staff(tx, member.practice_id)
    others = [one for one in everybody if one.role is Role.ADMIN and one.id != member.id]
    left = [one for one in others if one.password_hash or not member.password_hash]
    if member.role is Role.ADMIN and not left:
        raise InvalidInput(f"{member.email} is the last administrator who can log in; add another")


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


def _one(member: StaffMember) -> Any:
    return update(_T).where(_T.c.practice_id == member.practice_id, _T.c.id == member.id)
