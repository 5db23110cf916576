"""Read which visits a paper names, and what has changed since it was made.

Nobody has to keep the paper for that: histories say how each visit stood at any moment.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from calendar_store.appointments import agenda
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema import appointment_history as history

_NOT_ON_IT = frozenset({"cancelled"})
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PaperVisit:
    """A visit that stands on a paper.

    Attributes:
        appointment: as it is now.
        starts_at: when it began by the paper, UTC.
        practitioner_id: whose it was by the paper.
        since: its changes since the paper was made, the oldest first.
    """

    appointment: Appointment
    starts_at: datetime
    practitioner_id: int
    since: tuple[AppointmentEvent, ...] = ()


async def on_paper(
    tx: Transaction, practice_id: int, made_at: datetime, span: Span
) -> list[PaperVisit]:
    """Return the visits that a paper names in a span, by start.

    Args:
        tx: any transaction.
        practice_id: the practice.
        made_at: when the paper was made, UTC.
        span: from and until when, UTC.
    """
    start, end = span
    changed = await _changed(tx, practice_id, made_at)
    there = {one.id: one for one in await agenda.between(tx, practice_id, start, end)}
    there |= {
        one.id: one
        for one in (await agenda.by_ids(tx, [(practice_id, each) for each in changed])).values()
    }
    histories = await _histories(tx, practice_id, changed)
    found = []
    for one in there.values():
        events = histories.get(one.id)
        if events is None:
            if one.status is not AppointmentStatus.CANCELLED:
                found.append(PaperVisit(one, one.starts_at, one.practitioner_id))
            continue
        before = [each for each in events if each.at <= made_at]
        since = tuple(each for each in events if each.at > made_at)
        if not before or before[-1].change in _NOT_ON_IT:
            continue
        last = before[-1]
        if start <= last.starts_at < end:
            found.append(PaperVisit(one, last.starts_at, last.practitioner_id, since))
    return sorted(found, key=lambda one: (one.starts_at, one.appointment.id))


async def changes_since(
    tx: Transaction, practice_id: int, appointment_id: int, made_at: datetime
) -> list[AppointmentEvent]:
    """Return the changes of a visit since a moment, the oldest first."""
    events = await agenda.history(tx, practice_id, appointment_id)
    return [one for one in events if one.at > made_at]


async def _changed(tx: Transaction, practice_id: int, made_at: datetime) -> set[int]:
    """Return the appointments that were booked or changed since a moment."""
    # the range of the key leaves out what is older
    statement = select(history.c.appointment_id).where(
        history.c.practice_id == practice_id,
        history.c.id >= ids.since(made_at),
        history.c.at > made_at,
    )
    return set((await tx.execute(statement)).scalars())


async def _histories(
    tx: Transaction, practice_id: int, some: Collection[int]
) -> dict[int, list[AppointmentEvent]]:
    if not some:
        return {}
    statement = select(history).where(in_keys(history.c.practice_id, history.c.appointment_id))
    rows: Sequence[Any] = (
        await tx.execute(statement, key_params([(practice_id, one) for one in some]))
    ).all()
    found: dict[int, list[AppointmentEvent]] = {}
    for row in sorted(rows, key=lambda one: int(one.version)):
        found.setdefault(row.appointment_id, []).append(
            AppointmentEvent(
                *(row.version, row.at, row.by, row.change, row.starts_at, row.practitioner_id)
            )
        )
    return found
