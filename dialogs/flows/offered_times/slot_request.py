"""What free times are looked up and offered for: to move an appointment, or to book a new one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Service
from dialogs.conversation import AskedAbout, Question
from dialogs.flows.mentions import practitioners_named
from dialogs.flows.turn_context import TurnContext
from dialogs.wish import Wish


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """What a free time has to fit, and what it is for.

    Attributes:
        client_id: who comes.
        practitioner_ids: with one of these.
        preferred: those of them whom the client knows, the last seen first.
        duration: how long the client is there.
        buffer_before: what has to be unblocked before.
        buffer_after: what has to be unblocked after.
        around: any time is looked for from this day on first, UTC.
        appointment: the one to be moved, None for a new one.
        wish: what a new one is to be, None for a move.
        service: what a new one is for, None for a move.
    """

    client_id: int
    practitioner_ids: tuple[int, ...]
    preferred: tuple[int, ...]
    duration: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    around: datetime
    appointment: Appointment | None = None
    wish: Wish | None = None
    service: Service | None = None

    @property
    def about(self) -> tuple[AskedAbout, ...]:
        """The appointment that a question about it is bound to, () for a new one."""
        one = self.appointment
        return (AskedAbout(one.id, one.version, one.starts_at),) if one else ()


def moving(turn: TurnContext, appointment: Appointment) -> SlotRequest:
    """Return the purpose of moving an appointment: its length and buffers stay.

    So does its practitioner, unless the client asks or has asked for another.
    """
    question = turn.question
    asked = {each.appointment_id for each in question.about} if question else set()
    kept = question.practitioner_ids if question and appointment.id in asked else ()
    return SlotRequest(
        appointment.client_id,
        practitioners_named(turn) or kept or (appointment.practitioner_id,),
        (),
        appointment.duration,
        appointment.buffer_before,
        appointment.buffer_after,
        appointment.starts_at,
        appointment=appointment,
    )


def booking(turn: TurnContext, wish: Wish) -> SlotRequest | None:
    """Return the purpose of booking a new appointment.

    Args:
        turn: the turn.
        wish: what it is to be.

    Returns:
        None while the wish is not settled, and where its client or its service is gone since.
    """
    service = next((one for one in bookable(turn) if one.id == wish.service_id), None)
    client = next((one for one in turn.context.clients if one.id == wish.client_id), None)
    everybody = tuple(one.id for one in turn.context.practitioners)
    if service is None or client is None:
        return None
    wanted = tuple(one for one in everybody if one in wish.practitioner_ids) or everybody
    seen = (who for client_id, who in turn.context.seen if client_id == client.id)
    return SlotRequest(
        client.id,
        wanted,
        tuple(who for who in seen if who in wanted),
        service.duration,
        service.buffer_before,
        service.buffer_after,
        turn.now,
        wish=wish,
        service=service,
    )


def bookable(turn: TurnContext) -> tuple[Service, ...]:
    """Return the services that clients may book by text, by name."""
    return tuple(one for one in turn.context.services if one.by_text)


def purpose_of(turn: TurnContext, question: Question) -> SlotRequest | None:
    """Return what the times on offer are for, None where that stands no longer."""
    if question.wish is not None:
        whom = practitioners_named(turn) or question.wish.practitioner_ids
        return booking(turn, replace(question.wish, practitioner_ids=whom))
    known = (turn.appointment(about) for about in question.about[:1])
    return next((moving(turn, one) for one in known if one and one in turn.ahead), None)
