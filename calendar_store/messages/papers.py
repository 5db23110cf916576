"""The papers of practices: stored with their PDF, listed with their fates, removed in time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, null, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_new
from calendar_store.model.papers import (
    Paper,
    PaperKind,
    PaperLayout,
    PaperSent,
    PaperSize,
    PaperWay,
)
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.schema import messages
from calendar_store.schema import papers as table

_HEAD = [one for one in table.c if one.name not in {"shown", "content"}]
_KEPT = table.c.content.is_not(None).label("kept")
_PAPERS = select(*_HEAD, _KEPT)
_OF = table.c.practice_id == bindparam("b_practice")
_NEWEST = _PAPERS.where(_OF).order_by(table.c.version.desc()).limit(bindparam("b_limit"))
_NEWEST_WHOLE = _NEWEST.where(table.c.of_paper_id.is_(None))
_SENT = (
    select(
        *(messages.c.paper_id, messages.c.channel, messages.c.recipient),
        *(messages.c.status, messages.c.updated_at, messages.c.id),
    )
    .where(messages.c.practice_id == bindparam("b_practice"))
    .where(messages.c.paper_id.in_(bindparam("b_papers", expanding=True)))
)


async def last_version(tx: Transaction, practice_id: int) -> int:
    """Return the version of a practice's newest paper; 0 if it has none."""
    statement = select(func.max(table.c.version)).where(table.c.practice_id == practice_id)
    return (await tx.execute(statement)).scalar_one() or 0


async def add(tx: Transaction, paper: Paper, *, shown: bytes, content: bytes) -> bool:
    """Store a paper; return False if another one has taken its version.

    Args:
        tx: a writing transaction.
        paper: the paper.
        shown: the visits on it, as `gateway.paper` compares them.
        content: the PDF.
    """
    row = {
        "practice_id": paper.practice_id,
        "id": paper.id,
        "version": paper.version,
        "kind": paper.kind.value,
        "made_at": paper.made_at,
        "made_by": paper.made_by,
        "first_day": paper.first_day,
        "last_day": paper.last_day,
        "layout": paper.layout.value,
        "size": paper.size.value,
        "pages": paper.pages,
        "of_paper_id": paper.of_paper_id,
        "reason": paper.reason,
        "shown": shown,
        "content": content,
    }
    if not await insert_new(tx, table, row):
        return False
    tx.notify(Topic.CALENDAR)
    return True


async def listed(tx: Transaction, practice_id: int, limit: int) -> list[Paper]:
    """Return a practice's newest papers, the newest first."""
    rows = await tx.execute(_NEWEST, {"b_practice": practice_id, "b_limit": limit})
    return [_value(row) for row in rows]


async def newest(tx: Transaction, practice_id: int) -> Paper | None:
    """Return a practice's newest paper; None if it has none."""
    return next(iter(await listed(tx, practice_id, 1)), None)


async def newest_whole(tx: Transaction, practice_id: int) -> Paper | None:
    """Return a practice's newest paper that is whole; None if it has none."""
    rows = await tx.execute(_NEWEST_WHOLE, {"b_practice": practice_id, "b_limit": 1})
    return next(map(_value, rows), None)


async def by_version(tx: Transaction, practice_id: int, version: int) -> Paper | None:
    """Return the paper of a version; None if there is none, or it was removed."""
    statement = _PAPERS.where(table.c.practice_id == practice_id, table.c.version == version)
    return next(map(_value, await tx.execute(statement)), None)


async def content(tx: Transaction, practice_id: int, paper_id: int) -> bytes | None:
    """Return the PDF of a paper; None if it was removed."""
    return await _blob(tx, table.c.content, practice_id, paper_id)


async def to_send(tx: Transaction, practice_id: int, paper_id: int) -> tuple[int, bytes] | None:
    """Return the version of a paper and its PDF; None if it was removed."""
    statement = select(table.c.version, table.c.content).where(
        table.c.practice_id == practice_id, table.c.id == paper_id
    )
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None or row.content is None else (row.version, row.content)


async def shown(tx: Transaction, practice_id: int, paper_id: int) -> bytes | None:
    """Return what a paper shows, as it was stored with it; None if the paper was removed."""
    return await _blob(tx, table.c.shown, practice_id, paper_id)


async def sent(
    tx: Transaction, practice_id: int, paper_ids: Collection[int]
) -> Mapping[int, Sequence[PaperSent]]:
    """Return what became of papers on each of their ways, by paper id, in the order of sending."""
    found: dict[int, list[PaperSent]] = {}
    if not paper_ids:
        return found
    values = {"b_practice": practice_id, "b_papers": list(paper_ids)}
    # sorted here: by the id, SQLite would read all messages of the practice
    for row in sorted(await tx.execute(_SENT, values), key=lambda row: row.id):
        way = PaperWay(Channel(row.channel), row.recipient)
        one = PaperSent(way, MessageStatus(row.status), row.updated_at, row.id)
        found.setdefault(row.paper_id, []).append(one)
    return found


async def remove_old(tx: Transaction, before: datetime) -> int:
    """Remove papers made before a moment, but no practice's newest whole one, nor later additions.

    Returns:
        How many were removed.
    """
    later = table.alias("later")
    newest_whole = (
        select(func.max(later.c.version))
        .where(later.c.practice_id == table.c.practice_id, later.c.of_paper_id.is_(None))
        .scalar_subquery()
    )
    old = and_(table.c.made_at < before, table.c.version < newest_whole)
    return (await tx.execute(delete(table).where(old))).rowcount


async def kept_shown(tx: Transaction, practice_id: int) -> list[tuple[int, bytes]]:
    """Return (paper id, what it shows) of a practice's papers that have their PDF."""
    statement = select(table.c.id, table.c.shown).where(
        table.c.practice_id == practice_id, table.c.content.is_not(None)
    )
    return [(row.id, row.shown) for row in await tx.execute(statement)]


async def remove_content(tx: Transaction, practice_id: int, paper_ids: Collection[int]) -> None:
    """Remove the PDFs of papers; that they were made, and what became of them, stays."""
    some = and_(table.c.practice_id == practice_id, table.c.id.in_(list(paper_ids)))
    await tx.execute(update(table).where(some).values(content=null()))


async def _blob(tx: Transaction, column: Any, practice_id: int, paper_id: int) -> bytes | None:
    statement = select(column).where(table.c.practice_id == practice_id, table.c.id == paper_id)
    found: bytes | None = (await tx.execute(statement)).scalar_one_or_none()
    return found


def _value(row: Any) -> Paper:
    return Paper(
        *(row.practice_id, row.id, row.version, PaperKind(row.kind), row.made_at, row.made_by),
        *(row.first_day, row.last_day, PaperLayout(row.layout), PaperSize(row.size), row.pages),
        *(row.of_paper_id, row.reason, row.kept),
    )
