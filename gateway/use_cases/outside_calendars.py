"""Outside calendars by staff: a practitioner's other calendar, whose events block their time here.

Administrators manage those of everybody, practitioners their own, as with feeds. The address is a
secret, like a password: it is entered once, and its host is all that is shown of it.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import busy_times
from calendar_store.database.connection import Transaction
from calendar_store.entry import calendar_addresses
from calendar_store.model.actors import Actor, Permission, require_for, require_some
from calendar_store.model.errors import InvalidInput
from calendar_store.model.outside_calendars import OutsideCalendar
from calendar_store.model.practices import Practice
from calendar_store.practices import outside_calendars, practitioners

MOST_EACH = 5
"""Most outside calendars of one practitioner."""


@dataclass(frozen=True, slots=True)
class OutsideCalendarView:
    """An outside calendar as staff see it.

    Attributes:
        calendar: the calendar; its address is not to be shown.
        practitioner: the practitioner's name.
        ahead: how many busy times of it are ahead.
    """

    calendar: OutsideCalendar
    practitioner: str
    ahead: int = 0


async def add(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    practitioner: str,
    address: str,
    *,
    now: datetime,
) -> OutsideCalendarView:
    """Add an outside calendar; the service reads it within a moment.

    Args:
        tx: a writing transaction.
        actor: who adds it.
        practice: the practice.
        practitioner: name or id.
        address: the private address of the calendar, as it was pasted.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage feeds.
        NotFound: if the practice has no such practitioner.
        InvalidInput: if it is no address of a calendar, or is there already.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    who = await practitioners.find(tx, practice.id, practitioner)
    require_for(actor, Permission.MANAGE_FEEDS, practice.id, who.id)
    parsed = calendar_addresses.parse(address)
    theirs = [
        one
        for one in await outside_calendars.of_practice(tx, practice.id)
        if one.practitioner_id == who.id
    ]
    if any(one.address == parsed for one in theirs):
        raise InvalidInput("this calendar is there already")
    if len(theirs) >= MOST_EACH:
        raise InvalidInput(f"a practitioner has {MOST_EACH} other calendars at most")
    made = await outside_calendars.add(tx, practice.id, who.id, parsed, by=actor, now=now)
    return OutsideCalendarView(made, who.name)


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, *, now: datetime
) -> list[OutsideCalendarView]:
    """Return the outside calendars that the actor manages, the oldest first.

    Raises:
        NotPermitted: if the actor may not manage feeds.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    names = {one.id: one.name for one in await practitioners.all_practitioners(tx, practice.id)}
    ahead = await outside_calendars.busy_ahead(tx, practice.id, now)
    return [
        OutsideCalendarView(one, names.get(one.practitioner_id, ""), ahead.get(one.id, 0))
        for one in await outside_calendars.of_practice(tx, practice.id)
        if actor.may_for(Permission.MANAGE_FEEDS, practice.id, one.practitioner_id)
    ]


async def choose(
    tx: Transaction, actor: Actor, practice: Practice, calendar_id: int
) -> OutsideCalendar:
    """Return an outside calendar that the actor manages.

    Raises:
        NotPermitted: if the actor may not manage feeds.
        NotFound: if the practice has no such calendar.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    found = await outside_calendars.get(tx, practice.id, calendar_id)
    require_for(actor, Permission.MANAGE_FEEDS, practice.id, found.practitioner_id)
    return found


async def read_soon(
    tx: Transaction, actor: Actor, practice: Practice, calendar_id: int, *, now: datetime
) -> OutsideCalendar:
    """Have an outside calendar read as soon as the service can.

    Raises:
        NotPermitted: if the actor may not manage feeds.
        NotFound: if the practice has no such calendar.
    """
    found = await choose(tx, actor, practice, calendar_id)
    await outside_calendars.read_soon(tx, found, now)
    return found


async def remove(
    tx: Transaction, actor: Actor, practice: Practice, calendar_id: int, *, now: datetime
) -> OutsideCalendar:
    """Remove an outside calendar with its busy times; it can be put back for some minutes.

    Raises:
        NotPermitted: if the actor may not manage feeds.
        NotFound: if the practice has no such calendar.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    found = await outside_calendars.get(tx, practice.id, calendar_id, lock=True)
    require_for(actor, Permission.MANAGE_FEEDS, practice.id, found.practitioner_id)
    await outside_calendars.remove(tx, found, by=actor, now=now)
    await busy_times.clear(tx, found)
    return found
