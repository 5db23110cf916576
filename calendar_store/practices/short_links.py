"""Short codes of links: each stands for the path of a signed link until it expires."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_new_rows
from calendar_store.model.moments import require_aware
from calendar_store.schema import short_links

_T = short_links
_FIND = select(_T.c.path).where(
    _T.c.code == bindparam("b_code"), _T.c.expires_at > bindparam("now")
)


async def add_all(tx: Transaction, codes: Sequence[tuple[str, int, str, datetime]]) -> None:
    """Store codes; those that are known stay as they are.

    Args:
        tx: a writing transaction.
        codes: the code, the practice, the path of the link, as "a/TOKEN", and the end of each,
            aware.
    """
    rows = [
        {
            "code": code,
            "practice_id": practice_id,
            "path": path,
            "expires_at": require_aware(expires_at, "the end of a code"),
        }
        for code, practice_id, path, expires_at in codes
    ]
    if rows:
        await insert_new_rows(tx, _T, rows)


async def paths(tx: Transaction, codes: Sequence[str]) -> dict[str, str]:
    """Return the paths that codes stand for, also expired ones, by code."""
    if not codes:
        return {}
    rows = await tx.execute(select(_T.c.code, _T.c.path).where(_T.c.code.in_(list(codes))))
    return {row.code: row.path for row in rows}


async def find(tx: Transaction, code: str, now: datetime) -> str:
    """Return the path that a code stands for; "" for no code, or one that has expired."""
    row = (await tx.execute(_FIND, {"b_code": code, "now": now})).one_or_none()
    return "" if row is None else str(row.path)


async def forget(tx: Transaction, before: datetime) -> None:
    """Delete the codes that expired before a moment, aware."""
    await tx.execute(delete(_T).where(_T.c.expires_at < before))
