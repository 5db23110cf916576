"""Builds every message that we send: its priority, expiry, carrier, price and parts.

Pure. The caller has decided on the text, the recipient and the carrier.
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
"""How long an answer is of use; a client does not need an older answer any more."""

_PRIORITY: Mapping[MessageKind, int] = {
    MessageKind.REPLY: outbox.REPLY_PRIORITY,
    MessageKind.STAFF: outbox.REPLY_PRIORITY,
    MessageKind.OFFER: outbox.OFFER_PRIORITY,
    MessageKind.CODE: outbox.REPLY_PRIORITY,
    MessageKind.ACCOUNT: outbox.REPLY_PRIORITY,
    MessageKind.TEST: outbox.REPLY_PRIORITY,
    MessageKind.PAPER: outbox.REPLY_PRIORITY,
    MessageKind.BOOKED: outbox.BOOKED_PRIORITY,
    MessageKind.CHANGED: outbox.BOOKED_PRIORITY,
    # before reminders, which wait anyway; after answers, however many there are
    MessageKind.ANNOUNCEMENT: outbox.BOOKED_PRIORITY,
    MessageKind.FOLLOW_UP: outbox.REMINDER_PRIORITY,
    MessageKind.RECALL: outbox.REMINDER_PRIORITY,
    MessageKind.REMINDER: outbox.REMINDER_PRIORITY,
}
_NO_WAY = RouteChoice("", Decimal(0), priced=False)
_ANSWERS = frozenset({MessageKind.REPLY, MessageKind.STAFF})
UNTOLD = frozenset({MessageKind.CODE, MessageKind.ACCOUNT, MessageKind.TEST})
"""Messages of whose failure staff are not told: whoever waits for one asks again."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Sender and recipient of a message, and the appointment that it is about.

    Attributes:
        practice_id: the practice that sends it.
        sender: our address.
        recipient: the recipient's address.
        client_id: the recipient; None for somebody who is no client.
        appointment_id: the appointment that the message is about; None for none or several.
        paper_id: the calendar on paper that the message carries.
    """

    practice_id: int
    sender: str
    recipient: str
    client_id: int | None = None
    appointment_id: int | None = None
    paper_id: int | None = None


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
    """Return a queued message for the outbox.

    Args:
        ids: makes the message's id.
        kind: the kind of message; decides its priority.
        text: the text as it was worded; it is fitted to the channel here.
        envelope: sender, recipient and appointment.
        channel: the channel to send over.
        now: UTC.
        way: the carrier; None where no carrier takes the message yet, and it waits for one.
        not_before: the earliest time to send, UTC; None for at once.
        expires_at: when the message stops being of use, UTC; None for an answer: after a day.

    Raises:
        TextTooLongError: if the text is longer than the channel allows.
        ValueError: if `expires_at` is None and the message is not an answer.
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
    """Return a message for a channel that cannot send yet; its status is planned.

    Args:
        ids: makes the message's id.
        kind: the kind of message.
        text: the text as it was worded.
        envelope: sender, recipient and appointment; our address may be empty.
        channel: the channel to send over later.
        now: UTC.
        expires_at: when the message stops being of use, UTC.
        reason: why the message is planned.
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
    """Return a message with another text; its parts are counted again.

    Args:
        message: the message as it was composed.
        text: the new text.
        channel: the channel to send over.

    Raises:
        TextTooLongError: if the text is longer than the channel allows.
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
        paper_id=envelope.paper_id,
        carrier=way.carrier,
        price=way.price,
        parts=parts,
        reason=reason,
        # no report is asked for a mail; one that comes nevertheless is told apart when it comes
        awaits_receipt=channel is Channel.SMS,
    )
