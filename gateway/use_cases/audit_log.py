"""The audit log as staff read it: filtered, paged by key, with what is unusual marked.

The pages of a filter are read by index, each in the same time, however long the log is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.appointments import agenda, waiting_list
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import AuditEntry
from calendar_store.practices import practitioners

PAGE = 50
"""Entries of a page."""
_RECENTLY = timedelta(days=7)
MANY = 10
"""Failed log-ins on one account in an hour from which they are told."""
_HOUR = timedelta(hours=1)
_LOOKED_AT = 1000
"""Most failures that are looked at."""
_NUMBER = re.compile(r"[0-9]{15,18}")
"""An id, as entries name what they are about."""


class AuditFilter(StrEnum):
    """What the log can be narrowed to."""

    ALL = "all"
    LOG_INS = "log-ins"
    FAILED = "failed"
    STAFF = "staff"
    SUPPORT = "support"
    SETTINGS = "settings"


ACTIONS: dict[AuditFilter, tuple[str, ...]] = {
    AuditFilter.LOG_INS: (
        *("login", "login.failed", "login.code_failed", "login.new_network"),
        *("staff.logged_out", "staff.password"),
    ),
    AuditFilter.FAILED: ("login.failed", "login.code_failed"),
    AuditFilter.STAFF: (
        *("staff.added", "staff.changed", "staff.removed", "staff.invited", "staff.accepted"),
        *("staff.password", "staff.reset_asked", "staff.factors"),
    ),
    AuditFilter.SUPPORT: (
        *("support.granted", "support.ended", "support.read", "support.changed"),
        *("support.entered", "support.broke_glass"),
    ),
    AuditFilter.SETTINGS: (
        *("practice.changed", "steps.changed", "steps.differ", "steps.removed", "template.changed"),
    ),
}
"""The actions of each filter but ALL."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the log.

    Attributes:
        entries: newest first.
        older: the id to go on with; None at the end.
    """

    entries: Sequence[AuditEntry]
    older: int | None


@dataclass(frozen=True, slots=True)
class AuditNames:
    """The names of whom entries of the log are about, by id.

    Attributes:
        clients: clients, a dash for who was erased.
        others: practitioners; and clients by the ids of their visits and of what they wait for.
    """

    clients: Mapping[int, str] = field(default_factory=dict)
    others: Mapping[int, str] = field(default_factory=dict)

    def of(self, number: int) -> str:
        """Return the name that an id stands for; "" if it is unknown."""
        return self.clients.get(number) or self.others.get(number, "")


@dataclass(frozen=True, slots=True)
class UnusualLogins:
    """What was unusual about log-ins of the last days.

    Attributes:
        new_networks: log-ins of administrators from networks that they had not used before.
        many_failures: account -> failed log-ins in its worst hour.
    """

    new_networks: Sequence[AuditEntry]
    many_failures: dict[str, int]


async def listed(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    *,
    narrowed: AuditFilter = AuditFilter.ALL,
    by: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> AuditPage:
    """Return a page of the log.

    Args:
        tx: any transaction.
        actor: who reads.
        practice_id: the practice.
        narrowed: which actions; with `by` the filter is on the actor alone.
        by: the label of whoever did it; "" for everybody.
        before: the page after the entry of this id; None for the first.
        limit: most entries.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    require(actor, Permission.READ_AUDIT, practice_id)
    found = await audit.entries(
        *(tx, practice_id),
        limit=limit + 1,
        before=before,
        actions=() if by else ACTIONS.get(narrowed, ()),
        by=by,
    )
    more = len(found) > limit
    return AuditPage(found[:limit], found[limit - 1].id if more else None)


async def names(
    tx: Transaction, actor: Actor, practice_id: int, entries: Sequence[AuditEntry]
) -> AuditNames:
    """Return the names of whom entries are about, in four queries.

    Args:
        tx: any transaction.
        actor: who reads.
        practice_id: the practice.
        entries: entries of its log.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    require(actor, Permission.READ_AUDIT, practice_id)
    numbers = {number for entry in entries for number in _numbers(entry)}
    if not numbers:
        return AuditNames()
    keys = [(practice_id, number) for number in sorted(numbers)]
    visits = {key[1]: one.client_id for key, one in (await agenda.by_ids(tx, keys)).items()}
    theirs = visits | await waiting_list.clients_of(tx, practice_id, sorted(numbers))
    people = await clients.get_many(
        tx, [*keys, *((practice_id, client_id) for client_id in theirs.values())]
    )
    listed_as = {key[1]: one.listed for key, one in people.items()}
    working = {one.id: one.name for one in await practitioners.all_practitioners(tx, practice_id)}
    others = {number: listed_as.get(client_id, "") for number, client_id in theirs.items()}
    return AuditNames(listed_as, others | working)


def _numbers(entry: AuditEntry) -> Iterator[int]:
    for text in (entry.subject, *map(str, entry.detail.values())):
        yield from map(int, _NUMBER.findall(text))


async def unusual(
    tx: Transaction, actor: Actor, practice_id: int, *, now: datetime
) -> UnusualLogins:
    """Return what was unusual about log-ins lately.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    require(actor, Permission.READ_AUDIT, practice_id)
    since = now - _RECENTLY
    new = await audit.entries(
        tx, practice_id, actions=("login.new_network",), limit=20, since=since
    )
    failed = await audit.entries(
        tx, practice_id, actions=ACTIONS[AuditFilter.FAILED], limit=_LOOKED_AT, since=since
    )
    recent: dict[str, list[datetime]] = {}
    for entry in failed:
        if entry.at >= since:
            recent.setdefault(entry.subject, []).append(entry.at)
    worst = {account: _worst_hour(moments) for account, moments in recent.items()}
    return UnusualLogins(
        [entry for entry in new if entry.at >= since],
        {account: count for account, count in worst.items() if count >= MANY},
    )


def _worst_hour(moments: Sequence[datetime]) -> int:
    """Return the most moments within an hour; they come newest first."""
    worst = first = 0
    ordered = sorted(moments)
    for last, moment in enumerate(ordered):
        while moment - ordered[first] > _HOUR:
            first += 1
        worst = max(worst, last - first + 1)
    return worst
