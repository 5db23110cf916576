"""Makes an offer of a freed time: the offer, the text, and the question that stays open."""

from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.appointments import freed_times, offers
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.messages import outbox
from calendar_store.model.appointments import Appointment, Offer, Slot, WaitingEntry
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Conversation
from calendar_store.model.messages import Message
from calendar_store.model.practices import Service
from calendar_store.model.statuses import Channel, MessageKind, OfferStatus
from dialogs.answered_message import asked_anew
from dialogs.conversation import State
from dialogs.wording.offers import offer_question, render_offer
from gateway.messaging.channel import MessageChannel, RouteChoice
from gateway.messaging.compose import Envelope, compose_message
from gateway.offers import matching
from gateway.offers.matching import Wanted
from gateway.policies import PracticeSettings


@dataclass(frozen=True, slots=True)
class WaitingClient:
    """A client whom a freed time may suit.

    Attributes:
        appointment: the appointment to move; None where a new one would be booked.
        channel: the channel by which the client is asked.
    """

    entry: WaitingEntry
    client: Client
    wanted: Wanted
    appointment: Appointment | None
    service: Service | None
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class Fitting:
    """A slot of a freed time for a client, with the conversation in which it is offered."""

    waiting: WaitingClient
    slot: Slot
    until: datetime
    channel: MessageChannel
    way: RouteChoice
    conversation: Conversation
    state: State


@dataclass(frozen=True, slots=True)
class Written:
    """An offer of a freed time with its text, before both are stored."""

    time: FreedTime
    fitting: Fitting
    offer: Offer
    message: Message


def write(
    tx: Transaction,
    time: FreedTime,
    fitting: Fitting,
    policy: PracticeSettings,
    *,
    now: datetime,
) -> Written:
    """Return the offer of a freed time and its text; the text's cost decides if it is made.

    Args:
        tx: makes the ids.
        time: the freed time.
        fitting: the client, and the slot within the freed time.
        policy: the practice's settings.
        now: UTC.
    """
    waiting, slot = fitting.waiting, fitting.slot
    made = Offer(
        practice_id=policy.practice.id,
        id=tx.ids.new(),
        entry_id=waiting.entry.id,
        client_id=waiting.client.id,
        practitioner_id=time.practitioner_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=OfferStatus.OFFERED,
        offered_at=now,
        expires_at=fitting.until,
    )
    return Written(time, fitting, made, _message(tx, made, fitting, policy))


async def make(tx: Transaction, written: Written, policy: PracticeSettings, now: datetime) -> bool:
    """Store an offer of a freed time: the offer, the text, the question, and the time left over.

    Args:
        tx: the transaction in which the time was claimed.
        written: the offer and its text.
        policy: the practice's settings.
        now: UTC.

    Returns:
        Whether it was made; False if the client was taken off the list in the meantime.
    """
    time, fitting, made, message = written.time, written.fitting, written.offer, written.message
    practice, waiting, slot = policy.practice, fitting.waiting, fitting.slot
    if not await offers.make(tx, made):
        # the entry was taken off the list since it was read; the time is looked at again
        await freed_times.free(tx, [time], now)
        return False
    await freed_times.free(tx, matching.left_over(practice, time, slot), now)
    await outbox.enqueue(tx, [message])
    question = offer_question(made, slot, waiting.appointment, message.text)
    channel = fitting.conversation.key.channel
    state = asked_anew(fitting.state, question, channel, now).to_json()
    changed = replace(fitting.conversation, state=state, last_outbound_at=now)
    await conversation_state.save(tx, [changed], now)
    return True


def _message(
    tx: Transaction,
    made: Offer,
    fitting: Fitting,
    policy: PracticeSettings,
) -> Message:
    waiting, practice = fitting.waiting, policy.practice
    text = render_offer(
        practice,
        waiting.client,
        made,
        fitting.slot,
        instead_of=waiting.appointment,
        templates=policy.templates,
    )
    envelope = Envelope(
        practice.id,
        sender=fitting.conversation.key.our_address,
        recipient=fitting.conversation.key.their_address,
        client_id=waiting.client.id,
        appointment_id=waiting.entry.appointment_id,
    )
    return compose_message(
        *(tx.ids, MessageKind.OFFER, text, envelope),
        channel=fitting.channel,
        now=made.offered_at,
        way=fitting.way,
        expires_at=made.expires_at,
    )
