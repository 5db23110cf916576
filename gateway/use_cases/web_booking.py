"""Clients book by web: a time is held, a code proves their number or address, the time is booked.

Until the code is entered nothing is looked up about the person, so that no page, and no time that
an answer takes, tells who is a client. Every function runs in one writing transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.appointments import booking_holds
from calendar_store.clients import consent
from calendar_store.database.connection import Transaction
from calendar_store.messages import outbox, spending
from calendar_store.model.appointments import Slot
from calendar_store.model.booking_holds import LIVE_HOLDS, BookingHold, HoldStatus
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel
from gateway import bounds
from gateway.links.codes import Codes
from gateway.messaging.channel import Channels
from gateway.use_cases import code_limits, web_choices, web_codes
from gateway.use_cases.code_limits import CodeRefusal
from gateway.use_cases.web_choices import BookingOffer, WebWish
from gateway.use_cases.web_entry import WebEntry

HELD_FOR = timedelta(minutes=10)
"""How long a time is held, and its code is valid."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """What somebody wants to have held.

    Attributes:
        wish: the service and the practitioner.
        starts_at: the start; for the waiting list, the earliest one.
        until: for the waiting list, before this a time suits; None for a time.
        entry: who they are.
        visitor: keyed hash of the browser's network address.
        replaces: id of the hold for which another code is wanted.
    """

    wish: WebWish
    starts_at: datetime
    entry: WebEntry
    visitor: str
    until: datetime | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class TimeGone:
    """The time is not free any more; `nearest` are the free times around it."""

    nearest: tuple[Slot, ...]


async def hold(
    tx: Transaction,
    offer: BookingOffer,
    asked: HoldRequest,
    channels: Channels,
    codes: Codes,
    *,
    now: datetime,
) -> BookingHold | TimeGone | CodeRefusal:
    """Hold a time, and send a code.

    The same request again returns the same hold, and sends nothing. Another request of the same
    person replaces the hold.

    Args:
        tx: a writing transaction.
        offer: the booking page, read in this transaction.
        asked: the request; its service is one of the offer's.
        channels: the configured channels.
        codes: makes the code.
        now: UTC.
    """
    new = _draft(tx, offer, asked, now)
    await booking_holds.lock(tx, new)
    before = await booking_holds.live(tx, new.channel, new.address, now)
    mine = [one for one in before if one.visitor == new.visitor or one.id == asked.replaces]
    same = next((one for one in mine if _is_same(one, new, asked)), None)
    if same is not None:
        return same
    if len(mine) < len(before):
        # somebody at another place is about to enter a code sent to this number
        return CodeRefusal.ADDRESS
    why = await _refusal(tx, offer, new, len(mine), now)
    if why is not None:
        return why
    for one in mine:
        await booking_holds.change(tx, one, status=HoldStatus.DROPPED.value)
    if asked.until is None:
        slot = await web_choices.free_at(tx, offer, asked.wish, asked.starts_at, now)
        if slot is None:
            near = await web_choices.nearest(tx, offer, asked.wish, asked.starts_at, now)
            return TimeGone(near)
        new = replace(new, practitioner_id=slot.practitioner_id)
    return await _sent(tx, offer, new, channels, codes)


async def _sent(
    tx: Transaction,
    offer: BookingOffer,
    new: BookingHold,
    channels: Channels,
    codes: Codes,
) -> BookingHold | CodeRefusal:
    """Store a hold with its code, within the practice's bound of the day."""
    practice, code, now = offer.practice, codes.new(), new.created_at
    stopped = await consent.stopped(tx, [(practice.id, new.channel, new.address)])
    message = web_codes.code_message(
        *(tx.ids, practice, new, code, channels), now=now, stopped=bool(stopped)
    )
    day = await bounds.day_of(tx, practice, now)
    if not day.takes(message.parts):
        await bounds.tell_of_day(tx, practice, day, now, refused=True)
        return CodeRefusal.PRACTICE
    made = replace(new, code_hash=codes.hashed(new.id, code))
    await booking_holds.add(tx, made)
    await outbox.enqueue(tx, [message])
    await bounds.tell_of_day(tx, practice, day.after(message.parts), now, refused=False)
    return made


async def _refusal(
    tx: Transaction, offer: BookingOffer, new: BookingHold, replaced: int, now: datetime
) -> CodeRefusal | None:
    practice = offer.practice
    counts = await booking_holds.counts(tx, new, now)
    counts = replace(counts, visitor_live=max(0, counts.visitor_live - replaced))
    answered = await spending.answers_to_strangers(tx, practice.id, Channel.SMS, now - _HOUR)
    why = code_limits.refusal(practice, new.channel, counts, answered)
    if why is CodeRefusal.PRACTICE and counts.practice_hour:
        told = (AlertKind.CAP_REACHED, Reason(ReasonCode.CODES_REACHED, _counted(counts, new)))
        await bounds.tell_once(tx, practice.id, told, since=now - _HOUR, now=now)
    return why


def _counted(counts: booking_holds.HoldCounts, new: BookingHold) -> dict[str, str | int]:
    texts = new.channel is Channel.SMS
    return {"bound": counts.practice_texts_hour if texts else counts.practice_hour}


def _draft(tx: Transaction, offer: BookingOffer, asked: HoldRequest, now: datetime) -> BookingHold:
    service, entry, start = asked.wish.service, asked.entry, asked.starts_at
    waits = asked.until is not None
    end = asked.until or start + service.duration
    return BookingHold(
        practice_id=offer.practice.id,
        id=tx.ids.new(),
        practitioner_id=asked.wish.practitioner_id or 0,
        service_id=service.id,
        starts_at=start,
        ends_at=end,
        busy_from=start if waits else start - service.buffer_before,
        busy_until=start if waits else end + service.buffer_after,
        expires_at=now + HELD_FOR,
        channel=entry.channel,
        address=entry.address,
        entered=entry.to_json(),
        code_hash=b"",
        tries=0,
        visitor=asked.visitor,
        status=HoldStatus.JOINING if waits else HoldStatus.HELD,
        created_at=now,
    )


def _is_same(one: BookingHold, new: BookingHold, asked: HoldRequest) -> bool:
    """Tell whether a hold is what is asked for: a form that was sent twice."""
    same_time = one.status is HoldStatus.JOINING or one.starts_at == new.starts_at
    return (
        asked.replaces is None
        and one.status in LIVE_HOLDS
        and same_time
        and (one.practice_id, one.service_id, one.status, one.entered)
        == (new.practice_id, new.service_id, new.status, new.entered)
    )
