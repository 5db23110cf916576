"""Finds the free times nearest to one that is wanted, or that cannot be kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from calendar_store.appointments import slot_search
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.practices import Practice, Service

DAYS_AFTER = timedelta(days=30)
"""How far after a time other times are searched."""
_DAY_BEFORE = timedelta(days=1)
_WHOLE_DAY = 24 * 60
USUAL = timedelta(minutes=30)
"""Length of a visit when neither a service nor anybody gives one."""


async def around(
    tx: Transaction,
    practice: Practice,
    wanted: Appointment,
    who: Sequence[int],
    *,
    now: datetime,
    number: int,
    moving: int | None = None,
) -> list[Slot]:
    """Return the free times nearest to the start of an appointment, by start.

    Args:
        tx: any transaction.
        practice: the practice.
        wanted: the appointment as it is wanted: its length and buffers count.
        who: the practitioners that are searched; of these, who does its service.
        now: no earlier time is free, UTC.
        number: how many times at most.
        moving: the appointment whose own time counts as free; None for none.
    """
    both = await _before_and_after(
        *(tx, practice, wanted, who), now=now, number=number, moving=moving
    )
    slots = [slot for some in both for slot in some]
    nearest = sorted(slots, key=lambda slot: abs(slot.starts_at - wanted.starts_at))[:number]
    return sorted(nearest, key=lambda slot: slot.starts_at)


async def _before_and_after(
    tx: Transaction,
    practice: Practice,
    wanted: Appointment,
    who: Sequence[int],
    *,
    now: datetime,
    number: int,
    moving: int | None = None,
) -> tuple[list[Slot], list[Slot]]:
    """Return the free times on the day before an appointment, and as many after its start.

    Each are by start; see `around` for the arguments.
    """
    at = wanted.starts_at
    found = []
    for since, until, limit in (
        (at - _DAY_BEFORE, at, _WHOLE_DAY * len(who)),
        (at, at + DAYS_AFTER, number),
    ):
        slots = await slot_search.search(
            tx,
            practice,
            practitioner_ids=who,
            duration=wanted.duration,
            buffers=(wanted.buffer_before, wanted.buffer_after),
            spans=[(since, until)],
            now=now,
            limit=limit,
            exclude_appointment=moving,
        )
        found.append(list(slots))
    before, after = found
    return before[-number:], after


async def next_free(
    tx: Transaction,
    practice: Practice,
    practitioner_id: int,
    service: Service | None,
    since: datetime,
    *,
    now: datetime,
) -> datetime | None:
    """Return the next start at which a practitioner is free; None if there is none in a month.

    Args:
        tx: any transaction.
        practice: the practice.
        practitioner_id: the practitioner.
        service: what for: its length and buffers count; None for a visit of the usual length.
        since: no earlier time is returned, UTC.
        now: no earlier time is free, UTC.
    """
    none = timedelta(0)
    found = await slot_search.search(
        tx,
        practice,
        practitioner_ids=[practitioner_id],
        duration=service.duration if service else USUAL,
        buffers=(service.buffer_before, service.buffer_after) if service else (none, none),
        spans=[(since, since + DAYS_AFTER)],
        now=now,
        limit=1,
        service_id=service.id if service else None,
    )
    return found[0].starts_at if found else None
