"""BOOK: asks for the details of a new appointment, offers times, and books one."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, AppointmentStatus
from dialogs.effects import BookAppointment
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents import person
from dialogs.flows.offered_times.slot_filling import booked_enough, settle
from dialogs.flows.offered_times.slot_list import (
    exactly_named,
    first_offer,
    more_offers,
    other_offers,
    same_offer,
)
from dialogs.flows.offered_times.slot_list_reply import (
    chosen_slot,
    offered,
    open_offer,
    unavailable,
)
from dialogs.flows.offered_times.slot_list_text import staff_line
from dialogs.flows.offered_times.slot_request import SlotRequest, purpose_of
from dialogs.flows.turn_context import Decision, Flow, TurnContext
from dialogs.intents import Intent
from dialogs.wish import JustBooked, Wish


def booking_or(booking: Flow, otherwise: Flow) -> Flow:
    """Return a flow that continues an open booking, and else runs another flow."""

    def flow(turn: TurnContext) -> Decision:
        is_open = turn.question is not None and turn.question.wish is not None
        return (booking if is_open else otherwise)(turn)

    return flow


def book(turn: TurnContext) -> Decision:
    """Ask for a missing detail of a new appointment, or offer times for it."""
    settled = settle(turn)
    if isinstance(settled, Decision):
        return settled
    slot = exactly_named(turn, settled)
    if slot and settled.service:
        return _book(turn, settled, settled.service, slot)
    return first_offer(turn, settled)


def answer_offer(turn: TurnContext) -> Decision:
    """Book the chosen time; offer the same times again if the answer fits none."""
    question = open_offer(turn)
    purpose, slot = purpose_of(turn, question), chosen_slot(turn, turn.heard.intent)
    if purpose is None or purpose.service is None or booked_enough(turn, purpose.client_id):
        # its service or client is gone since the offer, or the client has booked enough since
        return person.book(turn)
    if slot is None:
        return same_offer(turn, purpose, question)
    if unavailable(turn, slot):
        return other_offers(turn, purpose, question)
    return _book(turn, purpose, purpose.service, slot)


def answer_more(turn: TurnContext) -> Decision:
    """Offer further times."""
    question = open_offer(turn)
    purpose = purpose_of(turn, question)
    return more_offers(turn, purpose, question) if purpose else person.book(turn)


def _book(turn: TurnContext, purpose: SlotRequest, service: Service, slot: Slot) -> Decision:
    client = next(c for c in turn.context.clients if c.id == purpose.client_id)
    booked = _appointment(turn, client, service, slot)
    until = min(turn.now + turn.practice.undo_window, slot.starts_at)
    when = staff_line(turn, slot)
    wish = purpose.wish or Wish()
    two = wish.for_two
    unnamed = two or (wish.for_other and len(turn.context.clients) == 1)
    other = ReasonCode.BOOKED_FOR_TWO if two else ReasonCode.BOOKED_FOR_OTHER
    alert = turn.alert(AlertKind.UNCLEAR, other, facts=turn.when(slot.starts_at))
    says = turn.say("booked_by_text", booked, until=until if until > turn.now else None)
    return Decision(
        trace=(f"booked {when} with {slot.practitioner} for {client.name}",),
        # no question stays open, as after a move
        state=replace(
            turn.state,
            question=None,
            cancelled=(),
            moved=None,
            booked=JustBooked(
                booked.id, slot.starts_at, until, _offered(turn), _instead(turn, client.id)
            ),
        ),
        replies=(f"{says} {turn.say('booked_one_of_two')}" if two else says,),
        effects=(
            BookAppointment(booked.id, client.id, service, slot),
            *((alert,) if unnamed else ()),
        ),
        client_id=client.id,
    )


def _instead(turn: TurnContext, client_id: int) -> Slot | None:
    """Return the time of the one visit that the client has just cancelled by text, or None."""
    gone = turn.undoable()
    if len(gone) != 1 or gone[0].client_id != client_id:
        return None
    return Slot(gone[0].practitioner_id, gone[0].practitioner, gone[0].starts_at, gone[0].ends_at)


def _offered(turn: TurnContext) -> tuple[Slot, ...]:
    question = offered(turn)
    return question.slots if question else ()


def _appointment(turn: TurnContext, client: Client, service: Service, slot: Slot) -> Appointment:
    """Return the appointment as it will be, to word the reply."""
    return Appointment(
        practice_id=turn.practice.id,
        id=turn.context.new_id,
        client_id=client.id,
        practitioner_id=slot.practitioner_id,
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + service.duration,
        status=AppointmentStatus.BOOKED,
        version=1,
        service_id=service.id,
        practitioner=slot.practitioner,
        service=service.name,
        safe_to_name=service.safe_to_name,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
    )


FLOWS = (FlowSpec(Intent.BOOK, book, with_more=True),)
