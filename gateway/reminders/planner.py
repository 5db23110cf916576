"""The worker that turns due reminders into queued messages, with consent checked.

A whole batch is one transaction: a reminder is settled in the same commit that queues its message
and opens its question, so a reminder can neither be lost nor be sent twice.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from calendar_store.conversations import alerts, conversation_state
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.ids import Ids
from calendar_store.database.notify import Topic
from calendar_store.messages import combined_reminders as shared
from calendar_store.messages import outbox, reminders
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
)
from dialogs.wording.reminders import render_change, render_reminder
from gateway.links.links import Links
from gateway.messaging.channel import Channels, MessageChannel, RouteChoice
from gateway.messaging.compose import Envelope, compose_message
from gateway.reminders import (
    caps,
    carrierless,
    combined_reminders,
    due_reminders,
    invitation_updates,
    links_in_texts,
    reminder_questions,
    repetition,
    visits_at_risk,
    words_of_mails,
)
from gateway.reminders.due_reminders import DueReminder
from gateway.reminders.links_in_texts import ShortLink

_log = structlog.get_logger(__name__)

BATCH = 250
"""Reminders in one transaction: enough to share a commit, few enough not to delay a reply."""
_IDLE = 5.0
"""Seconds after which due reminders are looked for even without a notification."""


_IN_VAIN = {
    **caps.IN_VAIN,
    carrierless.WAITS: ReasonCode.CARRIER_IN_VAIN,
}
"""Reason of a reminder not sent before its appointment began, by the reason why it waited."""

_GONE = {
    AppointmentStatus.CANCELLED: ReasonCode.APPOINTMENT_CANCELLED,
    AppointmentStatus.ATTENDED: ReasonCode.APPOINTMENT_ATTENDED,
    AppointmentStatus.NO_SHOW: ReasonCode.APPOINTMENT_NO_SHOW,
}


@dataclass(frozen=True, slots=True)
class _WhyNot:
    """Why a reminder is not sent.

    Attributes:
        alarming: whether staff are alerted: the reason is not a choice of the client.
        retry_at: when the reminder is tried again, UTC; None for never.
    """

    reason: Reason
    alarming: bool = False
    retry_at: datetime | None = None


class Planner:
    """Queues messages for reminders that are due.

    Attributes:
        queued: number of reminders queued as messages since the start.

    Args:
        database: the store.
        channels: the configured channels.
        clock: gives aware UTC times.
        links: makes the links in texts; None: texts have none.
    """

    def __init__(
        self,
        database: Database,
        channels: Channels,
        clock: Callable[[], datetime],
        links: Links | None = None,
    ) -> None:
        self._database = database
        self._ways = _Ways(channels, links)
        self._channels = channels
        self._clock = clock
        self._planned = database.changes.listen(Topic.REMINDERS)
        self.queued = 0

    async def run(self) -> None:
        """Queue reminders as they fall due, until cancelled."""
        try:
            while True:
                if await self.step() < BATCH:
                    await self._wait()
                else:
                    # replies use the same store: they get their turn between batches
                    await asyncio.sleep(0)
        finally:
            self._planned.close()

    async def step(self) -> int:
        """Settle one batch of due reminders; return how many there were."""
        now = self._clock()
        async with self._database.read() as tx:
            due = await reminders.next_due(tx, self._channels.kinds)
        if due is None or due > now:
            return 0
        async with self._database.write() as tx:
            claimed = await reminders.claim_due(tx, now, BATCH, self._channels.kinds)
            settled = await _settle(tx, claimed, self._ways, now)
        became = Counter(one.status for one in settled)
        self.queued += became[MessageStatus.QUEUED]
        if settled:
            _log.info("reminders due", **{status.value: n for status, n in became.items()})
        return len(settled)

    async def _wait(self) -> None:
        async with self._database.read() as tx:
            due = await reminders.next_due(tx, self._channels.kinds)
        seconds = (due - self._clock()).total_seconds() if due else _IDLE
        await self._planned.wait(min(_IDLE, max(0.01, seconds)))


@dataclass(frozen=True, slots=True)
class _Ways:
    """By what reminders go, and what they may lead to.

    Attributes:
        channels: the configured channels.
        links: makes the links in texts; None for none.
        known: the links of this batch, filled as its reminders are worded.
    """

    channels: Channels
    links: Links | None
    known: dict[tuple[int, int], ShortLink] = field(default_factory=dict)


async def _settle(
    tx: Transaction, claimed: Sequence[Reminder], usual: _Ways, now: datetime
) -> list[reminders.Settled]:
    ways, channels = _Ways(usual.channels, usual.links), usual.channels
    dues = await due_reminders.load(tx, claimed)
    # reminders of clients who are being answered at this moment stay planned for the next batch
    talks = {due.reminder.id: due.conversations(channels) for due in dues}
    held = await conversation_state.hold(tx, {key for keys in talks.values() for key in keys})
    dues = [due for due in dues if talks[due.reminder.id] <= held]
    wanted = await _wanted(tx, await due_reminders.decide(tx, dues, channels), ways, now)
    if texts := channels.of(Channel.SMS):
        wanted += await _alongside(tx, wanted, ways, now)
        wanted = combined_reminders.joined(wanted, texts, now)
    made = await _within_caps(tx, wanted, now)
    settled = [_settled(due.reminder, one) for due, one in made]
    messages = {one.id: one for _, one in made if isinstance(one, Message)}
    await outbox.enqueue(tx, list(messages.values()))
    await links_in_texts.store(tx, list(messages.values()), ways.known)
    written = [(due, one) for due, one in made if isinstance(one, Message)]
    await invitation_updates.mark_invited(tx, written)
    await reminders.settle(tx, settled)
    # several steps of one appointment may end with the same reason at once
    alarming = {
        (due.appointment.id, one.reason): due
        for due, one in made
        if isinstance(one, _WhyNot) and one.alarming
    }
    await alerts.raise_all(
        tx, [_alert(tx.ids, due, why, now) for (_, why), due in alarming.items()]
    )
    waits = (
        due.policy.practice
        for due, one in made
        if isinstance(one, _WhyNot) and one.reason.code is carrierless.WAITS
    )
    await carrierless.tell(tx, waits, now)
    asked = [(due, one.text) for due, one in written if invitation_updates.asks(due)]
    await reminder_questions.ask(tx, asked, channels, now)
    return settled


async def _wanted(
    tx: Transaction,
    dues: Sequence[DueReminder],
    ways: _Ways,
    now: datetime,
) -> list[tuple[DueReminder, Message | _WhyNot]]:
    """Return messages, or why there are none; an appointment gets at most one on a channel."""
    dues = await visits_at_risk.narrow(tx, dues, now)
    ways.known.update(await links_in_texts.load(tx, dues, ways.links))
    repetitions = await repetition.load(tx, dues, now)
    wanted: list[tuple[DueReminder, Message | _WhyNot]] = []
    for due in repetition.in_turn(dues, now):
        made = _message_or_why_not(tx.ids, due, ways, now)
        if isinstance(made, Message):
            told = NO_REASON if invitation_updates.is_update(due) else repetitions.why_not(due)
            made = _WhyNot(told) if told else made
        if isinstance(made, Message):
            repetitions.says(due)
        wanted.append((due, made))
    await repetitions.hold_back(tx)
    return wanted


async def _alongside(
    tx: Transaction,
    wanted: Sequence[tuple[DueReminder, Message | _WhyNot]],
    ways: _Ways,
    now: datetime,
) -> list[tuple[DueReminder, Message | _WhyNot]]:
    """Return reminders due soon for the same numbers and days, to include in these texts."""
    told = [
        due
        for due, one in wanted
        if isinstance(one, Message)
        and (one.kind, one.channel) == (MessageKind.REMINDER, Channel.SMS)
    ]
    numbers = {(due.policy.practice.id, due.client.mobile) for due in told}
    until = max((due.appointment.starts_at for due in told), default=now) + timedelta(days=1)
    others = await shared.near(tx, numbers, now, until)
    others -= {(due.reminder.practice_id, due.appointment.id) for due in told}
    soon = await shared.claim_soon(tx, others, now, now + combined_reminders.SOON)
    dues = combined_reminders.close(await due_reminders.load(tx, soon), told)
    texts = [
        due
        for due in await due_reminders.decide(tx, dues, ways.channels)
        if due.channel is Channel.SMS
    ]
    made = await _wanted(tx, texts, ways, now)
    # a reminder that is not included now is looked at again when it is due
    return [(due, one) for due, one in made if isinstance(one, Message)]


async def _within_caps(
    tx: Transaction, wanted: Sequence[tuple[DueReminder, Message | _WhyNot]], now: datetime
) -> list[tuple[DueReminder, Message | _WhyNot]]:
    """Postpone texts that exceed a practice's bound for the month or the day."""
    messages = {
        one.id: (due.policy.practice, one)
        for due, one in wanted
        if isinstance(one, Message) and one.channel is Channel.SMS
    }
    waits = await caps.waiting(tx, list(messages.values()), now)
    return [
        (due, _WhyNot(Reason(waits[one.id][0]), retry_at=waits[one.id][1]))
        if isinstance(one, Message) and one.id in waits
        else (due, one)
        for due, one in wanted
    ]


def _settled(reminder: Reminder, made: Message | _WhyNot) -> reminders.Settled:
    if isinstance(made, Message):
        return reminders.Settled(reminder, MessageStatus.QUEUED, message_id=made.id)
    status = MessageStatus.PLANNED if made.retry_at else MessageStatus.SKIPPED
    return reminders.Settled(reminder, status, made.reason, retry_at=made.retry_at)


def _reason_to_skip(due: DueReminder, now: datetime) -> Reason:
    """Return the reason not to send a reminder; a false reason to send it."""
    appointment = due.appointment
    if not invitation_updates.is_of_use(due):
        return Reason(_GONE[appointment.status])
    if appointment.starts_at <= now:
        return Reason(_IN_VAIN.get(due.reminder.reason.code, ReasonCode.APPOINTMENT_PASSED))
    if due.reminder.expires_at != appointment.starts_at:
        return Reason(ReasonCode.APPOINTMENT_MOVED)
    if due.reminder.unless_confirmed and appointment.status is AppointmentStatus.CONFIRMED:
        return Reason(ReasonCode.ALREADY_CONFIRMED)
    return due.why_not


def _message_or_why_not(
    ids: Ids, due: DueReminder, ways: _Ways, now: datetime
) -> Message | _WhyNot:
    reason = _reason_to_skip(due, now)
    if reason:
        return _WhyNot(reason, alarming=reason.code in _IN_VAIN.values())
    channels = ways.channels
    channel, (_, sender, recipient) = channels.of(due.channel), due.conversation(channels)
    way = channel.way(sender, recipient, now) if channel else None
    if channel is None or (way is None and sender not in channel.ours):
        retry_at = carrierless.retry_at(due.policy.practice, due.appointment, now)
        return _WhyNot(Reason(carrierless.WAITS), retry_at=retry_at)
    if way is None:
        return _WhyNot(channel.why_none(sender), alarming=True)
    try:
        link = ways.known.get((due.policy.practice.id, due.appointment.id))
        # a mail gets words of its own
        by_mail = channel.kind is Channel.EMAIL
        text = "" if by_mail else _text(due, link.url if link else "", now)
        addresses = (sender, recipient)
        return _message(ids, due, text, channel, way=way, addresses=addresses, now=now)
    except Exception:  # noqa: BLE001 (one practice's entries must not stop others' reminders)
        _log.exception("a reminder could not be worded", reminder=due.reminder.id)
        return _WhyNot(Reason(ReasonCode.NOT_WORDED), alarming=True)


def _alert(ids: Ids, due: DueReminder, why: Reason, now: datetime) -> Alert:
    return Alert(
        practice_id=due.reminder.practice_id,
        id=ids.new(),
        kind=AlertKind.NOT_DELIVERED,
        reason=Reason(ReasonCode.NOT_REMINDED, {"client": due.client.name, "why": why}),
        at=now,
        client_id=due.client.id,
        appointment_id=due.appointment.id,
    )


def _text(due: DueReminder, link: str, now: datetime) -> str:
    if due.kind is MessageKind.CHANGED:
        told = (due.policy.practice, due.client, due.appointment, due.policy.templates)
        return render_change(*told, now=now, restored=due.restored, with_whom=due.changed_hands)
    about = (due.policy.practice, due.client, due.appointment, due.kind)
    return render_reminder(*about, due.policy.templates, now=now, link=link)


def _message(
    ids: Ids,
    due: DueReminder,
    text: str,
    channel: MessageChannel,
    *,
    way: RouteChoice,
    addresses: tuple[str, str],
    now: datetime,
) -> Message:
    practice, kind = due.policy.practice, due.kind
    sender, recipient = addresses
    envelope = Envelope(
        practice.id,
        sender=sender,
        recipient=recipient,
        client_id=due.client.id,
        appointment_id=due.appointment.id,
    )
    message = compose_message(
        *(ids, kind, text, envelope),
        channel=channel,
        now=now,
        way=way,
        not_before=_not_before(due, now),
        expires_at=due.appointment.starts_at,
    )
    is_mail = channel.kind is Channel.EMAIL
    return words_of_mails.in_mail(message, due, channel, now) if is_mail else message


def _not_before(due: DueReminder, now: datetime) -> datetime:
    """Return the earliest time to send: after quiet hours, or now if the appointment begins first.

    A correction of an invitation is sent at once: a mail wakes nobody.

    The reminder was planned outside quiet hours; the quiet hours may have been changed since, or
    the service may have been down until they began.
    """
    if invitation_updates.is_update(due) and due.channel is Channel.EMAIL:
        return now
    rings = after_quiet(due.policy.practice, now)
    return rings if rings < due.appointment.starts_at else now
