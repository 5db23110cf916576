"""Free times from a fixed list, for scripted conversations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from calendar_store.model.availability import Span
from calendar_store.model.practices import Practitioner
from dialogs.simulator.free_times import USUAL_HOURS, Sought, meets


@dataclass(frozen=True, slots=True)
class Listed:
    """A source of free times: the listed times that nobody has taken, and no others.

    Attributes:
        listed: the times with their practitioners, by start.
    """

    listed: tuple[Slot, ...]

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""
        return USUAL_HOURS

    def weekdays(self) -> frozenset[int]:
        """Return no days: a list of times tells no working days."""
        return frozenset()

    def slots(self, who: Practitioner, sought: Sought) -> Iterator[Slot]:
        """Yield a practitioner's free slots by start; `sought.step` is ignored."""
        need = sought.need
        for slot in self.listed:
            at = slot.starts_at
            if slot.practitioner_id == who.id and sought.holds(at):
                blocked = at - need.before, at + need.duration + need.after
                if not any(meets(blocked, other) for other in sought.busy):
                    yield Slot(who.id, who.name, at, at + need.duration)

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Return True: a list tells the free times, but not the working hours."""
        del who, slot, zone, busy
        return True
