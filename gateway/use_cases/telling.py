"""Decides whether and how a client is told of a change that staff made, and says so to staff.

The message falls due a few seconds after the change: what staff undo at once is told to nobody.
Texts keep the practice's quiet hours, unless the appointment would begin before their end.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import TO_CLIENTS, Channel, MessageKind
from calendar_store.model.telling import NOT_TOLD, UNDO_TIME, Telling
from gateway.messaging import reach
from gateway.messaging.addresses import their_address
from gateway.messaging.channel import Channels

__all__ = ["UNDO_TIME", "UNTOLD", "ClientTold", "decide"]


@dataclass(frozen=True, slots=True)
class ClientTold:
    """What a client is told of a change, for the answer to staff.

    Attributes:
        channel: by which a message goes; None if none does.
        address: the client's number or address on that channel; "" if none.
        at: when it goes at the earliest, UTC; None if none does.
        why_not: why nothing goes although staff wanted it; false if something goes, or staff did
            not want it.
    """

    channel: Channel | None = None
    address: str = ""
    at: datetime | None = None
    why_not: Reason = NO_REASON


UNTOLD = ClientTold()


async def decide(
    tx: Transaction,
    practice: Practice,
    client: Client,
    about: Appointment,
    *,
    tell: bool,
    channels: Channels,
    now: datetime,
    kind: MessageKind = MessageKind.CHANGED,
) -> tuple[Telling, ClientTold]:
    """Return how a client is told of a change, for the store and for staff.

    Args:
        tx: the transaction of the change.
        practice: the practice.
        client: the client.
        about: the appointment as it stands after the change.
        tell: whether staff want the client told.
        channels: the configured channels.
        now: UTC.
        kind: BOOKED for a booking, CHANGED for every other change.
    """
    if not tell:
        return Telling(None, now), UNTOLD
    if about.starts_at <= now:
        return _silent(Reason(ReasonCode.APPOINTMENT_PASSED), now)
    known = await reach.load(tx, [(client, TO_CLIENTS)], channels)
    channel = known.channel_of(client, Channel.SMS, kind)
    if channel is None:
        by_mail = Channel.EMAIL in channels.kinds and not known.why_not(client, Channel.EMAIL, kind)
        channel = Channel.EMAIL if by_mail else None
    if channel is None:
        return _silent(known.why_not(client, Channel.SMS, kind) or NOT_TOLD, now)
    at = _due(practice, about, channel, now)
    afresh = kind is MessageKind.BOOKED
    return Telling(channel, at, afresh=afresh), ClientTold(
        channel, their_address(client, channel), at
    )


def _silent(why: Reason, now: datetime) -> tuple[Telling, ClientTold]:
    return Telling(None, now, why), ClientTold(why_not=why)


def _due(practice: Practice, about: Appointment, channel: Channel, now: datetime) -> datetime:
    at = now + UNDO_TIME
    if channel is not Channel.SMS:
        return at
    awake = after_quiet(practice, at)
    return awake if awake < about.starts_at else at
