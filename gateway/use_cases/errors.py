"""Errors of use cases, besides the errors of the store; pages and commands handle both.

`NeedsOverride` is raised unless the request has `override` set and the actor may set it. Pages and
commands offer `override` in their own ways: a command has an option, a page shows a second button.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import HoursException

if TYPE_CHECKING:  # its room is heavy, and the command line imports this one for help
    from gateway.use_cases.series import PlannedVisit


class NeedsOverride(InvalidInput):
    """Unusual enough to be a mistake: refused unless the request has `override` set."""


class TooFarAhead(NeedsOverride):
    """The start is years ahead."""


class AlreadyBegun(NeedsOverride):
    """The start has passed."""


class OutsideHours(NeedsOverride):
    """The practitioner does not work then."""


class Blocked(NeedsOverride):
    """The time lies in a block."""


class OverVisits(NeedsOverride):
    """A block that covers appointments; the text lists them.

    Args:
        text: the sentence for staff.
        visits: the appointments, by start.
    """

    def __init__(self, text: str, visits: Sequence[Appointment]) -> None:
        self.visits = tuple(visits)
        super().__init__(text)


class AlreadyAway(NeedsOverride):
    """An absence on days of another one with other hours: the narrowest of both would count.

    Args:
        text: the sentence for staff, which names what stands.
        standing: the absences that stand there, by first day.
    """

    def __init__(self, text: str, standing: Sequence[HoursException]) -> None:
        self.standing = tuple(standing)
        super().__init__(text)


class VisitsAhead(InvalidInput):
    """A practitioner, a service or a client with appointments ahead that nobody has dealt with.

    Args:
        text: the sentence for staff, which lists them.
        visits: the appointments, by start.
    """

    def __init__(self, text: str, visits: Sequence[Appointment]) -> None:
        self.visits = tuple(visits)
        super().__init__(text)


class AlikeClient(NeedsOverride):
    """A client with the same name and number exists."""


class LeavesOutside(NeedsOverride):
    """Hours that leave appointments outside of them; the text lists them."""


class PractitionerUnnamed(InvalidInput):
    """No practitioner was named, and the practice does not have exactly one.

    Args:
        names: of the practice's practitioners; "" for none.
    """

    def __init__(self, names: str) -> None:
        self.names = names or "there is none yet"
        super().__init__(f"say with whom: {self.names}")


class NothingAhead(NotFound):
    """A client has no appointment ahead, or not the one that was named."""


class FixedByMove(InvalidInput):
    """A request to move an appointment that also names a practitioner or a service."""


class SeveralAhead(InvalidInput):
    """A client has several appointments ahead, and none was named."""


class SeriesConflicts(InvalidInput):
    """Some appointments of a series cannot be booked or moved as wanted; nothing was done.

    Args:
        told: the conflicts in words.
        planned: all appointments as they were planned, by start.
    """

    def __init__(self, told: str, planned: Sequence[PlannedVisit]) -> None:
        self.planned = tuple(planned)
        super().__init__(f"not all times are free: {told}")
