"""A turn decided on what was understood of a text, whatever understanding makes of it today."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel
from dialogs import effects as do
from dialogs.conversation import Context, Read, State, Turn
from dialogs.engine import step
from dialogs.intents import Hint, Intent, TimeRange, Understanding
from dialogs.wording.reminders import reminder_question
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE

PLAIN = {
    Intent.CONFIRM: 0.95,
    Intent.UNCLEAR: 0.4,
}


def facts(*appointments: Appointment, **changes: object) -> Context:
    """Return the facts of a conversation of Ada's, or hers and Marie's; reminded of nothing."""
    clients = (ADA, MARIE) if any(a.client_id == MARIE.id for a in appointments) else (ADA,)
    talk = ConversationKey(Channel.SMS, "+390699000111", "+393331110001")
    plain = Context(NOW, PRACTICE, talk, clients, appointments, False, State())
    return replace(plain, **changes)  # type: ignore[arg-type]


def reminded(*appointments: Appointment, text: str = "", **changes: object) -> Context:
    """Return the facts after a reminder of these appointments."""
    state = State(question=reminder_question(appointments, NOW, text))
    return facts(*appointments, **{"state": state, **changes})


def said(
    context: Context,
    text: str,
    intent: Intent = Intent.UNCLEAR,
    *,
    hint: Hint | None = None,
    choice: int | None = None,
    times: tuple[TimeRange, ...] = (),
    also: tuple[Intent, ...] = (),
) -> Turn:
    """Decide about a text that was understood so."""
    understanding = Understanding(
        intent, PLAIN.get(intent, 0.9), choice=choice, times=times, also=also, hint=hint
    )
    return step(context, Read(text, understanding))


def then(context: Context, turn: Turn, *appointments: Appointment, **changes: object) -> Context:
    """Return the facts after a turn; with the appointments as they stand now, if given."""
    after = replace(context, state=turn.state)
    if appointments:
        after = replace(after, appointments=appointments)
    return replace(after, **changes)  # type: ignore[arg-type]


def acts(turn: Turn) -> list[do.Effect]:
    """Return what a turn changes; alerts aside."""
    return [effect for effect in turn.effects if not isinstance(effect, do.AlertStaff)]


def alerted(turn: Turn) -> bool:
    """Return whether staff are told."""
    return any(isinstance(effect, do.AlertStaff) for effect in turn.effects)


def slot_of(appointment: Appointment) -> Slot:
    """Return the time that an appointment has."""
    return Slot(
        appointment.practitioner_id,
        appointment.practitioner,
        appointment.starts_at,
        appointment.ends_at,
    )
