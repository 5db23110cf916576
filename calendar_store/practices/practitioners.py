"""Practitioners, the people who can be booked: add, change and find them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_new
from calendar_store.entry import lookup
from calendar_store.model.actors import Actor
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import Practitioner

_T = schema.practitioners
_READ = select(_T.c.practice_id, _T.c.id, _T.c.name, _T.c.mobile, _T.c.retired_at).order_by(
    _T.c.name, _T.c.id
)
_OF_PRACTICES = _READ.where(in_keys(_T.c.practice_id))


async def add(
    tx: Transaction,
    practice_id: int,
    name: str,
    *,
    by: Actor,
    now: datetime,
    mobile: str = "",
    region: str | None = None,
) -> Practitioner:
    """Add a practitioner to a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        name: name as clients know it.
        by: the actor, for the audit log.
        now: time of the change, aware.
        mobile: the practitioner's own phone, from which AGENDA is answered; "" for none.
        region: ISO country of a number written without a country code.

    Raises:
        InvalidInput: if the practice has a practitioner of that name, or the number is invalid.
    """
    from calendar_store.entry import numbers

    value = Practitioner(
        practice_id,
        tx.ids.new(),
        lookup.cleaned(name, "practitioner"),
        numbers.mobile(mobile, region) if mobile else "",
    )
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "name": value.name,
        "mobile": value.mobile,
        "created_at": require_aware(now, "the time of a change"),
    }
    there = await tx.execute(select(_T.c.name).where(_T.c.practice_id == practice_id))
    lookup.require_new(there.scalars(), value.name, "practitioner")
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
    tx.notify(Topic.CALENDAR)
    return value


async def change(
    tx: Transaction,
    practice_id: int,
    practitioner_id: int,
    *,
    by: Actor,
    now: datetime,
    mobile: str | None = None,
    region: str | None = None,
    name: str | None = None,
) -> Practitioner:
    """Change a practitioner's name or own phone number.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        practitioner_id: the practitioner.
        by: the actor, for the audit log.
        now: time of the change, aware.
        mobile: the new number; "" removes the number; None keeps it.
        region: ISO country of a number written without a country code.
        name: the new name; None keeps it.

    Raises:
        NotFound: if the practice has no such practitioner.
        InvalidInput: if the number is invalid, or the practice has another of that name.
    """
    from calendar_store.entry import numbers

    before = await get(tx, practice_id, practitioner_id)
    after = before
    if mobile is not None:
        after = replace(after, mobile=numbers.mobile(mobile, region) if mobile else "")
    if name is not None:
        after = replace(after, name=lookup.cleaned(name, "practitioner"))
        others = await all_practitioners(tx, practice_id)
        names = [one.name for one in others if one.id != practitioner_id]
        lookup.require_new(names, after.name, "practitioner")
    detail = {
        field: [getattr(before, field), getattr(after, field)]
        for field in ("name", "mobile")
        if getattr(before, field) != getattr(after, field)
    }
    if not detail:
        return after
    where = (_T.c.practice_id == practice_id) & (_T.c.id == practitioner_id)
    await tx.execute(update(_T).where(where).values(name=after.name, mobile=after.mobile))
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="practitioner.changed",
        subject=after.name,
        now=now,
        detail=detail,
    )
    tx.notify(Topic.CALENDAR)
    return after


async def set_retired(
    tx: Transaction, one: Practitioner, retired_at: datetime | None, *, by: Actor, now: datetime
) -> Practitioner:
    """Retire a practitioner, who cannot be booked from then on, or bring them back.

    Args:
        tx: a writing transaction.
        one: the practitioner.
        retired_at: since when they are retired, UTC; None: not any more.
        by: the actor, for the audit log.
        now: time of the change, aware.
    """
    where = (_T.c.practice_id == one.practice_id) & (_T.c.id == one.id)
    await tx.execute(update(_T).where(where).values(retired_at=retired_at))
    action = "practitioner.restored" if retired_at is None else "practitioner.retired"
    await audit.record(
        tx, one.practice_id, by=by, action=action, subject=one.name, now=now, detail={"id": one.id}
    )
    tx.notify(Topic.CALENDAR)
    return replace(one, retired_at=retired_at)


async def lock(tx: Transaction, practice_id: int, practitioner_id: int) -> Practitioner:
    """Return a practitioner whom nobody books until the commit of this transaction.

    Raises:
        NotFound: if the practice has no such practitioner.
    """
    where = (_T.c.practice_id == practice_id) & (_T.c.id == practitioner_id)
    await tx.execute(select(_T.c.id).where(where).with_for_update())
    return await get(tx, practice_id, practitioner_id)


async def get(tx: Transaction, practice_id: int, practitioner_id: int) -> Practitioner:
    """Return one practitioner of the practice.

    Raises:
        NotFound: if the practice has no practitioner with that id.
    """
    found = await all_practitioners(tx, practice_id, [practitioner_id])
    if not found:
        raise NotFound(f"there is no practitioner {practitioner_id} in this practice")
    return found[0]


async def find(tx: Transaction, practice_id: int, name_or_id: str) -> Practitioner:
    """Return the practitioner with a name or an id.

    Raises:
        NotFound: if no practitioner of the practice matches.
        InvalidInput: if several practitioners match.
    """
    return lookup.choose(await all_practitioners(tx, practice_id), name_or_id, "practitioner")


async def all_practitioners(
    tx: Transaction, practice_id: int, only: Sequence[int] | None = None
) -> tuple[Practitioner, ...]:
    """Return a practice's practitioners, ordered by name.

    Args:
        tx: any transaction.
        practice_id: the practice.
        only: ids of the practitioners to return; None: all.
    """
    statement = _READ.where(_T.c.practice_id == practice_id)
    if only is not None:
        statement = statement.where(_T.c.id.in_(only))
    return tuple(_value(row) for row in await tx.execute(statement))


async def working(tx: Transaction, practice_id: int) -> tuple[Practitioner, ...]:
    """Return the practitioners who can be booked, ordered by name: the retired ones left out."""
    everybody = await all_practitioners(tx, practice_id)
    return tuple(one for one in everybody if one.retired_at is None)


async def of_practices(
    tx: Transaction, practice_ids: Iterable[int]
) -> dict[int, tuple[Practitioner, ...]]:
    """Return the practitioners of practices by practice id, each list ordered by name."""
    found: dict[int, tuple[Practitioner, ...]] = dict.fromkeys(practice_ids, ())
    keys = key_params([(practice_id,) for practice_id in found])
    for row in await tx.execute(_OF_PRACTICES, keys):
        found[row.practice_id] = (*found[row.practice_id], _value(row))
    return found


def _value(row: Any) -> Practitioner:
    return Practitioner(*row)
