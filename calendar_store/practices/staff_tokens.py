"""Tokens of members of staff: of links in mails, and between the two steps of a log-in.

A token is 256 random bits, of which the store keeps the SHA-256. It is of use once, for a while.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import TokenKind
from calendar_store.practices.logins import token_digest
from calendar_store.practices.staff_rows import MEMBER, member_of

LASTS = {
    TokenKind.INVITATION: timedelta(days=3),
    TokenKind.RESET: timedelta(hours=1),
    TokenKind.SECOND_STEP: timedelta(minutes=5),
}
"""How long the tokens of each kind are of use."""
INTO_ACCOUNT = (TokenKind.RESET, TokenKind.SECOND_STEP)
"""Kinds that lead into an account that is in use: they end with its log-ins."""

_TOKEN_BYTES = 32
_KEPT = timedelta(days=1)
"""How long a token that is over is kept: its wrong codes still count."""
_T = schema.staff_tokens
_STAFF = schema.staff
_VALID = (
    select(*MEMBER)
    .join(_T, (_T.c.practice_id == _STAFF.c.practice_id) & (_T.c.staff_id == _STAFF.c.id))
    .where(_STAFF.c.retired_at.is_(None), _T.c.used_at.is_(None))
)


async def issue(tx: Transaction, member: StaffMember, kind: TokenKind, *, now: datetime) -> str:
    """Return a new token; links of the same kind that were sent before are of no use any more.

    Args:
        tx: a writing transaction.
        member: the member of staff.
        kind: what the token is for.
        now: UTC.
    """
    old = (_T.c.practice_id == member.practice_id) & (_T.c.staff_id == member.id)
    await tx.execute(delete(_T).where(old, _T.c.expires_at <= now - _KEPT))
    if kind is not TokenKind.SECOND_STEP:
        await tx.execute(delete(_T).where(old, _T.c.kind == kind.value))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "practice_id": member.practice_id,
        "id": tx.ids.new(),
        "staff_id": member.id,
        "kind": kind.value,
        "token_hash": token_digest(token),
        "tries": 0,
        "created_at": now,
        "expires_at": now + LASTS[kind],
    }
    await tx.execute(insert(_T), row)
    return token


async def bearer(
    tx: Transaction, token: str, kind: TokenKind, *, now: datetime
) -> StaffMember | None:
    """Return the member of a token of a kind; None if it is unknown, used or expired."""
    statement = _VALID.where(_is(token, kind), _T.c.expires_at > now)
    row = (await tx.execute(statement)).one_or_none()
    return member_of(row) if row else None


async def use(tx: Transaction, token: str, kind: TokenKind, *, now: datetime) -> bool:
    """Use a token up; return False if it was used already, or has expired."""
    statement = (
        update(_T)
        .where(_is(token, kind), _T.c.used_at.is_(None), _T.c.expires_at > now)
        .values(used_at=now)
    )
    return bool((await tx.execute(statement)).rowcount == 1)


async def count_try(tx: Transaction, token: str, *, now: datetime) -> None:
    """Count a wrong code that was entered with a token."""
    statement = _is(token, TokenKind.SECOND_STEP)
    await tx.execute(
        update(_T).where(statement, _T.c.expires_at > now).values(tries=_T.c.tries + 1)
    )


async def tries_since(tx: Transaction, member: StaffMember, since: datetime) -> int:
    """Return how many wrong codes were entered for a member's account, with all tokens."""
    statement = select(func.coalesce(func.sum(_T.c.tries), 0)).where(
        _T.c.practice_id == member.practice_id,
        _T.c.staff_id == member.id,
        _T.c.created_at > since,
    )
    return int((await tx.execute(statement)).scalar_one())


async def end(
    tx: Transaction,
    practice_id: int,
    member: StaffMember | None,
    kinds: Iterable[TokenKind],
    *,
    now: datetime,
) -> None:
    """Make tokens useless that were not used yet; wrong codes entered with them count on.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        member: whose; None: those of all its staff.
        kinds: which.
        now: UTC.
    """
    theirs = _T.c.practice_id == practice_id
    if member is not None:
        theirs &= _T.c.staff_id == member.id
    open_ones = (_T.c.kind.in_([kind.value for kind in kinds])) & _T.c.used_at.is_(None)
    await tx.execute(update(_T).where(theirs, open_ones).values(used_at=now))


async def invited(tx: Transaction, practice_id: int, *, now: datetime) -> dict[int, datetime]:
    """Return who of a practice is invited and has not accepted: id -> when the link ends."""
    statement = select(_T.c.staff_id, _T.c.expires_at).where(
        _T.c.practice_id == practice_id,
        _T.c.kind == TokenKind.INVITATION.value,
        _T.c.used_at.is_(None),
        _T.c.expires_at > now,
    )
    return {row.staff_id: row.expires_at for row in await tx.execute(statement)}


def _is(token: str, kind: TokenKind) -> Any:
    return (_T.c.token_hash == token_digest(token)) & (_T.c.kind == kind.value)
