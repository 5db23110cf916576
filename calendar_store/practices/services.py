"""Services that can be booked, with duration, buffers and rules: add, change and find them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.upserts import insert_new
from calendar_store.entry import lookup
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import MAX_APPOINTMENT
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import Service

_T = schema.services
_NONE = timedelta(0)
_READ = select(
    _T.c.practice_id,
    _T.c.id,
    _T.c.name,
    _T.c.duration,
    _T.c.buffer_before,
    _T.c.buffer_after,
    _T.c.safe_to_name,
    _T.c.by_text,
    _T.c.by_web,
).order_by(_T.c.name, _T.c.id)
_OF_PRACTICES = _READ.where(in_keys(_T.c.practice_id))


async def add(
    tx: Transaction,
    practice_id: int,
    name: str,
    *,
    duration: timedelta,
    by: Actor,
    now: datetime,
    buffer_before: timedelta = _NONE,
    buffer_after: timedelta = _NONE,
    safe_to_name: bool = False,
    by_text: bool = True,
    by_web: bool = True,
) -> Service:
    """Add a service to a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        name: name as staff know it.
        duration: length of the visit, without buffers, whole minutes.
        by: the actor, for the audit log.
        now: time of the change, aware.
        buffer_before: time blocked before the visit, whole minutes.
        buffer_after: time blocked after the visit, whole minutes.
        safe_to_name: whether messages may contain the service's name.
        by_text: whether clients may book the service by text.
        by_web: whether clients may book the service on the web page.

    Raises:
        InvalidInput: if the lengths are impossible, or the practice has a service of that name.
    """
    check_lengths(duration, buffer_before, buffer_after)
    value = Service(
        practice_id,
        tx.ids.new(),
        lookup.cleaned(name, "service"),
        duration,
        buffer_before,
        buffer_after,
        safe_to_name,
        by_text,
        by_web,
    )
    created_at = require_aware(now, "the time of a change")
    there = await tx.execute(select(_T.c.name).where(_T.c.practice_id == practice_id))
    lookup.require_new(there.scalars(), value.name, "service")
    if not await insert_new(tx, _T, {**_row(value), "created_at": created_at}):
        raise InvalidInput(f'there is already a service "{value.name}"; choose another name')
    detail = {"id": value.id, "minutes": duration // timedelta(minutes=1), "safe": safe_to_name}
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="service.added",
        subject=value.name,
        now=now,
        detail=detail,
    )
    return value


async def change(
    tx: Transaction,
    practice_id: int,
    service_id: int,
    *,
    by: Actor,
    now: datetime,
    **changes: Any,
) -> Service:
    """Change whether a service may be named in messages, and how clients may book it.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        service_id: the service.
        by: the actor, for the audit log.
        now: time of the change, aware.
        changes: new values of `safe_to_name`, `by_text` and `by_web`.

    Raises:
        NotFound: if the practice has no such service.
    """
    before = await get(tx, practice_id, service_id)
    after = replace(before, **changes)
    where = (_T.c.practice_id == practice_id) & (_T.c.id == service_id)
    await tx.execute(update(_T).where(where).values(_row(after)))
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="service.changed",
        subject=after.name,
        now=now,
        detail={name: [getattr(before, name), value] for name, value in changes.items()},
    )
    return after


def check_lengths(duration: timedelta, buffer_before: timedelta, buffer_after: timedelta) -> None:
    """Refuse impossible lengths of an appointment.

    Raises:
        InvalidInput: if a length is negative or not in whole minutes, the duration is zero, or the
            sum exceeds MAX_APPOINTMENT.
    """
    minute = timedelta(minutes=1)
    lengths = (duration, buffer_before, buffer_after)
    if duration < minute or any(length < _NONE or length % minute for length in lengths):
        raise InvalidInput("an appointment lasts at least a minute, and whole minutes")
    if sum(lengths, _NONE) > MAX_APPOINTMENT:
        hours = MAX_APPOINTMENT // timedelta(hours=1)
        raise InvalidInput(f"an appointment with its buffers lasts at most {hours} hours")


async def get(tx: Transaction, practice_id: int, service_id: int) -> Service:
    """Return one service of the practice.

    Raises:
        NotFound: if the practice has no service with that id.
    """
    statement = _READ.where(_T.c.practice_id == practice_id, _T.c.id == service_id)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"there is no service {service_id} in this practice")
    return _value(row)


async def find(tx: Transaction, practice_id: int, name_or_id: str) -> Service:
    """Return the service with a name or an id.

    Raises:
        NotFound: if no service of the practice matches.
        InvalidInput: if several services match.
    """
    return lookup.choose(await all_services(tx, practice_id), name_or_id, "service")


async def all_services(tx: Transaction, practice_id: int) -> tuple[Service, ...]:
    """Return a practice's services, ordered by name."""
    rows = await tx.execute(_READ.where(_T.c.practice_id == practice_id))
    return tuple(_value(row) for row in rows)


async def of_practices(
    tx: Transaction, practice_ids: Iterable[int]
) -> dict[int, tuple[Service, ...]]:
    """Return the services of practices by practice id, each list ordered by name."""
    found: dict[int, tuple[Service, ...]] = dict.fromkeys(practice_ids, ())
    keys = key_params([(practice_id,) for practice_id in found])
    for row in await tx.execute(_OF_PRACTICES, keys):
        found[row.practice_id] = (*found[row.practice_id], _value(row))
    return found


def _row(value: Service) -> dict[str, Any]:
    return {
        "practice_id": value.practice_id,
        "id": value.id,
        "name": value.name,
        "duration": value.duration,
        "buffer_before": value.buffer_before,
        "buffer_after": value.buffer_after,
        "safe_to_name": value.safe_to_name,
        "by_text": value.by_text,
        "by_web": value.by_web,
    }


def _value(row: Any) -> Service:
    return Service(*row)
