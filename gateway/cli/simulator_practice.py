"""The simulated practice of `textback talk`: a sample practice, or a copy of one in the store.

A practice in the store is read and never written to. Its clients are not copied; only the times of
their appointments are, as busy times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from calendar_store.entry import locales
from calendar_store.model.appointments import Slot
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Practitioner, Service, WeeklyHours
from calendar_store.model.statuses import AppointmentStatus
from dialogs.effects import SlotSearch
from dialogs.simulator import calendar
from dialogs.simulator.lookups import free_slots
from dialogs.simulator.practice import SimulatedPractice
from dialogs.simulator.weekly_hours import Weekly

if TYPE_CHECKING:  # the database is heavy, and the sample needs none
    from calendar_store.database.connection import Transaction

ZONE = "Europe/Rome"
NUMBER = "+393331110001"
"""Mobile number of the client who texts."""
_FAMILY = (("Ada", "Byron"), ("Marie", "Curie"), ("Grace", "Hopper"))
_AURORA = Practitioner(1, 1, "Aurora", "+393331110002")
_WORKDAYS = range(5)
_HALF_HOUR = timedelta(minutes=30)
_AHEAD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """Settings that replace those of the simulated practice.

    Attributes:
        policies: fields of `Practice` and their new values.
        hours: weekly hours of every practitioner, as people write them; None keeps the hours.
        services: each as NAME=MINUTES; () keeps the services.
        safe_to_name: whether messages may name the services in `services`.
    """

    policies: dict[str, Any] = field(default_factory=dict)
    hours: str | None = None
    services: Sequence[str] = ()
    safe_to_name: bool = False


def sample(practice_locale: str) -> SimulatedPractice:
    """Return the sample practice: open on weekdays, times offered every hour, no clients yet."""
    practice = Practice(
        id=1,
        name="Studio Aurora",
        timezone=ZONE,
        locale=practice_locale,
        sender="+390699000111",
        phone="+390699000100",
        region="IT",
        address="Via Roma 1, Roma",
        slot_step=timedelta(hours=1),
    )
    weekly = tuple(WeeklyHours(_AURORA.id, day, time(9), time(18)) for day in _WORKDAYS)
    services = (
        Service(1, 1, "Check-up", _HALF_HOUR, safe_to_name=True),
        Service(1, 2, "First visit", timedelta(minutes=45), safe_to_name=True),
        Service(1, 3, "Treatment", timedelta(minutes=60)),
    )
    return SimulatedPractice(practice, (_AURORA,), Weekly(weekly), services=services)


async def of_store(tx: Transaction, name_or_id: str, now: datetime) -> SimulatedPractice:
    """Return a copy of a practice in the store, without its clients.

    Args:
        tx: any transaction; nothing is written.
        name_or_id: the practice's name or id.
        now: UTC; the calendar is read from `now` to the end of the booking window.

    Raises:
        NotFound: if there is no practice of that name or id.
        InvalidInput: if the practice has no practitioner yet.
    """
    from calendar_store.appointments import agenda
    from calendar_store.practices import hours, practices
    from gateway import policies

    found = await practices.find(tx, name_or_id)
    policy = (await policies.load(tx, [found.id]))[found.id]
    if not policy.practitioners:
        raise InvalidInput(
            f"{found.name} has no practitioner yet; add one with textback practitioner add"
        )
    until = now + found.booking_window + timedelta(days=1)
    ids = [one.id for one in policy.practitioners]
    weekly, exceptions = await hours.load(tx, found.id, ids, now.date(), until.date())
    booked = await agenda.between(tx, found.id, now - timedelta(days=1), until)
    return SimulatedPractice(
        found,
        policy.practitioners,
        Weekly(tuple(weekly), tuple(exceptions)),
        services=policy.services,
        templates=policy.templates,
        busy=tuple(
            Slot(
                one.practitioner_id,
                one.practitioner,
                one.starts_at - one.buffer_before,
                one.ends_at + one.buffer_after,
            )
            for one in booked
            if one.status is not AppointmentStatus.CANCELLED
        ),
    )


def with_settings(simulated: SimulatedPractice, settings: SimulatorSettings) -> SimulatedPractice:
    """Return a practice with some of its settings replaced.

    Raises:
        InvalidInput: if hours or a service cannot be read, or there is no such time zone.
    """
    # the limit on texts per hour stops loops between two machines; here only a person writes
    practice = replace(simulated.practice, **{"texts_per_hour": 1000} | settings.policies)
    locales.require_zone(practice.timezone)
    changed = replace(simulated, practice=practice)
    if settings.hours is not None:
        from calendar_store.entry import hours_text

        week = [hours_text.parse(settings.hours, one.id) for one in simulated.practitioners]
        changed = replace(changed, free_times=Weekly(tuple(span for one in week for span in one)))
    if settings.services:
        services = tuple(
            _service(practice.id, number, text, safe_to_name=settings.safe_to_name)
            for number, text in enumerate(settings.services, 1)
        )
        changed = replace(changed, services=services)
    return changed


def with_clients(
    simulated: SimulatedPractice, locale: str, now: datetime, *, family: bool, booked: bool
) -> SimulatedPractice:
    """Return a practice with the clients of the texting number, with appointments if wanted.

    Args:
        simulated: the practice, without clients.
        locale: the clients' language.
        now: UTC; appointments are some days later.
        family: whether several clients share the number.
        booked: whether each client has an appointment, one after the other.

    Raises:
        InvalidInput: if the practice has no free times to book.
    """
    names = _FAMILY if family else _FAMILY[:1]
    clients = tuple(
        Client(simulated.practice.id, number, first, last, NUMBER, locale=locale)
        for number, (first, last) in enumerate(names, 1)
    )
    simulated = replace(simulated, clients=clients)
    for client in clients if booked else ():
        slot = _first_free(simulated, now)
        simulated = calendar.book(simulated, client.id, slot, None)
    return simulated


def own_phone(simulated: SimulatedPractice) -> str:
    """Return the number of a practitioner's own phone.

    Raises:
        InvalidInput: if no practitioner has a phone of their own.
    """
    own = next((one.mobile for one in simulated.practitioners if one.mobile), "")
    if not own:
        raise InvalidInput(
            f"nobody at {simulated.practice.name} has a phone of their own; enter one with "
            "textback practitioner set NAME --mobile +NUMBER"
        )
    return own


def _first_free(simulated: SimulatedPractice, now: datetime) -> Slot:
    """Return the first free half hour some days ahead; for a family, search from midnight on."""
    start = now + min(_AHEAD, simulated.practice.booking_window / 2)
    if len(simulated.clients) > 1:
        zone = ZoneInfo(simulated.practice.timezone)
        start = (start.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0)
    search = SlotSearch(
        tuple(one.id for one in simulated.practitioners),
        preferred=(),
        duration=_HALF_HOUR,
        buffer_before=timedelta(0),
        buffer_after=timedelta(0),
        spans=((start, now + simulated.practice.booking_window),),
        after=None,
        limit=1,
    )
    found = free_slots(simulated, search, now)
    if not found:
        raise InvalidInput("nothing is free there; give --hours, or --nothing-booked")
    return found[0]


def _service(practice_id: int, number: int, text: str, *, safe_to_name: bool) -> Service:
    name, _, minutes = (part.strip() for part in text.rpartition("="))
    lasts = int(minutes) if re.fullmatch("[0-9]{1,4}", minutes) else 0
    if not (name and 0 < lasts <= 24 * 60):
        raise InvalidInput(f'"{text}" is no service; write it as Check-up=30, in minutes')
    return Service(practice_id, number, name, timedelta(minutes=lasts), safe_to_name=safe_to_name)
