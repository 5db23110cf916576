"""Find appointments that have the same time, and refuse what the database does not refuse.

The database refuses every double booking of appointments that are not overbooked. Appointments that
were overbooked on purpose are left out of its constraint; nobody else may book over them unnoticed,
so each booking and move looks for them here, in its transaction. An appointment booked over another
one at the same moment is meant, whichever of the two is written first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, literal_column, select, text

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment
from calendar_store.model.errors import SlotTaken
from calendar_store.schema import appointments as table
from calendar_store.schema.calendar import not_cancelled

_COLUMNS = (
    table.c.practice_id,
    table.c.practitioner_id,
    table.c.id,
    table.c.busy_from,
    table.c.busy_until,
    table.c.created_at,
    table.c.updated_at,
)
_BUSY = select(*_COLUMNS).where(
    not_cancelled(),
    table.c.busy_from < bindparam("b_until"),
    # no appointment blocks longer: this bound lets the index find the few relevant rows
    table.c.busy_from > bindparam("b_earliest"),
    table.c.busy_until > bindparam("b_since"),
)
OVERLAPPING = (
    _BUSY.where(
        table.c.practice_id == bindparam("b_practice"),
        table.c.practitioner_id == bindparam("b_practitioner"),
    )
    .where(table.c.id != bindparam("b_id"))
    .order_by(table.c.busy_from, table.c.id)
)
"""The appointments of a practitioner in a span, but one."""
OVERBOOKED = (
    _BUSY.where(in_keys(table.c.practice_id, table.c.practitioner_id))
    # a literal, as in the index: the database then reads the few overbooked rows alone
    .where(literal_column("appointments.overbooked"))
)
"""The overbooked appointments of practitioners in a span."""
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_THERE = (
    "SELECT 1 FROM appointments AS other WHERE other.practice_id = :practice"
    " AND other.practitioner_id = v.who AND other.busy_from < v.until"
    " AND other.busy_from > v.since - {day} AND other.busy_until > v.since"
    " AND other.status <> 'cancelled'"
)
TAKEN_SPANS = {
    # a limit lets PostgreSQL look for each span by the index; it would else take EXISTS as a join,
    # and compare each span with all visits that a practitioner has ever had
    "postgresql": text(  # no entered text: the length of a day alone
        "SELECT v.place - 1 AS place FROM unnest(CAST(:who AS bigint[]),"  # noqa: S608
        " CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[]))"
        " WITH ORDINALITY AS v(who, since, until, place) CROSS JOIN LATERAL ("
        + _FIRST_THERE.format(day=f"interval '{MAX_APPOINTMENT // timedelta(hours=1)} hours'")
        + " ORDER BY other.busy_from LIMIT 1) AS there"
    ),
    "sqlite": text(
        "WITH v(place, who, since, until) AS MATERIALIZED (SELECT key,"  # noqa: S608
        " json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')"
        " FROM json_each(:spans)) SELECT v.place AS place FROM v WHERE EXISTS ("
        + _FIRST_THERE.format(day=MAX_APPOINTMENT // timedelta(microseconds=1))
        + ")"
    ),
}
"""The places of spans in a list at which somebody is booked, on purpose over another or not."""
_TAKEN = "that time was just given to somebody else"


@dataclass(frozen=True, slots=True)
class Overlap:
    """An appointment that has the time of another one, buffers included.

    Attributes:
        appointment_id: its id.
        booked_at: when it was booked, UTC.
        changed_at: when it was changed last, UTC.
    """

    appointment_id: int
    booked_at: datetime
    changed_at: datetime


async def overlapping(tx: Transaction, one: Appointment) -> list[Overlap]:
    """Return the appointments that have the time of an appointment, the earliest first.

    Args:
        tx: any transaction.
        one: the appointment as it stands or would stand; it does not overlap itself.
    """
    values = _span(one.busy_from, one.busy_until) | {
        "b_practice": one.practice_id,
        "b_practitioner": one.practitioner_id,
        "b_id": one.id,
    }
    rows = await tx.execute(OVERLAPPING, values)
    return [Overlap(row.id, row.created_at, row.updated_at) for row in rows]


async def taken(
    tx: Transaction, practice_id: int, spans: Sequence[tuple[int, datetime, datetime]]
) -> set[int]:
    """Return the places of the (practitioner id, from, until) spans in which somebody is booked.

    Args:
        tx: any transaction.
        practice_id: the practice.
        spans: the times with their buffers, UTC; thousands at once.
    """
    if not spans:
        return set()
    values: dict[str, Any] = {"practice": practice_id}
    if tx.dialect == "postgresql":
        values |= {"who": [one[0] for one in spans], "since": [one[1] for one in spans]}
        values["until"] = [one[2] for one in spans]
    else:
        written = [(who, _micros(since), _micros(until)) for who, since, until in spans]
        values["spans"] = json.dumps(written)
    rows = await tx.execute(TAKEN_SPANS[tx.dialect], values)
    return {int(row.place) for row in rows}


def _micros(moment: datetime) -> int:
    return (moment - _UNIX) // timedelta(microseconds=1)


async def require_none_overbooked(
    tx: Transaction, taken: Iterable[tuple[Appointment, datetime | None]]
) -> None:
    """Refuse appointments at whose times somebody was overbooked.

    Args:
        tx: the transaction that takes the times.
        taken: the appointments as they will stand. With a moment, only what was booked after that
            moment counts: who gets back a time that others were overbooked over has it as before.

    Raises:
        SlotTaken: if one of the times is taken.
    """
    wanted = [(one, since) for one, since in taken if not one.overbooked]
    if not wanted:
        return
    keys = {(one.practice_id, one.practitioner_id) for one, _ in wanted}
    first = min(one.busy_from for one, _ in wanted)
    last = max(one.busy_until for one, _ in wanted)
    values = _span(first, last) | key_params(keys)
    rows: Sequence[Any] = (await tx.execute(OVERBOOKED, values)).all()
    if any(_collides(row, one, since) for row in rows for one, since in wanted):
        raise SlotTaken(_TAKEN)


def _span(since: datetime, until: datetime) -> dict[str, Any]:
    return {"b_since": since, "b_until": until, "b_earliest": since - MAX_APPOINTMENT}


def _collides(row: Any, one: Appointment, since: datetime | None) -> bool:
    same = (row.practice_id, row.practitioner_id) == (one.practice_id, one.practitioner_id)
    overlaps = row.busy_from < one.busy_until and one.busy_from < row.busy_until
    return same and overlaps and row.id != one.id and (since is None or row.created_at > since)
