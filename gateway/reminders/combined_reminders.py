"""Combines reminders of one number for appointments of the same day into one message.

Pure. Each reminder keeps its own row and is settled separately, with the shared message.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind
from dialogs.wording.reminders import render_family_reminder
from gateway.messaging.channel import MessageChannel
from gateway.messaging.compose import reworded
from gateway.reminders.due_reminders import DueReminder

_log = structlog.get_logger(__name__)

SOON = timedelta(hours=3)
"""A reminder due within this time is included in the message of a reminder that is due now."""


W = TypeVar("W")


def close(soon: Iterable[DueReminder], now_due: Sequence[DueReminder]) -> list[DueReminder]:
    """Return the reminders due soon with the same step, number and day as a reminder due now."""
    anchors = {(_key(due), due.reminder.planned_by.rule_key) for due in now_due}
    known = {due.reminder.id for due in now_due}
    return [
        due
        for due in soon
        if (_key(due), due.reminder.planned_by.rule_key) in anchors and due.reminder.id not in known
    ]


def joined(
    made: Sequence[tuple[DueReminder, Message | W]], channel: MessageChannel, now: datetime
) -> list[tuple[DueReminder, Message | W]]:
    """Return the reminders with their messages; those of one number and day share a message.

    Args:
        made: each reminder with its message, or the reason why it has none.
        channel: the channel of texts; only texts are combined, since each of them costs.
        now: UTC.
    """
    families: dict[tuple[int, str, date], list[tuple[DueReminder, Message]]] = {}
    for due, one in made:
        if isinstance(one, Message) and _may_be_combined(one):
            families.setdefault(_key(due), []).append((due, one))
    shared: dict[int, Message] = {}
    for some in families.values():
        if len({due.appointment.id for due, _ in some}) > 1:
            shared |= _shared(some, channel, now)
    return [
        (due, shared.get(one.id, one) if isinstance(one, Message) else one) for due, one in made
    ]


def _may_be_combined(message: Message) -> bool:
    return (message.kind, message.channel) == (MessageKind.REMINDER, Channel.SMS)


def _shared(
    some: Sequence[tuple[DueReminder, Message]], channel: MessageChannel, now: datetime
) -> dict[int, Message]:
    """Return the shared message, by the ids of the separate ones; {} if it cannot be worded."""
    try:
        message = _one_for_all(some, channel, now)
    except Exception:  # noqa: BLE001 (one practice's entries must not stop its reminders)
        _log.exception("reminders could not be worded together", practice=some[0][1].practice_id)
        return {}
    return {one.id: message for _, one in some}


def _key(due: DueReminder) -> tuple[int, str, date]:
    """Return the key that reminders in one message share: practice, number, day."""
    practice = due.policy.practice
    day = due.appointment.starts_at.astimezone(ZoneInfo(practice.timezone)).date()
    return practice.id, due.client.mobile, day


def _one_for_all(
    some: Sequence[tuple[DueReminder, Message]], channel: MessageChannel, now: datetime
) -> Message:
    """Return the message about several appointments; it belongs to the first of them."""
    by_start = sorted(some, key=lambda each: (each[0].appointment.starts_at, each[1].id))
    (due, first), *_ = by_start
    entries = {one.appointment.id: (one.client, one.appointment) for one, _ in by_start}
    text = render_family_reminder(
        due.policy.practice, tuple(entries.values()), due.policy.templates, now=now
    )
    return reworded(first, text, channel)
