"""Books a client who stands at the desk: now, and arrived."""

from dataclasses import replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.practices import Practice
from calendar_store.model.transitions import arrived
from gateway.messaging.channel import Channels
from gateway.use_cases import booking, changed_visits
from gateway.use_cases.booking import Booked, BookingRequest
from gateway.use_cases.unusual_times import require_meant


async def walk_in(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: BookingRequest,
    *,
    channels: Channels,
    now: datetime,
) -> Booked:
    """Book an appointment that begins now, for a client who has arrived.

    No message goes out about it: it has begun.

    Args:
        tx: a writing transaction.
        actor: who books.
        practice: the practice.
        asked: the request; its start is not looked at, the minute of `now` counts.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not book, or not with `override` or `overbook`.
        NotFound: if the client, practitioner or service does not exist.
        NeedsOverride: if the practitioner does not work now, or their time is blocked.
        InvalidInput: if the practitioner is not clear, or the length is impossible.
        SlotTaken: if the practitioner has somebody else now, or within the length.
    """
    booking.require_may_book(actor, practice, asked)
    at_once = replace(asked, starts_at=now.replace(second=0, microsecond=0), tell=None)
    found = await booking.find(tx, practice, at_once)
    await require_meant(tx, practice, found.slot, now, override=asked.override)
    made = await booking.write(tx, actor, practice, at_once, found, channels=channels, now=now)
    came = arrived(made.appointment, now)
    return replace(made, appointment=await changed_visits.write(tx, actor, practice, came, now))
