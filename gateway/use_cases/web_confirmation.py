"""The code of a booking by web is entered: the client is found or added, the time is booked.

Only now, when the number or address is proved, is anything looked up about the person: the client
with that address and that name, or a new one. What they agreed to is recorded for the channel that
was proved, and for no other.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import appointments, booking_holds, waiting_list
from calendar_store.clients import clients, consent, same_person
from calendar_store.clients.consent import ConsentStatement
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import BY_WEB
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.clients import Client
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import ConsentHow, ConsentKind
from calendar_store.practices import hours, practices
from gateway.links.codes import Codes
from gateway.messaging import bad_numbers
from gateway.use_cases import consent_of_kinds, web_choices
from gateway.use_cases.consent_of_kinds import KindRequest
from gateway.use_cases.web_booking import TimeGone
from gateway.use_cases.web_choices import BookingOffer, WebWish
from gateway.use_cases.web_entry import WebEntry

TRIES = 5
"""How often a code may be entered wrong."""


@dataclass(frozen=True, slots=True)
class CodeWrong:
    """The code is wrong; it may be entered `left` more times."""

    left: int


@dataclass(frozen=True, slots=True)
class HoldOver:
    """The hold has ended: its time ran out, its tries are used up, or another took its place."""


Confirmed = BookingHold | CodeWrong | HoldOver | TimeGone


async def confirm(
    tx: Transaction, offer: BookingOffer, hold_id: int, code: str, codes: Codes, *, now: datetime
) -> Confirmed:
    """Book what a code confirms; the same code again books nothing twice.

    Args:
        tx: a writing transaction.
        offer: the booking page, read in this transaction.
        hold_id: the hold.
        code: the code as entered.
        codes: checks the code.
        now: UTC.

    Returns:
        The hold, done; or why it is not.
    """
    held = await booking_holds.locked(tx, offer.practice.id, hold_id)
    if held is None or held.tries >= TRIES or not (held.is_live(now) or _was_entered(held)):
        return HoldOver()
    if not codes.is_right(held.code_hash, held.id, code):
        return await _wrong(tx, held)
    if held.status is HoldStatus.DONE:
        return held
    if held.status is HoldStatus.LOST:
        return await _gone(tx, offer, held, now)
    if not held.holds_time:
        return await _listed(tx, offer, held, now)
    return await _booked(tx, offer, held, now)


def wish_of(offer: BookingOffer, held: BookingHold) -> WebWish | None:
    """Return what a hold is for, as wanted; None if that cannot be booked by web any more."""
    service = offer.service(held.service_id)
    entry = WebEntry.from_json(held.entered) if held.entered else None
    return WebWish(service, entry.practitioner_id) if service and entry else None


def _was_entered(held: BookingHold) -> bool:
    return held.status in {HoldStatus.DONE, HoldStatus.LOST}


async def _wrong(tx: Transaction, held: BookingHold) -> CodeWrong | HoldOver:
    tries = held.tries + 1
    if tries >= TRIES and not _was_entered(held):
        # the time is free again at once
        await booking_holds.change(tx, held, tries=tries, status=HoldStatus.DROPPED.value)
    else:
        await booking_holds.change(tx, held, tries=tries)
    return CodeWrong(TRIES - tries) if tries < TRIES else HoldOver()


async def _booked(
    tx: Transaction, offer: BookingOffer, held: BookingHold, now: datetime
) -> Confirmed:
    practice, service = offer.practice, offer.service(held.service_id)
    # from here on no change of hours comes between the check and the commit
    await hours.lock(tx, practice.id)
    wish = WebWish(service, held.practitioner_id) if service else None
    if wish is None or not await web_choices.still_free(
        tx, offer, wish, held.starts_at, now, hold_id=held.id
    ):
        return await _lost(tx, offer, held, now)
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    try:
        # neither a client nor a consent is left behind where the time is taken after all
        async with tx.savepoint():
            client = await _client(tx, offer, held, now)
            made = await appointments.book(
                *(tx, practice, steps),
                client_id=client.id,
                practitioner_id=held.practitioner_id,
                starts_at=held.starts_at,
                duration=held.ends_at - held.starts_at,
                now=now,
                by=BY_WEB,
                service=service,
            )
    except SlotTaken:
        return await _lost(tx, offer, held, now)
    return await _done(tx, held, made)


async def _listed(
    tx: Transaction, offer: BookingOffer, held: BookingHold, now: datetime
) -> BookingHold:
    client = await _client(tx, offer, held, now)
    await waiting_list.wait_for(
        *(tx, offer.practice.id, client.id),
        [(held.starts_at, held.ends_at)],
        by=BY_WEB,
        now=now,
        practitioner_id=held.practitioner_id or None,
        service_id=held.service_id,
    )
    return await _done(tx, held, None)


async def _done(tx: Transaction, held: BookingHold, made: Appointment | None) -> BookingHold:
    about = made.id if made else None
    await booking_holds.change(tx, held, status=HoldStatus.DONE.value, appointment_id=about)
    found = await booking_holds.get(tx, held.practice_id, held.id)
    return found or held


async def _lost(tx: Transaction, offer: BookingOffer, held: BookingHold, now: datetime) -> TimeGone:
    await booking_holds.change(tx, held, status=HoldStatus.LOST.value)
    return await _gone(tx, offer, held, now)


async def _gone(tx: Transaction, offer: BookingOffer, held: BookingHold, now: datetime) -> TimeGone:
    wish = wish_of(offer, held)
    near: tuple[Slot, ...] = ()
    if wish is not None:
        near = await web_choices.nearest(tx, offer, wish, held.starts_at, now)
    return TimeGone(near)


async def _client(tx: Transaction, offer: BookingOffer, held: BookingHold, now: datetime) -> Client:
    """Return the client with the proved address and the name entered, or a new one."""
    practice, entry = offer.practice, WebEntry.from_json(held.entered)
    proved = (held.channel, held.address)
    client = await same_person.with_address(tx, practice.id, *proved, entry.name)
    if client is None:
        client = await clients.add(tx, practice, entry.new_client(), by=BY_WEB, now=now)
    elif client.prefers is not held.channel:
        # what else was entered is not proved, and changes no client that there is
        client = await clients.change(
            tx, practice, client.id, by=BY_WEB, now=now, prefers=held.channel
        )
    agreed = ConsentStatement(
        *(client.id, held.channel, ConsentKind.GRANTED, ConsentHow.WEB, BY_WEB, now),
        f'ticked "messages about my appointments" ({entry.locale}) on the booking page'
        f" /b/{practice.slug}; the code sent to {held.address} was entered",
    )
    await consent.record(tx, practice.id, [agreed], now=now)
    # what they left without a tick, they may have agreed to before
    of_kinds = KindRequest(
        entry.kinds,
        ConsentHow.WEB,
        f"ticked ({entry.locale}) on the booking page /b/{practice.slug};"
        f" the code sent to {held.address} was entered",
    )
    await consent_of_kinds.record(tx, client, of_kinds, ConsentKind.GRANTED, by=BY_WEB, now=now)
    await bad_numbers.work(tx, {(practice.id, *proved)}, now)
    return client
