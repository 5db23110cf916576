"""Counts the past visits of a practice, in the groups that the model is made of."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Database
from calendar_store.model.practices import Practice
from calendar_store.views import visit_records
from calendar_store.views.visit_records import VisitRecord
from gateway.no_show.features import LAST, VisitFeatures, features_of
from gateway.no_show.history import MARKED_WITHIN, REMEMBERED, facts_at, is_missed, seen_at

LEARNT_FROM = timedelta(days=3 * 365)
"""How long ago the visits may be that are learnt from; habits change."""
LATELY = timedelta(days=91)
"""How long ago the visits are that tell whether all chances have risen or fallen."""
MOST_VISITS = 100_000
"""Most visits that are learnt from: more make the chances no better."""
_MOST_READ = 150_000
_AT_ONCE = 200
"""Visits in one query: the service has other things to do between two of them."""
_PER_CLIENT = 4 * LAST
"""Visits of a client that are remembered; cancelled ones are among them."""


Counts = dict[VisitFeatures, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CountedVisits:
    """How many visits had which features, and how many of them were missed.

    Attributes:
        all: of all that are learnt from.
        recent: of those of the last months among them.
    """

    all: Counts = field(default_factory=dict)
    recent: Counts = field(default_factory=dict)


async def counts(database: Database, practice: Practice, now: datetime) -> CountedVisits:
    """Return how many visits had which features, and how many of them were missed.

    Args:
        database: the store.
        practice: the practice.
        now: UTC.
    """
    until = now - MARKED_WITHIN
    async with database.read() as tx:
        since = await visit_records.first_missed(tx, practice.id, now - LEARNT_FROM, until)
        if since is None:
            # a practice that marks nobody says nothing of its visits
            return CountedVisits()
        many = await visit_records.newest(tx, practice.id, until, MOST_VISITS)
        most = await visit_records.newest(tx, practice.id, until, _MOST_READ)
    since = max(since, many or since)
    begin = max(since - REMEMBERED, most or since - REMEMBERED)
    counter = _Counter(ZoneInfo(practice.timezone), since, until - LATELY)
    last: VisitRecord | None = None
    while True:
        async with database.read() as tx:
            some = await visit_records.in_order(
                tx, practice.id, begin, until, after=last, limit=_AT_ONCE
            )
        for one in some:
            counter.add(one)
        if len(some) < _AT_ONCE:
            return counter.counted
        last = some[-1]


class _Counter:
    """Counts visits that come by their start, each with what was known of its client before."""

    def __init__(self, zone: ZoneInfo, since: datetime, lately: datetime) -> None:
        self.counted = CountedVisits()
        self._zone = zone
        self._since = since
        self._lately = lately
        self._before: dict[int, deque[VisitRecord]] = {}

    def add(self, visit: VisitRecord) -> None:
        before = self._before.get(visit.client_id)
        if before is None:
            before = self._before[visit.client_id] = deque(maxlen=_PER_CLIENT)
        missed = is_missed(visit)
        if missed is not None and visit.starts_at >= self._since:
            key = features_of(facts_at(visit, before, seen_at(visit), self._zone))
            lately = visit.starts_at >= self._lately
            for counts in (self.counted.all, *((self.counted.recent,) if lately else ())):
                number, lost = counts.get(key, (0, 0))
                counts[key] = (number + 1, lost + missed)
        before.append(visit)
