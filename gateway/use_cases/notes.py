"""Notes of staff about appointments; no message ever contains one."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.appointments import agenda, notes
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import AppointmentNote
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from gateway.use_cases.undoing import UNDO_WITHIN

LONGEST = 2000
"""Letters of a note at most."""
_MOST = 100
"""Notes of an appointment at most."""


async def add(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    text: str,
    *,
    now: datetime,
) -> AppointmentNote:
    """Add a note to an appointment, whatever its status.

    Args:
        tx: a writing transaction.
        actor: who writes it.
        practice: the practice.
        appointment_id: the appointment.
        text: the note, several lines or one.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not keep notes.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the note is empty or too long.
    """
    require(actor, Permission.KEEP_NOTES, practice)
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise InvalidInput("a note needs words")
    if len(written) > LONGEST:
        raise InvalidInput(f"a note of {len(written)} letters is too long; {LONGEST} at most")
    one = await agenda.get(tx, practice.id, appointment_id)
    if (await notes.counted(tx, practice.id, [one.id])).get(one.id, 0) >= _MOST:
        raise InvalidInput(f"an appointment has {_MOST} notes at most")
    return await notes.add(tx, practice.id, one.id, written, by=actor, now=now)


async def remove(
    tx: Transaction, actor: Actor, practice: Practice, note_id: int, *, now: datetime
) -> AppointmentNote:
    """Remove a note; who removed it, and whose it was, is recorded. It can be put back at once.

    Returns:
        The note as it was, so that it can be written again.

    Raises:
        NotPermitted: if the actor may not keep notes.
        NotFound: if the practice has no such note.
    """
    require(actor, Permission.KEEP_NOTES, practice)
    note = await notes.get(tx, practice.id, note_id)
    await notes.remove(tx, practice.id, note.id, now=now, kept_since=now - UNDO_WITHIN)
    await audit.record(
        *(tx, practice.id),
        by=actor,
        action="note.removed",
        subject=str(note.appointment_id),
        now=now,
        detail={"by": note.by, "id": note.id},
    )
    return note


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int
) -> Sequence[AppointmentNote]:
    """Return the notes of an appointment, oldest first.

    Raises:
        NotPermitted: if the actor may not keep notes.
        NotFound: if the practice has no such appointment.
    """
    require(actor, Permission.KEEP_NOTES, practice.id)
    one = await agenda.get(tx, practice.id, appointment_id)
    return (await notes.of_appointments(tx, practice.id, [one.id])).get(one.id, ())
