"""The waiting list: add, read, serve and withdraw entries of clients who wait for a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, insert, or_, select, update

from calendar_store import schema
from calendar_store.appointments import offers
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import WaitingEntry
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.statuses import STANDING, OfferStatus, WaitingStatus

Span = tuple[datetime, datetime]
"""From (inclusive) and before (exclusive), aware."""

_T = schema.waiting_list
_A = schema.appointments
_ON_LIST = _T.c.status.in_([WaitingStatus.WAITING.value, WaitingStatus.OFFERED.value])
# an entry for a cancelled appointment does not wait; after an undo it waits again
_STANDS = or_(
    _T.c.appointment_id.is_(None),
    exists().where(
        and_(
            _A.c.practice_id == _T.c.practice_id,
            _A.c.id == _T.c.appointment_id,
            _A.c.status.in_([status.value for status in STANDING]),
        )
    ),
)
# ids increase with time, so the oldest entry comes first
_READ = select(
    _T.c.practice_id,
    _T.c.id,
    _T.c.client_id,
    _T.c.starts_at,
    _T.c.ends_at,
    _T.c.status,
    _T.c.practitioner_id,
    _T.c.service_id,
    _T.c.appointment_id,
).order_by(_T.c.id)
_WAITING = _READ.where(_ON_LIST, _STANDS, _T.c.ends_at > bindparam("b_now"))
_OF_PRACTICES = _WAITING.where(in_keys(_T.c.practice_id))
_CLIENTS_OF = select(_T.c.id, _T.c.client_id).where(in_keys(_T.c.practice_id, _T.c.id))
_OF_CLIENTS = _WAITING.where(in_keys(_T.c.practice_id, _T.c.client_id))
_SERVE = (
    update(_T)
    .where(_T.c.practice_id == bindparam("b_practice"), _ON_LIST)
    .where(_T.c.client_id == bindparam("b_client"))
    .values(status=WaitingStatus.SERVED.value)
)


async def join(
    tx: Transaction,
    practice_id: int,
    client_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
    practitioner_id: int | None = None,
    service_id: int | None = None,
    appointment_id: int | None = None,
) -> WaitingEntry:
    """Put a client on the list.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        client_id: the client.
        starts_at: earliest start that suits the client, aware.
        ends_at: end of the span that suits the client, aware.
        by: the actor, for the audit log.
        now: time of the change, aware.
        practitioner_id: the practitioner wanted; None: any.
        service_id: the service wanted; None: any.
        appointment_id: the appointment to move when the client accepts a time; None: book a new
            appointment.

    Raises:
        InvalidInput: if the span ends before it starts, is past, or has no time zone.
        NotFound: if the practice has no such client.
    """
    starts, ends = _checked((starts_at, ends_at), now)
    await clients.get(tx, practice_id, client_id)
    status = WaitingStatus.WAITING
    value = WaitingEntry(
        practice_id,
        tx.ids.new(),
        *(client_id, starts, ends, status, practitioner_id, service_id, appointment_id),
    )
    await tx.execute(insert(_T), _row(value, now))
    subject = str(client_id)
    await audit.record(tx, practice_id, by=by, action="waiting.joined", subject=subject, now=now)
    tx.notify(Topic.CALENDAR)
    return value


async def wait_for(
    tx: Transaction,
    practice_id: int,
    client_id: int,
    spans: Sequence[Span],
    *,
    by: Actor,
    now: datetime,
    practitioner_id: int | None = None,
    service_id: int | None = None,
    appointment_id: int | None = None,
) -> tuple[WaitingEntry, ...]:
    """Replace the spans for which a client waits, for one appointment.

    Existing entries keep their place on the list and get the new spans; surplus entries are
    withdrawn. Pass at least one span; the other arguments are those of `join`.

    Raises:
        InvalidInput: as `join`.
        NotFound: as `join`.
    """
    before = await of_clients(tx, [(practice_id, client_id)], now)
    mine = [entry for entry in before if entry.appointment_id == appointment_id]
    for entry, span in zip(mine, spans, strict=False):
        starts, ends = _checked(span, now)
        place = (_T.c.practice_id == practice_id, _T.c.id == entry.id)
        kind = {"practitioner_id": practitioner_id, "service_id": service_id}
        await tx.execute(update(_T).where(*place).values(starts_at=starts, ends_at=ends, **kind))
        tx.notify(Topic.CALENDAR)
    for entry in mine[len(spans) :]:
        await withdraw(tx, practice_id, entry.id, by=by, now=now)
    for starts_at, ends_at in spans[len(mine) :]:
        await join(
            tx,
            practice_id,
            client_id,
            starts_at=starts_at,
            ends_at=ends_at,
            by=by,
            now=now,
            practitioner_id=practitioner_id,
            service_id=service_id,
            appointment_id=appointment_id,
        )
    after = await of_clients(tx, [(practice_id, client_id)], now)
    return tuple(entry for entry in after if entry.appointment_id == appointment_id)


async def waiting(tx: Transaction, practice_id: int, now: datetime) -> tuple[WaitingEntry, ...]:
    """Return the entries of a practice that still wait, oldest first."""
    return tuple(await of_practices(tx, [practice_id], now))


async def of_practices(
    tx: Transaction, practice_ids: Iterable[int], now: datetime
) -> list[WaitingEntry]:
    """Return the entries of practices that still wait, oldest first."""
    keys = key_params([(practice_id,) for practice_id in practice_ids])
    return [_value(row) for row in await tx.execute(_OF_PRACTICES, keys | {"b_now": now})]


async def of_clients(
    tx: Transaction, keys: Iterable[tuple[int, int]], now: datetime
) -> list[WaitingEntry]:
    """Return the entries of (practice id, client id) `keys` that still wait, oldest first."""
    wanted = set(keys)
    if not wanted:
        return []
    rows = await tx.execute(_OF_CLIENTS, key_params(wanted) | {"b_now": now})
    return [_value(row) for row in rows]


async def all_of_client(tx: Transaction, practice_id: int, client_id: int) -> list[WaitingEntry]:
    """Return every entry of a client, whatever its status, oldest first."""
    # sorted here: by the id, SQLite would read the practice's whole list
    statement = _READ.order_by(None).where(
        _T.c.practice_id == practice_id, _T.c.client_id == client_id
    )
    return sorted(map(_value, await tx.execute(statement)), key=lambda entry: entry.id)


async def clients_of(tx: Transaction, practice_id: int, entry_ids: Iterable[int]) -> dict[int, int]:
    """Return entry id -> client id for those entries that the practice has."""
    keys = key_params([(practice_id, entry_id) for entry_id in entry_ids])
    rows = await tx.execute(_CLIENTS_OF, keys)
    return {row.id: row.client_id for row in rows}


async def get(tx: Transaction, practice_id: int, entry_id: int) -> WaitingEntry:
    """Return an entry, whatever its status.

    Raises:
        NotFound: if the practice has no such entry.
    """
    statement = _READ.where(_T.c.practice_id == practice_id, _T.c.id == entry_id)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"nobody waits under {entry_id} in this practice")
    return _value(row)


async def serve(tx: Transaction, entry: WaitingEntry) -> None:
    """Mark an entry as SERVED, and the client's other entries for the same appointment too."""
    same = _T.c.appointment_id == entry.appointment_id
    if entry.appointment_id is None:
        same = _T.c.appointment_id.is_(None)
    values = {"b_practice": entry.practice_id, "b_client": entry.client_id}
    await tx.execute(_SERVE.where(same), values)
    tx.notify(Topic.CALENDAR)


async def withdraw(
    tx: Transaction, practice_id: int, entry_id: int, *, by: Actor, now: datetime
) -> None:
    """Withdraw an entry; a time offered to the entry is offered to the next entry.

    Raises:
        NotFound: if the practice has no such entry that still waits.
    """
    for offer in await offers.of_entries(tx, practice_id, [entry_id]):
        await offers.close(tx, practice_id, offer.id, OfferStatus.DECLINED, now)
    result = await tx.execute(
        update(_T)
        .where(_T.c.practice_id == practice_id, _T.c.id == entry_id, _ON_LIST)
        .values(status=WaitingStatus.WITHDRAWN.value)
    )
    if result.rowcount == 0:
        raise NotFound(f"nobody waits under {entry_id} in this practice")
    subject = str(entry_id)
    await audit.record(tx, practice_id, by=by, action="waiting.withdrawn", subject=subject, now=now)
    tx.notify(Topic.CALENDAR)


async def restore(
    tx: Transaction, practice_id: int, entry_id: int, *, by: Actor, now: datetime
) -> None:
    """Put an entry back that was withdrawn; it has its old place.

    Raises:
        NotFound: if the practice has no such entry, or the time that it waits for has passed.
    """
    result = await tx.execute(
        update(_T)
        .where(_T.c.practice_id == practice_id, _T.c.id == entry_id, _T.c.ends_at > now)
        .where(_T.c.status == WaitingStatus.WITHDRAWN.value)
        .values(status=WaitingStatus.WAITING.value)
    )
    if result.rowcount == 0:
        raise NotFound(f"nobody was taken off the list under {entry_id} who could wait again")
    subject = str(entry_id)
    await audit.record(tx, practice_id, by=by, action="waiting.restored", subject=subject, now=now)
    tx.notify(Topic.CALENDAR)


def _checked(span: Span, now: datetime) -> Span:
    starts = require_aware(span[0], "the earliest time")
    ends = require_aware(span[1], "the latest time")
    if ends <= starts or ends <= now:
        raise InvalidInput("the time waited for ends after it starts, and is still to come")
    return starts, ends


def _row(value: WaitingEntry, now: datetime) -> dict[str, Any]:
    return {
        "practice_id": value.practice_id,
        "id": value.id,
        "client_id": value.client_id,
        "practitioner_id": value.practitioner_id,
        "service_id": value.service_id,
        "appointment_id": value.appointment_id,
        "starts_at": value.starts_at,
        "ends_at": value.ends_at,
        "status": value.status.value,
        "created_at": require_aware(now, "the time of a change"),
    }


def _value(row: Any) -> WaitingEntry:
    return WaitingEntry(
        row.practice_id,
        row.id,
        row.client_id,
        *(row.starts_at, row.ends_at, WaitingStatus(row.status)),
        *(row.practitioner_id, row.service_id, row.appointment_id),
    )
