"""Free times computed from the practitioners' working hours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model import local_time
from calendar_store.model.appointments import Slot
from calendar_store.model.availability import Span, free_starts, open_spans
from calendar_store.model.practices import HoursException, Practitioner, WeeklyHours
from dialogs.simulator.free_times import USUAL_HOURS, Need, Sought

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A source of free times: computed from the practitioners' working hours.

    Attributes:
        weekly: weekly hours of all practitioners.
        exceptions: days with other hours.
    """

    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[HoursException, ...] = ()

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""
        if not self.weekly:
            return USUAL_HOURS
        closes = max(span.closes for span in self.weekly)
        return min(span.opens for span in self.weekly).hour, closes.hour + bool(closes.minute)

    def weekdays(self) -> frozenset[int]:
        """Return the days on which somebody works."""
        return frozenset(span.weekday for span in self.weekly)

    def slots(self, who: Practitioner, sought: Sought) -> Iterator[Slot]:
        """Yield a practitioner's free slots by start."""
        for day in _days(sought):
            # an appointment may run on into the day after
            works = [
                each
                for on in (day, day + _DAY)
                for each in open_spans(self.weekly, self.exceptions, who.id, on, sought.zone)
            ]
            need = sought.need
            starts = free_starts(
                (sought.span[0],) if sought.span[0] == sought.span[1] else _starts(day, sought),
                open_spans=works,
                busy=sought.busy,
                duration=need.duration,
                buffer_before=need.before,
                buffer_after=need.after,
            )
            yield from (Slot(who.id, who.name, at, at + need.duration) for at in starts)

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Return whether the practitioner works at that time and is free."""
        at, need = slot.starts_at, Need(slot.ends_at - slot.starts_at)
        found = self.slots(who, Sought((at, at), _DAY, zone, need, busy))
        return next(iter(found), None) is not None


def _days(sought: Sought) -> Iterator[date]:
    start, end = sought.span
    day = start.astimezone(sought.zone).date()
    last = max(start, end - timedelta.resolution).astimezone(sought.zone).date()
    while day <= last:
        yield day
        day += _DAY


def _starts(day: date, sought: Sought) -> Iterable[datetime]:
    starts = local_time.starts_of_day(day, sought.step, sought.zone)
    return [at for at in starts if sought.holds(at)]
