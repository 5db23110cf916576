"""Visits of support: each stay of a log-in in a practice, until it leaves or is not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, select, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.model.errors import NotFound
from calendar_store.practices.logins import token_digest
from calendar_store.practices.support_grants import SupportGrant

_T, _GRANTS, _LOGINS = schema.support_visits, schema.support_grants, schema.logins
_READ = select(
    *(_T.c.practice_id, _T.c.id, _T.c.grant_id, _T.c.email, _T.c.began_at, _T.c.seen_at),
    *(_T.c.ended_at, _T.c.told_at, _GRANTS.c.reason, _GRANTS.c.shows_contacts, _GRANTS.c.writes),
).join(_GRANTS, and_(_GRANTS.c.practice_id == _T.c.practice_id, _GRANTS.c.id == _T.c.grant_id))
_INSIDE = and_(
    _LOGINS.c.token_hash == _T.c.login,
    _LOGINS.c.grant_practice_id == _T.c.practice_id,
    _LOGINS.c.grant_id == _T.c.grant_id,
)
_OPEN = (
    select(
        *(_T.c.practice_id, _T.c.id, _T.c.seen_at, _GRANTS.c.expires_at),
        *(_GRANTS.c.ended_at, _LOGINS.c.expires_at.label("login_until")),
    )
    .join(_GRANTS, and_(_GRANTS.c.practice_id == _T.c.practice_id, _GRANTS.c.id == _T.c.grant_id))
    .join(_LOGINS, _INSIDE, isouter=True)
    .where(_T.c.told_at.is_(None), _T.c.ended_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class SupportVisit:
    """A stay of support in a practice.

    Attributes:
        email: of the account of support.
        seen_at: when a page was opened last, UTC.
        ended_at: UTC; None: it lasts.
        told_at: when its report went to the practice; None: not yet.
        reason: why support came without being asked; "" where it was.
        shows_contacts: whether clients' numbers and addresses were shown.
        writes: whether it could change things.
    """

    practice_id: int
    id: int
    grant_id: int
    email: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    told_at: datetime | None
    reason: str
    shows_contacts: bool
    writes: bool


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that was not ended, and what ends it.

    Attributes:
        grant_ends: when the access ends, or was ended, UTC.
        login_until: when the log-in ends; None: it has left, or is no more.
    """

    practice_id: int
    id: int
    seen_at: datetime
    grant_ends: datetime
    login_until: datetime | None


async def seen(
    tx: Transaction, token: str, grant: tuple[int, int], email: str, now: datetime
) -> None:
    """Note that a log-in of support opened a page; begin its visit where none lasts.

    Args:
        tx: a writing transaction.
        token: of the log-in.
        grant: practice and id of the grant.
        email: of the account.
        now: UTC.
    """
    practice_id, grant_id = grant
    mine = (
        *(_T.c.practice_id == practice_id, _T.c.grant_id == grant_id),
        *(_T.c.login == token_digest(token), _T.c.ended_at.is_(None), _T.c.told_at.is_(None)),
    )
    if (await tx.execute(update(_T).where(*mine).values(seen_at=now))).rowcount:
        return
    row = {
        "practice_id": practice_id,
        "id": tx.ids.new(),
        "grant_id": grant_id,
        "email": email,
        "login": token_digest(token),
        "began_at": now,
        "seen_at": now,
    }
    await tx.execute(insert(_T), row)


async def left(tx: Transaction, token: str, now: datetime) -> None:
    """End the visits of a log-in."""
    mine = _T.c.login == token_digest(token), _T.c.ended_at.is_(None), _T.c.told_at.is_(None)
    await tx.execute(update(_T).where(*mine).values(ended_at=now))


async def of_grant_end(tx: Transaction, grant: SupportGrant, now: datetime) -> None:
    """End the visits by a grant that ends now."""
    mine = _T.c.practice_id == grant.practice_id, _T.c.grant_id == grant.id
    await tx.execute(update(_T).where(*mine, _T.c.ended_at.is_(None)).values(ended_at=now))


async def open_visits(tx: Transaction) -> Sequence[OpenVisit]:
    """Return all visits that were not ended."""
    return [
        OpenVisit(
            *(row.practice_id, row.id, row.seen_at),
            min(row.expires_at, row.ended_at or row.expires_at),
            row.login_until,
        )
        for row in await tx.execute(_OPEN)
    ]


async def end(tx: Transaction, visit: OpenVisit, at: datetime) -> None:
    """End a visit, unless it is over, or a page was opened meanwhile."""
    one = _T.c.practice_id == visit.practice_id, _T.c.id == visit.id
    still = _T.c.ended_at.is_(None), _T.c.seen_at == visit.seen_at
    await tx.execute(update(_T).where(*one, *still).values(ended_at=at))


async def untold(tx: Transaction) -> Sequence[SupportVisit]:
    """Return the visits that are over and of which no practice was told."""
    rows = await tx.execute(_READ.where(_T.c.told_at.is_(None), _T.c.ended_at.is_not(None)))
    return [_value(row) for row in rows]


async def tell(tx: Transaction, visit: SupportVisit, now: datetime) -> bool:
    """Note that the practice is told of a visit now; return False if it was."""
    one = _T.c.practice_id == visit.practice_id, _T.c.id == visit.id, _T.c.told_at.is_(None)
    return (await tx.execute(update(_T).where(*one).values(told_at=now))).rowcount == 1


async def of_practice(tx: Transaction, practice_id: int, limit: int = 20) -> list[SupportVisit]:
    """Return the last visits in a practice, newest first."""
    statement = _READ.where(_T.c.practice_id == practice_id).order_by(_T.c.id.desc())
    return [_value(row) for row in await tx.execute(statement.limit(limit))]


async def get(tx: Transaction, practice_id: int, visit_id: int) -> SupportVisit:
    """Return a visit.

    Raises:
        NotFound: if the practice had no such visit.
    """
    statement = _READ.where(_T.c.practice_id == practice_id, _T.c.id == visit_id)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"there is no visit {visit_id}")
    return _value(row)


def _value(row: Any) -> SupportVisit:
    return SupportVisit(*row)
