"""Builds every message of ours: its urgency, how long it is of use, its carrier, price and parts.

Pure. Who asks has decided that something is said, to whom, and by which way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from calendar_store.database.ids import Ids
from calendar_store.messages import outbox
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.messaging.channel import MessageChannel, RouteChoice

ANSWER_VALID = timedelta(days=1)
"""An answer that a carrier could not deliver within a day answers nothing any more."""

_PRIORITY: Mapping[MessageKind, int] = {
    MessageKind.REPLY: outbox.REPLY_PRIORITY,
    MessageKind.STAFF: outbox.REPLY_PRIORITY,
    MessageKind.OFFER: outbox.OFFER_PRIORITY,
    MessageKind.BOOKED: outbox.BOOKED_PRIORITY,
    MessageKind.REMINDER: outbox.REMINDER_PRIORITY,
}
_NO_WAY = RouteChoice("", Decimal(0), priced=False)
_ANSWERS = frozenset({MessageKind.REPLY, MessageKind.STAFF})


@dataclass(frozen=True, slots=True)
class Envelope:
    """Between whom a message goes, and what it is about.

    Attributes:
        practice_id: whose it is.
        sender: our address.
        recipient: theirs.
        client_id: who they are; None for somebody who is no client.
        appointment_id: what it is about, None for nothing or for several.
    """

    practice_id: int
    sender: str
    recipient: str
    client_id: int | None = None
    appointment_id: int | None = None


def compose_message(
    ids: Ids,
    kind: MessageKind,
    text: str,
    envelope: Envelope,
    *,
    channel: MessageChannel,
    now: datetime,
    way: RouteChoice | None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Return a message for the outbox.

    Args:
        ids: gives its identity.
        kind: why it is sent; decides how urgent it is.
        text: as it was worded; it is written as the channel sends it.
        envelope: between whom, about what.
        channel: by which it goes.
        now: UTC.
        way: over which carrier; None where none takes it, and it waits for one.
        not_before: when it may go out, UTC; None at once.
        expires_at: after when it is of no use, UTC; None for an answer: a day.

    Raises:
        TextTooLongError: if the channel does not take so long a text.
        ValueError: if it is no answer, and it is not said how long it is of use.
    """
    if expires_at is None:
        if kind not in _ANSWERS:
            raise ValueError(f"a message of kind {kind} has to say until when it is of use")
        expires_at = now + ANSWER_VALID
    fitted = channel.fit(text)
    return _message(
        *(ids, kind, fitted.text, envelope),
        channel=channel.kind,
        now=now,
        status=MessageStatus.QUEUED,
        not_before=not_before or now,
        expires_at=expires_at,
        way=way or _NO_WAY,
        parts=fitted.parts,
    )


def compose_planned(
    ids: Ids,
    kind: MessageKind,
    text: str,
    envelope: Envelope,
    *,
    channel: Channel,
    now: datetime,
    expires_at: datetime | None,
    reason: Reason,
) -> Message:
    """Return a message for a channel that nothing sends over yet: it stands as planned.

    Args:
        ids: gives its identity.
        kind: why it is to be sent.
        text: as it was worded.
        envelope: between whom, about what; our address may be open.
        channel: by which it is to go.
        now: UTC.
        expires_at: after when it is of no use, UTC.
        reason: why it stands as it does.
    """
    return _message(
        *(ids, kind, text, envelope),
        channel=channel,
        now=now,
        status=MessageStatus.PLANNED,
        not_before=now,
        expires_at=expires_at,
        reason=reason,
    )


def reworded(message: Message, text: str, channel: MessageChannel) -> Message:
    """Return a message that says something else; what it costs is counted anew.

    Args:
        message: as it was composed.
        text: what it says instead.
        channel: by which it goes.

    Raises:
        TextTooLongError: if the channel does not take so long a text.
    """
    fitted = channel.fit(text)
    return replace(message, text=fitted.text, parts=fitted.parts)


def _message(
    ids: Ids,
    kind: MessageKind,
    text: str,
    envelope: Envelope,
    *,
    channel: Channel,
    now: datetime,
    status: MessageStatus,
    not_before: datetime,
    expires_at: datetime | None,
    way: RouteChoice = _NO_WAY,
    parts: int = 0,
    reason: Reason = NO_REASON,
) -> Message:
    return Message(
        practice_id=envelope.practice_id,
        id=ids.new(),
        kind=kind,
        channel=channel,
        sender=envelope.sender,
        recipient=envelope.recipient,
        text=text,
        status=status,
        created_at=now,
        not_before=not_before,
        expires_at=expires_at,
        priority=_PRIORITY[kind],
        client_id=envelope.client_id,
        appointment_id=envelope.appointment_id,
        carrier=way.carrier,
        price=way.price,
        parts=parts,
        reason=reason,
    )
