"""Retires practitioners and services, with their appointments ahead, and brings them back.

Whoever is retired can be booked nowhere; what they did stays and is shown. Every appointment ahead
is dealt with in the same transaction: moved to somebody named who is free then, cancelled with the
client told, or, for a service, kept. Who has several is told by one message. Nothing is half done:
one that cannot be dealt with as wanted refuses the whole. Open offers of the waiting list with a
retired practitioner are taken back, and their calendar feeds are revoked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import offers, slot_search, visits_ahead
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, StoreError
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import OfferStatus
from calendar_store.practices import feeds, hours, practitioners, services
from gateway.messaging.channel import Channels
from gateway.use_cases import absence_dealing, dealt_together
from gateway.use_cases.absence_dealing import Dealing
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.use_cases.errors import VisitsAhead

_LISTED = 20
"""How many appointments an error text lists."""
_MOST_SLOTS = 20_000

Who = tuple[int, str]
"""Id and name of a practitioner."""


@dataclass(frozen=True, slots=True)
class VisitAhead:
    """An appointment ahead of somebody who is retired.

    Attributes:
        appointment: the appointment; a decision about it names its version.
        client: who comes.
        free: the other practitioners who do its service and are free then, by name.
    """

    appointment: Appointment
    client: Client
    free: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class RetiredPractitioner:
    """A practitioner after they were retired, with what became of their appointments."""

    practitioner: Practitioner
    dealt: tuple[ChangedVisit, ...] = ()


@dataclass(frozen=True, slots=True)
class RetiredService:
    """A service after it was retired, with the appointments that were cancelled."""

    service: Service
    dealt: tuple[ChangedVisit, ...] = ()


async def visits_of(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    practitioner_id: int,
    *,
    now: datetime,
    most: int | None = None,
) -> list[VisitAhead]:
    """Return the appointments ahead of a practitioner, by start, and who else is free then.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        practitioner_id: the practitioner.
        now: UTC.
        most: most appointments to return; None: all.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    whose = visits_ahead.of_practitioner(practitioner_id)
    found = await visits_ahead.of(tx, practice.id, whose, now, most)
    free = await _free_with(tx, practice, practitioner_id, found, now)
    return await _with_clients(tx, practice, found, free)


async def visits_for(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    service_id: int,
    *,
    now: datetime,
    most: int | None = None,
) -> list[VisitAhead]:
    """Return the appointments ahead of a service, by start; the arguments are those of `visits_of`.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    whose = visits_ahead.of_service(service_id)
    found = await visits_ahead.of(tx, practice.id, whose, now, most)
    return await _with_clients(tx, practice, found, {})


async def count_ahead(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    now: datetime,
    practitioner_id: int | None = None,
    service_id: int | None = None,
) -> int:
    """Return how many appointments are ahead of a practitioner, or of a service.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    whose = (
        visits_ahead.of_service(service_id or 0)
        if practitioner_id is None
        else visits_ahead.of_practitioner(practitioner_id)
    )
    return await visits_ahead.count(tx, practice.id, whose, now)


async def retire_practitioner(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    named: str,
    dealings: Sequence[Dealing] = (),
    *,
    channels: Channels,
    now: datetime,
) -> RetiredPractitioner:
    """Retire a practitioner and deal with their appointments ahead, or do nothing.

    Args:
        tx: a writing transaction.
        actor: who retires them.
        practice: the practice.
        named: the practitioner's name or id.
        dealings: a decision about each appointment ahead: MOVE to another practitioner, or CANCEL.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such practitioner.
        VisitsAhead: if an appointment ahead has no decision.
        InvalidInput: if they are retired already, or an appointment cannot be dealt with so.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    await hours.lock(tx, practice.id)
    found = await practitioners.find(tx, practice.id, named)
    found = await practitioners.lock(tx, practice.id, found.id)
    if found.retired_at is not None:
        raise InvalidInput(f"{found.name} is retired already")
    if any(one.decision is AbsenceDecision.KEEP for one in dealings):
        raise InvalidInput("an appointment of a retired practitioner is moved or cancelled")
    ahead = await visits_ahead.of(tx, practice.id, visits_ahead.of_practitioner(found.id), now)
    dealt = await _dealt(tx, actor, practice, ahead, dealings, channels=channels, now=now)
    retired = await practitioners.set_retired(tx, found, now, by=actor, now=now)
    for offer in await offers.open_of(tx, [practice.id]):
        if offer.practitioner_id == found.id:
            await offers.close(tx, practice.id, offer.id, OfferStatus.LOST, now)
    for feed in await feeds.of_practice(tx, practice.id):
        if feed.practitioner_id == found.id:
            await feeds.revoke(tx, feed, by=actor, now=now)
    return RetiredPractitioner(retired, tuple(dealt))


async def retire_service(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    named: str,
    dealings: Sequence[Dealing] = (),
    *,
    channels: Channels,
    now: datetime,
) -> RetiredService:
    """Retire a service and deal with its appointments ahead, or do nothing.

    Args:
        tx: a writing transaction.
        actor: who retires it.
        practice: the practice.
        named: the service's name or id.
        dealings: a decision about each appointment ahead: KEEP, which takes place, or CANCEL.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such service.
        VisitsAhead: if an appointment ahead has no decision.
        InvalidInput: if it is retired already, or an appointment cannot be dealt with so.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    await hours.lock(tx, practice.id)
    found = await services.find(tx, practice.id, named)
    found = await services.lock(tx, practice.id, found.id)
    if found.retired_at is not None:
        raise InvalidInput(f"{found.name} is retired already")
    ahead = await visits_ahead.of(tx, practice.id, visits_ahead.of_service(found.id), now)
    dealt = await _dealt(tx, actor, practice, ahead, dealings, channels=channels, now=now)
    retired = await services.set_retired(tx, found, now, by=actor, now=now)
    return RetiredService(retired, tuple(dealt))


async def restore_practitioner(
    tx: Transaction, actor: Actor, practice: Practice, named: str, *, now: datetime
) -> Practitioner:
    """Bring a retired practitioner back; appointments that were dealt with stay so.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such practitioner.
        InvalidInput: if they are not retired.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    found = await practitioners.find(tx, practice.id, named)
    if found.retired_at is None:
        raise InvalidInput(f"{found.name} is not retired")
    return await practitioners.set_retired(tx, found, None, by=actor, now=now)


async def restore_service(
    tx: Transaction, actor: Actor, practice: Practice, named: str, *, now: datetime
) -> Service:
    """Bring a retired service back; appointments that were dealt with stay so.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such service.
        InvalidInput: if it is not retired.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    found = await services.find(tx, practice.id, named)
    if found.retired_at is None:
        raise InvalidInput(f"{found.name} is not retired")
    return await services.set_retired(tx, found, None, by=actor, now=now)


async def _with_clients(
    tx: Transaction,
    practice: Practice,
    found: Sequence[Appointment],
    free: dict[int, tuple[Who, ...]],
) -> list[VisitAhead]:
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in found})
    return [
        VisitAhead(one, people[practice.id, one.client_id], free.get(one.id, ())) for one in found
    ]


async def _free_with(
    tx: Transaction,
    practice: Practice,
    practitioner_id: int,
    found: Sequence[Appointment],
    now: datetime,
) -> dict[int, tuple[Who, ...]]:
    """Return the other practitioners who are free at each appointment's time, by its id.

    One search answers for all appointments of the same length and service.
    """
    others = await practitioners.working(tx, practice.id)
    whom = [one.id for one in others if one.id != practitioner_id]
    if not whom:
        return {}
    alike: dict[tuple[object, ...], list[Appointment]] = defaultdict(list)
    for one in found:
        key = one.service_id, one.duration, one.buffer_before, one.buffer_after
        alike[key].append(one)
    free: dict[int, tuple[Who, ...]] = {}
    for same in alike.values():
        slots: dict[datetime, list[Slot]] = defaultdict(list)
        for slot in await slot_search.search(
            tx,
            practice,
            practitioner_ids=whom,
            duration=same[0].duration,
            buffers=(same[0].buffer_before, same[0].buffer_after),
            spans=[(one.starts_at, one.starts_at) for one in same],
            now=now,
            limit=_MOST_SLOTS,
            service_id=same[0].service_id,
        ):
            slots[slot.starts_at].append(slot)
        for one in same:
            there = slots.get(one.starts_at, [])
            free[one.id] = tuple((slot.practitioner_id, slot.practitioner) for slot in there)
    return free


async def _dealt(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    ahead: Sequence[Appointment],
    dealings: Sequence[Dealing],
    *,
    channels: Channels,
    now: datetime,
) -> list[ChangedVisit]:
    """Deal with the appointments ahead; refuse all if one of them has no decision."""
    known = {one.id: one for one in ahead}
    decided = {one.appointment_id: one for one in dealings if one.appointment_id in known}
    left = [one for one in ahead if one.id not in decided]
    if left:
        raise VisitsAhead(await _left(tx, practice, left), left)
    shared = dealt_together.several(
        (known[key].client_id, one.decision, one.tell) for key, one in decided.items()
    )
    dealt = []
    for visit, one in ((known[key], decided[key]) for key in decided):
        if one.decision is AbsenceDecision.KEEP:
            continue
        try:
            done = await absence_dealing.deal(
                *(tx, actor, practice, one),
                channels=channels,
                now=now,
                together=(visit.client_id, one.decision) in shared,
            )
        except StoreError as error:
            when = staff_time(visit.starts_at, practice.timezone)
            raise InvalidInput(f"nothing was done: {when}: {error}") from error
        dealt.append(done)
    return await dealt_together.tell(tx, practice, dealt, channels=channels, now=now)


async def _left(tx: Transaction, practice: Practice, left: Sequence[Appointment]) -> str:
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in left})
    listed = "; ".join(
        f"{staff_time(one.starts_at, practice.timezone)} {people[practice.id, one.client_id].name}"
        for one in left[:_LISTED]
    ) + (f"; and {len(left) - _LISTED} more" if len(left) > _LISTED else "")
    visits = "1 appointment ahead has" if len(left) == 1 else f"{len(left)} appointments ahead have"
    return f"{visits} to be dealt with first: {listed}"
