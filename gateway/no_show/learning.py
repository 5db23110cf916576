"""Counts the past visits of a practice, in the groups that the model is made of."""

from collections import deque
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Database
from calendar_store.model.practices import Practice
from calendar_store.views import visit_records
from calendar_store.views.visit_records import VisitRecord
from gateway.no_show.features import LAST, VisitFeatures, features_of, month_of
from gateway.no_show.history import MARKED_WITHIN, REMEMBERED, facts_at, is_missed, seen_at

LEARNT_FROM = timedelta(days=3 * 365)
"""How long ago the visits may be that are learnt from; habits change."""
MOST_VISITS = 100_000
"""Most visits that are learnt from: more make the chances no better."""
_MOST_READ = 150_000
_AT_ONCE = 200
"""Visits in one query: the service has other things to do between two of them."""
_PER_CLIENT = 4 * LAST
"""Visits of a client that are remembered; cancelled ones are among them."""


Months = dict[int, dict[VisitFeatures, tuple[int, int]]]
"""By month, as `month_of`: how many visits had which features, how many of them were missed."""


async def counts(database: Database, practice: Practice, now: datetime) -> Months:
    """Return how many visits of each month had which features, and how many of them were missed.

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
            return {}
        many = await visit_records.newest(tx, practice.id, until, MOST_VISITS)
        most = await visit_records.newest(tx, practice.id, until, _MOST_READ)
    since = max(since, many or since)
    begin = max(since - REMEMBERED, most or since - REMEMBERED)
    counter = _Counter(ZoneInfo(practice.timezone), since)
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

    def __init__(self, zone: ZoneInfo, since: datetime) -> None:
        self.counted: Months = {}
        self._zone = zone
        self._since = since
        self._before: dict[int, deque[VisitRecord]] = {}

    def add(self, visit: VisitRecord) -> None:
        before = self._before.get(visit.client_id)
        if before is None:
            before = self._before[visit.client_id] = deque(maxlen=_PER_CLIENT)
        missed = is_missed(visit)
        if missed is not None and visit.starts_at >= self._since:
            facts = facts_at(visit, before, seen_at(visit), self._zone)
            counts = self.counted.setdefault(month_of(facts.starts), {})
            number, lost = counts.get(key := features_of(facts), (0, 0))
            counts[key] = (number + 1, lost + missed)
        before.append(visit)
