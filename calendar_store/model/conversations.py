"""The values `ConversationKey`, `Inbound` (a received text), `Conversation` and `Alert`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    AlertKind,
    Channel,
    InboundStatus,
)


class ConversationKey(NamedTuple):
    """The key of a conversation: channel, our address, their address.

    The same string may be an address on two channels; then there are two conversations.

    Attributes:
        channel: the channel.
        our_address: our address on the channel; for texts, a number.
        their_address: the other side's address on the channel.
    """

    channel: Channel
    our_address: str
    their_address: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """A received text, with its parts joined.

    Attributes:
        key: the conversation of the text.
        text: the decoded text; "" if it could not be decoded.
        raw: the bytes as received.
        partial: whether parts of the text are missing.
        practice_id: the practice; for a mail, set when the mail is stored, from its signed address.
        calendar: the answer to a calendar invitation, which has no words.
        answers_id: the message of ours that a mail answers; None where it is not known, as with
            texts.
    """

    id: int
    carrier: str
    key: ConversationKey
    text: str
    raw: bytes
    received_at: datetime
    status: InboundStatus = InboundStatus.NEW
    partial: bool = False
    practice_id: int | None = None
    client_id: int | None = None
    intent: str = ""
    understood: dict[str, Any] | None = None
    calendar: CalendarAnswer | None = None
    answers_id: int | None = None


@plain
class Conversation:
    """The state of a conversation, for one practice."""

    practice_id: int
    key: ConversationKey
    state: dict[str, Any]
    version: int
    last_outbound_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert: a matter that needs the attention of the practice's staff."""

    practice_id: int
    id: int
    kind: AlertKind
    reason: Reason
    at: datetime
    client_id: int | None = None
    appointment_id: int | None = None
    inbound_id: int | None = None
    message_id: int | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
