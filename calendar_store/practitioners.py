"""Practitioners: who can be booked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from calendar_store import audit, naming, schema
from calendar_store.changes import Topic
from calendar_store.database import Transaction
from calendar_store.errors import InvalidInput, NotFound
from calendar_store.upserts import insert_new
from calendar_store.values import Practitioner, require_aware

_T = schema.practitioners
_READ = select(_T.c.practice_id, _T.c.id, _T.c.name, _T.c.mobile).order_by(_T.c.name, _T.c.id)


async def add(
    tx: Transaction, practice_id: int, name: str, *, by: str, now: datetime
) -> Practitioner:
    """Add a practitioner to a practice.

    Args:
        tx: a writing transaction.
        practice_id: where.
        name: as clients know them.
        by: who adds them, for the audit log.
        now: when.

    Raises:
        InvalidInput: if the practice has a practitioner of that name.
    """
    value = Practitioner(practice_id, tx.ids.new(), naming.cleaned(name, "practitioner"))
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "name": value.name,
        "mobile": value.mobile,
        "created_at": require_aware(now, "the time of a change"),
    }
    if not await insert_new(tx, _T, row):
        raise InvalidInput(f'there is already a practitioner "{value.name}"; choose another name')
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="practitioner.added",
        subject=value.name,
        now=now,
        detail={"id": value.id},
    )
    tx.touch(Topic.CALENDAR)
    return value


async def get(tx: Transaction, practice_id: int, practitioner_id: int) -> Practitioner:
    """Return one practitioner of the practice.

    Raises:
        NotFound: if the practice has none with that id.
    """
    found = await all_practitioners(tx, practice_id, [practitioner_id])
    if not found:
        raise NotFound(f"there is no practitioner {practitioner_id} in this practice")
    return found[0]


async def find(tx: Transaction, practice_id: int, name_or_id: str) -> Practitioner:
    """Return the practitioner whom people name so.

    Raises:
        NotFound: if nobody of the practice is called so.
        InvalidInput: if several are.
    """
    return naming.choose(await all_practitioners(tx, practice_id), name_or_id, "practitioner")


async def all_practitioners(
    tx: Transaction, practice_id: int, only: Sequence[int] | None = None
) -> tuple[Practitioner, ...]:
    """Return a practice's practitioners, by name.

    Args:
        tx: any transaction.
        practice_id: whose.
        only: ids to keep to; None for all.
    """
    statement = _READ.where(_T.c.practice_id == practice_id)
    if only is not None:
        statement = statement.where(_T.c.id.in_(only))
    return tuple(_value(row) for row in await tx.execute(statement))


def _value(row: Any) -> Practitioner:
    return Practitioner(*row)
