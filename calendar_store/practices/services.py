"""Services that can be booked, with duration, buffers and rules: add, change and find them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

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
_DOES = schema.practitioner_services
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
    _T.c.retired_at,
).order_by(_T.c.name, _T.c.id)
_OF_PRACTICES = _READ.where(in_keys(_T.c.practice_id))
_READ_DOES = select(_DOES.c.practice_id, _DOES.c.service_id, _DOES.c.practitioner_id).order_by(
    _DOES.c.practice_id, _DOES.c.service_id, _DOES.c.practitioner_id
)
_DOES_OF_PRACTICES = _READ_DOES.where(in_keys(_DOES.c.practice_id))


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
    """Change a service; booked appointments keep their length and buffers.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        service_id: the service.
        by: the actor, for the audit log.
        now: time of the change, aware.
        changes: new values of the fields of `Service`, but for its ids, `retired_at` and
            `done_by`.

    Raises:
        NotFound: if the practice has no such service.
        InvalidInput: if the lengths are impossible, or the practice has another of that name.
    """
    before = await get(tx, practice_id, service_id)
    if "name" in changes:
        changes["name"] = lookup.cleaned(changes["name"], "service")
        others = [one for one in await all_services(tx, practice_id) if one.id != service_id]
        lookup.require_new([one.name for one in others], changes["name"], "service")
    changes = {name: to for name, to in changes.items() if getattr(before, name) != to}
    if not changes:
        return before
    after = replace(before, **changes)
    check_lengths(after.duration, after.buffer_before, after.buffer_after)
    where = (_T.c.practice_id == practice_id) & (_T.c.id == service_id)
    await tx.execute(update(_T).where(where).values(_row(after)))
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="service.changed",
        subject=after.name,
        now=now,
        detail={
            name: [_told(getattr(before, name)), _told(value)] for name, value in changes.items()
        },
    )
    return after


def _told(value: Any) -> Any:
    """Return a value as the audit log keeps it: lengths in minutes."""
    if isinstance(value, timedelta):
        return value // timedelta(minutes=1)
    return list(value) if isinstance(value, tuple) else value


async def undo_change(
    tx: Transaction, one: Service, detail: Mapping[str, Any], *, by: Actor, now: datetime
) -> Service | None:
    """Change a service back, as an entry of the audit log says that it was before.

    Args:
        tx: a writing transaction.
        one: the service as it is.
        detail: of the entry of its change.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Returns:
        The service; None if it is not what that change left.
    """
    if any(_told(getattr(one, name, None)) != new for name, (_old, new) in detail.items()):
        return None
    before = {name: _as_before(getattr(one, name), old) for name, (old, _new) in detail.items()}
    if "done_by" in before:
        return await set_done_by(tx, one, before["done_by"], by=by, now=now)
    return await change(tx, one.practice_id, one.id, by=by, now=now, **before)


def _as_before(value: Any, told: Any) -> Any:
    """Return a value of before as a field holds it."""
    return timedelta(minutes=told) if isinstance(value, timedelta) else told


async def set_done_by(
    tx: Transaction,
    one: Service,
    practitioner_ids: Sequence[int],
    *,
    by: Actor,
    now: datetime,
) -> Service:
    """Set who does a service; appointments that are booked stay.

    Args:
        tx: a writing transaction.
        one: the service.
        practitioner_ids: practitioners of the practice; () for everybody.
        by: the actor, for the audit log.
        now: time of the change, aware.
    """
    done_by = tuple(sorted(set(practitioner_ids)))
    if done_by == one.done_by:
        return one
    own = (_DOES.c.practice_id == one.practice_id) & (_DOES.c.service_id == one.id)
    await tx.execute(delete(_DOES).where(own))
    row = {"practice_id": one.practice_id, "service_id": one.id}
    if done_by:
        await tx.executemany(insert(_DOES), [row | {"practitioner_id": who} for who in done_by])
    detail = {"done_by": [_told(one.done_by), _told(done_by)]}
    await audit.record(
        tx,
        one.practice_id,
        by=by,
        action="service.changed",
        subject=one.name,
        now=now,
        detail=detail,
    )
    return replace(one, done_by=done_by)


async def set_retired(
    tx: Transaction, one: Service, retired_at: datetime | None, *, by: Actor, now: datetime
) -> Service:
    """Retire a service, which cannot be booked from then on, or bring it back.

    Args:
        tx: a writing transaction.
        one: the service.
        retired_at: since when it is retired, UTC; None: not any more.
        by: the actor, for the audit log.
        now: time of the change, aware.
    """
    where = (_T.c.practice_id == one.practice_id) & (_T.c.id == one.id)
    await tx.execute(update(_T).where(where).values(retired_at=retired_at))
    action = "service.restored" if retired_at is None else "service.retired"
    await audit.record(
        tx, one.practice_id, by=by, action=action, subject=one.name, now=now, detail={"id": one.id}
    )
    return replace(one, retired_at=retired_at)


async def lock(tx: Transaction, practice_id: int, service_id: int) -> Service:
    """Return a service that nobody books until the commit of this transaction.

    Raises:
        NotFound: if the practice has no such service.
    """
    where = (_T.c.practice_id == practice_id) & (_T.c.id == service_id)
    await tx.execute(select(_T.c.id).where(where).with_for_update())
    return await get(tx, practice_id, service_id)


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
    does = await tx.execute(
        _READ_DOES.where(_DOES.c.practice_id == practice_id, _DOES.c.service_id == service_id)
    )
    return _value(row, tuple(each.practitioner_id for each in does))


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
    does = await tx.execute(_READ_DOES.where(_DOES.c.practice_id == practice_id))
    done_by = _done_by(does)
    return tuple(_value(row, done_by.get((row.practice_id, row.id), ())) for row in rows)


async def offered(tx: Transaction, practice_id: int) -> tuple[Service, ...]:
    """Return the services that can be booked, ordered by name: the retired ones left out."""
    return tuple(one for one in await all_services(tx, practice_id) if one.retired_at is None)


async def of_practices(
    tx: Transaction, practice_ids: Iterable[int]
) -> dict[int, tuple[Service, ...]]:
    """Return the services of practices by practice id, each list ordered by name."""
    found: dict[int, tuple[Service, ...]] = dict.fromkeys(practice_ids, ())
    keys = key_params([(practice_id,) for practice_id in found])
    done_by = _done_by(await tx.execute(_DOES_OF_PRACTICES, keys))
    for row in await tx.execute(_OF_PRACTICES, keys):
        one = _value(row, done_by.get((row.practice_id, row.id), ()))
        found[row.practice_id] = (*found[row.practice_id], one)
    return found


def _done_by(rows: Iterable[Any]) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the practitioners of services by (practice id, service id)."""
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for row in rows:
        key = (row.practice_id, row.service_id)
        found[key] = (*found.get(key, ()), row.practitioner_id)
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


def _value(row: Any, done_by: tuple[int, ...]) -> Service:
    return replace(Service(*row), done_by=done_by)
