"""Free times as a script lists them, for conversations that are written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from calendar_store.model.availability import Span
from calendar_store.model.practices import Practitioner
from dialogs.simulator.free_times import USUAL_HOURS, Sought, meets


@dataclass(frozen=True, slots=True)
class Listed:
    """These times, as far as nobody has taken them, and no others.

    Attributes:
        listed: the times, with whom, by start.
    """

    listed: tuple[Slot, ...]

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""
        return USUAL_HOURS

    def weekdays(self) -> frozenset[int]:
        """Return no days: a list of times says nothing of them."""
        return frozenset()

    def slots(self, who: Practitioner, sought: Sought) -> Iterator[Slot]:
        """Yield a practitioner's free slots by start. The raster is the list's own."""
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
        """Say yes: a script lists what a search finds, and not when anybody works."""
        del who, slot, zone, busy
        return True
