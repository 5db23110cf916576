"""Blocks of a calendar by staff: a part of a day at which nobody can be booked.

Each function runs in one transaction. A practitioner blocks their own calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import agenda, appointments, blocks
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require, require_for, require_some
from calendar_store.model.appointments import Appointment, CalendarBlock
from calendar_store.model.errors import InvalidInput
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING
from calendar_store.model.transitions import kept
from calendar_store.practices import hours, practices, practitioners
from gateway.use_cases.errors import OverVisits

LONGEST_REASON = 200
_LISTED = 20
"""How many appointments an error text lists."""


@dataclass(frozen=True, slots=True)
class BlockRequest:
    """A block as it is requested.

    Attributes:
        starts_at: start, aware.
        ends_at: end, aware; at most 24 hours later.
        practitioner: name or id; None: the whole practice.
        reason: for staff to read; never used in a message.
        meant: block it although appointments lie in it; they stay, on purpose.
    """

    starts_at: datetime
    ends_at: datetime
    practitioner: str | None = None
    reason: str = ""
    meant: bool = False


async def add(
    tx: Transaction, actor: Actor, practice: Practice, asked: BlockRequest, *, now: datetime
) -> CalendarBlock:
    """Block a part of a day: free times leave it out for clients and for staff.

    Args:
        tx: a writing transaction.
        actor: who blocks it.
        practice: the practice.
        asked: the request.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not block this calendar.
        NotFound: if the practice has no such practitioner.
        OverVisits: with their list, if appointments lie in it, and `meant` is not set.
        InvalidInput: if the block is past, ends before it begins, or is too long.
    """
    require_some(actor, Permission.MANAGE_ABSENCES, practice)
    whose = (
        await practitioners.find(tx, practice.id, asked.practitioner)
        if asked.practitioner is not None
        else None
    )
    practitioner_id = whose.id if whose else None
    require_for(actor, Permission.MANAGE_ABSENCES, practice.id, practitioner_id)
    if len(asked.reason) > LONGEST_REASON:
        raise InvalidInput(f"a reason has {LONGEST_REASON} letters at most")
    if asked.ends_at <= now:
        raise InvalidInput("that time has passed; block a later one")
    await hours.lock(tx, practice.id)
    visits = await _visits(tx, practice, practitioner_id, asked, now)
    if visits and not asked.meant:
        told = await _listed(tx, practice, visits)
        raise OverVisits(f"appointments lie in this block: {told}", visits)
    made = await blocks.add(
        tx,
        practice.id,
        practitioner_id=practitioner_id,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        reason=asked.reason.strip(),
        by=actor,
        now=now,
    )
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    changes = [kept(one, made.id) for one in visits]
    gone = await appointments.stale(tx, changes)
    changes = [each for each in changes if (practice.id, each.was.id) not in gone]
    await appointments.apply(tx, changes, {practice.id: (practice, steps)}, now=now, by=actor)
    return made


async def remove(
    tx: Transaction, actor: Actor, practice: Practice, block_id: int, *, now: datetime
) -> CalendarBlock:
    """Remove a block: its time can be booked again.

    Returns:
        The block as it was, so that it can be added again.

    Raises:
        NotPermitted: if the actor may not change this calendar.
        NotFound: if the practice has no such block.
    """
    require_some(actor, Permission.MANAGE_ABSENCES, practice)
    found = await blocks.get(tx, practice.id, block_id)
    require_for(actor, Permission.MANAGE_ABSENCES, practice.id, found.practitioner_id)
    return await blocks.remove(tx, practice.id, block_id, by=actor, now=now)


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, since: datetime, until: datetime
) -> Sequence[CalendarBlock]:
    """Return the blocks that overlap a span, by start.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    return await blocks.within(tx, practice.id, None, since, until)


async def _visits(
    tx: Transaction,
    practice: Practice,
    practitioner_id: int | None,
    asked: BlockRequest,
    now: datetime,
) -> list[Appointment]:
    """Return the standing appointments ahead that a block would cover, by start."""
    found = await agenda.touching(tx, practice.id, asked.starts_at, asked.ends_at)
    return [
        one
        for one in found
        if one.status in STANDING
        and one.ends_at > now
        and practitioner_id in {None, one.practitioner_id}
    ]


async def _listed(tx: Transaction, practice: Practice, visits: Sequence[Appointment]) -> str:
    """Return appointments with their clients, for the text of an error."""
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in visits})
    shown = [
        f"{staff_time(one.starts_at, practice.timezone)} {people[practice.id, one.client_id].name}"
        for one in visits[:_LISTED]
    ]
    more = [f"+ {len(visits) - _LISTED}"] if len(visits) > _LISTED else []
    return "; ".join((*shown, *more))
