"""The interface of a source of free times: weekly hours or a list implement it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from calendar_store.model.availability import Span
from calendar_store.model.practices import Practitioner

USUAL_HOURS = (8, 20)
"""Opening and closing hour of a practice that has set no hours."""


@dataclass(frozen=True, slots=True)
class Need:
    """The time that an appointment needs.

    Attributes:
        duration: length of the appointment.
        before: time that has to be free before the appointment.
        after: time that has to be free after the appointment.
    """

    duration: timedelta
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Sought:
    """A search for free times of one practitioner.

    Attributes:
        span: when the appointment may start, from and before, UTC; equal ends mean that exact
            start.
        step: the grid on which starts lie, counted from the local midnight.
        zone: the practice's time zone.
        need: the time that the appointment needs.
        busy: when the practitioner is blocked, buffers included.
    """

    span: Span
    step: timedelta
    zone: ZoneInfo
    need: Need
    busy: Sequence[Span]

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment lies in the span."""
        start, end = self.span
        return moment == start if start == end else start <= moment < end


class FreeTimes(Protocol):
    """A source of free times."""

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""

    def weekdays(self) -> frozenset[int]:
        """Return the days on which somebody works, 0 is Monday; empty if that is not known."""

    def slots(self, who: Practitioner, sought: Sought) -> Iterator[Slot]:
        """Yield a practitioner's free slots by start."""

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Return whether an offered time can still be booked when the client takes it.

        Args:
            who: the practitioner.
            slot: the time.
            zone: the practice's time zone.
            busy: when the practitioner is blocked, buffers included.
        """


def meets(one: Span, other: Span) -> bool:
    """Return whether two spans overlap."""
    return one[0] < other[1] and other[0] < one[1]
