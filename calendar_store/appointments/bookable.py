"""Find out whether a practitioner can be booked, and for a service: retired, or does not do it.

Retired practitioners and services are booked by nobody, and a practitioner is not booked for a
service of others. Appointments that stand already stay as they are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import SlotTaken

_A, _P, _S = schema.appointments, schema.practitioners, schema.services
_DOES = schema.practitioner_services
_PRACTITIONERS = (
    select(_P.c.practice_id, _P.c.id, _P.c.name, _P.c.retired_at)
    .where(in_keys(_P.c.practice_id, _P.c.id))
    .order_by(_P.c.practice_id, _P.c.id)
)
_SERVICES = (
    select(_S.c.practice_id, _S.c.id, _S.c.name, _S.c.retired_at)
    .where(in_keys(_S.c.practice_id, _S.c.id))
    .order_by(_S.c.practice_id, _S.c.id)
)
# shared: bookings do not wait for each other; retiring waits for them, and they for it
_LOCKED = {one: one.with_for_update(read=True) for one in (_PRACTITIONERS, _SERVICES)}
_DONE_BY = select(_DOES.c.practice_id, _DOES.c.service_id, _DOES.c.practitioner_id).where(
    in_keys(_DOES.c.practice_id, _DOES.c.service_id)
)
_WHO_DOES = select(_S.c.retired_at, _DOES.c.practitioner_id).select_from(
    _S.outerjoin(_DOES, (_DOES.c.practice_id == _S.c.practice_id) & (_DOES.c.service_id == _S.c.id))
)


@dataclass(frozen=True, slots=True)
class WantedService:
    """A practitioner who is to be booked, for a service or for none.

    Attributes:
        booked: whether the appointment stands already: its service may be retired then.
    """

    practice_id: int
    practitioner_id: int
    service_id: int | None
    booked: bool = False

    @classmethod
    def of(cls, one: Appointment, *, booked: bool) -> "WantedService":
        """Return what an appointment wants."""
        return cls(one.practice_id, one.practitioner_id, one.service_id, booked)


async def why_not(
    tx: Transaction, wanted: Collection[WantedService], *, lock: bool = False
) -> list[str]:
    """Return why each cannot be booked, in the order given; "" where it can.

    Args:
        tx: any transaction; a writing one with `lock`.
        wanted: whom and what to book.
        lock: let nobody retire them until the commit.
    """
    keys = {(one.practice_id, one.practitioner_id) for one in wanted}
    rows = await tx.execute(_LOCKED[_PRACTITIONERS] if lock else _PRACTITIONERS, key_params(keys))
    people = {(row.practice_id, row.id): row for row in rows}
    asked = {(one.practice_id, one.service_id) for one in wanted if one.service_id is not None}
    kinds, done_by = {}, dict[tuple[int, int | None], set[int]]()
    if asked:
        rows = await tx.execute(_LOCKED[_SERVICES] if lock else _SERVICES, key_params(asked))
        kinds = {(row.practice_id, row.id): row for row in rows}
        for row in await tx.execute(_DONE_BY, key_params(asked)):
            done_by.setdefault((row.practice_id, row.service_id), set()).add(row.practitioner_id)
    said = []
    for one in wanted:
        who = people.get((one.practice_id, one.practitioner_id))
        kind = kinds.get((one.practice_id, one.service_id or 0))
        theirs = done_by.get((one.practice_id, one.service_id), {one.practitioner_id})
        if who is not None and who.retired_at is not None:
            said.append(f"{who.name} is retired and cannot be booked")
        elif kind is not None and kind.retired_at is not None and not one.booked:
            said.append(f"{kind.name} is retired and cannot be booked")
        elif who is not None and kind is not None and one.practitioner_id not in theirs:
            said.append(f"{who.name} does not do {kind.name}")
        else:
            said.append("")
    return said


async def require(tx: Transaction, taken: Iterable[Appointment], *, booked: bool) -> None:
    """Refuse appointments whose practitioner or service cannot be booked.

    Args:
        tx: the transaction that takes the times.
        taken: the appointments as they will stand.
        booked: whether they were booked before, and are moved or restored.

    Raises:
        SlotTaken: with the reason of the first one.
    """
    wanted = [WantedService.of(one, booked=booked) for one in taken]
    if not wanted:
        return
    for fault in await why_not(tx, wanted, lock=True):
        if fault:
            raise SlotTaken(fault)


async def who_does(
    tx: Transaction,
    practice_id: int,
    service_id: int | None,
    *,
    appointment_id: int | None = None,
) -> frozenset[int] | None:
    """Return the practitioners who do a service; None for all of them.

    Args:
        tx: any transaction.
        practice_id: the practice.
        service_id: the service; nobody does a retired one. None for that of the appointment.
        appointment_id: an appointment to be moved; its service may be retired.
    """
    if appointment_id is None:
        query = _WHO_DOES.where(_S.c.id == service_id)
    else:
        query = _WHO_DOES.join(
            _A, (_A.c.practice_id == _S.c.practice_id) & (_A.c.service_id == _S.c.id)
        ).where(_A.c.id == appointment_id)
    rows = (await tx.execute(query.where(_S.c.practice_id == practice_id))).all()
    if appointment_id is None and any(row.retired_at is not None for row in rows):
        return frozenset()
    return frozenset(row.practitioner_id for row in rows if row.practitioner_id) or None


async def who_do(
    tx: Transaction, practice_id: int, service_ids: Collection[int]
) -> Mapping[int, frozenset[int]]:
    """Return by service the practitioners who do it, in one query; also of retired services.

    Args:
        tx: any transaction.
        practice_id: the practice.
        service_ids: the services; one that everybody does is left out.
    """
    found: dict[int, set[int]] = {}
    if service_ids:
        asked = key_params({(practice_id, one) for one in service_ids})
        for row in await tx.execute(_DONE_BY, asked):
            found.setdefault(row.service_id, set()).add(row.practitioner_id)
    return {service: frozenset(who) for service, who in found.items()}
