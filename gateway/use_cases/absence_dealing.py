"""Deals with the appointments in an absence, each in a transaction of its own.

One that cannot be dealt with as wanted, since the other time is taken, leaves the others as they
were decided: nothing is half done, and the answer says which ones are still open. Several of one
client that are dealt with alike share a transaction, and the one message that names them.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput, StoreError
from calendar_store.model.practices import Practice
from calendar_store.practices import practitioners
from gateway.messaging.channel import Channels
from gateway.use_cases import absences, appointment_changes, changed_visits, dealt_together
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.use_cases.dealt_together import SameMessage

__all__ = ["AbsenceDecision", "Dealing", "Dealt", "deal", "deal_with_each"]


@dataclass(frozen=True, slots=True)
class Dealing:
    """A decision about one appointment in an absence.

    Attributes:
        appointment_id: the appointment.
        version: of the appointment as the actor saw it.
        decision: what becomes of it.
        starts_at: with MOVE, the new start, aware; None: the same time, with another practitioner.
        practitioner: with MOVE, name or id of the practitioner; None: the same one.
        tell: whether the client is told; one that is kept has nothing to be told.
    """

    appointment_id: int
    version: int
    decision: AbsenceDecision
    starts_at: datetime | None = None
    practitioner: str | None = None
    tell: bool = True


@dataclass(frozen=True, slots=True)
class Dealt:
    """What became of a decision: the appointment as it is now, or the error that refused it."""

    asked: Dealing
    done: ChangedVisit | None = None
    refused: StoreError | None = None


async def deal(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: Dealing,
    *,
    channels: Channels,
    now: datetime,
    together: bool = False,
) -> ChangedVisit:
    """Deal with one appointment in an absence.

    Args:
        tx: a writing transaction.
        actor: who decides.
        practice: the practice.
        asked: the decision.
        channels: the configured channels.
        now: UTC.
        together: the caller tells of it by one message about several (`dealt_together`).

    Raises:
        As `absences.keep`, `appointment_changes.cancel` and `appointment_changes.move`.
    """
    match asked.decision:
        case AbsenceDecision.KEEP:
            stays = await absences.keep(
                *(tx, actor, practice, asked.appointment_id), version=asked.version, now=now
            )
            client = await clients.get(tx, practice.id, stays.client_id)
            return ChangedVisit(stays, client)
        case AbsenceDecision.CANCEL:
            return await appointment_changes.cancel(
                *(tx, actor, practice, asked.appointment_id),
                version=asked.version,
                channels=channels,
                now=now,
                tell=asked.tell,
                together=together,
            )
        case AbsenceDecision.MOVE:
            return await _move(
                tx, actor, practice, asked, channels=channels, now=now, together=together
            )
        case _:
            assert_never(asked.decision)


async def cancel_all(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: Sequence[Dealing],
    *,
    channels: Channels,
    now: datetime,
) -> list[ChangedVisit]:
    """Cancel several appointments of one client, who is told by one message, or do nothing.

    Args:
        tx: a writing transaction.
        actor: who cancels them.
        practice: the practice.
        asked: the appointments; each decision is CANCEL.
        channels: the configured channels.
        now: UTC.

    Raises:
        InvalidInput: if they are of several clients.
        StoreError: as `appointment_changes.cancel`.
    """
    several = len(asked) > 1
    done = [
        await deal(tx, actor, practice, one, channels=channels, now=now, together=several)
        for one in asked
    ]
    if len({one.client.id for one in done}) > 1:
        raise InvalidInput("these appointments are not of one client; look at them again")
    return await dealt_together.tell(tx, practice, done, channels=channels, now=now)


async def deal_with_each(
    database: Database,
    actor: Actor,
    practice: Practice,
    asked: Sequence[Dealing],
    *,
    channels: Channels,
    clock: Callable[[], datetime],
) -> list[Dealt]:
    """Deal with appointments in an absence, in their order, but several of one client together.

    Args:
        database: the store.
        actor: who decides.
        practice: the practice.
        asked: the decisions.
        channels: the configured channels.
        clock: returns the current time, UTC.

    Returns:
        What became of each, in the order given.

    Raises:
        NotPermitted: if the actor may not move appointments; nothing is changed then.
    """
    require(actor, Permission.MOVE, practice)
    async with database.read() as tx:
        whose = await agenda.by_ids(tx, {(practice.id, one.appointment_id) for one in asked})
    clients_of = {key[1]: one.client_id for key, one in whose.items()}
    shared = dealt_together.several(
        (clients_of[one.appointment_id], one.decision, one.tell)
        for one in asked
        if one.appointment_id in clients_of
    )
    waiting: dict[SameMessage | int, list[Dealing]] = defaultdict(list)
    for one in asked:
        key = (clients_of.get(one.appointment_id, 0), one.decision)
        waiting[key if one.tell and key in shared else one.appointment_id].append(one)
    work = _Work(database, actor, practice, channels, clock)
    dealt = [each for some in waiting.values() for each in await work.deal(some)]
    order = {id(one): at for at, one in enumerate(asked)}
    return sorted(dealt, key=lambda one: order[id(one.asked)])


@dataclass(frozen=True, slots=True)
class _Work:
    """What dealing with appointments takes; see `deal_with_each`."""

    database: Database
    actor: Actor
    practice: Practice
    channels: Channels
    clock: Callable[[], datetime]

    async def deal(self, some: Sequence[Dealing]) -> list[Dealt]:
        """Deal with appointments in one transaction, but for those that are refused."""
        refused: list[Dealt] = []
        left = list(some)
        while left:
            try:
                return refused + await self._at_once(left)
            except _DealingRefused as error:
                refused.append(Dealt(error.asked, refused=error.why))
                left.remove(error.asked)
        return refused

    async def _at_once(self, some: Sequence[Dealing]) -> list[Dealt]:
        together, now = len(some) > 1, self.clock()
        async with self.database.write() as tx:
            done = []
            for one in some:
                try:
                    done.append(
                        await deal(
                            *(tx, self.actor, self.practice, one),
                            channels=self.channels,
                            now=now,
                            together=together,
                        )
                    )
                except StoreError as why:
                    raise _DealingRefused(one, why) from why
            told = await dealt_together.tell(
                tx, self.practice, done, channels=self.channels, now=now
            )
        return [Dealt(one, what) for one, what in zip(some, told, strict=True)]


class _DealingRefused(Exception):
    """An appointment cannot be dealt with as wanted; its transaction is rolled back."""

    def __init__(self, asked: Dealing, why: StoreError) -> None:
        super().__init__(str(why))
        self.asked, self.why = asked, why


async def _move(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: Dealing,
    *,
    channels: Channels,
    now: datetime,
    together: bool,
) -> ChangedVisit:
    require(actor, Permission.MOVE, practice)
    was = await changed_visits.seen(tx, practice, asked.appointment_id, asked.version)
    other = (
        await practitioners.find(tx, practice.id, asked.practitioner)
        if asked.practitioner is not None
        else None
    )
    if asked.starts_at is None and (other is None or other.id == was.practitioner_id):
        raise InvalidInput("say to which time or to which practitioner it is moved")
    return await appointment_changes.move(
        *(tx, actor, practice, was.id, asked.starts_at or was.starts_at),
        version=asked.version,
        channels=channels,
        now=now,
        practitioner_id=other.id if other else None,
        tell=asked.tell,
        together=together,
    )
