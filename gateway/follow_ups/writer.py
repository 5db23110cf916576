"""The worker of messages after visits: plans them, and queues those that are due.

A batch is one transaction: a message is queued in the commit that opens its question and settles
its row, so that none is lost and none is sent twice. Consent, bookings made since and the
practice's bounds are looked at when it leaves.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from calendar_store.appointments import agenda, follow_ups
from calendar_store.clients import clients, kind_consents
from calendar_store.clients.kind_consents import KindConsent
from calendar_store.conversations import conversation_state, staff_queue
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import outbox
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.follow_ups import KINDS, FollowUp
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    TO_CLIENTS,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
)
from dialogs.answered_message import asked_anew
from gateway import policies
from gateway.conversations.state_codec import remembered
from gateway.follow_ups import planning
from gateway.follow_ups.times_after import times_after
from gateway.follow_ups.words_after import question_after, text_after
from gateway.messaging import reach
from gateway.messaging.addresses import conversation, their_address
from gateway.messaging.channel import Channels, MessageChannel, RouteChoice
from gateway.messaging.compose import Envelope, compose_message
from gateway.messaging.reach import Reach
from gateway.policies import PracticeSettings
from gateway.reminders import caps, carrierless

_log = structlog.get_logger(__name__)

BATCH = 50
PLANNED_EVERY = 300.0
"""Seconds between two looks for visits that lead to a message."""
_IDLE = 60.0
_SOON = 1.0
_LATER = timedelta(hours=1)
"""When a client is tried again who is asked something else."""
_GIVEN_UP = timedelta(days=3)
_USE = timedelta(days=2)
"""How long a message is of use before it is sent."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch is decided on."""

    visits: Mapping[tuple[int, int], Appointment]
    people: Mapping[tuple[int, int], Client]
    settings: Mapping[int, PracticeSettings]
    wanted: frozenset[tuple[int, MessageKind]]
    unused: Mapping[int, Reason]
    gone: frozenset[tuple[int, int]]
    agreed: AbstractSet[KindConsent]
    reach: Reach


@dataclass(frozen=True, slots=True)
class _Undone:
    """Why nothing is sent now; with `retry_at`, when it is tried again, UTC."""

    reason: Reason
    retry_at: datetime | None = None


class FollowUpWriter:
    """Writes to clients after visits.

    Args:
        database: the store.
        channels: the configured channels.
        clock: gives aware UTC times.
    """

    def __init__(
        self, database: Database, channels: Channels, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._planned_at: datetime | None = None

    async def run(self) -> None:
        """Write as messages fall due, until cancelled."""
        while True:
            if await self.step() < BATCH:
                await self._wait()

    async def step(self) -> int:
        """Plan what is to be planned, settle a batch of what is due; return how many there were."""
        now = self._clock()
        if self._planned_at is None or (now - self._planned_at).total_seconds() >= PLANNED_EVERY:
            async with self._database.read() as tx:
                new = await planning.to_plan(tx, now)
            if new:
                async with self._database.write() as tx:
                    await follow_ups.plan(tx, new)
            self._planned_at = now
        async with self._database.read() as tx:
            due = await follow_ups.next_due(tx)
        if due is None or due > now:
            return 0
        async with self._database.write() as tx:
            claimed = await follow_ups.claim_due(tx, now, BATCH)
            sent = await _settle(tx, claimed, self._channels, now)
        _log.info("messages after visits", due=len(claimed), queued=sent)
        return len(claimed)

    async def _wait(self) -> None:
        async with self._database.read() as tx:
            due = await follow_ups.next_due(tx)
        seconds = (due - self._clock()).total_seconds() if due else _IDLE
        await asyncio.sleep(min(_IDLE, max(_SOON, seconds)))


async def _settle(
    tx: Transaction, claimed: Sequence[FollowUp], channels: Channels, now: datetime
) -> int:
    visits = await agenda.by_ids(tx, {(one.practice_id, one.appointment_id) for one in claimed})
    claimed = [
        _of_client(one, visits.get((one.practice_id, one.appointment_id))) for one in claimed
    ]
    known = await _load(tx, claimed, visits, channels)
    asked: set[ConversationKey] = set()
    sent = 0
    for one in claimed:
        made = await _made(tx, one, known, channels, asked, now=now)
        if isinstance(made, _Undone):
            waits = made.retry_at is not None
            status = MessageStatus.PLANNED if waits else MessageStatus.SKIPPED
            await follow_ups.settle(tx, one, status, reason=made.reason, due_at=made.retry_at)
            continue
        sent += 1
        await follow_ups.settle(tx, one, MessageStatus.QUEUED, message_id=made.id)
    if claimed:
        # texts received meanwhile were left until the locks on their conversations are released
        tx.notify(Topic.CALENDAR, Topic.INBOUND)
    return sent


def _of_client(one: FollowUp, visit: Appointment | None) -> FollowUp:
    """Return a message to who has the visit now: two records of one person may be one since."""
    return one if visit is None else replace(one, client_id=visit.client_id)


async def _load(
    tx: Transaction,
    claimed: Sequence[FollowUp],
    visits: Mapping[tuple[int, int], Appointment],
    channels: Channels,
) -> _Known:
    keys = {(one.practice_id, one.client_id) for one in claimed}
    people = await clients.get_many(tx, keys)
    gone: set[tuple[int, int]] = set()
    for practice_id in {one.practice_id for one in claimed}:
        who = sorted({client for practice, client in keys if practice == practice_id})
        gone |= {(practice_id, c) for c in await follow_ups.gone(tx, practice_id, who)}
    return _Known(
        visits,
        people,
        await policies.load(tx, {one.practice_id for one in claimed}),
        frozenset((one.practice_id, one.kind) for one in await follow_ups.policies(tx)),
        await _unused(tx, claimed),
        frozenset(gone),
        await kind_consents.standing(tx, keys),
        await reach.load(tx, [(one, TO_CLIENTS) for one in people.values()], channels),
    )


async def _unused(tx: Transaction, claimed: Sequence[FollowUp]) -> Mapping[int, Reason]:
    """Return why messages are of no use any more by what was since their visits, by message."""
    keys = [(one.practice_id, one.appointment_id) for one in claimed]
    followed = await follow_ups.followed(tx, keys)
    written = {kind: await follow_ups.written_since(tx, kind, keys) for kind in KINDS}
    found: dict[int, Reason] = {}
    for one in claimed:
        if one.appointment_id in followed:
            found[one.id] = Reason(ReasonCode.FOLLOWED_BY_VISIT)
        elif one.appointment_id in written[one.kind]:
            found[one.id] = Reason(ReasonCode.TOLD_ALREADY)
    return found


def _why_not(one: FollowUp, known: _Known, now: datetime) -> Reason:
    """Return why a message is of no use any more; a false reason if it is."""
    key = (one.practice_id, one.client_id)
    visit = known.visits.get((one.practice_id, one.appointment_id))
    if (one.practice_id, one.kind) not in known.wanted:
        return Reason(ReasonCode.FOLLOW_UP_OFF)
    if visit is None or key not in known.people or key in known.gone:
        return Reason(ReasonCode.NO_SUCH_CLIENT)
    if (*key, one.kind) not in known.agreed:
        return Reason(ReasonCode.KIND_NOT_AGREED)
    if one.id in known.unused:
        return known.unused[one.id]
    missed = visit.status is AppointmentStatus.NO_SHOW
    if one.kind is MessageKind.FOLLOW_UP and not missed:
        return Reason(ReasonCode.VISIT_NOT_MISSED)
    late = one.created_at < now - _GIVEN_UP
    return one.reason or Reason(ReasonCode.FOLLOW_UP_LATE) if late else NO_REASON


@dataclass(frozen=True, slots=True)
class _Way:
    """By what a message goes, and the conversation in which it asks."""

    talk: Conversation
    channel: MessageChannel
    route: RouteChoice


async def _made(
    tx: Transaction,
    one: FollowUp,
    known: _Known,
    channels: Channels,
    asked: set[ConversationKey],
    *,
    now: datetime,
) -> Message | _Undone:
    """Queue a message and open its question, or return why not."""
    if why := _why_not(one, known, now):
        return _Undone(why)
    way = await _way(tx, one, known, channels, asked, now=now)
    if isinstance(way, _Undone):
        return way
    policy = known.settings[one.practice_id]
    visit = known.visits[one.practice_id, one.appointment_id]
    services = [service.id for service in policy.services]
    slots = await times_after(tx, policy, visit, now) if _offers(one, visit, services) else ()
    message = _message(tx, one, known, way, slots, now=now)
    if message.channel is Channel.SMS:
        waits = await caps.waiting(tx, [(policy.practice, message)], now)
        if message.id in waits:
            return _Undone(Reason(waits[message.id][0]), waits[message.id][1])
    await outbox.enqueue(tx, [message])
    question = question_after(visit, slots, services, message.text, now)
    state = asked_anew(remembered(way.talk), question, message.channel, now)
    changed = replace(way.talk, state=state.to_json(), last_outbound_at=now)
    await conversation_state.save(tx, [changed], now)
    asked.add(way.talk.key)
    return message


async def _way(
    tx: Transaction,
    one: FollowUp,
    known: _Known,
    channels: Channels,
    asked: set[ConversationKey],
    *,
    now: datetime,
) -> _Way | _Undone:
    """Return by what a message goes now, or why it does not."""
    client = known.people[one.practice_id, one.client_id]
    practice = known.settings[one.practice_id].practice
    kind = known.reach.channel_of(client, Channel.SMS, one.kind)
    if kind is None:
        return _Undone(known.reach.why_not(client, Channel.SMS, one.kind))
    if kind is Channel.SMS and (awake := after_quiet(practice, now)) > now:
        return _Undone(NO_REASON, awake)
    key = conversation(channels, practice, client, kind)
    channel = channels.of(kind)
    route = channel.way(key.our_address, key.their_address, now) if channel else None
    retry_at = after_quiet(practice, now + _LATER)
    if channel is None or route is None:
        return _Undone(Reason(carrierless.WAITS), retry_at)
    if await _is_with_staff(tx, client, practice, channels):
        # who has asked for a person, or told of a death, is not asked to book before they read it
        return _Undone(NO_REASON, retry_at)
    talk = None if key in asked else await _quiet_talk(tx, practice.id, key, now)
    # a family with one number is written to one after the other
    return _Undone(NO_REASON, retry_at) if talk is None else _Way(talk, channel, route)


def _message(
    tx: Transaction,
    one: FollowUp,
    known: _Known,
    way: _Way,
    slots: Sequence[Slot],
    *,
    now: datetime,
) -> Message:
    client = known.people[one.practice_id, one.client_id]
    visit = known.visits[one.practice_id, one.appointment_id]
    policy = known.settings[one.practice_id]
    by_mail = way.channel.kind is Channel.EMAIL
    text = text_after(
        *(policy.practice, client, visit, one.kind, slots),
        by_mail=by_mail,
        templates=policy.templates,
    )
    # a mail about a visit shows it and leads to its page, and a recall is about none
    about = visit.id if one.kind is MessageKind.FOLLOW_UP and not by_mail else None
    envelope = Envelope(
        one.practice_id,
        sender=way.talk.key.our_address,
        recipient=way.talk.key.their_address,
        client_id=client.id,
        appointment_id=about,
    )
    return compose_message(
        *(tx.ids, one.kind, text, envelope),
        channel=way.channel,
        now=now,
        way=way.route,
        expires_at=now + _USE,
    )


def _offers(one: FollowUp, visit: Appointment, services: Sequence[int]) -> bool:
    """Tell whether times are offered: whatever is booked by number has to have a service."""
    return one.kind is MessageKind.FOLLOW_UP and visit.service_id in services


async def _is_with_staff(
    tx: Transaction, client: Client, practice: Practice, channels: Channels
) -> bool:
    """Tell whether something that was written from an address of a client waits for a person."""
    talks = [
        conversation(channels, practice, client, kind)
        for kind in channels.kinds
        if their_address(client, kind)
    ]
    return bool(await staff_queue.of_conversations(tx, practice.id, talks))


async def _quiet_talk(
    tx: Transaction, practice_id: int, talk: ConversationKey, now: datetime
) -> Conversation | None:
    """Return a conversation, locked; None while a question is open in it, or it is answered now."""
    if not await conversation_state.hold(tx, {talk}):
        return None
    key = (practice_id, talk)
    found = (await conversation_state.load(tx, [key])).get(key)
    found = found or Conversation(*key, state={}, version=0)
    question = remembered(found).question
    return None if question is not None and now < question.expires_at else found
