"""Changes of an appointment of a series with all that follow: moved by the same shift, cancelled.

One of a series is changed like any other appointment. Of those that follow, one that was moved by
itself before keeps its difference: all move by the same number of days and the same local time.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, appointments
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput, SlotTaken, Stale
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.repetition import later, shift_between
from calendar_store.model.statuses import STANDING, AppointmentStatus, MessageKind
from calendar_store.model.telling import Telling
from calendar_store.model.transitions import Transition, cancelled, moved
from calendar_store.practices import hours, practices, practitioners
from gateway.messaging.channel import Channels
from gateway.use_cases import (
    changed_visits,
    telling_together,
    time_conflicts,
    undoing,
    who_does_what,
)
from gateway.use_cases.changed_visits import STALE, ChangedVisit
from gateway.use_cases.errors import SeriesConflicts
from gateway.use_cases.series import PlannedVisit, conflicts_in_words
from gateway.use_cases.telling import UNTOLD, ClientTold
from gateway.use_cases.telling_together import Happened
from gateway.use_cases.time_conflicts import WantedTime

Undo = Callable[..., Awaitable[ChangedVisit]]
"""A function of `undoing` that undoes the change of one appointment."""


@dataclass(frozen=True, slots=True)
class SeriesChanged:
    """Appointments of a series after a change.

    Attributes:
        changed: as they are now, by start; an undo names their versions.
        left_out: what could not be moved, with the conflicts; these keep their times.
        told: what the client is told; one message names all of them.
    """

    changed: tuple[Appointment, ...]
    left_out: tuple[PlannedVisit, ...] = ()
    told: ClientTold = UNTOLD


@dataclass(frozen=True, slots=True)
class SeriesMove:
    """A move of an appointment of a series and all that follow it, as it is requested.

    Attributes:
        appointment_id: the first that is moved.
        version: of it, as the actor saw it.
        starts_at: its new start, aware; the others move by the same shift of local time.
        practitioner_id: the new practitioner of all of them; None keeps each one's.
        skip_conflicts: move what can be moved; the others keep their times.
        tell: whether the client is told, by one message.
    """

    appointment_id: int
    version: int
    starts_at: datetime
    practitioner_id: int | None = None
    skip_conflicts: bool = False
    tell: bool = True


async def following(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int, *, now: datetime
) -> Sequence[Appointment]:
    """Return an appointment and those of its series that follow it, which stand, by start.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it belongs to no series.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    one = await agenda.get(tx, practice.id, appointment_id)
    return await _following(tx, practice, one, now)


async def cancel_following(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    channels: Channels,
    now: datetime,
    tell: bool = True,
) -> SeriesChanged:
    """Cancel an appointment and all of its series that follow.

    Args:
        tx: a writing transaction.
        actor: who cancels them.
        practice: the practice.
        appointment_id: the first that is cancelled.
        version: of it, as the actor saw it.
        channels: the configured channels.
        now: UTC.
        tell: whether the client is told, by one message.

    Raises:
        NotPermitted: if the actor may not cancel appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it belongs to no series, does not stand, or has begun.
        Stale: if it has changed since the actor saw it.
    """
    require(actor, Permission.CANCEL, practice)
    one = await changed_visits.seen(tx, practice, appointment_id, version)
    found = await _following(tx, practice, one, now)
    changes = [cancelled(each, now) for each in found]
    changed = await _write(tx, actor, practice, changes, now, tell=tell)
    told = await _tell(
        tx, practice, changed, Happened.CANCELLED, tell=tell, channels=channels, now=now
    )
    return SeriesChanged(changed, told=told)


async def preview_move(
    tx: Transaction, actor: Actor, practice: Practice, asked: SeriesMove, *, now: datetime
) -> Sequence[PlannedVisit]:
    """Return an appointment and those that follow as they would be moved, with their conflicts.

    Raises:
        As `move_following`, without SeriesConflicts and SlotTaken.
    """
    require(actor, Permission.MOVE, practice)
    one = await changed_visits.seen(tx, practice, asked.appointment_id, asked.version)
    return await _planned(tx, practice, one, asked, now)


async def move_following(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: SeriesMove,
    *,
    channels: Channels,
    now: datetime,
) -> SeriesChanged:
    """Move an appointment and all of its series that follow, by the same shift of local time.

    Args:
        tx: a writing transaction.
        actor: who moves them.
        practice: the practice.
        asked: the request.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment or practitioner.
        InvalidInput: if it belongs to no series, does not stand, has begun, or would not move.
        SeriesConflicts: with all conflicts, without `skip_conflicts`, or if nothing can be moved.
        Stale: if it has changed since the actor saw it.
        SlotTaken: if somebody else takes one of the times at the same moment; nothing is moved.
    """
    require(actor, Permission.MOVE, practice)
    await hours.lock(tx, practice.id)
    one = await changed_visits.seen(tx, practice, asked.appointment_id, asked.version)
    planned = await _planned(tx, practice, one, asked, now)
    left_out = tuple(each for each in planned if each.conflict is not None)
    free = [each.visit for each in planned if each.conflict is None]
    if left_out and (not asked.skip_conflicts or not free):
        raise SeriesConflicts(conflicts_in_words(practice, left_out), planned)
    was = {each.id: each for each in await _following(tx, practice, one, now)}
    changes = [
        moved(was[each.id], _slot(each), AppointmentStatus.BOOKED)
        # each leaves its time before another one comes there
        for each in sorted(
            free, key=lambda each: each.starts_at, reverse=asked.starts_at > one.starts_at
        )
    ]
    changed = await _write(tx, actor, practice, changes, now, tell=asked.tell)
    told = await _tell(
        tx, practice, changed, Happened.MOVED, tell=asked.tell, channels=channels, now=now
    )
    return SeriesChanged(changed, left_out, told)


async def undo(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    changed: Sequence[tuple[int, int]],
    *,
    channels: Channels,
    now: datetime,
) -> Sequence[ChangedVisit]:
    """Undo `series.book`, `cancel_following` or `move_following`: all of it, or nothing.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        changed: (appointment id, version) of what was changed.
        channels: the configured channels.
        now: UTC.

    Raises:
        As `undoing.unbook`, `undoing.restore` and `undoing.move_back`.
    """
    found = await agenda.by_ids(tx, [(practice.id, one) for one, _ in changed])
    order = sorted(changed, key=lambda one: _start(found.get((practice.id, one[0]))))
    try:
        async with tx.savepoint():
            return await _undone(tx, actor, practice, order, channels=channels, now=now)
    except SlotTaken:
        # they were moved the other way: the last has to leave first
        order = order[::-1]
        return await _undone(tx, actor, practice, order, channels=channels, now=now)


def _start(one: Appointment | None) -> float:
    return one.starts_at.timestamp() if one else 0.0


async def _undone(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    changed: Sequence[tuple[int, int]],
    *,
    channels: Channels,
    now: datetime,
) -> list[ChangedVisit]:
    done = []
    for appointment_id, version in changed:
        one = await changed_visits.seen(tx, practice, appointment_id, version)
        back = await _way_back(tx, one)
        done.append(
            await back(
                *(tx, actor, practice, one.id),
                version=version,
                together=len(changed) > 1,
                channels=channels,
                now=now,
            )
        )
    return await _told_back(tx, practice, done, channels=channels, now=now)


async def _told_back(
    tx: Transaction,
    practice: Practice,
    done: Sequence[ChangedVisit],
    *,
    channels: Channels,
    now: datetime,
) -> list[ChangedVisit]:
    """Tell the client by one message of all that they have to hear of."""
    owed = [one for one in done if one.owed is not None]
    if not owed:
        return list(done)
    visits = sorted((one.appointment for one in owed), key=lambda one: one.starts_at)
    if visits[0].status is AppointmentStatus.CANCELLED:
        happened = Happened.CANCELLED
    elif any(one.owed is MessageKind.BOOKED for one in owed):
        happened = Happened.BOOKED
    else:
        happened = Happened.MOVED
    told = await telling_together.tell(
        tx, practice, owed[0].client, visits, happened, channels=channels, now=now
    )
    return [replace(one, told=told) if one.owed is not None else one for one in done]


async def _way_back(tx: Transaction, one: Appointment) -> Undo:
    if one.status is AppointmentStatus.CANCELLED:
        return undoing.restore
    events = await agenda.history(tx, one.practice_id, one.id)
    return undoing.unbook if events[-1].change == "booked" else undoing.move_back


async def _following(
    tx: Transaction, practice: Practice, one: Appointment, now: datetime
) -> list[Appointment]:
    if one.series_id is None:
        raise InvalidInput("the appointment belongs to no series")
    if one.status not in STANDING or one.starts_at <= now:
        raise InvalidInput("an appointment that does not stand or has begun is not changed")
    found = await agenda.of_series(tx, practice.id, one.series_id, one.starts_at)
    return [each for each in found if each.status in STANDING]


async def _planned(
    tx: Transaction, practice: Practice, one: Appointment, asked: SeriesMove, now: datetime
) -> list[PlannedVisit]:
    zone = ZoneInfo(practice.timezone)
    shift = shift_between(one.starts_at, asked.starts_at, zone)
    who = (
        await practitioners.get(tx, practice.id, asked.practitioner_id)
        if asked.practitioner_id is not None
        else None
    )
    await who_does_what.require(
        tx, practice, who.id if who else one.practitioner_id, one.service_id, booked=True
    )
    if not shift and (who is None or who.id == one.practitioner_id):
        raise InvalidInput("that is the time that it has already")
    wanted = []
    for each in await _following(tx, practice, one, now):
        start = later(each.starts_at, shift, zone)
        wanted.append(WantedTime(_at(each, start.at, who), start.shifted))
    return await _settled(tx, practice, wanted, now)


async def _settled(
    tx: Transaction, practice: Practice, wanted: Sequence[WantedTime], now: datetime
) -> list[PlannedVisit]:
    """Return what can be moved: who has to stay is in the way of others, until nothing changes."""
    leaving: Collection[int] = {one.visit.id for one in wanted}
    while True:
        conflicts = await time_conflicts.of_each(tx, practice, wanted, now=now, leaving=leaving)
        pairs = list(zip(wanted, conflicts, strict=True))
        free = {one.visit.id for one, conflict in pairs if conflict is None}
        if free == leaving or not free:
            return [PlannedVisit(one.visit, conflict) for one, conflict in pairs]
        leaving = free


def _at(one: Appointment, start: datetime, who: Practitioner | None) -> Appointment:
    there = replace(one, starts_at=start, ends_at=start + one.duration)
    return replace(there, practitioner_id=who.id, practitioner=who.name) if who else there


def _slot(one: Appointment) -> Slot:
    return Slot(one.practitioner_id, one.practitioner, one.starts_at, one.ends_at)


async def _write(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    changes: Sequence[Transition],
    now: datetime,
    *,
    tell: bool,
) -> tuple[Appointment, ...]:
    if await appointments.stale(tx, changes):
        raise Stale(STALE)
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    said = telling_together.silent(now) if tell else Telling(None, now)
    await appointments.apply(
        *(tx, changes, {practice.id: (practice, steps)}),
        now=now,
        by=actor,
        telling={(practice.id, one.was.id): said for one in changes},
    )
    found = await agenda.by_ids(tx, [(practice.id, one.was.id) for one in changes])
    return tuple(sorted(found.values(), key=lambda one: one.starts_at))


async def _tell(
    tx: Transaction,
    practice: Practice,
    changed: Sequence[Appointment],
    happened: Happened,
    *,
    tell: bool,
    channels: Channels,
    now: datetime,
) -> ClientTold:
    if not tell:
        return UNTOLD
    client = await clients.get(tx, practice.id, changed[0].client_id)
    return await telling_together.tell(
        tx, practice, client, changed, happened, channels=channels, now=now
    )
