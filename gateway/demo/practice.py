"""Creates the demo's practice: people, hours, and a calendar around the moment of creation.

Past appointments were attended, future ones are booked or confirmed, and three reminders, one of
them a mail, fall due as soon as the service runs. So the demo looks alive at any hour.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, appointments, waiting_list
from calendar_store.conversations import alerts
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.model import reminder_policy
from calendar_store.model.actors import DEMO, Actor, ActorKind
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice, Practitioner, ReminderStep
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    MessageKind,
    MessageStatus,
    Role,
    StepRule,
)
from calendar_store.model.transitions import marked
from calendar_store.practices import staff
from dialogs.wording.reminders import render_reminder
from gateway.accounts import password_hashes
from gateway.demo import inbox, sample
from gateway.demo.account import NAME, channel
from gateway.demo.people import People, settle_in
from gateway.demo.sample import Plan
from gateway.messaging.channel import RouteChoice
from gateway.messaging.compose import Envelope, compose_message

_BY_PHONE = Actor(ActorKind.CLIENT, "sms")
"""The actor of clients' answers before the start of the demo."""
_BOOKED_EARLIER = timedelta(days=5)
_ANSWERED_AFTER = timedelta(minutes=12)
_ASKED_FIRST = (timedelta(seconds=2), timedelta(seconds=5), timedelta(seconds=2))
"""When the reminders fall due after the start: the first text can be read before the second."""


@dataclass(frozen=True, slots=True)
class DemoPractice:
    """The demo's practice, its people and its log-in.

    Attributes:
        practice: the practice; its sender is our number at the sandbox carrier.
        staff_email: email address of the staff account.
        staff_password: password of the staff account, new with every demo.
        clients: the clients with a phone: first those who get a reminder at the start, then the
            client on the waiting list, then the others.
        practitioners: the practitioners who have a phone of their own.
    """

    practice: Practice
    staff_email: str
    staff_password: str
    clients: tuple[Client, ...]
    practitioners: tuple[Practitioner, ...]

    @property
    def phones(self) -> tuple[tuple[str, str], ...]:
        """All phones as (owner's name, number): the clients' phones first."""
        own = ((f"{one.name} ({self.practice.name})", one.mobile) for one in self.practitioners)
        return (*((one.name, one.mobile) for one in self.clients), *own)

    @property
    def emails(self) -> tuple[str, ...]:
        """The email addresses of the phones' owners, in the order of `phones`; "" for none."""
        return (*(one.email for one in self.clients), *("" for _ in self.practitioners))


async def create(database: Database, now: datetime) -> DemoPractice:
    """Create the sample practice in one transaction.

    Args:
        database: a migrated store without a practice of that name.
        now: the moment that the calendar is laid out around, aware.
    """
    now = now.astimezone(UTC)
    password = password_hashes.generate_password()
    password_hash = await asyncio.to_thread(password_hashes.hash_password, password)
    async with database.write() as tx:
        people = await settle_in(tx, now)
        practice = people.practice
        await staff.add(
            tx,
            practice.id,
            email=sample.STAFF_EMAIL,
            role=Role.ADMIN,
            runs_service=True,
            password_hash=password_hash,
            by=DEMO,
            now=now,
            name="Aurora",
        )
        for plan in sample.CALENDAR:
            booked = await _enter(tx, people, plan, now)
            if plan is sample.WAITING:
                await _wait_for_earlier(tx, booked, now)
        asked = (*sample.ASKED, sample.ASKED_BY_MAIL)
        for plan, soon in zip(asked, _ASKED_FIRST, strict=True):
            await _ask_at(tx, people, plan, now, now + soon)
        await inbox.fill(tx, people, now)
    first = [plan.client for plan in (*sample.ASKED, sample.WAITING, sample.ASKED_BY_MAIL)]
    order = {last: place for place, last in enumerate(first)}
    everybody = sorted(people.clients.values(), key=lambda one: order.get(one.last, len(first)))
    own = tuple(one for one in people.practitioners.values() if one.mobile)
    return DemoPractice(practice, sample.STAFF_EMAIL, password, tuple(everybody), own)


async def _wait_for_earlier(tx: Transaction, booked: Appointment, now: datetime) -> None:
    """Put a client on the waiting list for a time earlier than their appointment."""
    await waiting_list.join(
        tx,
        booked.practice_id,
        booked.client_id,
        starts_at=now,
        ends_at=booked.starts_at,
        by=DEMO,
        now=now,
        practitioner_id=booked.practitioner_id,
        service_id=booked.service_id,
        appointment_id=booked.id,
    )


async def _enter(tx: Transaction, people: People, plan: Plan, now: datetime) -> Appointment:
    """Book an appointment as if days ago, with its reminder and its present status."""
    starts_at = _start(plan, now)
    due = reminder_policy.plan(people.practice, people.steps, starts_at, now)
    # reminders due before now are entered below; the "booked" message was sent at booking
    coming = [one.step for one in due if not one.why_not and one.step.rule is not StepRule.BOOKED]
    booked = await _book(tx, people, plan, starts_at, coming)
    sent_at = starts_at - _asking(people).before
    if plan.delivered is not None:
        await _remember_reminder(tx, people, plan, booked, sent_at)
    status = plan.past if booked.ends_at <= now else plan.fate
    if status is AppointmentStatus.CONFIRMED:
        await _becomes(
            tx, people, booked, status=status, at=sent_at + _ANSWERED_AFTER, by=_BY_PHONE
        )
    elif status is not booked.status:
        await _becomes(tx, people, booked, status=status, at=booked.ends_at, by=DEMO)
    return booked


async def _becomes(
    tx: Transaction,
    people: People,
    booked: Appointment,
    *,
    status: AppointmentStatus,
    at: datetime,
    by: Actor,
) -> None:
    await appointments.change(
        tx, marked(booked, status), (people.practice, people.steps), now=at, by=by
    )


async def _ask_at(
    tx: Transaction, people: People, plan: Plan, now: datetime, due: datetime
) -> None:
    """Book an appointment whose reminder with a question falls due at `due`."""
    starts_at = _start(plan, now)
    step = replace(_asking(people), before=starts_at - due)
    await _book(tx, people, plan, starts_at, [step])


def _asking(people: People) -> ReminderStep:
    """Return the practice's first reminder step before the appointment, which asks a question."""
    return next(step for step in people.steps if step.rule is StepRule.BEFORE)


async def _book(
    tx: Transaction,
    people: People,
    plan: Plan,
    starts_at: datetime,
    steps: Sequence[ReminderStep],
) -> Appointment:
    service = people.services[plan.service]
    booked = await appointments.book(
        tx,
        people.practice,
        steps,
        client_id=people.clients[plan.client].id,
        practitioner_id=people.practitioners[plan.practitioner].id,
        starts_at=starts_at,
        duration=service.duration,
        now=starts_at - _BOOKED_EARLIER,
        by=DEMO,
        service=service,
    )
    return await agenda.get(tx, people.practice.id, booked.id)


async def _remember_reminder(
    tx: Transaction, people: People, plan: Plan, appointment: Appointment, at: datetime
) -> None:
    """Enter a reminder sent at `at`, with its history, and an alert if it was not delivered."""
    client = people.clients[plan.client]
    practice = people.practice
    envelope = Envelope(practice.id, practice.sender, client.mobile, client.id, appointment.id)
    text = render_reminder(practice, client, appointment, MessageKind.REMINDER, now=at)
    composed = compose_message(
        *(tx.ids, MessageKind.REMINDER, text, envelope),
        channel=channel(practice.sender),
        now=at,
        way=RouteChoice(NAME, Decimal(0), priced=False),
        expires_at=appointment.starts_at,
    )
    message = replace(composed, attempt=1)
    end, why = MessageStatus.DELIVERED, NO_REASON
    if not plan.delivered:
        end, why = MessageStatus.FAILED, Reason(ReasonCode.PHONE_OFF)
    await outbox.enqueue(tx, [message])
    history = (
        (MessageStatus.SENDING, NO_REASON),
        (MessageStatus.ACCEPTED, NO_REASON),
        (end, why),
    )
    for seconds, (status, said) in enumerate(history, start=1):
        outcome = attempt_outcomes.Outcome(message, status, said)
        await attempt_outcomes.advance(tx, [outcome], at + timedelta(seconds=seconds))
    if not plan.delivered:
        await alerts.raise_all(tx, [_alert(tx, message, why, at)])


def _alert(tx: Transaction, message: Message, why: Reason, at: datetime) -> Alert:
    return Alert(
        message.practice_id,
        tx.ids.new(),
        AlertKind.NOT_DELIVERED,
        why,
        at,
        client_id=message.client_id,
        appointment_id=message.appointment_id,
        message_id=message.id,
    )


def _start(plan: Plan, now: datetime) -> datetime:
    zone = ZoneInfo(sample.ZONE)
    day = now.astimezone(zone).date() + timedelta(days=plan.day)
    return datetime.combine(day, plan.at, zone).astimezone(UTC)
