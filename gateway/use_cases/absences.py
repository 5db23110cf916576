"""Absences of practitioners and days on which the practice is closed, and the visits in them.

An absence is an exception of the hours: whole days, or days with other hours. Adding one touches no
appointment: it returns those that lie in it, and each has to be dealt with, in a transaction of its
own: moved, given to another practitioner, cancelled, or kept on purpose. The day's read model shows
those that nobody has dealt with. A practitioner enters their own absences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import absent_visits, busy_times, visits_ahead
from calendar_store.appointments.absent_visits import Away
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.actors import Actor, Permission, require, require_for, require_some
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import HoursException, Practice
from calendar_store.model.statuses import STANDING
from calendar_store.model.transitions import kept
from calendar_store.practices import hours, practitioners
from gateway.use_cases import absence_overlaps, changed_visits

LONGEST_REASON = 200
_LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)
_Days = tuple[int | None, date, date]
"""A practitioner, None for all, with first and last day."""


@dataclass(frozen=True, slots=True)
class AbsenceRequest:
    """An absence as it is requested.

    Attributes:
        first: first local day.
        last: last local day, included.
        practitioner: name or id; None: the whole practice (a holiday).
        hours: the hours on these days, as "09:00-13:00"; "" for none at all.
        reason: for staff to read; never used in a message.
        instead: whether it takes the place of what stands on its days with other hours.
    """

    first: date
    last: date
    practitioner: str | None = None
    hours: str = ""
    reason: str = ""
    instead: bool = False


@dataclass(frozen=True, slots=True)
class VisitInAbsence:
    """An appointment that lies in an absence or in a block.

    Attributes:
        appointment: the appointment; a decision about it names its version.
        client: who comes.
        away: what it lies in.
    """

    appointment: Appointment
    client: Client
    away: Away


@dataclass(frozen=True, slots=True)
class AbsenceChoice:
    """Which appointments in absences are in view.

    Attributes:
        absence_id: those in one absence; None for every absence ahead.
        practitioner_id: those of one practitioner; None for all.
        day: a local day that is looked at besides, for what lies in a block there; None for none.
    """

    absence_id: int | None = None
    practitioner_id: int | None = None
    day: date | None = None


EVERY_ABSENCE = AbsenceChoice()
"""Every absence ahead."""


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence, with the appointments ahead in it that nobody has dealt with, by start."""

    exception: HoursException
    visits: tuple[VisitInAbsence, ...] = ()


async def add(
    tx: Transaction, actor: Actor, practice: Practice, asked: AbsenceRequest, *, now: datetime
) -> Absence:
    """Enter an absence; no appointment is touched.

    Args:
        tx: a writing transaction.
        actor: who enters it.
        practice: the practice.
        asked: the request.
        now: UTC.

    Returns:
        The absence, with the appointments that now have to be dealt with.

    Raises:
        NotPermitted: if the actor may not enter absences of this calendar.
        NotFound: if the practice has no such practitioner.
        InvalidInput: if the days or hours make no sense, or are past.
        AlreadyAway: without `instead`, if an absence of the same calendar with other hours stands
            on one of the days.
    """
    require_some(actor, Permission.MANAGE_ABSENCES, practice)
    whose = (
        await practitioners.find(tx, practice.id, asked.practitioner)
        if asked.practitioner is not None
        else None
    )
    practitioner_id = whose.id if whose else None
    require_for(actor, Permission.MANAGE_ABSENCES, practice.id, practitioner_id)
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    if asked.last < today:
        raise InvalidInput("these days have passed; enter later ones")
    if asked.last - asked.first > _LONGEST:
        raise InvalidInput("an absence lasts a year at most; enter the rest as another one")
    if len(asked.reason) > LONGEST_REASON:
        raise InvalidInput(f"a reason has {LONGEST_REASON} letters at most")
    span = _hours(asked.hours)
    await hours.lock(tx, practice.id)
    standing = await absence_overlaps.with_other_hours(
        tx, practice, practitioner_id, (asked.first, asked.last), span
    )
    if standing and not asked.instead:
        raise absence_overlaps.already_away(whose.name if whose else practice.name, standing)
    for one in standing:
        days = (asked.first, asked.last)
        await hours.cut_exception(tx, practice.id, one, days, by=actor, now=now)
    added = await hours.add_exception(
        tx,
        practice.id,
        first=asked.first,
        last=asked.last,
        by=actor,
        now=now,
        practitioner_id=practitioner_id,
        hours=span,
        reason=asked.reason.strip(),
    )
    found = await _between(
        tx, practice, added.first, added.last, practitioner_id=practitioner_id, now=now
    )
    return Absence(added, tuple(one for one in found if one.away.id == added.id))


async def remove(
    tx: Transaction, actor: Actor, practice: Practice, exception_id: int, *, now: datetime
) -> HoursException:
    """Remove an absence: the weekly hours hold again on its days.

    Returns:
        The absence as it was, so that it can be entered again.

    Raises:
        NotPermitted: if the actor may not change absences of this calendar.
        NotFound: if the practice has no such absence.
    """
    require_some(actor, Permission.MANAGE_ABSENCES, practice)
    found = await hours.exception(tx, practice.id, exception_id)
    require_for(actor, Permission.MANAGE_ABSENCES, practice.id, found.practitioner_id)
    await hours.remove_exception(tx, practice.id, exception_id, by=actor, now=now)
    return found


async def listed(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    first: date,
    last: date,
    *,
    now: datetime,
    practitioner_id: int | None = None,
) -> Sequence[Absence]:
    """Return the absences of some days, by first day, with the appointments to be dealt with.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        first: first local day.
        last: last local day, included.
        now: UTC; appointments that have begun need no dealing.
        practitioner_id: only absences of this practitioner, and of the practice; None: all.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    who = None if practitioner_id is None else [practitioner_id]
    found = await hours.exceptions(tx, practice.id, who, first, last)
    days = [(practitioner_id or one.practitioner_id, one.first, one.last) for one in found]
    visits = await _on(tx, practice, days, now=now)
    return [Absence(one, tuple(each for each in visits if each.away.id == one.id)) for one in found]


async def one_absence(
    tx: Transaction, actor: Actor, practice: Practice, exception_id: int, *, now: datetime
) -> Absence:
    """Return an absence with the appointments in it that nobody has dealt with yet.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such absence.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    one = await hours.exception(tx, practice.id, exception_id)
    found = await _between(
        tx, practice, one.first, one.last, practitioner_id=one.practitioner_id, now=now
    )
    return Absence(one, tuple(each for each in found if each.away.id == one.id))


async def ahead(
    tx: Transaction, actor: Actor, practice: Practice, which: AbsenceChoice, *, now: datetime
) -> Sequence[VisitInAbsence]:
    """Return the appointments in the absences of the year ahead that nobody has dealt with.

    Those in busy times of other calendars are among them: nobody has looked at them when these
    were entered.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        which: the absences that are in view.
        now: UTC; appointments that have begun need no dealing.

    Returns:
        The appointments, by start.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such absence.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    whose = which.practitioner_id
    if which.absence_id is not None:
        one = await hours.exception(tx, practice.id, which.absence_id)
        known: Sequence[HoursException] = (one,)
        elsewhere: Sequence[_Days] = ()
    else:
        today = now.astimezone(ZoneInfo(practice.timezone)).date()
        who = None if whose is None else [whose]
        known = await hours.exceptions(tx, practice.id, who, today, today + _LONGEST)
        elsewhere = await _in_busy_times(tx, practice, whose, now)
    days = [(whose or one.practitioner_id, one.first, one.last) for one in known]
    days += [(whose, which.day, which.day)] if which.day is not None else []
    days += elsewhere
    found = await _on(tx, practice, days, now=now)
    return [one for one in found if which.absence_id in {None, one.away.id}]


async def keep(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Keep an appointment in the absence or block that it lies in, on purpose.

    Args:
        tx: a writing transaction.
        actor: who decides.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as the actor saw it.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the appointment lies in no absence.
        Stale: if the appointment has changed since.
    """
    require(actor, Permission.MOVE, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    found = (await absent_visits.load(tx, practice, [was])).of(was)
    if was.status not in STANDING or not found:
        raise InvalidInput("the appointment lies in no absence")
    return await changed_visits.write(tx, actor, practice, kept(was, found[0].id), now)


def _hours(text: str) -> hours.Span | None:
    """Read the hours of a day, as "09:00-13:00"; None for none."""
    if not text.strip():
        return None
    opens, separator, closes = text.replace("\u2013", "-").partition("-")
    if not separator:
        raise InvalidInput(f'"{text.strip()}" are no hours of a day; write them as 09:00-13:00')
    return hours.clock_time(opens), hours.clock_time(closes)


async def _in_busy_times(
    tx: Transaction, practice: Practice, whose: int | None, now: datetime
) -> list[_Days]:
    """Return the days on which visits lie in busy times of other calendars."""
    zone = ZoneInfo(practice.timezone)
    return sorted(
        {
            (who, start.astimezone(zone).date(), end.astimezone(zone).date())
            for who, start, end in await busy_times.visits_in(tx, practice.id, now)
            if whose in {None, who}
        }
    )


async def _on(
    tx: Transaction, practice: Practice, days: Iterable[_Days], *, now: datetime
) -> list[VisitInAbsence]:
    """Return the appointments on days of practitioners, by start; no others are read."""
    zone = ZoneInfo(practice.timezone)
    today = now.astimezone(zone).date()
    spans = [
        (whose, *_bounds(max(first, today), last, zone))
        for whose, first, last in days
        if last >= today
    ]
    return await _lying(tx, practice, await visits_ahead.in_spans(tx, practice.id, spans, now))


async def _between(
    tx: Transaction,
    practice: Practice,
    first: date,
    last: date,
    *,
    practitioner_id: int | None,
    now: datetime,
) -> list[VisitInAbsence]:
    span = (practitioner_id, *_bounds(first, last, ZoneInfo(practice.timezone)))
    return await _lying(tx, practice, await visits_ahead.in_spans(tx, practice.id, [span], now))


async def _lying(
    tx: Transaction, practice: Practice, ahead: Sequence[Appointment]
) -> list[VisitInAbsence]:
    """Return those that lie in an absence or a block, and have to be dealt with."""
    absences = await absent_visits.load(tx, practice, ahead)
    lying = [(one, away) for one in ahead if (away := absences.needs_dealing(one)) is not None]
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one, _ in lying})
    return [VisitInAbsence(one, people[practice.id, one.client_id], away) for one, away in lying]


def _bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return local_time.midnight(first, zone), local_time.midnight(last + _DAY, zone)
