"""Finds the visits of some days that an announcement touches, and who would read of each."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, announcements
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import STANDING
from calendar_store.practices import hours, practitioners, services
from gateway.announcements import addressees
from gateway.announcements.addressees import Addressee, Visit
from gateway.messaging.channel import Channels

MOST_DAYS = 31
"""Days that are looked through at once."""
MOST_VISITS = 1000
"""Visits that one announcement tells of."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TellingChoice:
    """Which visits are looked through.

    Attributes:
        first: first local day.
        last: last local day, included.
        since: on the first day, from this clock time on; None: the whole day.
        until: on the last day, until this clock time; None: the whole day.
        practitioner: name or id; None: everybody's.
        service: name or id; None: for any service.
    """

    first: date
    last: date
    since: time | None = None
    until: time | None = None
    practitioner: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class TouchedVisit:
    """A visit that an announcement may tell of.

    Attributes:
        appointment: the appointment.
        client: who comes.
        addressee: who would read of it.
        group: the same for all visits of one message.
        told_at: when it was told of before, as it stands now, UTC; None: it was not.
    """

    appointment: Appointment
    client: Client
    addressee: Addressee
    group: int
    told_at: datetime | None = None

    @property
    def can_be_told(self) -> bool:
        """Whether a message may be sent."""
        return self.addressee.channel is not None


@dataclass(frozen=True, slots=True)
class TouchedVisits:
    """The visits of some days, and what an announcement about them is made of.

    Attributes:
        practice: the practice.
        starts_at: begin of the time that was looked through, UTC.
        ends_at: its end, UTC.
        practitioner: whose visits; None: everybody's.
        service: for which service; None: for any.
        visits: the visits, by start.
        services: the services of the practice.
        is_closed: whether the calendar offers no time on all of these days already.
    """

    practice: Practice
    starts_at: datetime
    ends_at: datetime
    practitioner: Practitioner | None
    service: Service | None
    visits: tuple[TouchedVisit, ...]
    services: tuple[Service, ...]
    is_closed: bool


async def read(
    tx: Transaction,
    practice: Practice,
    choice: TellingChoice,
    channels: Channels,
    now: datetime,
    *,
    running: bool = True,
) -> TouchedVisits:
    """Return the visits ahead that are looked through.

    Args:
        tx: any transaction.
        practice: the practice.
        choice: the visits that are looked through.
        channels: the configured channels.
        now: UTC.
        running: also visits that have begun when the time begins, and last into it; as one over
            midnight.

    Raises:
        NotFound: if the practice has no such practitioner or service.
        InvalidInput: if the days make no sense, or there are too many visits.
    """
    starts_at, ends_at = _span(practice, choice, now)
    who = (
        await practitioners.find(tx, practice.id, choice.practitioner)
        if choice.practitioner is not None
        else None
    )
    offered = await services.all_services(tx, practice.id)
    what = (
        await services.find(tx, practice.id, choice.service) if choice.service is not None else None
    )
    found = [
        one
        for one in await agenda.touching(tx, practice.id, max(starts_at, now), ends_at)
        if one.status in STANDING
        and one.starts_at > now
        and (running or one.starts_at >= starts_at)
        and (who is None or one.practitioner_id == who.id)
        and (what is None or one.service_id == what.id)
    ]
    if len(found) > MOST_VISITS:
        raise InvalidInput(
            f"these are {len(found)} visits, {MOST_VISITS} at most; choose fewer days, or one"
            " practitioner"
        )
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in found})
    visits: list[Visit] = [(one, people[practice.id, one.client_id]) for one in found]
    told = await announcements.of_appointments(tx, practice.id, [one.id for one in found])
    # confirmed or noted since, it is still the visit that was told of
    before = {(one.appointment_id, one.starts_at): one for one in told}
    begun = await announcements.by_ids(
        tx, {(one.practice_id, one.announcement_id) for one in before.values()}
    )
    reached = await addressees.find(tx, practice, visits, channels)
    whose = {one.id: (each, n) for n, each in enumerate(reached) for one, _ in each.visits}
    touched = []
    for one, client in visits:
        row = before.get((one.id, one.starts_at))
        at = begun[practice.id, row.announcement_id].created_at if row else None
        touched.append(TouchedVisit(one, client, *whose[one.id], at))
    return TouchedVisits(
        *(practice, starts_at, ends_at, who, what),
        tuple(touched),
        tuple(offered),
        await _is_closed(tx, practice, choice, who),
    )


def _span(practice: Practice, choice: TellingChoice, now: datetime) -> tuple[datetime, datetime]:
    """Return the time that is looked through, UTC."""
    if choice.last < choice.first:
        raise InvalidInput("the last day is before the first")
    if choice.last - choice.first >= MOST_DAYS * _DAY:
        raise InvalidInput(f"choose {MOST_DAYS} days at most")
    zone = ZoneInfo(practice.timezone)
    if choice.last < now.astimezone(zone).date():
        raise InvalidInput("these days have passed; choose later ones")
    starts_at = local_time.moment(choice.first, choice.since or time.min, zone)
    ends_at = (
        local_time.moment(choice.last, choice.until, zone)
        if choice.until is not None
        else local_time.midnight(choice.last + _DAY, zone)
    )
    if ends_at <= starts_at:
        raise InvalidInput("the end is before the begin")
    return starts_at, ends_at


async def _is_closed(
    tx: Transaction, practice: Practice, choice: TellingChoice, who: Practitioner | None
) -> bool:
    """Tell whether absences or holidays close all of the days to whoever has the visits."""
    whose = [] if who is None else [who.id]
    found = await hours.exceptions(tx, practice.id, whose, choice.first, choice.last)
    closing = [one for one in found if one.opens is None]
    days = (choice.last - choice.first).days + 1
    return all(
        any(one.first <= day <= one.last for one in closing)
        for day in (choice.first + n * _DAY for n in range(days))
    )
