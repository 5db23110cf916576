"""Checks of appointment times that may be a mistake: past, years ahead, outside the hours, blocked.

These times are refused unless the request has `override` set, which needs a permission.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import absent_visits, blocks, outside_hours
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Slot
from calendar_store.model.availability import open_spans
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice
from calendar_store.practices import hours
from gateway.use_cases.errors import AlreadyBegun, Blocked, OutsideHours, TooFarAhead

WALKED_IN = timedelta(minutes=15)
"""A walk-in may be entered so long after the start without `override`."""
CAME_TODAY = timedelta(days=1)
"""An appointment may be entered so long after the start with `override`."""
_FAR = timedelta(days=2 * 365)
"""A start further ahead is more likely a typing mistake."""


def require_permission(
    actor: Actor, permission: Permission, practice_id: int, *, override: bool
) -> None:
    """Refuse an actor without a permission, or without the permission to use `override`.

    Raises:
        NotPermitted: if a permission is missing.
    """
    require(actor, permission, practice_id)
    if override:
        require(actor, Permission.BOOK_OUTSIDE_HOURS, practice_id)


async def require_meant(
    tx: Transaction, practice: Practice, slot: Slot, now: datetime, *, override: bool
) -> None:
    """Refuse a time in the past, years ahead or outside the hours, unless `override` is set.

    The practice's hours are locked from here to the commit.

    Args:
        tx: the transaction that takes the time.
        practice: the practice.
        slot: the time, with its practitioner.
        now: UTC.
        override: whether an unusual time is intended.

    Raises:
        NeedsOverride: with the reason why the time is unusual.
    """
    if override:
        return
    when = staff_time(slot.starts_at, practice.timezone)
    if slot.starts_at - now > _FAR:
        raise TooFarAhead(f"{when} is years ahead")
    if slot.starts_at <= now - WALKED_IN:
        raise AlreadyBegun(f"{when} has passed")
    await hours.lock(tx, practice.id)
    blocked = await blocks.within(
        tx, practice.id, [slot.practitioner_id], slot.starts_at, slot.ends_at
    )
    if blocked:
        why = f" ({blocked[0].reason})" if blocked[0].reason else ""
        raise Blocked(f"{when} is blocked{why}")
    if await outside_hours.works(tx, practice, slot):
        return
    zone = ZoneInfo(practice.timezone)
    day = slot.starts_at.astimezone(zone).date()
    week, exceptions = await hours.load(tx, practice.id, [slot.practitioner_id], day, day)
    works = ", ".join(
        f"{since.astimezone(zone):%H:%M}-{until.astimezone(zone):%H:%M}"
        for since, until in open_spans(week, exceptions, slot.practitioner_id, day, zone)
    )
    raise OutsideHours(
        f"{slot.practitioner} does not work then; on {day:%a %-d %b %Y}: {works or 'not at all'}"
    )


async def away_on_purpose(tx: Transaction, practice: Practice, slot: Slot) -> int | None:
    """Return the absence or block in which a time lies that is taken on purpose; None for none.

    Args:
        tx: the transaction that takes the time.
        practice: the practice.
        slot: the time, with its practitioner.
    """
    found = (await absent_visits.load(tx, practice, [slot])).of(slot)
    return found[0].id if found else None
