"""The status of a carrier's binds, for display."""

from dataclasses import dataclass
from enum import StrEnum


class BindState(StrEnum):
    """The state of a bind.

    A PAUSED bind is throttled by the carrier. The texts or the session of a RESTING bind were
    refused by the carrier: the bind is bound, but used only if no other bind is available.
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
    """The status of one bind, as staff see it.

    Attributes:
        name: name of the bind: carrier, number and direction.
        state: state of the bind.
        in_flight: number of unanswered submit_sm.
        window: unanswered submit_sm allowed now; less than the configured window after throttling.
        words: the last trouble in words, "" if there was none.
        address: host and port of the connection, or of the last attempt.
        silent_seconds: since the carrier was last heard from; None without a session.
        asked: whether an enquire_link waits for its answer.
    """

    name: str
    state: BindState
    in_flight: int
    window: int
    words: str
    address: str = ""
    silent_seconds: float | None = None
    asked: bool = False
