"""Texts in, the state of a conversation, and alerts to staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    AlertKind,
    Channel,
    InboundStatus,
)


class ConversationKey(NamedTuple):
    """Which conversation it is: on which channel, between which of our addresses and theirs.

    The same string may be an address on two channels; those are two conversations.

    Attributes:
        channel: how messages travel.
        our_address: of ours, on that channel: a number for texts.
        their_address: of theirs, on that channel.
    """

    channel: Channel
    our_address: str
    their_address: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that came in, whole.

    Attributes:
        key: the conversation that it belongs to.
        text: as decoded, "" where it could not be.
        raw: the bytes as they came.
        partial: parts of it are missing for ever.
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


@plain
class Conversation:
    """What was said last in a conversation, for one practice."""

    practice_id: int
    key: ConversationKey
    state: dict[str, Any]
    version: int
    last_outbound_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something a person of the practice has to see to (F8, F14)."""

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
