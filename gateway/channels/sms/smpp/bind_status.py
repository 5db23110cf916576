"""How a carrier's binds stand."""

from dataclasses import dataclass
from enum import StrEnum


class BindState(StrEnum):
    """What a bind is doing, for display.

    PAUSED is one that the carrier throttles, RESTING one whose texts or session it refused: it is
    bound, and used where no other bind is.
    """

    STOPPED = "stopped"
    CONNECTING = "connecting"
    BOUND = "bound"
    PAUSED = "paused"
    RESTING = "resting"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BindStatus:
    """One bind as staff see it.

    Attributes:
        name: carrier, number and direction.
        state: what it is doing.
        in_flight: unanswered submit_sm.
        window: how many are allowed just now; below the configured one after throttling.
        words: the last trouble, "" when there was none.
        address: the host and port that it leads to, or was last tried at.
    """

    name: str
    state: BindState
    in_flight: int
    window: int
    words: str
    address: str = ""
