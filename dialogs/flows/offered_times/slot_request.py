"""SlotRequest: the purpose for which free times are searched, a move or a new appointment."""

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
    """The purpose of a search for times, and the conditions that a free time has to meet.

    Attributes:
        client_id: the client.
        practitioner_ids: the possible practitioners.
        preferred: those of them whom the client knows, the last seen first.
        duration: length of the appointment.
        buffer_before: time that has to be free before the appointment.
        buffer_after: time that has to be free after the appointment.
        around: a search without times starts on this day, UTC.
        appointment: the appointment to move, None for a new one.
        wish: the wish for a new appointment, None for a move.
        service: the service of a new appointment, None for a move.
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
    """Return the request to move an appointment: its length and buffers stay.

    Its practitioner stays too, unless the client asks or has asked for another.
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
    """Return the request to book a new appointment.

    Args:
        turn: the turn.
        wish: the wish for the appointment.

    Returns:
        None while details are missing, or if its client or service is gone since.
    """
    service = next((one for one in bookable(turn) if one.id == wish.service_id), None)
    client = next((one for one in turn.context.clients if one.id == wish.client_id), None)
    if service is None or client is None:
        return None
    everybody = tuple(one.id for one in turn.context.practitioners if service.is_done_by(one.id))
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
    """Return the request that the offered times are for, None if it is no longer valid."""
    if question.wish is not None:
        whom = practitioners_named(turn) or question.wish.practitioner_ids
        return booking(turn, replace(question.wish, practitioner_ids=whom))
    known = (turn.appointment(about) for about in question.about[:1])
    return next((moving(turn, one) for one in known if one and one in turn.ahead), None)
