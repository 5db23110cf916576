"""The value `LabelledExample`: a text with what staff say that it means."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LabelledExample:
    """A text that was not clear, with the meaning that a person gave it.

    Attributes:
        inbound_id: the text as it was received.
        text: the text with names and numbers masked.
        locale: the language of the conversation.
        question: the kind of the open question that it answered; "none" for none.
        heard: the intent by which it was understood.
        intent: what it means.
        by: label of the actor who said so.
        at: when, UTC.
        appointment_id: the appointment that was changed; None for none.
        version: the version of that appointment after the change.
    """

    practice_id: int
    id: int
    inbound_id: int
    text: str
    locale: str
    question: str
    heard: str
    intent: str
    by: str
    at: datetime
    appointment_id: int | None = None
    version: int | None = None
