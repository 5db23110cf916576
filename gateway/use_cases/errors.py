"""What a use case refuses besides the errors of the store; pages and commands map both.

`NeedsOverride` is refused unless whoever asks says that it is meant, and may do so. How that is
said is the edge's: a command names its option, a page shows a second button.
"""

from calendar_store.model.errors import InvalidInput, NotFound


class NeedsOverride(InvalidInput):
    """Unusual enough to be a slip: refused unless the request says that it is meant."""


class TooFarAhead(NeedsOverride):
    """The start is years ahead."""


class AlreadyBegun(NeedsOverride):
    """The start has passed."""


class OutsideHours(NeedsOverride):
    """The practitioner does not work then."""


class AlikeClient(NeedsOverride):
    """A client of the same name and number is there already."""


class LeavesOutside(NeedsOverride):
    """Hours that leave appointments outside of them; the text lists them."""


class PractitionerUnnamed(InvalidInput):
    """There are several practitioners, or none, and none was named.

    Args:
        names: of those there are; "" for none.
    """

    def __init__(self, names: str) -> None:
        self.names = names or "there is none yet"
        super().__init__(f"say with whom: {self.names}")


class NothingAhead(NotFound):
    """A client has no appointment ahead, or not the one that was named."""


class FixedByMove(InvalidInput):
    """A wish to move an appointment that also names a practitioner or a service."""


class SeveralAhead(InvalidInput):
    """A client has several appointments ahead, and none was named."""
