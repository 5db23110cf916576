"""Errors of use cases, besides the errors of the store; pages and commands handle both.

`NeedsOverride` is raised unless the request has `override` set and the actor may set it. Pages and
commands offer `override` in their own ways: a command has an option, a page shows a second button.
"""

from collections.abc import Sequence

from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import InvalidInput, NotFound


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


class VisitsAhead(InvalidInput):
    """A practitioner or a service with appointments ahead that nobody has dealt with.

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
