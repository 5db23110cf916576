"""A new appointment from nothing: settled, offered, booked; or left again."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, AppointmentStatus
from dialogs.effects import BookAppointment
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
from dialogs.flows.offered_times.slot_request import Purpose, purpose_of
from dialogs.flows.turn_context import Answer, Flow, Scene
from dialogs.wish import JustBooked, Wish


def booking_or(booking: Flow, otherwise: Flow) -> Flow:
    """Return the flow that goes on with a booking where one is open, and else does otherwise."""

    def flow(scene: Scene) -> Answer:
        is_open = scene.question is not None and scene.question.wish is not None
        return (booking if is_open else otherwise)(scene)

    return flow


def book(scene: Scene) -> Answer:
    """Ask what is still open about a new appointment, or offer times for it."""
    settled = settle(scene)
    if isinstance(settled, Answer):
        return settled
    slot = exactly_named(scene, settled)
    if slot and settled.service:
        return _book(scene, settled, settled.service, slot)
    return first_offer(scene, settled)


def answer_offer(scene: Scene) -> Answer:
    """Book the time chosen; offer the same ones again when the answer fits none."""
    question = open_offer(scene)
    purpose, slot = purpose_of(scene, question), chosen_slot(scene, scene.heard.intent)
    if purpose is None or purpose.service is None or booked_enough(scene, purpose.client_id):
        # its service or its client is gone since it was offered, or there are others by now
        return person.book(scene)
    if slot is None:
        return same_offer(scene, purpose, question)
    if unavailable(scene, slot):
        return other_offers(scene, purpose, question)
    return _book(scene, purpose, purpose.service, slot)


def answer_more(scene: Scene) -> Answer:
    """Offer the times after those on offer."""
    question = open_offer(scene)
    purpose = purpose_of(scene, question)
    return more_offers(scene, purpose, question) if purpose else person.book(scene)


def _book(scene: Scene, purpose: Purpose, service: Service, slot: Slot) -> Answer:
    client = next(c for c in scene.context.clients if c.id == purpose.client_id)
    booked = _appointment(scene, client, service, slot)
    until = min(scene.now + scene.practice.undo_window, slot.starts_at)
    when = staff_line(scene, slot)
    wish = purpose.wish or Wish()
    two = wish.for_two
    unnamed = two or (wish.for_other and len(scene.context.clients) == 1)
    other = ReasonCode.BOOKED_FOR_TWO if two else ReasonCode.BOOKED_FOR_OTHER
    alert = scene.alert(AlertKind.UNCLEAR, other, facts=scene.when(slot.starts_at))
    says = scene.say("booked_by_text", booked, until=until if until > scene.now else None)
    return Answer(
        did=(f"booked {when} with {slot.practitioner} for {client.name}",),
        # no question stays open, as after a move
        state=replace(
            scene.state,
            question=None,
            cancelled=(),
            moved=None,
            booked=JustBooked(booked.id, slot.starts_at, until, _offered(scene)),
        ),
        says=(f"{says} {scene.say('booked_one_of_two')}" if two else says,),
        effects=(
            BookAppointment(booked.id, client.id, service, slot),
            *((alert,) if unnamed else ()),
        ),
        client_id=client.id,
    )


def _offered(scene: Scene) -> tuple[Slot, ...]:
    question = offered(scene)
    return question.slots if question else ()


def _appointment(scene: Scene, client: Client, service: Service, slot: Slot) -> Appointment:
    """Return the appointment as it will stand, to be worded."""
    return Appointment(
        practice_id=scene.practice.id,
        id=scene.context.new_id,
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
