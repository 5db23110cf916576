"""Tells a client of several appointments by one message: of a series booked, moved or cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from calendar_store.appointments import agenda
from calendar_store.database.connection import Transaction
from calendar_store.messages import outbox, reminders
from calendar_store.messages.reminders import Settled
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.messages import Reminder
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.reminder_policy import BY_STAFF, DueStep
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus, StepRule
from calendar_store.model.telling import Telling
from calendar_store.practices import practices
from dialogs.languages.writing import first_spoken, write_line
from dialogs.wording.rendering import Facts, Overrides, render
from gateway.messaging.addresses import conversation
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message
from gateway.use_cases import telling
from gateway.use_cases.telling import ClientTold

_LISTED = 8
"""Appointments that a message lists; of more it says how many there are."""


class Happened(StrEnum):
    """What happened to several appointments; also the name of the text."""

    BOOKED = "told_several_booked"
    MOVED = "told_several_moved"
    CANCELLED = "told_several_cancelled"


def silent(now: datetime) -> Telling:
    """Return what the store is told of each appointment: one message names all of them."""
    return Telling(None, now, Reason(ReasonCode.SAID_TOGETHER))


async def tell(
    tx: Transaction,
    practice: Practice,
    client: Client,
    visits: Sequence[Appointment],
    happened: Happened,
    *,
    channels: Channels,
    now: datetime,
) -> ClientTold:
    """Queue one message about several appointments, which leaves a few seconds later.

    Args:
        tx: the transaction that has changed the appointments.
        practice: the practice.
        client: the client of all of them.
        visits: the appointments as they are now, by start; at least one.
        happened: what happened to them.
        channels: the configured channels.
        now: UTC.
    """
    booked = happened is Happened.BOOKED
    kind = MessageKind.BOOKED if booked else MessageKind.CHANGED
    said, told = await telling.decide(
        tx, practice, client, visits[0], tell=True, channels=channels, now=now, kind=kind
    )
    channel = channels.of(said.channel) if said.channel else None
    if channel is None:
        return told
    _, ours, theirs = conversation(channels, practice, client, channel.kind)
    templates = (await practices.templates(tx, [practice.id]))[practice.id]
    by_mail = channel.kind is Channel.EMAIL
    moved = {(practice.id, one.id) for one in visits if happened is Happened.MOVED}
    by_whom = bool(await agenda.changed_hands(tx, moved))
    facts = Facts(practice, client, by_mail=by_mail, with_whom=by_whom)
    text = told_text(facts, visits, happened, () if by_mail else templates)
    message = compose_message(
        *(tx.ids, kind, text, Envelope(practice.id, ours, theirs, client.id)),
        channel=channel,
        now=now,
        way=channel.way(ours, theirs, now),
        not_before=said.at,
        expires_at=visits[0].starts_at,
    )
    await outbox.enqueue(tx, [message])
    rule = StepRule.BOOKED if booked else StepRule.CHANGED
    due = DueStep(ReminderStep(BY_STAFF, rule, channel.kind), said.at)
    await reminders.add(tx, [(one, due) for one in visits])
    await reminders.settle(
        tx, [Settled(_row(one, due), MessageStatus.QUEUED, message_id=message.id) for one in visits]
    )
    return told


def told_text(
    facts: Facts, visits: Sequence[Appointment], happened: Happened, templates: Overrides
) -> str:
    """Return the text: the appointments in lines, with whom where that is news.

    Args:
        facts: the practice and the client.
        visits: the appointments as they are then, by start.
        happened: what happened to them.
        templates: the practice's own wordings.
    """
    practice, client = facts.practice, facts.client
    locale = first_spoken(client.locale if client else "", practice.locale)
    lines = [
        write_line(one.starts_at, locale, practice.timezone, practice.region)
        + (f", {' '.join(one.practitioner.split())}" if facts.with_whom else "")
        for one in visits[:_LISTED]
    ]
    if len(visits) > _LISTED:
        more = Facts(practice, count=len(visits) - _LISTED)
        lines.append(render("agenda_more", locale, more))
    told = replace(facts, text="\n".join(lines), with_whom=False)
    return render(happened.value, locale, told, templates)


def _row(one: Appointment, due: DueStep) -> Reminder:
    """Return the reminder that was just added, as the key of its row."""
    return Reminder(
        *(one.practice_id, 0, one.id, one.version, due.step.step, due.step.channel),
        due_at=due.at,
        expires_at=one.starts_at,
        status=MessageStatus.PLANNED,
    )
