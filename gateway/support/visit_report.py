"""What support did on a visit: the pages and clients that it looked at, and what it changed.

All of it is read from the practice's log, into which every page that support opens is written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database import audit_search
from calendar_store.database.audit_search import AuditQuery
from calendar_store.database.connection import Transaction
from calendar_store.model.clients import Client
from calendar_store.model.practices import AuditEntry
from calendar_store.practices.support_visits import SupportVisit

MOST = 5_000
"""Entries of the log that a report is made of."""
_AT_ONCE = 1_000
_AFTER = timedelta(seconds=1)
_ID = re.compile(r"(?<![0-9])[0-9]{15,19}(?![0-9])")
_OPENED, _ENTERED = "support.read", frozenset({"support.entered", "support.broke_glass"})
_TRIED = "support.changed"


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What support did.

    Attributes:
        visit: when, and who.
        pages: the entries of pages that it opened, in their order; each address once.
        clients: whom it looked at.
        changes: the entries of what it changed, in their order.
    """

    visit: SupportVisit
    pages: Sequence[AuditEntry]
    clients: Sequence[Client]
    changes: Sequence[AuditEntry]

    @property
    def counts(self) -> dict[str, int]:
        """How many pages, clients and changes there were."""
        return {
            "pages": len(self.pages),
            "clients": len(self.clients),
            "changes": len(self.changes),
        }


async def load(tx: Transaction, visit: SupportVisit) -> VisitReport:
    """Return what support did on a visit.

    Args:
        tx: any transaction.
        visit: the visit; one that lasts is told until now.
    """
    entries = await _entries(tx, visit)
    pages = {one.subject: one for one in reversed(entries) if one.action == _OPENED}
    left = {_OPENED, _TRIED, *_ENTERED}
    changes = [one for one in entries if one.action not in left]
    # a form that left no entry of its own is told by its page
    changes = changes or [one for one in entries if one.action == _TRIED]
    in_order = sorted(pages.values(), key=lambda one: one.id)
    return VisitReport(visit, in_order, await _clients(tx, visit.practice_id, entries), changes)


async def _entries(tx: Transaction, visit: SupportVisit) -> list[AuditEntry]:
    """Return the entries of a visit, the oldest first."""
    query = AuditQuery(by=f"support {visit.email}", since=visit.began_at)
    until = (visit.ended_at or visit.seen_at) + _AFTER
    found: list[AuditEntry] = []
    before = None
    while len(found) < MOST:
        some = await audit_search.search(
            tx, visit.practice_id, query, limit=_AT_ONCE, before=before
        )
        found += [one for one in some.entries if one.at < until]
        before = some.before
        if before is None:
            break
    return found[::-1]


async def _clients(
    tx: Transaction, practice_id: int, entries: Sequence[AuditEntry]
) -> Sequence[Client]:
    """Return the clients whom addresses and changes name, by themselves or by their visits."""
    numbers = {
        int(number)
        for one in entries
        for text in (one.subject, *map(str, one.detail.values()))
        for number in _ID.findall(text)
    }
    keys = [(practice_id, number) for number in sorted(numbers) if number < 1 << 63]
    if not keys:
        return ()
    visits = await agenda.by_ids(tx, keys)
    theirs = {(practice_id, one.client_id) for one in visits.values()}
    people = await clients.get_many(tx, sorted({*keys, *theirs}))
    return sorted(people.values(), key=lambda one: (one.last, one.first, one.id))
