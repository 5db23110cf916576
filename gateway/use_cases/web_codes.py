"""Builds the message with a code: short, in the person's language, without a link."""

from dataclasses import replace
from datetime import datetime

from calendar_store.database.ids import Ids
from calendar_store.model.booking_holds import BookingHold
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageKind, MessageStatus
from dialogs.languages import writing
from dialogs.wording.page_words import page_words
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels, MessageChannel, TextTooLongError
from gateway.messaging.compose import Envelope, compose_message

_LEFT_OUT: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"when"}),
    frozenset({"practice", "when"}),
)
"""What is left out, in order, until a text is one part."""


def code_message(
    ids: Ids,
    practice: Practice,
    hold: BookingHold,
    code: str,
    channels: Channels,
    *,
    now: datetime,
    stopped: bool,
) -> Message:
    """Return the message with a code.

    To an address that has opted out it is not sent: it stands in the outbox as skipped, so that
    the same is written whoever asks, and staff see it.

    Args:
        ids: makes the message's id.
        practice: the practice.
        hold: the hold that the code is for; its channel is configured.
        code: the code.
        channels: the configured channels.
        now: UTC.
        stopped: whether the address has opted out.
    """
    channel = channels.of(hold.channel)
    if channel is None:
        raise ValueError(f"no {hold.channel} is configured")
    sender = our_address(channels, practice, hold.channel)
    message = compose_message(
        ids,
        MessageKind.CODE,
        _fitting(practice, hold, code, channel),
        Envelope(practice.id, sender, hold.address),
        channel=channel,
        now=now,
        way=channel.way(sender, hold.address, now),
        expires_at=hold.expires_at,
    )
    if not stopped:
        return message
    return replace(message, status=MessageStatus.SKIPPED, reason=Reason(ReasonCode.OPTED_OUT))


def _fitting(practice: Practice, hold: BookingHold, code: str, channel: MessageChannel) -> str:
    """Return the text that says most in one part."""
    locale = str(hold.entered.get("locale", ""))
    words = page_words(locale, practice.locale)
    when = ""
    if hold.holds_time:
        when = writing.write_when(hold.starts_at, words.code, practice.timezone, practice.region)
    values = {"practice": " ".join(practice.told_as.split()), "code": code, "when": when}
    for left_out in _LEFT_OUT:
        said = {name: "" if name in left_out else value for name, value in values.items()}
        text = words.say("booking.code_text", said)
        try:
            if channel.fit(text).parts <= 1:
                return text
        except TextTooLongError:
            continue
    return text
