"""Practitioners entered and changed by staff: names, phones, weekly hours.

Each function runs in one writing transaction and checks the permission before it reads anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.appointments import outside_hours
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.entry import hours_text
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice, Practitioner, Service, WeeklyHours
from calendar_store.practices import hours, practitioners, services
from gateway.use_cases import overruling
from gateway.use_cases.errors import LeavesOutside

_LISTED = 20
"""How many appointments an error text lists."""

Worked = tuple[Practitioner, tuple[WeeklyHours, ...]]
"""A practitioner with their weekly hours."""


@dataclass(frozen=True, slots=True)
class KnownPractitioner:
    """A practitioner, with their weekly hours and the services that they do.

    Attributes:
        practitioner: the practitioner, retired or not.
        week: the weekly hours, in order.
        does: the services that can be booked with them, by name.
        is_everything: whether that is all of the practice's services.
    """

    practitioner: Practitioner
    week: tuple[WeeklyHours, ...]
    does: tuple[Service, ...] = ()
    is_everything: bool = True


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, *, now: datetime
) -> list[KnownPractitioner]:
    """Return the practitioners by name, the retired ones last.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    everybody = await practitioners.all_practitioners(tx, practice.id)
    held, _ = await hours.load(tx, practice.id, None, now.date(), now.date())
    week: dict[int, tuple[WeeklyHours, ...]] = {}
    for span in held:
        week[span.practitioner_id] = (*week.get(span.practitioner_id, ()), span)
    offered = await services.offered(tx, practice.id)
    found = [_known(one, week, offered) for one in everybody]
    return sorted(found, key=lambda one: one.practitioner.retired_at is not None)


async def show(
    tx: Transaction, actor: Actor, practice: Practice, named: str, *, now: datetime
) -> KnownPractitioner:
    """Return one practitioner.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such practitioner.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    found = await practitioners.find(tx, practice.id, named)
    held, _ = await hours.load(tx, practice.id, [found.id], now.date(), now.date())
    return _known(found, {found.id: tuple(held)}, await services.offered(tx, practice.id))


def _known(
    one: Practitioner,
    week: Mapping[int, tuple[WeeklyHours, ...]],
    offered: Sequence[Service],
) -> KnownPractitioner:
    does = tuple(service for service in offered if service.is_done_by(one.id))
    return KnownPractitioner(one, week.get(one.id, ()), does, len(does) == len(offered))


async def add(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    name: str,
    *,
    now: datetime,
    mobile: str = "",
    week: str | None = None,
    overrule: str = "",
) -> Worked:
    """Add a practitioner.

    Args:
        tx: a writing transaction.
        actor: who adds them.
        practice: the practice.
        name: the name that clients know; messages quote it.
        now: UTC.
        mobile: their own phone; "" for none.
        week: their weekly hours, as people write them; None for none.
        overrule: reason to keep a name that tells why clients come; "" to refuse it.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if a value is invalid, or would tell why clients come.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    overruled = overruling.require_discreet({"practitioner's name": name}, overrule)
    if week is not None:
        # before the first setting is written: others hold the hours when they write theirs
        await hours.lock(tx, practice.id)
    added = await practitioners.add(
        tx, practice.id, name, by=actor, now=now, mobile=mobile, region=practice.region
    )
    await overruling.record(tx, practice.id, overruled, overrule, by=actor, now=now)
    return added, await _with_week(tx, actor, practice, added, week, now=now)


async def change(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    named: str,
    *,
    now: datetime,
    mobile: str | None = None,
    week: str | Sequence[WeeklyHours] | None = None,
    override: bool = False,
    name: str | None = None,
    overrule: str = "",
) -> Worked:
    """Change a practitioner's name, phone or weekly hours.

    Args:
        tx: a writing transaction.
        actor: who changes them.
        practice: the practice.
        named: the practitioner's name or id.
        now: UTC.
        mobile: their own phone; "" removes it; None keeps it.
        week: their weekly hours, as people write them or as spans; None keeps them.
        override: allow hours that leave appointments outside of them.
        name: the name that clients know; None keeps it.
        overrule: reason to keep a name that tells why clients come; "" to refuse it.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such practitioner.
        LeavesOutside: if appointments ahead would lie outside the new hours.
        InvalidInput: if a value is invalid.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    if week is not None:
        # before the first setting is written: others hold the hours when they write theirs
        await hours.lock(tx, practice.id)
    found = await practitioners.find(tx, practice.id, named)
    new_name = name if name is not None and name != found.name else None
    quoted = {} if new_name is None else {"practitioner's name": new_name}
    overruled = overruling.require_discreet(quoted, overrule)
    await overruling.record(tx, practice.id, overruled, overrule, by=actor, now=now)
    if mobile is not None or new_name is not None:
        found = await practitioners.change(
            *(tx, practice.id, found.id),
            by=actor,
            now=now,
            mobile=mobile,
            region=practice.region,
            name=new_name,
        )
    if week is None:
        held, _ = await hours.load(tx, practice.id, [found.id], now.date(), now.date())
        return found, tuple(held)
    before = {one.id for one in await outside_hours.standing(tx, practice, found.id, now)}
    written = await _with_week(tx, actor, practice, found, week, now=now)
    after = await outside_hours.standing(tx, practice, found.id, now)
    left = [one for one in after if one.id not in before]
    if left and not override:
        raise LeavesOutside(await _told(tx, practice, left))
    return found, written


async def _with_week(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    whose: Practitioner,
    week: str | Sequence[WeeklyHours] | None,
    *,
    now: datetime,
) -> tuple[WeeklyHours, ...]:
    """Set the weekly hours if some were given; return them."""
    if week is None:
        return ()
    if isinstance(week, str):
        spans = hours_text.parse(week, whose.id, practice.locale)
    else:
        spans = tuple(replace(span, practitioner_id=whose.id) for span in week)
    if spans or not isinstance(week, str):
        await hours.set_week(tx, practice.id, whose.id, spans, by=actor, now=now)
    return spans


async def _told(tx: Transaction, practice: Practice, left: Sequence[Appointment]) -> str:
    """Return a sentence that lists the appointments outside new hours."""
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in left})
    listed = "; ".join(
        f"{staff_time(one.starts_at, practice.timezone)} {people[practice.id, one.client_id].name}"
        for one in left[:_LISTED]
    ) + (f"; and {len(left) - _LISTED} more" if len(left) > _LISTED else "")
    visits = f"{len(left)} appointment{'' if len(left) == 1 else 's'}"
    stand = "stands" if len(left) == 1 else "stand"
    return f"{visits} ahead {stand} outside these hours: {listed}"
