"""Sends a message about an appointment again that did not reach the client.

The words are made anew from how the appointment stands now, and everything is checked as for any
message that we begin: consent, muted kinds, bad numbers, the practice's bounds, quiet hours. The
new message refers to the one that it repeats.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, appointments
from calendar_store.clients import clients
from calendar_store.conversations import conversation_state
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows, outbox, reminders, resends
from calendar_store.messages.reminders import Settled
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.messages import Message, MessageResend, Reminder
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.reminder_policy import RESENT, DueStep
from calendar_store.model.statuses import (
    STANDING,
    TO_CLIENTS,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
    StepRule,
)
from dialogs.wording.reminders import render_change, render_reminder
from gateway import policies
from gateway.links.links import Links
from gateway.messaging import reach
from gateway.messaging.channel import Channels, MessageChannel, RouteChoice
from gateway.messaging.compose import Envelope, compose_message
from gateway.reminders import (
    caps,
    invitation_updates,
    links_in_texts,
    reminder_questions,
    words_of_mails,
)
from gateway.reminders.due_reminders import DueReminder
from gateway.wording.reason_words import in_words

MOST_A_DAY = 3
"""How often messages about one appointment are sent again in a day."""
_DAY = timedelta(days=1)
_AGAIN = frozenset(
    {MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.UNKNOWN, MessageStatus.SKIPPED}
)
_KINDS = {
    StepRule.BOOKED: MessageKind.BOOKED,
    StepRule.CHANGED: MessageKind.CHANGED,
}
_RULES = {
    MessageKind.BOOKED: StepRule.BOOKED,
    MessageKind.CHANGED: StepRule.CHANGED,
    MessageKind.REMINDER: StepRule.BEFORE,
}


class NotSendable(InvalidInput):
    """Nothing may be sent to the client now.

    Args:
        reason: why, as the message's reason would be.
    """

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(f"nothing can be sent to them: {in_words(reason)}")


@dataclass(frozen=True, slots=True)
class _Repeated:
    """What is sent again: a message, or a reminder that never became one."""

    id: int
    kind: MessageKind
    channel: Channel
    status: MessageStatus


async def resend(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    repeats_id: int,
    *,
    channels: Channels,
    now: datetime,
    links: Links | None = None,
    by: Channel | None = None,
) -> Message:
    """Send a message about an appointment again.

    It goes by the channel of the first one, or by another one that the client agreed to if that
    one cannot be used any more.

    Args:
        tx: a writing transaction.
        actor: who sends it.
        practice: the practice.
        appointment_id: the appointment.
        repeats_id: the message, or the reminder without a message (`Badge.message_id`, else
            `Badge.reminder_id`), that failed, expired, was skipped, or whose fate is unknown.
        channels: the configured channels.
        now: UTC.
        links: makes the links in texts; None: texts have none.
        by: the channel that staff want; None for that of the first one, else another one.

    Returns:
        The new message, queued.

    Raises:
        NotPermitted: if the actor may not write to clients.
        NotFound: if the appointment has no such message.
        NotSendable: with the reason, if nothing may be sent to the client.
        InvalidInput: if the message needs no repetition, is of another kind, was sent again too
            often, or the appointment has begun or does not stand.
        Stale: if the service is answering the client at this moment.
    """
    require(actor, Permission.REPLY, practice)
    # two who press the button at once, by whatever channel, go one after the other
    await appointments.lock(tx, practice.id, appointment_id)
    one = await agenda.get(tx, practice.id, appointment_id)
    planned = await reminders.of_appointments(tx, practice.id, [one.id])
    repeated = await _find(tx, one, planned, repeats_id)
    _require_of_use(one, repeated, now)
    again = await resends.of_appointment(tx, one.practice_id, one.id)
    await _require_not_under_way(tx, practice, repeated, again)
    if sum(each.at > now - _DAY for each in again) >= MOST_A_DAY:
        raise InvalidInput(f"messages about an appointment are sent again {MOST_A_DAY} times a day")
    wanted = replace(repeated, channel=by) if by else repeated
    due = await _due(tx, practice, one, wanted, channels=channels, now=now)
    if by is not None and due.channel is not by:
        raise NotSendable(await _why_not(tx, due.client, by, repeated.kind, channels))
    key = due.conversation(channels)
    if key not in await conversation_state.hold(tx, [key]):
        raise Stale("They are being answered by the service this moment. Press the button again.")
    message = await _message(tx, due, channels, links, now)
    await _queue(tx, due, message, planned, channels=channels, now=now)
    made = MessageResend(practice.id, message.id, one.id, repeated.id, now, actor.label)
    await resends.add(tx, made)
    await audit.record(
        *(tx, practice.id),
        by=actor,
        action="message.resent",
        subject=str(one.id),
        now=now,
        detail={"message": str(message.id), "repeats": str(repeated.id)},
    )
    return message


async def _find(
    tx: Transaction, one: Appointment, planned: list[Reminder], repeats_id: int
) -> _Repeated:
    """Return what is repeated: a message about the appointment, or a reminder without one."""
    said = {m.id: m for m in await message_rows.of_appointments(tx, one.practice_id, [one.id])}
    shared = {r.message_id for r in planned if r.message_id} - said.keys()
    if repeats_id in shared:
        said |= {m.id: m for m in await message_rows.by_ids(tx, one.practice_id, [repeats_id])}
    if repeats_id in said:
        message = said[repeats_id]
        return _Repeated(message.id, message.kind, message.channel, message.status)
    for each in planned:
        if each.id == repeats_id and each.message_id is None:
            kind = _KINDS.get(each.rule, MessageKind.REMINDER)
            return _Repeated(each.id, kind, each.channel, each.status)
    raise NotFound(f"this appointment has no message {repeats_id}")


def _require_of_use(one: Appointment, repeated: _Repeated, now: datetime) -> None:
    if repeated.kind not in _RULES:
        raise InvalidInput("only reminders, bookings and changes are sent again; write an answer")
    if repeated.status not in _AGAIN:
        raise InvalidInput("that message arrived, or is on its way")
    if one.starts_at <= now:
        raise InvalidInput("the appointment has begun; nothing is sent about it any more")
    cancelled = one.status is AppointmentStatus.CANCELLED
    if one.status not in STANDING and not (cancelled and repeated.kind is MessageKind.CHANGED):
        raise InvalidInput("the appointment does not stand any more; what that message says is old")


async def _require_not_under_way(
    tx: Transaction, practice: Practice, repeated: _Repeated, again: Sequence[MessageResend]
) -> None:
    """Refuse a message that was sent again already, if the new one arrived or is on its way."""
    repetitions = {repeated.id}
    for each in again:
        if each.repeats_id in repetitions:
            repetitions.add(each.message_id)
    new = await message_rows.by_ids(tx, practice.id, sorted(repetitions - {repeated.id}))
    if any(message.status not in _AGAIN for message in new):
        raise InvalidInput("it was sent again already, and arrived or is on its way")


async def _due(
    tx: Transaction,
    practice: Practice,
    one: Appointment,
    repeated: _Repeated,
    *,
    channels: Channels,
    now: datetime,
) -> DueReminder:
    """Return the new reminder with the channel that it goes by."""
    client = await clients.get(tx, practice.id, one.client_id)
    known = await reach.load(tx, [(client, TO_CLIENTS)], channels)
    kind, first = repeated.kind, repeated.channel
    ways = [
        channel
        for channel in (first, *(each for each in TO_CLIENTS if each is not first))
        if channel in channels.kinds and not known.why_not(client, channel, kind)
    ]
    if not ways:
        missing = Reason(ReasonCode.MAIL_NOT_CONFIGURED)
        raise NotSendable(known.why_not(client, first, kind) or missing)
    policy = (await policies.load(tx, [practice.id]))[practice.id]
    back = await agenda.restored(tx, [(practice.id, one.id)])
    reminder = Reminder(
        *(practice.id, tx.ids.new(), one.id, one.version, RESENT, ways[0], now, one.starts_at),
        status=MessageStatus.PLANNED,
        rule=_RULES[kind],
    )
    return DueReminder(reminder, one, client, policy, ways[0], restored=bool(back))


async def _why_not(
    tx: Transaction, client: Client, by: Channel, kind: MessageKind, channels: Channels
) -> Reason:
    """Return why nothing goes by a channel."""
    known = await reach.load(tx, [(client, (by,))], channels)
    return known.why_not(client, by, kind) or Reason(ReasonCode.MAIL_NOT_CONFIGURED)


async def _message(
    tx: Transaction,
    due: DueReminder,
    channels: Channels,
    links: Links | None,
    now: datetime,
) -> Message:
    channel, (_, ours, theirs) = channels.of(due.channel), due.conversation(channels)
    way = channel.way(ours, theirs, now) if channel else None
    if channel is None or (way is None and ours not in channel.ours):
        raise NotSendable(Reason(ReasonCode.WAITS_FOR_CARRIER))
    if way is None:
        raise NotSendable(channel.why_none(ours))
    known = await links_in_texts.load(tx, [due], links)
    link = known.get((due.appointment.practice_id, due.appointment.id))
    message = _composed(tx, due, channel, way=way, link=link.url if link else "", now=now)
    await links_in_texts.store(tx, [message], known)
    if due.channel is Channel.SMS:
        waits = await caps.waiting(tx, [(due.policy.practice, message)], now)
        if message.id in waits:
            raise NotSendable(Reason(waits[message.id][0]))
    return message


def _composed(
    tx: Transaction,
    due: DueReminder,
    channel: MessageChannel,
    *,
    way: RouteChoice,
    link: str,
    now: datetime,
) -> Message:
    practice, client, one = due.policy.practice, due.client, due.appointment
    _, ours, theirs = due.conversation(Channels([channel]))
    by_mail, templates = channel.kind is Channel.EMAIL, due.policy.templates
    if by_mail:
        text = ""
    elif due.kind is MessageKind.CHANGED:
        text = render_change(practice, client, one, templates, now=now, restored=due.restored)
    else:
        text = render_reminder(practice, client, one, due.kind, templates, now=now, link=link)
    awake = now if by_mail else after_quiet(practice, now)
    message = compose_message(
        *(tx.ids, due.kind, text, Envelope(practice.id, ours, theirs, client.id, one.id)),
        channel=channel,
        now=now,
        way=way,
        not_before=awake if awake < one.starts_at else now,
        expires_at=one.starts_at,
    )
    return words_of_mails.in_mail(message, due, channel, now) if by_mail else message


async def _queue(
    tx: Transaction,
    due: DueReminder,
    message: Message,
    planned: list[Reminder],
    *,
    channels: Channels,
    now: datetime,
) -> None:
    """Queue the message, as the reminder of a step of its own; its question is open."""
    await outbox.enqueue(tx, [message])
    one, reminder = due.appointment, due.reminder
    taken = [each.step for each in planned if each.version == one.version]
    step = max([RESENT - 1, *taken]) + 1
    rule = ReminderStep(step, reminder.rule, due.channel)
    await reminders.add(tx, [(one, DueStep(rule, now))])
    row = replace(reminder, step=step)
    await reminders.settle(tx, [Settled(row, MessageStatus.QUEUED, message_id=message.id)])
    await invitation_updates.mark_invited(tx, [(due, message)])
    if invitation_updates.asks(due):
        await reminder_questions.ask(tx, [(due, message.text)], channels, now)
