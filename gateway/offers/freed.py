"""Offers a freed time to the first fitting client on the waiting list, by text or by mail.

All writes about one time are one transaction: the offer, the text, the open question, and the mark
that the time was looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from calendar_store.appointments import (
    agenda,
    booking_holds,
    offers,
    slot_search,
    waiting_list,
)
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.clients import clients
from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Slot
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.errors import StoreError
from calendar_store.model.statuses import Channel, MessageKind, OfferStatus
from calendar_store.practices import services
from dialogs.conversation import Asked, State
from gateway import bounds
from gateway.conversations.state_codec import remembered
from gateway.messaging import reach
from gateway.messaging.addresses import conversation
from gateway.messaging.channel import Channels
from gateway.offers import matching, offering
from gateway.offers.offering import Fitting, WaitingClient
from gateway.policies import PracticeSettings

_log = structlog.get_logger(__name__)

JUST_ASKED = timedelta(minutes=10)
"""Clients who were asked something else within this time get no offer: they may answer soon."""


async def settle(
    tx: Transaction,
    times: Sequence[FreedTime],
    known: Mapping[int, PracticeSettings],
    channels: Channels,
    now: datetime,
) -> list[FreedTime]:
    """Offer freed times, each to the first client whom it suits.

    Args:
        tx: the transaction in which the times were claimed.
        times: freed times of practices whose offers are locked.
        known: the practices' settings, by practice id.
        channels: the configured channels; a text goes by mail to a client who prefers email.
        now: UTC.

    Returns:
        The times that are done: offered, or suitable for nobody. The other times suit a client who
        is busy with another question, or the practice's bound of the day leaves no room for the
        text; staff are alerted about the bound.
    """
    done = []
    days: dict[int, bounds.DayOfTexts] = {}
    refused: set[int] = set()
    entries = await waiting_list.of_practices(tx, {time.practice_id for time in times}, now)
    waited_for = {entry.practice_id for entry in entries}
    for time in times:
        if time.practice_id not in waited_for:
            done.append(time)
            continue
        policy = known[time.practice_id]
        day = days.get(time.practice_id) or await bounds.day_of(tx, policy.practice, now)
        try:
            async with tx.savepoint():
                settled = await _settle(tx, time, policy, channels, day, now=now)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 (one practice's entries must not stop others' offers)
            _log.exception("a freed time could not be offered", practice=time.practice_id)
            settled = _Settled()
        days[time.practice_id] = day.after(settled.parts)
        if settled.refused:
            refused.add(time.practice_id)
        if not settled.again:
            done.append(time)
    for practice_id, day in days.items():
        practice, beyond = known[practice_id].practice, practice_id in refused
        await bounds.tell_of_day(tx, practice, day, now, refused=beyond)
    return done


@dataclass(frozen=True, slots=True)
class _Settled:
    """Result of the attempt to offer a freed time.

    Attributes:
        parts: number of parts of the offer's text, 0 without an offer.
        again: whether the time has to be looked at again.
        refused: whether the practice's bound of the day leaves no room for the text.
    """

    parts: int = 0
    again: bool = False
    refused: bool = False


async def _settle(
    tx: Transaction,
    time: FreedTime,
    policy: PracticeSettings,
    channels: Channels,
    day: bounds.DayOfTexts,
    *,
    now: datetime,
) -> _Settled:
    """Offer a freed time, or leave it free."""
    fitting = await _first_fitting(tx, time, policy, channels, now)
    if not isinstance(fitting, Fitting):
        return _Settled(again=isinstance(fitting, _Later))
    written = offering.write(tx, time, fitting, policy, now=now)
    if not day.takes(written.message.parts):
        return _Settled(again=True, refused=True)
    made = await offering.make(tx, written, policy, now)
    if made:
        offer = written.offer
        _log.info(
            "offered a freed time",
            offer=offer.id,
            practice=offer.practice_id,
            entry=offer.entry_id,
        )
    return _Settled(written.message.parts if made else 0)


class _Later:
    """The time suits a client who cannot be asked now, or is held for somebody who books by web."""


async def _first_fitting(
    tx: Transaction,
    time: FreedTime,
    policy: PracticeSettings,
    channels: Channels,
    now: datetime,
) -> Fitting | _Later | None:
    """Return the client to offer a time to, None if it suits nobody on the list."""
    practice = policy.practice
    open_now = await offers.open_of(tx, [practice.id])
    # a time that another client took first may be free again; all other offers had their answer
    made = await offers.made(tx, time)
    before = {one.entry_id for one in made if one.status is not OfferStatus.LOST}
    asked = {one.client_id for one in open_now}
    numbers = {
        client.mobile
        for client in (await clients.get_many(tx, {(practice.id, c) for c in asked})).values()
    }
    for waiting in await _waiting(tx, time, policy, channels, now):
        if waiting.entry.id in before or waiting.client.mobile in numbers:
            continue
        talk_key = conversation(channels, practice, waiting.client, waiting.channel)
        channel = channels.of(waiting.channel)
        slot = await _slot(tx, time, waiting, policy, now)
        way = channel.way(talk_key.our_address, talk_key.their_address, now) if channel else None
        if slot is None or channel is None or way is None:
            continue
        until = matching.stands_until(now, slot.starts_at)
        if until is None or any(matching.meets(o, time.practitioner_id, slot) for o in open_now):
            continue
        talk = await talk_of(tx, policy, talk_key, now)
        if talk is None:
            return _Later()
        return Fitting(waiting, slot, until, channel, way, *talk)
    span = (time.starts_at, time.ends_at)
    held = await booking_holds.meets(tx, practice.id, time.practitioner_id, span, now)
    return _Later() if held else None


async def _waiting(
    tx: Transaction, time: FreedTime, policy: PracticeSettings, channels: Channels, now: datetime
) -> list[WaitingClient]:
    """Return clients whom a time may suit and who want offers, in the order of the waiting list."""
    practice = policy.practice
    entries = await waiting_list.of_practices(tx, [practice.id], now)
    moving = {(practice.id, e.appointment_id) for e in entries if e.appointment_id is not None}
    standing = await agenda.by_ids(tx, moving)
    kinds = {one.id: one for one in await services.all_services(tx, practice.id)}
    people = await clients.get_many(tx, {(practice.id, entry.client_id) for entry in entries})
    found = []
    for entry in entries:
        appointment = standing.get((practice.id, entry.appointment_id or 0))
        suits = matching.wanted(practice, time, entry, appointment, now)
        if suits is not None:
            client = people[practice.id, entry.client_id]
            service = kinds.get(entry.service_id or 0)
            found.append(WaitingClient(entry, client, suits, appointment, service))
    asked = [(one.client, reach.asked_about(one.client, channels)) for one in found]
    known = await reach.load(tx, asked, channels)
    chosen = [
        replace(one, channel=known.preferred(one.client, Channel.SMS, MessageKind.OFFER))
        for one in found
    ]
    return [one for one in chosen if not known.why_not(one.client, one.channel, MessageKind.OFFER)]


async def _slot(
    tx: Transaction,
    time: FreedTime,
    waiting: WaitingClient,
    policy: PracticeSettings,
    now: datetime,
) -> Slot | None:
    """Return the first start in a freed time at which the client's appointment fits."""
    duration, buffers = await lengths(tx, waiting, time.ends_at - time.starts_at)
    first, before = waiting.wanted.first, waiting.wanted.before
    found = await slot_search.search(
        tx,
        policy.practice,
        practitioner_ids=[time.practitioner_id],
        duration=duration,
        buffers=buffers,
        # the freed start may lie off the slot grid; every other start lies on the grid
        spans=[(first, before), *([(first, first)] if first == time.starts_at else [])],
        now=now,
        limit=1,
        exclude_appointment=waiting.entry.appointment_id,
        service_id=waiting.entry.service_id,
    )
    return next(iter(found), None)


async def lengths(
    tx: Transaction, waiting: WaitingClient, usual: timedelta
) -> tuple[timedelta, tuple[timedelta, timedelta]]:
    """Return how long an appointment would be, and its buffers before and after.

    Args:
        tx: any transaction.
        waiting: the client who waits.
        usual: the length where neither an appointment nor a service gives it.
    """
    if (moving := waiting.appointment) is not None:
        return moving.duration, (moving.buffer_before, moving.buffer_after)
    if (service := waiting.service) is not None:
        return service.duration, (service.buffer_before, service.buffer_after)
    last = await agenda.last_of_client(tx, waiting.entry.practice_id, waiting.client.id)
    return last.duration if last else usual, (timedelta(0), timedelta(0))


async def talk_of(
    tx: Transaction, policy: PracticeSettings, talk: ConversationKey, now: datetime
) -> tuple[Conversation, State] | None:
    """Return the conversation to ask in, None while another question is open in it."""
    if not await conversation_state.hold(tx, {talk}):
        return None
    key = (policy.practice.id, talk)
    conversation = (await conversation_state.load(tx, [key])).get(key)
    conversation = conversation or Conversation(*key, state={}, version=0)
    state = remembered(conversation)
    question = state.question
    busy = (
        question is not None
        and question.asked is not Asked.OFFER
        and now < min(question.at + JUST_ASKED, question.expires_at)
    )
    return None if busy else (conversation, state)
