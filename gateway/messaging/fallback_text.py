"""Texts in place of mails whose address does not exist: plans the reminder of such a mail again.

`fallback_email` is the other way round. Here the planner does the rest, as for a client without a
usable email: the text is worded for the phone, within quiet hours, bounds and consent, its question
is opened, and a later text that is planned anyway makes it needless. Mails in place of texts are no
reminder's, so nothing goes to and fro.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.messages import reminders
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.reminder_policy import DueStep
from calendar_store.model.statuses import STANDING, Channel, MessageKind, MessageStatus
from gateway.messaging.failures import Failure, FailureOf

_INSTEAD = 1000
"""Added to the number of a step: of each reminder there is one in its place at most."""
_OF_AN_APPOINTMENT = (MessageKind.REMINDER, MessageKind.BOOKED)
_Key = tuple[int, int]


async def plan(
    tx: Transaction, lost: Iterable[Outcome], now: datetime, failure_of: FailureOf
) -> set[_Key]:
    """Plan reminders again whose mails came back for good because of the address.

    Args:
        tx: the transaction that records the outcomes; it marks the addresses as bad.
        lost: the outcomes of messages that did not arrive.
        now: UTC.
        failure_of: the channel's failure category of a reason.

    Returns:
        (practice, message) of each mail whose reminder is planned again.
    """
    came_back = [
        one.message
        for one in lost
        if one.status is MessageStatus.FAILED and failure_of(one.reason) is Failure.NUMBER
    ]
    return await in_place_of(tx, came_back, now)


async def in_place_of(tx: Transaction, messages: Iterable[Message], now: datetime) -> set[_Key]:
    """Plan the reminders again of mails that will not arrive, as far as they are of use.

    Args:
        tx: the transaction that has settled the mails.
        messages: mails whose address does not exist; texts among them are left out.
        now: UTC.

    Returns:
        (practice, message) of each mail whose reminder is planned again.
    """
    mails = [one for one in messages if _may_be_replaced(one, now)]
    if not mails:
        return set()
    people = await clients.get_many(tx, {(m.practice_id, m.client_id or 0) for m in mails})
    about = await agenda.by_ids(tx, {_visit(mail) for mail in mails})
    candidates = {mail.id: _candidate(mail, people) for mail in mails}
    refused = await consent.gate(tx, candidates.values())
    mails = [
        mail
        for mail in mails
        if candidates[mail.id] not in refused and _still_holds(mail, about.get(_visit(mail)))
    ]
    planned = await reminders.of_many(tx, {_visit(mail) for mail in mails})
    taken = {_row(one) for one in planned}
    first = {(one.practice_id, one.message_id): one for one in planned if one.step < _INSTEAD}
    again = {
        (mail.practice_id, mail.id): one
        for mail in mails
        if (one := first.get((mail.practice_id, mail.id))) is not None
        and (*_row(one)[:3], one.step + _INSTEAD) not in taken
    }
    await reminders.add(tx, [_anew(one, about, now) for one in again.values()])
    return set(again)


def _may_be_replaced(mail: Message, now: datetime) -> bool:
    return (
        mail.channel is Channel.EMAIL
        and mail.kind in _OF_AN_APPOINTMENT
        and mail.client_id is not None
        and mail.appointment_id is not None
        # for these kinds `expires_at` is the start of the appointment
        and mail.expires_at is not None
        and mail.expires_at > now
    )


def _candidate(mail: Message, people: Mapping[_Key, Client]) -> consent.Candidate:
    client = people.get((mail.practice_id, mail.client_id or 0))
    return (mail.practice_id, mail.client_id or 0, Channel.SMS, client.mobile if client else "")


def _still_holds(mail: Message, appointment: Appointment | None) -> bool:
    return (
        appointment is not None
        and appointment.status in STANDING
        and appointment.starts_at == mail.expires_at
    )


def _anew(
    one: Reminder, about: Mapping[_Key, Appointment], now: datetime
) -> tuple[Appointment, DueStep]:
    appointment = about[one.practice_id, one.appointment_id]
    step = replace(one.planned_by, step=one.step + _INSTEAD)
    # it belongs to the reminders that were planned with it, whatever was confirmed since
    return replace(appointment, version=one.version), DueStep(step, now)


def _row(one: Reminder) -> tuple[int, int, int, int]:
    return one.practice_id, one.appointment_id, one.version, one.step


def _visit(mail: Message) -> _Key:
    return mail.practice_id, mail.appointment_id or 0
