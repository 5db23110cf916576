"""Times of appointments that may be a slip: passed, years ahead, outside the hours.

They are refused unless the request says that they are meant; to say so takes a permission.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import outside_hours
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Slot
from calendar_store.model.availability import open_spans
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice
from calendar_store.practices import hours
from gateway.use_cases.errors import AlreadyBegun, OutsideHours, TooFarAhead

WALKED_IN = timedelta(minutes=15)
"""How long ago somebody may have walked in who is entered as a matter of course."""
CAME_TODAY = timedelta(days=1)
"""How long ago an appointment may have begun that is entered because it is meant."""
_FAR = timedelta(days=2 * 365)
"""A start further ahead is more likely a slip of the keyboard."""


def require_permission(
    actor: Actor, permission: Permission, practice_id: int, *, override: bool
) -> None:
    """Refuse an actor that may not do something, or may not say that it is meant.

    Raises:
        NotPermitted: if it may not.
    """
    require(actor, permission, practice_id)
    if override:
        require(actor, Permission.BOOK_OUTSIDE_HOURS, practice_id)


async def require_meant(
    tx: Transaction, practice: Practice, slot: Slot, now: datetime, *, override: bool
) -> None:
    """Refuse a time that has passed, is years ahead, or lies outside the hours, unless meant.

    Nobody changes the practice's hours from here to the commit.

    Args:
        tx: the transaction that takes the time.
        practice: where.
        slot: the time, with its practitioner.
        now: UTC.
        override: it is meant.

    Raises:
        NeedsOverride: saying what is unusual.
    """
    if override:
        return
    when = staff_time(slot.starts_at, practice.timezone)
    if slot.starts_at - now > _FAR:
        raise TooFarAhead(f"{when} is years ahead")
    if slot.starts_at <= now - WALKED_IN:
        raise AlreadyBegun(f"{when} has passed")
    await hours.lock(tx, practice.id)
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
