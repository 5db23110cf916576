"""Grants of access to support: given by a practice for hours, ended at any moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import StaffMember
from calendar_store.practices.logins import token_digest

_T = schema.support_grants
_LOGINS = schema.logins
_PRACTICES = schema.practices
_READ = select(
    *(_T.c.practice_id, _T.c.id, _T.c.support_practice_id, _T.c.support_id, _T.c.email),
    *(_T.c.writes, _T.c.granted_by, _T.c.granted_at, _T.c.expires_at, _T.c.ended_at),
    *(_T.c.ended_by, _PRACTICES.c.name.label("practice"), _T.c.shows_contacts, _T.c.reason),
).join(_PRACTICES, _PRACTICES.c.id == _T.c.practice_id)


@dataclass(frozen=True, slots=True)
class SupportGrant:
    """Access of an account of support to a practice.

    Attributes:
        practice_id: the practice that gives it.
        support_practice_id: the practice of the account.
        support_id: the account.
        email: the account's address.
        writes: whether support may also change things.
        granted_by: who gave it.
        ended_at: when it was ended before its time, UTC; None if it was not.
        practice: the name of the practice that gives it.
        shows_contacts: whether clients' numbers and addresses are shown.
        reason: why support opened the practice without being asked; "" for access that was given.
    """

    practice_id: int
    id: int
    support_practice_id: int
    support_id: int
    email: str
    writes: bool
    granted_by: str
    granted_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ended_by: str
    practice: str
    shows_contacts: bool = False
    reason: str = ""

    def is_current(self, now: datetime) -> bool:
        """Tell whether it gives access now."""
        return self.ended_at is None and self.expires_at > now


async def give(
    tx: Transaction,
    practice_id: int,
    support: StaffMember,
    *,
    writes: bool,
    expires_at: datetime,
    by: Actor,
    now: datetime,
    shows_contacts: bool = False,
    reason: str = "",
) -> SupportGrant:
    """Give an account of support access to a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        support: the account.
        writes: whether support may also change things.
        expires_at: when the access ends, UTC.
        by: who gives it, for the audit log.
        now: UTC.
        shows_contacts: whether clients' numbers and addresses are shown.
        reason: why support takes the access itself; "" where it is given.
    """
    grant_id = tx.ids.new()
    row = {
        "practice_id": practice_id,
        "id": grant_id,
        "support_practice_id": support.practice_id,
        "support_id": support.id,
        "email": support.email,
        "writes": writes,
        "granted_by": by.label,
        "granted_at": now,
        "expires_at": expires_at,
        "ended_by": "",
        "shows_contacts": shows_contacts,
        "reason": reason,
    }
    detail = {"writes": writes, "contacts": shows_contacts, "until": expires_at.isoformat()}
    await tx.execute(insert(_T), row)
    await audit.record(
        *(tx, practice_id),
        by=by,
        action="support.broke_glass" if reason else "support.granted",
        subject=support.email,
        now=now,
        detail={**detail, **({"reason": reason} if reason else {})},
    )
    tx.notify(Topic.CALENDAR)
    return await get(tx, practice_id, grant_id)


async def get(tx: Transaction, practice_id: int, grant_id: int) -> SupportGrant:
    """Return a grant of a practice.

    Raises:
        NotFound: if the practice has given no such grant.
    """
    statement = _READ.where(_T.c.practice_id == practice_id, _T.c.id == grant_id)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"there is no grant {grant_id}")
    return _value(row)


async def end(tx: Transaction, grant: SupportGrant, *, by: Actor, now: datetime) -> bool:
    """End a grant at once; return False if it was over already."""
    statement = (
        update(_T)
        .where(
            _T.c.practice_id == grant.practice_id,
            _T.c.id == grant.id,
            _T.c.ended_at.is_(None),
            _T.c.expires_at > now,
        )
        .values(ended_at=now, ended_by=by.label)
    )
    if (await tx.execute(statement)).rowcount != 1:
        return False
    await audit.record(
        tx, grant.practice_id, by=by, action="support.ended", subject=grant.email, now=now
    )
    tx.notify(Topic.CALENDAR)
    return True


async def of_practice(tx: Transaction, practice_id: int, limit: int = 20) -> list[SupportGrant]:
    """Return the last grants of a practice, newest first."""
    statement = _READ.where(_T.c.practice_id == practice_id).order_by(_T.c.id.desc()).limit(limit)
    return [_value(row) for row in await tx.execute(statement)]


async def ended_by_practice(
    tx: Transaction, practice_id: int, support: StaffMember, since: datetime
) -> bool:
    """Tell whether a practice has ended, since a moment, what an account had opened unasked."""
    statement = select(_T.c.id).where(
        _T.c.practice_id == practice_id,
        _T.c.support_practice_id == support.practice_id,
        _T.c.support_id == support.id,
        func.length(_T.c.reason) > 0,
        _T.c.ended_at >= since,
    )
    return (await tx.execute(statement.limit(1))).first() is not None


async def given_to(tx: Transaction, support: StaffMember, now: datetime) -> list[SupportGrant]:
    """Return the grants by which an account of support may enter practices now."""
    statement = _READ.where(
        _T.c.support_practice_id == support.practice_id,
        _T.c.support_id == support.id,
        _T.c.ended_at.is_(None),
        _T.c.expires_at > now,
    ).order_by(_PRACTICES.c.name)
    return [_value(row) for row in await tx.execute(statement)]


async def enter(tx: Transaction, token: str, grant: SupportGrant | None) -> None:
    """Let a log-in of support act by a grant; None: by none."""
    values = {
        "grant_practice_id": grant.practice_id if grant else None,
        "grant_id": grant.id if grant else None,
    }
    mine = _LOGINS.c.token_hash == token_digest(token)
    await tx.execute(update(_LOGINS).where(mine).values(values))


def _value(row: Any) -> SupportGrant:
    return SupportGrant(*row)
