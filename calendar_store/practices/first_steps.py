"""The first steps of a practice: what was settled by hand, and which messages tried it out.

What is there by itself (a practitioner, a client, a booking) is not kept here: it is looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_or_replace
from calendar_store.model.actors import Actor

_T = schema.first_steps
OPEN = "open"
"""The row of a practice whose administrators are led to the first steps when they log in."""


@dataclass(frozen=True, slots=True)
class SettledStep:
    """What is kept of one step.

    Attributes:
        at: since when, UTC.
        by: the label of who settled it.
        message_id: the last message that was sent to try it; None for none.
    """

    at: datetime
    by: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class PracticeStart:
    """What a practice has of all that it needs.

    Attributes:
        hours_of: ids of practitioners who have weekly hours.
        clients: whether there is a client.
        visits: whether anything was ever booked.
    """

    hours_of: frozenset[int]
    clients: bool
    visits: bool


async def settled(tx: Transaction, practice_id: int) -> Mapping[str, SettledStep]:
    """Return what is kept of a practice's steps, by their names; OPEN is one of them."""
    rows = await tx.execute(select(_T).where(_T.c.practice_id == practice_id))
    return {row.step: SettledStep(row.at, row.by, row.message_id) for row in rows}


async def is_open(tx: Transaction, practice_id: int) -> bool:
    """Tell whether administrators of a practice are led to the first steps when they log in."""
    key = (_T.c.practice_id == practice_id, _T.c.step == OPEN)
    return (await tx.execute(select(_T.c.step).where(*key))).first() is not None


async def settle(
    tx: Transaction,
    practice_id: int,
    step: str,
    *,
    by: Actor,
    now: datetime,
    message_id: int | None = None,
) -> None:
    """Keep that a step is settled, or that a message tries it."""
    row = {"practice_id": practice_id, "step": step, "at": now, "by": by.label}
    await insert_or_replace(tx, _T, [row | {"message_id": message_id}])
    if message_id is None and step != OPEN:
        await _record(tx, practice_id, "first_step.settled", step, by=by, now=now)


async def take_back(
    tx: Transaction, practice_id: int, step: str, *, by: Actor, now: datetime
) -> None:
    """Forget that a step is settled."""
    key = (_T.c.practice_id == practice_id, _T.c.step == step)
    done = await tx.execute(delete(_T).where(*key).returning(_T.c.step))
    if done.first() is not None:
        action = "first_steps.closed" if step == OPEN else "first_step.opened"
        await _record(tx, practice_id, action, step, by=by, now=now)


async def look(tx: Transaction, practice_id: int) -> PracticeStart:
    """Return what a practice has of all that it needs."""
    week, clients, visits = schema.weekly_hours, schema.clients, schema.appointments
    hours = select(week.c.practitioner_id).where(week.c.practice_id == practice_id).distinct()
    some = select(clients.c.id).where(clients.c.practice_id == practice_id).limit(1)
    booked = select(visits.c.id).where(visits.c.practice_id == practice_id).limit(1)
    return PracticeStart(
        frozenset((await tx.execute(hours)).scalars()),
        clients=(await tx.execute(some)).first() is not None,
        visits=(await tx.execute(booked)).first() is not None,
    )


async def _record(
    tx: Transaction, practice_id: int, action: str, step: str, *, by: Actor, now: datetime
) -> None:
    await audit.record(tx, practice_id, by=by, action=action, subject=step, now=now)
