"""What the use cases that change an appointment share: reading it as it was seen, writing it."""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import agenda, appointments
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING, MessageKind
from calendar_store.model.transitions import Transition
from calendar_store.practices import practices
from gateway.messaging.channel import Channels
from gateway.use_cases import telling, telling_together
from gateway.use_cases.telling import UNTOLD, ClientTold

STALE = "the appointment was changed meanwhile; look at it again"


@dataclass(frozen=True, slots=True)
class ChangedVisit:
    """An appointment after a change by staff.

    Attributes:
        appointment: as it is now; its version is the one that an undo has to name.
        client: who comes.
        told: what the client is told of it.
        owed: kind of the message that has to name it together with others; None if none has.
    """

    appointment: Appointment
    client: Client
    told: ClientTold = UNTOLD
    owed: MessageKind | None = None


async def seen(
    tx: Transaction, practice: Practice, appointment_id: int, version: int
) -> Appointment:
    """Return an appointment, unless it has changed since the actor saw it.

    Raises:
        NotFound: if the practice has no such appointment.
        Stale: if its version is another one.
    """
    was = await agenda.get(tx, practice.id, appointment_id)
    if was.version != version:
        raise Stale(STALE)
    return was


async def write(
    tx: Transaction, actor: Actor, practice: Practice, change: Transition, now: datetime
) -> Appointment:
    """Write a change of which the client is never told, as a mark; return the appointment."""
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    await appointments.change(tx, change, (practice, steps), now=now, by=actor)
    return await agenda.get(tx, practice.id, appointment_id=change.was.id)


async def write_and_tell(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    change: Transition,
    *,
    tell: MessageKind | None,
    channels: Channels,
    now: datetime,
    together: bool = False,
) -> ChangedVisit:
    """Write a move, a cancellation or a restoration, and tell the client or not.

    Args:
        tx: a writing transaction.
        actor: who changes it.
        practice: the practice.
        change: the change.
        tell: the kind of message that tells the client: CHANGED, or BOOKED where the client was
            never told of the appointment; None: nothing does.
        channels: the configured channels.
        now: UTC.
        together: the caller tells of it by one message about several appointments: the answer
            says by what kind.

    Raises:
        InvalidInput: if the appointment would stand although its client was erased.
        Stale: if the appointment changes at the same moment.
        SlotTaken: if its time is taken.
    """
    client = await clients.get(tx, practice.id, change.was.client_id)
    if client.is_erased and change.becomes.status in STANDING:
        raise InvalidInput("the client was erased; nobody comes to this appointment")
    if tell and together:
        said, told = telling_together.silent(now), UNTOLD
    else:
        said, told = await telling.decide(
            *(tx, practice, client, change.becomes),
            tell=tell is not None,
            channels=channels,
            now=now,
            kind=tell or MessageKind.CHANGED,
        )
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    policy = (practice, steps)
    await appointments.change(tx, change, policy, now=now, by=actor, telling=said)
    after = await agenda.get(tx, practice.id, change.was.id)
    return ChangedVisit(after, client, told, owed=tell if together else None)
