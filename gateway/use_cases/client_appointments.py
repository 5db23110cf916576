"""What clients do with an appointment on its page: confirm, cancel, move, undo.

The link that opens the page is the permission: each function takes the client as the actor and
refuses an appointment of anybody else. A request names the version that its form showed; a request
that has been done already is answered like the first time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendar_store.appointments import agenda, appointments, outside_hours
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.clients import clients
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import OF_CLIENTS, Actor, require_own
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import SlotTaken
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, AlertKind, AppointmentStatus
from calendar_store.model.transitions import (
    Transition,
    cancelled,
    confirmed,
    moved,
    restored,
    unconfirmed,
)
from calendar_store.practices import hours, practices, practitioners
from gateway.use_cases import client_times


class Became(StrEnum):
    """What became of a client's request; the value stands in the address of the next page."""

    DONE = "done"
    STALE = "stale"
    TOO_LATE = "too_late"
    TAKEN = "taken"
    IMPOSSIBLE = "impossible"


class Stage(StrEnum):
    """How an appointment stands for its client."""

    AHEAD = "ahead"
    CANCELLED = "cancelled"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ClientVisit:
    """An appointment as its client sees it.

    Attributes:
        stage: whether it is ahead; from its start on it is over.
        changeable: whether the minimum notice is kept.
        last: what the client did last, if nobody has changed it since and it can be undone.
        undo_until: until when it can be undone, UTC.
    """

    practice: Practice
    client: Client
    appointment: Appointment
    stage: Stage
    changeable: bool
    last: AppointmentEvent | None = None
    undo_until: datetime | None = None


async def look(
    tx: Transaction, practice_id: int, appointment_id: int, now: datetime
) -> ClientVisit:
    """Return an appointment as its client sees it.

    Args:
        tx: any transaction.
        practice_id: the practice.
        appointment_id: the appointment that the link names.
        now: UTC.

    Raises:
        NotFound: if there is no such appointment any more.
    """
    one = await agenda.get(tx, practice_id, appointment_id)
    practice = await practices.get(tx, practice_id)
    client = await clients.get(tx, practice_id, one.client_id)
    events = await agenda.history(tx, practice_id, appointment_id)
    last, until = _undoable(practice, one, events, now)
    return ClientVisit(
        *(practice, client, one, _stage(one, now)),
        changeable=now <= one.starts_at - practice.minimum_notice,
        last=last,
        undo_until=until,
    )


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """A client's request about an appointment.

    Attributes:
        actor: the client.
        practice: the practice.
        one: the appointment as it stands in the transaction that answers the request.
        version: the version that the client saw.
        now: UTC.
    """

    actor: Actor
    practice: Practice
    one: Appointment
    version: int
    now: datetime

    def __post_init__(self) -> None:
        """Refuse a request about somebody else's appointment.

        Raises:
            NotPermitted: if it is not the client's.
        """
        require_own(self.actor, self.one.practice_id, self.one.client_id)

    @property
    def ahead(self) -> bool:
        """Whether the appointment stands and has not begun."""
        return _stage(self.one, self.now) is Stage.AHEAD

    @property
    def late(self) -> bool:
        """Whether the minimum notice is over."""
        return self.now > self.one.starts_at - self.practice.minimum_notice


async def confirm(tx: Transaction, asked: VisitRequest) -> Became:
    """Confirm an appointment.

    Args:
        tx: a writing transaction.
        asked: the request.

    Raises:
        Stale: if the appointment changes at the same moment.
    """
    one = asked.one
    if one.version != asked.version:
        return await _repeated(tx, asked, {"confirmed"})
    if not asked.ahead:
        return Became.IMPOSSIBLE
    if one.status is not AppointmentStatus.CONFIRMED:
        await _write(tx, asked, confirmed(one))
    return Became.DONE


async def cancel(tx: Transaction, asked: VisitRequest) -> Became:
    """Cancel an appointment if the minimum notice is kept; else tell staff of the wish.

    Args:
        tx: a writing transaction.
        asked: the request.

    Raises:
        Stale: if the appointment changes at the same moment.
    """
    if asked.one.version != asked.version:
        return await _repeated(tx, asked, {"cancelled"})
    if not asked.ahead:
        return Became.IMPOSSIBLE
    if asked.late:
        await _tell(tx, asked, AlertKind.TOO_LATE, ReasonCode.WEB_TOO_LATE_TO_CANCEL)
        return Became.TOO_LATE
    await _write(tx, asked, cancelled(asked.one, asked.now))
    return Became.DONE


async def move(tx: Transaction, asked: VisitRequest, starts_at: datetime | None) -> Became:
    """Move an appointment to a free time if the minimum notice is kept; else tell staff.

    Args:
        tx: a writing transaction.
        asked: the request.
        starts_at: the time that the client took, UTC; None where it is too late to take one.

    Raises:
        Stale: if the appointment changes at the same moment.
        SlotTaken: if another appointment takes the time at the same moment.
    """
    if asked.one.version != asked.version:
        return await _repeated(tx, asked, {"moved"}, starts_at)
    if not asked.ahead:
        return Became.IMPOSSIBLE
    if asked.late:
        await _tell(tx, asked, AlertKind.TOO_LATE, ReasonCode.WEB_TOO_LATE_TO_MOVE)
        return Became.TOO_LATE
    if starts_at is None:
        return Became.IMPOSSIBLE
    slot = await client_times.free_at(tx, asked.practice, asked.one, starts_at, asked.now)
    if slot is None:
        return Became.TAKEN
    await _write(tx, asked, moved(asked.one, slot, AppointmentStatus.CONFIRMED))
    return Became.DONE


async def undo(tx: Transaction, asked: VisitRequest) -> Became:
    """Undo what the client did last.

    Args:
        tx: a writing transaction.
        asked: the request.

    Raises:
        Stale: if the appointment changes at the same moment.
        SlotTaken: if the time before belongs to somebody else by now.
    """
    if asked.one.version != asked.version:
        return await _repeated(tx, asked, {"restored", "unconfirmed", "moved", "cancelled"})
    events = await agenda.history(tx, asked.one.practice_id, asked.one.id)
    last, _ = _undoable(asked.practice, asked.one, events, asked.now)
    if last is None:
        return Became.STALE
    await _write(tx, asked, await _way_back(tx, asked, events))
    return Became.DONE


async def tell_taken(tx: Transaction, asked: VisitRequest) -> None:
    """Tell staff that a client wants a cancelled appointment back whose time is taken."""
    if asked.one.status is AppointmentStatus.CANCELLED:
        await _tell(tx, asked, AlertKind.NO_TIMES, ReasonCode.WEB_WANTS_BACK_TAKEN)


def _stage(one: Appointment, now: datetime) -> Stage:
    if one.starts_at <= now:
        return Stage.OVER
    return Stage.AHEAD if one.status in STANDING else Stage.CANCELLED


def _undoable(
    practice: Practice, one: Appointment, events: Sequence[AppointmentEvent], now: datetime
) -> tuple[AppointmentEvent | None, datetime | None]:
    """Return what can be undone, and until when; (None, None) if nothing can."""
    if not events or events[-1].version != one.version or events[-1].by not in OF_CLIENTS:
        return None, None
    last = events[-1]
    ends = [last.at + practice.undo_window, one.starts_at]
    if last.change == "moved" and len(events) > 1:
        if _went_back(events):
            return None, None
        # a time that has passed cannot be had back
        ends.append(events[-2].starts_at)
    elif last.change not in {"cancelled", "confirmed", "booked"}:
        return None, None
    until = min(ends)
    return (last, until) if now < until else (None, None)


def _went_back(events: Sequence[AppointmentEvent]) -> bool:
    """Tell whether the last move undid the one before: who undoes that too would never be late."""
    if len(events) < 3 or events[-2].change != "moved" or events[-2].by not in OF_CLIENTS:
        return False
    first, last = events[-3], events[-1]
    return (first.starts_at, first.practitioner_id) == (last.starts_at, last.practitioner_id)


async def _way_back(
    tx: Transaction, asked: VisitRequest, events: Sequence[AppointmentEvent]
) -> Transition:
    """Return the change that undoes the last one.

    Raises:
        SlotTaken: if the practitioner does not work at the time before any more.
    """
    one, last = asked.one, events[-1]
    if last.change == "confirmed":
        return unconfirmed(one)
    if last.change == "booked":
        return cancelled(one, asked.now)
    before = last if last.change == "cancelled" else events[-2]
    who = await practitioners.get(tx, one.practice_id, before.practitioner_id)
    slot = Slot(who.id, who.name, before.starts_at, before.starts_at + one.duration)
    # staff may have booked it outside the hours on purpose: only a later change of hours counts
    changed = await hours.changed_since(tx, one.practice_id, last.at)
    if changed and not await outside_hours.works(tx, asked.practice, slot):
        raise SlotTaken("the practitioner does not work then any more")
    if last.change == "cancelled":
        return restored(one)
    return moved(one, slot, AppointmentStatus.CONFIRMED)


async def _repeated(
    tx: Transaction, asked: VisitRequest, names: set[str], starts_at: datetime | None = None
) -> Became:
    """Return DONE if the change that followed the version seen is the one asked for, else STALE."""
    for event in await agenda.history(tx, asked.one.practice_id, asked.one.id):
        if event.version == asked.version + 1 and event.change in names and event.by in OF_CLIENTS:
            same = starts_at is None or event.starts_at == starts_at
            return Became.DONE if same else Became.STALE
    return Became.STALE


async def _write(tx: Transaction, asked: VisitRequest, change: Transition) -> None:
    practice = asked.practice
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    await appointments.change(tx, change, (practice, steps), now=asked.now, by=asked.actor)


async def _tell(tx: Transaction, asked: VisitRequest, kind: AlertKind, code: ReasonCode) -> None:
    """Alert staff, once for each wish that they have not seen to."""
    practice, one = asked.practice, asked.one
    known = await alerts.open_of(tx, practice.id)
    if any(each.appointment_id == one.id and each.reason.code is code for each in known):
        return
    client = await clients.get(tx, practice.id, one.client_id)
    facts = {
        "who": client.name,
        "when": one.starts_at.isoformat(),
        "zone": practice.timezone,
        "region": practice.region,
    }
    alert = Alert(
        *(practice.id, tx.ids.new(), kind, Reason(code, facts), asked.now),
        client_id=client.id,
        appointment_id=one.id,
    )
    await alerts.raise_all(tx, [alert])
