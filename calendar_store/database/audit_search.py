"""Search the audit log: by words, actor, action, subject and days; newest first.

No index finds words. A search looks through so many entries at once, says how far it came, and goes
on from there: it takes the same time in a log of any length.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, literal_column, or_, select

from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.model.practices import AuditEntry
from calendar_store.schema import audit_log

_L = audit_log.c
_READ = select(_L.practice_id, _L.id, _L.at, _L.by, _L.action, _L.subject, _L.detail)
_BETWEEN = literal_column("'\n'", String)
"""No word has it: none is found half in one column and half in the next one."""
_ALL = _L.by.concat(_BETWEEN).concat(_L.action).concat(_BETWEEN).concat(_L.subject)
_ALL = _ALL.concat(_BETWEEN).concat(cast(_L.detail, String))
"""All that is searched of an entry, in one: a quarter of the time of each column by itself."""
_WHO = _L.by.concat(_BETWEEN).concat(_L.action)
_LATER = timedelta(days=1)
"""How much later than its time an entry's id may have been made."""
DEPTH = 10_000
"""Entries that are looked through at once."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is looked for; what is empty is not asked for.

    Attributes:
        words: each of them has to be in the entry: in who, what, to whom, or the details.
        named: word -> actions that the reader's language tells by this word.
        about: subjects that are found whatever the words are: ids of clients of that name.
        by: the actor's label.
        actions: some of these.
        subject: the whole subject.
        since: from this moment on, UTC.
        until: before this moment, UTC.
        shallow: whether words are looked for in who and what alone, not in whom and the details.
    """

    words: Sequence[str] = ()
    named: Mapping[str, Collection[str]] = field(default_factory=dict)
    about: Collection[str] = ()
    by: str = ""
    actions: Sequence[str] = ()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    shallow: bool = False

    @property
    def is_read_by_index(self) -> bool:
        """Whether an index finds exactly these entries."""
        return not (self.words or self.subject or len(self.actions) > 1)


@dataclass(frozen=True, slots=True)
class AuditFound:
    """What a search found.

    Attributes:
        entries: newest first.
        before: the id to go on with; None at the end of the log.
        reached: when the oldest entry was made that was looked at, if there was more to look at
            and the page is not full; None otherwise.
    """

    entries: Sequence[AuditEntry]
    before: int | None
    reached: datetime | None = None


async def search(
    tx: Transaction,
    practice_id: int,
    query: AuditQuery,
    *,
    limit: int,
    before: int | None = None,
    depth: int = DEPTH,
) -> AuditFound:
    """Return the next entries that fit.

    Args:
        tx: any transaction.
        practice_id: the practice.
        query: what is looked for.
        limit: most entries to return.
        before: go on with entries older than the one with this id.
        depth: entries to look through, where no index finds them.
    """
    span = _span(practice_id, query, before)
    bound = None if query.is_read_by_index else await _bound(tx, span, depth)
    fits = [span, *_conditions(query)]
    if bound is not None:
        fits.append(_L.id > bound)
    statement = _READ.where(*fits).order_by(_L.id.desc()).limit(limit + 1)
    rows: Any = (await tx.execute(statement)).all()
    found = [AuditEntry(*row) for row in rows]
    if len(found) > limit:
        return AuditFound(found[:limit], found[limit - 1].id)
    if bound is None:
        return AuditFound(found, None)
    return AuditFound(found, bound + 1, ids.made_at(bound))


async def _bound(tx: Transaction, span: ColumnElement[bool], depth: int) -> int | None:
    """Return the id below which a search does not look this time; None if it looks at all."""
    nth = select(_L.id).where(span).order_by(_L.id.desc()).offset(depth).limit(1)
    found: int | None = (await tx.execute(nth)).scalar()
    return found


def _span(practice_id: int, query: AuditQuery, before: int | None) -> ColumnElement[bool]:
    found = [_L.practice_id == practice_id]
    if before is not None:
        found.append(_L.id < before)
    if query.since is not None:
        found.append(_L.id >= ids.since(query.since))
    if query.until is not None:
        found.append(_L.id < ids.first_at(query.until + _LATER))
    if query.by:
        found.append(_L.by == query.by)
    if len(query.actions) == 1:
        found.append(_L.action == query.actions[0])
    return and_(*found)


def _conditions(query: AuditQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.since is not None:
        found.append(_L.at >= query.since)
    if query.until is not None:
        found.append(_L.at < query.until)
    if query.subject:
        found.append(_L.subject == query.subject)
    if len(query.actions) > 1:
        found.append(_L.action.in_(query.actions))
    if query.words:
        places = _WHO if query.shallow else _ALL
        each = and_(*(_has(places, word, query.named.get(word, ())) for word in query.words))
        about = _L.subject.in_(query.about) if query.about else false()
        found.append(or_(each, about))
    return found


def _has(where: ColumnElement[str], word: str, actions: Collection[str]) -> ColumnElement[bool]:
    # JSON has letters outside ASCII as escapes
    escaped = json.dumps(word)[1:-1]
    places = [where.icontains(one, autoescape=True) for one in dict.fromkeys((word, escaped))]
    return or_(*places, _L.action.in_(actions) if actions else false())
