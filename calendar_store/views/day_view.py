"""The read model of the day page: appointments, clients, and the status of every message.

A page of 200 appointments needs the same few queries as a page of two; each query uses an index
that begins with the practice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import (
    absent_visits,
    agenda,
    blocks,
    notes,
    paper_entries,
    slot_search,
    waiting_list,
)
from calendar_store.appointments.absent_visits import Away
from calendar_store.clients import further_addresses
from calendar_store.conversations import alerts
from calendar_store.conversations import staff_queue as conversations_to_answer
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.appointments import Appointment, CalendarBlock
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert, Inbound
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.practices import HoursException, Practice, Practitioner
from calendar_store.model.reasons import Reason
from calendar_store.model.reminder_policy import RESENT, is_harmless
from calendar_store.model.statuses import (
    STANDING,
    UNDELIVERED,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
    StepRule,
)
from calendar_store.practices import hours, practitioners
from calendar_store.views import day_rows

_KINDS = {StepRule.BOOKED: MessageKind.BOOKED, StepRule.CHANGED: MessageKind.CHANGED}
_REACHED = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN})
"""Statuses of a message that may have reached the client."""
_HEARD_SINCE = timedelta(days=90)
"""Texts received longer than this before an appointment are ignored."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A message about an appointment, or a reminder without a message.

    Attributes:
        at: when the message or reminder got its status, UTC; if it is still planned or queued, when
            it is due.
        reason: reason for the status; false if the status says everything.
        step: number of the reminder's step; None if the message is no reminder.
        message_id: id of the message; None for a reminder without a message.
        reminder_id: id of the reminder; None if the message is no reminder.
    """

    channel: Channel
    status: MessageStatus
    at: datetime
    reason: Reason
    kind: MessageKind
    step: int | None = None
    text: str = ""
    message_id: int | None = None
    reminder_id: int | None = None


@dataclass(frozen=True, slots=True)
class DayEntry:
    """An appointment with the data that the day page shows about it.

    Attributes:
        badges: messages and planned reminders, by time.
        asked: whether the client was asked to confirm and has not answered yet.
        texts: the client's texts about the appointment, oldest first.
        alerts: the open alerts about the appointment.
        away: the absence or block that the appointment lies in and has to be dealt with; None if
            there is none, if it stays there on purpose, or does not stand.
        notes: number of notes of staff.
    """

    appointment: Appointment
    client: Client
    badges: tuple[Badge, ...]
    asked: bool
    texts: tuple[Inbound, ...]
    alerts: tuple[Alert, ...]
    away: Away | None = None
    notes: int = 0

    @property
    def last_text(self) -> Inbound | None:
        """The client's last text about the appointment."""
        return self.texts[-1] if self.texts else None

    @property
    def last_message(self) -> Badge | None:
        """The message to show in the day's list: the last one sent, or the next one planned."""
        waiting = (MessageStatus.PLANNED, MessageStatus.CANCELLED)
        gone = [badge for badge in self.badges if badge.status not in waiting]
        told = [
            badge
            for badge in gone
            if badge.status is not MessageStatus.SKIPPED or not is_harmless(badge.reason)
        ]
        planned = [badge for badge in self.badges if badge.status is MessageStatus.PLANNED]
        return next(iter([*told[-1:], *planned, *gone[-1:]]), None)


@dataclass(frozen=True, slots=True)
class Column:
    """A practitioner on one day.

    Attributes:
        open_spans: when the practitioner works, UTC, in order.
        away: reason of an exception on this day; "" if none was given.
        blocks: blocks that overlap the day, by start; those of the practice too.
        absences: exceptions that cover the day; those of the practice too.
    """

    practitioner: Practitioner
    open_spans: tuple[slot_search.Span, ...]
    away: str = ""
    blocks: tuple[CalendarBlock, ...] = ()
    absences: tuple[HoursException, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of open matters for the practice's staff.

    Attributes:
        needs_person: conversations in the staff queue's list of people, plus other open alerts.
        not_delivered: open alerts about undelivered messages.
        waiting: entries of the waiting list.
        to_answer: the conversations counted in `needs_person`.
        strangers: conversations of strangers, not counted in `needs_person`.
        from_paper: entries copied in from paper that are not settled.
    """

    needs_person: int
    not_delivered: int
    waiting: int
    to_answer: int = 0
    strangers: int = 0
    from_paper: int = 0


async def load(tx: Transaction, practice: Practice, first: date, days: int) -> list[DayEntry]:
    """Return a practice's appointments on local days, including cancelled ones.

    An appointment over midnight belongs to both days.

    Args:
        tx: any transaction.
        practice: the practice.
        first: the first local day.
        days: number of days.

    Returns:
        The entries, by start.
    """
    start, end = bounds(practice, first, days)
    return await _entries(tx, practice, await agenda.touching(tx, practice.id, start, end))


async def entry(tx: Transaction, practice: Practice, appointment_id: int) -> DayEntry:
    """Return the entry of one appointment.

    Raises:
        NotFound: if the practice has no such appointment.
    """
    appointment = await agenda.get(tx, practice.id, appointment_id)
    (found,) = await _entries(tx, practice, [appointment])
    return found


async def columns(tx: Transaction, practice: Practice, day: date) -> list[Column]:
    """Return the practitioners, ordered by name, with their hours on a local day."""
    zone = ZoneInfo(practice.timezone)
    everybody = [
        one
        for one in await practitioners.all_practitioners(tx, practice.id)
        if shown_since(one, day, zone)
    ]
    weekly, exceptions = await hours.load(tx, practice.id, None, day, day)
    blocked = await blocks.within(tx, practice.id, None, *bounds(practice, day, 1))
    found = []
    for one in everybody:
        spans = until_retired(one, slot_search.open_spans(weekly, exceptions, one.id, day, zone))
        own = tuple(e for e in exceptions if e.practitioner_id in (None, one.id))
        theirs = tuple(block for block in blocked if block.practitioner_id in (None, one.id))
        reason = next((e.reason for e in own if e.reason), "")
        found.append(Column(one, tuple(spans), reason, theirs, own))
    return found


def shown_since(one: Practitioner, day: date, zone: ZoneInfo) -> bool:
    """Tell whether a practitioner is shown on a local day or later: until the day they retired."""
    return one.retired_at is None or day <= one.retired_at.astimezone(zone).date()


def until_retired(
    one: Practitioner, spans: Sequence[slot_search.Span]
) -> Sequence[slot_search.Span]:
    """Return the working spans of a practitioner up to the moment they retired."""
    gone = one.retired_at
    if gone is None:
        return spans
    return [(start, min(end, gone)) for start, end in spans if start < gone]


async def counts(tx: Transaction, practice_id: int, now: datetime) -> Counts:
    """Count the open matters for staff: conversations, alerts, lost messages, waiting list."""
    others = await alerts.count_open(tx, practice_id, of_texts=False)
    found = await conversations_to_answer.count(tx, practice_id)
    waiting = await waiting_list.waiting(tx, practice_id, now)
    undelivered = sum(others.pop(kind, 0) for kind in UNDELIVERED)
    needed = sum(others.values()) + found.people
    copied = await paper_entries.count_open(tx, practice_id)
    return Counts(needed, undelivered, len(waiting), found.people, found.strangers, copied)


def bounds(practice: Practice, first: date, days: int) -> slot_search.Span:
    """Return the start and the end of a range of local days, UTC."""
    zone = ZoneInfo(practice.timezone)
    return (
        local_time.moment(first, time.min, zone),
        local_time.moment(first + timedelta(days=days), time.min, zone),
    )


async def _entries(
    tx: Transaction, practice: Practice, found: Sequence[Appointment]
) -> list[DayEntry]:
    if not found:
        return []
    ids = [appointment.id for appointment in found]
    people = await day_rows.clients(tx, practice.id, [one.client_id for one in found])
    said = await day_rows.messages(tx, practice.id, ids)
    planned = await day_rows.reminders(tx, practice.id, ids)
    known = {message.id: message for some in said.values() for message in some}
    shared = await day_rows.shared_messages(tx, practice.id, planned, known)
    raised = await day_rows.alerts(tx, practice.id, ids)
    absences = await absent_visits.load(tx, practice, found)
    noted = await notes.counted(tx, practice.id, ids)
    further = await further_addresses.of_clients(tx, [(practice.id, one) for one in people])
    by_client = {
        one.id: [*_addresses(one), *further.get((practice.id, one.id), ())]
        for one in people.values()
    }
    addresses = [address for some in by_client.values() for address in some]
    since = found[0].starts_at - _HEARD_SINCE
    texts = await day_rows.texts(tx, practice.id, addresses, since)
    entries = []
    for appointment in found:
        client = people[appointment.client_id]
        sent = [*said.get(appointment.id, ()), *shared.get(appointment.id, ())]
        sent.sort(key=lambda message: message.id)
        came = [text for address in by_client[client.id] for text in texts.get(address, ())]
        came.sort(key=lambda text: text.received_at)
        heard = _about(appointment, sent, came)
        entries.append(
            DayEntry(
                appointment,
                client,
                badges(sent, planned.get(appointment.id, [])),
                _asked(appointment, sent, heard),
                tuple(heard),
                tuple(raised.get(appointment.id, ())),
                absences.needs_dealing(appointment) if appointment.status in STANDING else None,
                noted.get(appointment.id, 0),
            )
        )
    return entries


def _addresses(client: Client) -> list[tuple[Channel, str]]:
    emails = [(Channel.EMAIL, client.email)] if client.email else []
    return [(Channel.SMS, client.mobile), *emails]


def badges(said: Sequence[Message], planned: Sequence[Reminder]) -> tuple[Badge, ...]:
    """Return badges for the messages and for the reminders without a message, by time.

    Args:
        said: messages about one appointment.
        planned: the reminders of the appointment, of every version.
    """
    of_message = {reminder.message_id: reminder for reminder in planned if reminder.message_id}
    shown = [
        Badge(
            message.channel,
            message.status,
            message.not_before if _waits(message) else message.updated_at or message.created_at,
            message.reason,
            message.kind,
            _step(of_message.get(message.id)),
            message.text,
            message.id,
            one.id if (one := of_message.get(message.id)) else None,
        )
        for message in said
    ]
    sent = {message.id for message in said}
    shown += [
        Badge(
            reminder.channel,
            reminder.status,
            reminder.due_at,
            reminder.reason,
            _KINDS.get(reminder.rule, MessageKind.REMINDER),
            _step(reminder),
            reminder_id=reminder.id,
        )
        for reminder in planned
        if reminder.message_id not in sent
    ]
    return tuple(sorted(shown, key=lambda badge: (badge.at, badge.message_id or 0)))


def _step(reminder: Reminder | None) -> int | None:
    """Return the number of a reminder's step; None where staff wanted the message, not a policy."""
    if reminder is None or not 0 <= reminder.step < RESENT:
        return None
    return reminder.step


def _about(
    appointment: Appointment, sent: Sequence[Message], heard: Iterable[Inbound]
) -> list[Inbound]:
    """Return the texts about one appointment.

    The turn that handled a text has stored the appointments that the text is about. If it stored
    none, a text that came after a message about this appointment counts as about the appointment.
    """
    spoken = sent[0].created_at if sent else None
    kept = []
    for text in heard:
        understood = text.understood or {}
        named = understood.get("appointment_ids") or [understood.get("appointment_id")]
        if any(named):
            if str(appointment.id) in map(str, named):
                kept.append(text)
        elif text.client_id not in (None, appointment.client_id):
            continue
        elif spoken is not None and text.received_at >= spoken:
            kept.append(text)
    return kept


def _asked(appointment: Appointment, sent: Sequence[Message], heard: Sequence[Inbound]) -> bool:
    questions = [m for m in sent if m.kind is MessageKind.REMINDER and m.status in _REACHED]
    if appointment.status is not AppointmentStatus.BOOKED or not questions:
        return False
    return not any(text.received_at >= questions[-1].created_at for text in heard)


def _waits(message: Message) -> bool:
    return message.status in (MessageStatus.PLANNED, MessageStatus.QUEUED)
