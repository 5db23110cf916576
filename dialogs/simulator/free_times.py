"""Where a simulated practice's free times come from: what is asked of weekly hours and of lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from calendar_store.model.availability import Span
from calendar_store.model.practices import Practitioner

USUAL_HOURS = (8, 20)
"""Hours assumed for a practice that has not said its own."""


@dataclass(frozen=True, slots=True)
class Need:
    """How much time an appointment takes.

    Attributes:
        duration: how long the client is there.
        before: what has to be unblocked before.
        after: what has to be unblocked after.
    """

    duration: timedelta
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which times of a practitioner are looked for.

    Attributes:
        span: when it may start, from and before, UTC; equal ends mean that very start.
        step: the raster on which starts lie, counted from the local midnight.
        zone: the practice's.
        need: how much time it takes.
        busy: when the practitioner is blocked, buffers included.
    """

    span: Span
    step: timedelta
    zone: ZoneInfo
    need: Need
    busy: Sequence[Span]

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the span."""
        start, end = self.span
        return moment == start if start == end else start <= moment < end


class FreeTimes(Protocol):
    """Where free times come from."""

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""

    def weekdays(self) -> frozenset[int]:
        """Return the days on which somebody works, 0 is Monday; none where that is not known."""

    def slots(self, who: Practitioner, sought: Sought) -> Iterator[Slot]:
        """Yield a practitioner's free slots by start."""

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Tell whether a time on offer can still be had when it is taken.

        Args:
            who: the practitioner.
            slot: the time.
            zone: the practice's.
            busy: when the practitioner is blocked, buffers included.
        """


def meets(one: Span, other: Span) -> bool:
    """Tell whether two spans have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]
