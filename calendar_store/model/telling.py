"""The value `Telling`: whether a client is told of a change that staff made, and by what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel

NOT_TOLD = Reason(ReasonCode.NOT_TOLD)
UNDO_TIME = timedelta(seconds=15)
"""How long what follows from a change by staff waits, so that it can still be undone unheard."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a client is told of a change that staff made.

    Attributes:
        channel: the channel of the message; None: nothing is sent about the change.
        at: when the message falls due, UTC; a moment later than the change, so that a change that
            is undone at once is told to nobody.
        why_not: with no channel, why nothing is sent.
        afresh: whether the client was never told of the appointment, so that the message says that
            it is booked, whatever the change was.
    """

    channel: Channel | None
    at: datetime
    why_not: Reason = NOT_TOLD
    afresh: bool = False


AppointmentKey = tuple[int, int]
"""Practice id and appointment id."""
