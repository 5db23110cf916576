"""The values `AnsweredMessage` and `ToldVisit`: what an answer says that it answers.

A mail names the message of ours that it answers; a text names none.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.model.statuses import MessageKind


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """An appointment as a message told it.

    Attributes:
        appointment_id: the appointment.
        version: its version when the message was written.
        starts_at: its start then, UTC.
    """

    appointment_id: int
    version: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredMessage:
    """A message of ours that a client answers.

    Attributes:
        kind: the kind of the message.
        at: when it was written, UTC.
        text: its words.
        visit: the appointment that it is about, None for none.
        cancelled_at: when the client cancelled that appointment, UTC; None if it stands, and if
            somebody else cancelled it.
    """

    kind: MessageKind
    at: datetime
    text: str
    visit: ToldVisit | None = None
    cancelled_at: datetime | None = None
