"""Notes of staff about appointments.

Notes are for staff alone: no room that writes to clients reads this table, which a test watches.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import AppointmentNote
from calendar_store.model.errors import NotFound
from calendar_store.schema import appointment_notes as table

_FIELDS = ("practice_id", "id", "appointment_id", "at", "by", "text")
_READ = select(*(table.c[name] for name in _FIELDS))
_STANDS = table.c.removed_at.is_(None)


async def add(
    tx: Transaction, practice_id: int, appointment_id: int, text: str, *, by: Actor, now: datetime
) -> AppointmentNote:
    """Add a note to an appointment of the practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        appointment_id: the appointment.
        text: the note.
        by: who writes it.
        now: UTC.
    """
    note = AppointmentNote(practice_id, tx.ids.new(), appointment_id, now, by.label, text)
    await tx.execute(
        insert(table),
        {name: getattr(note, name) for name in _FIELDS},
    )
    tx.notify(Topic.CALENDAR)
    return note


async def get(tx: Transaction, practice_id: int, note_id: int) -> AppointmentNote:
    """Return one note.

    Raises:
        NotFound: if the practice has no such note.
    """
    statement = _READ.where(_one(practice_id, note_id), _STANDS)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"this practice has no note {note_id}")
    return _note(row)


async def remove(
    tx: Transaction, practice_id: int, note_id: int, *, now: datetime, kept_since: datetime
) -> None:
    """Remove a note; it can be put back for a moment.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        note_id: the note.
        now: UTC.
        kept_since: notes of the practice that were removed before this moment go for good.
    """
    gone = (table.c.practice_id == practice_id) & (table.c.removed_at < kept_since)
    await tx.execute(delete(table).where(gone))
    await tx.execute(update(table).where(_one(practice_id, note_id)).values(removed_at=now))
    tx.notify(Topic.CALENDAR)


async def put_back(tx: Transaction, practice_id: int, note_id: int) -> bool:
    """Put a note back that was removed; return whether it was there."""
    removed = _one(practice_id, note_id) & table.c.removed_at.is_not(None)
    result = await tx.execute(update(table).where(removed).values(removed_at=None))
    tx.notify(Topic.CALENDAR)
    return result.rowcount > 0


async def of_appointments(
    tx: Transaction, practice_id: int, appointment_ids: Collection[int]
) -> Mapping[int, tuple[AppointmentNote, ...]]:
    """Return the notes of appointments by appointment id, oldest first."""
    statement = _READ.where(table.c.practice_id == practice_id, _STANDS).where(
        table.c.appointment_id.in_(list(appointment_ids))
    )
    found: dict[int, tuple[AppointmentNote, ...]] = {}
    # sorted here: by the id, SQLite would read all notes of the practice
    some = sorted(map(_note, await tx.execute(statement)), key=lambda note: note.id)
    for note in some:
        found[note.appointment_id] = (*found.get(note.appointment_id, ()), note)
    return found


async def counted(
    tx: Transaction, practice_id: int, appointment_ids: Collection[int]
) -> Mapping[int, int]:
    """Return how many notes appointments have, by appointment id; none for those without."""
    statement = (
        select(table.c.appointment_id, func.count().label("many"))
        .where(table.c.practice_id == practice_id, _STANDS)
        .where(table.c.appointment_id.in_(list(appointment_ids)))
        .group_by(table.c.appointment_id)
    )
    return {row.appointment_id: row.many for row in await tx.execute(statement)}


def _one(practice_id: int, note_id: int) -> ColumnElement[bool]:
    return (table.c.practice_id == practice_id) & (table.c.id == note_id)


def _note(row: Any) -> AppointmentNote:
    return AppointmentNote(*row)
