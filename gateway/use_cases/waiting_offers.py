"""Offers to the waiting list as staff see and make them: which are open, and one made by hand.

The worker of the waiting list offers what becomes free by itself. Staff may offer any free time to
any client who waits, also one that the client did not name; the answer is handled the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, offers, slot_search, waiting_list
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Offer, Slot, WaitingEntry
from calendar_store.model.errors import InvalidInput, NotFound, SlotTaken, Stale
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.statuses import STANDING, Channel, MessageKind, OfferStatus, WaitingStatus
from calendar_store.practices import practitioners, services
from gateway import bounds, policies
from gateway.messaging import reach
from gateway.messaging.addresses import conversation
from gateway.messaging.channel import Channels
from gateway.offers import freed, matching, offering
from gateway.offers.matching import Wanted
from gateway.offers.offering import Fitting, WaitingClient
from gateway.policies import PracticeSettings
from gateway.wording.reason_words import in_words

_USUAL = timedelta(minutes=30)
"""Length of an appointment where nothing says how long it would be."""
_LATEST = 30


@dataclass(frozen=True, slots=True)
class OfferRequest:
    """A request to offer a time to a client who waits.

    Attributes:
        entry_id: the entry of the waiting list.
        starts_at: the start of the time, UTC.
        practitioner: name or id; "" for the entry's, or the only one of the practice.
    """

    entry_id: int
    starts_at: datetime
    practitioner: str = ""


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer with the names to show.

    Attributes:
        client: the client's name.
        practitioner: the practitioner's name.
        text: the text that was sent; "" where it is not known any more.
    """

    offer: Offer
    client: str
    practitioner: str
    text: str = ""


async def latest(tx: Transaction, actor: Actor, practice: Practice) -> list[OfferView]:
    """Return the offers that were made last, the newest first, and what became of each.

    Raises:
        NotPermitted: if the actor may not read clients.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    found = await offers.latest(tx, practice.id, _LATEST)
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in found})
    working = {one.id: one.name for one in await practitioners.all_practitioners(tx, practice.id)}
    views = []
    for one in found:
        client = people.get((practice.id, one.client_id))
        name = client.name if client else ""
        views.append(OfferView(one, name, working.get(one.practitioner_id, "")))
    return views


async def times(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    entry_id: int,
    *,
    now: datetime,
    limit: int = 48,
) -> Sequence[Slot]:
    """Return free times that suit an entry of the waiting list, the earliest first.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        entry_id: the entry.
        now: UTC.
        limit: most times.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the practice has no such entry.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice.id)
    waiting = await _waiting(tx, practice, await waiting_list.get(tx, practice.id, entry_id))
    entry, moving = waiting.entry, waiting.appointment
    first, before = max(entry.starts_at, now + practice.minimum_notice), entry.ends_at
    if moving is not None and entry.starts_at < moving.starts_at:
        before = min(before, moving.starts_at)
    duration, buffers = await freed.lengths(tx, waiting, _USUAL)
    return await slot_search.search(
        tx,
        practice,
        practitioner_ids=[entry.practitioner_id] if entry.practitioner_id else None,
        duration=duration,
        buffers=buffers,
        spans=[(first, before)],
        now=now,
        limit=limit,
        exclude_appointment=entry.appointment_id,
        service_id=entry.service_id,
    )


async def offer(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: OfferRequest,
    *,
    channels: Channels,
    now: datetime,
) -> OfferView:
    """Offer a free time to a client who waits, by text or by mail.

    Args:
        tx: a writing transaction.
        actor: who offers it.
        practice: the practice.
        asked: the request.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the practice has no such entry or practitioner.
        InvalidInput: if the client cannot be asked now; the text says why.
        SlotTaken: if the time is not free, or on offer to somebody else.
        Stale: if the service is offering times at this moment.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice)
    if not await offers.hold(tx, [practice.id]):
        raise Stale("times are being offered this moment; try again")
    entry = await waiting_list.get(tx, practice.id, asked.entry_id)
    waiting = await _waiting(tx, practice, entry)
    _require_waiting(waiting, practice, now)
    policy = (await policies.load(tx, [practice.id]))[practice.id]
    slot = await _slot(tx, practice, waiting, asked, now)
    fitting = await _fitting(tx, policy, waiting, slot, channels, now=now)
    time = FreedTime(practice.id, slot.practitioner_id, slot.starts_at, slot.ends_at)
    written = offering.write(tx, time, fitting, policy, now=now)
    if not (await bounds.day_of(tx, practice, now)).takes(written.message.parts):
        raise InvalidInput("this day's bound for texts is reached; ask by phone")
    if not await offering.make(tx, written, policy, now):
        raise Stale("the client was taken off the list meanwhile")
    await audit.record(
        tx,
        practice.id,
        by=actor,
        action="waiting.offered",
        subject=str(entry.id),
        detail={"offer": written.offer.id},
        now=now,
    )
    return OfferView(written.offer, waiting.client.name, slot.practitioner, written.message.text)


async def take_back(
    tx: Transaction, actor: Actor, practice: Practice, offer_id: int, *, now: datetime
) -> Offer:
    """Take an open offer back: the client waits again, and the time is offered to nobody.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the practice has no such open offer.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice)
    closed = await offers.close(tx, practice.id, offer_id, OfferStatus.LOST, now)
    if closed is None:
        raise NotFound(f"there is no open offer {offer_id} in this practice")
    await audit.record(
        tx,
        practice.id,
        by=actor,
        action="waiting.taken_back",
        subject=str(closed.entry_id),
        detail={"offer": offer_id},
        now=now,
    )
    return closed


async def _waiting(tx: Transaction, practice: Practice, entry: WaitingEntry) -> WaitingClient:
    moving = None
    if entry.appointment_id is not None:
        key = (practice.id, entry.appointment_id)
        moving = (await agenda.by_ids(tx, [key])).get(key)
    service = None
    if entry.service_id is not None:
        known = {one.id: one for one in await services.all_services(tx, practice.id)}
        service = known.get(entry.service_id)
    client = await clients.get(tx, practice.id, entry.client_id)
    span = Wanted(entry.starts_at, entry.ends_at)
    return WaitingClient(entry, client, span, moving, service)


def _require_waiting(waiting: WaitingClient, practice: Practice, now: datetime) -> None:
    name, moving = waiting.client.name, waiting.appointment
    if waiting.entry.status is WaitingStatus.OFFERED:
        raise InvalidInput(f"{name} has an offer without an answer; take that back first")
    if waiting.entry.status is not WaitingStatus.WAITING:
        raise NotFound(f"nobody waits under {waiting.entry.id} in this practice")
    if moving is not None and (moving.status not in STANDING or moving.starts_at <= now):
        raise InvalidInput(f"the appointment that {name} wants to move is not ahead any more")
    quiet_until = after_quiet(practice, now)
    if quiet_until != now:
        until = staff_time(quiet_until, practice.timezone)
        raise InvalidInput(f"nothing is sent in the quiet hours, until {until}; ask by phone")


async def _slot(
    tx: Transaction,
    practice: Practice,
    waiting: WaitingClient,
    asked: OfferRequest,
    now: datetime,
) -> Slot:
    """Return the time to offer; it has to be free."""
    wanted = asked.practitioner or str(waiting.entry.practitioner_id or "")
    if wanted:
        who = await practitioners.find(tx, practice.id, wanted)
    else:
        everybody = await practitioners.working(tx, practice.id)
        if len(everybody) != 1:
            raise InvalidInput("say with which practitioner")
        who = everybody[0]
    duration, buffers = await freed.lengths(tx, waiting, _USUAL)
    found = await slot_search.search(
        tx,
        practice,
        practitioner_ids=[who.id],
        duration=duration,
        buffers=buffers,
        spans=[(asked.starts_at, asked.starts_at)],
        now=now,
        limit=1,
        exclude_appointment=waiting.entry.appointment_id,
        service_id=waiting.entry.service_id,
    )
    start = staff_time(asked.starts_at, practice.timezone)
    if not found:
        raise SlotTaken(f"{start} is not free with {who.name} for so long")
    open_now = await offers.open_of(tx, [practice.id])
    if any(matching.meets(one, who.id, found[0]) for one in open_now):
        raise SlotTaken(f"{start} is on offer to somebody else")
    return found[0]


async def _fitting(
    tx: Transaction,
    policy: PracticeSettings,
    waiting: WaitingClient,
    slot: Slot,
    channels: Channels,
    *,
    now: datetime,
) -> Fitting:
    """Return the conversation in which the client is asked.

    Raises:
        InvalidInput: if the client cannot be asked; the text says why.
    """
    practice, client = policy.practice, waiting.client
    until = matching.stands_until(now, slot.starts_at)
    if until is None:
        raise InvalidInput("that begins too soon to wait for an answer; ask by phone")
    known = await reach.load(tx, [(client, reach.asked_about(client, channels))], channels)
    kind = known.preferred(client, Channel.SMS, MessageKind.OFFER)
    if why := known.why_not(client, kind, MessageKind.OFFER):
        raise InvalidInput(f"{client.name} cannot be asked: {in_words(why)}")
    channel, key = channels.of(kind), conversation(channels, practice, client, kind)
    way = channel.way(key.our_address, key.their_address, now) if channel else None
    if channel is None or way is None:
        raise InvalidInput(f"no carrier reaches {client.name} now; ask by phone")
    talk = await freed.talk_of(tx, policy, key, now)
    if talk is None:
        raise InvalidInput(f"{client.name} was just asked something else; try again in ten minutes")
    return Fitting(waiting, slot, until, channel, way, *talk)
