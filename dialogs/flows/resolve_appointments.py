"""Finds the appointments that a text is about, and asks which ones where that is not clear."""

from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.flows.answers.assent import acknowledges_only, plain_yes
from dialogs.flows.family.whose import in_one_breath
from dialogs.flows.mentions import practitioners_named
from dialogs.flows.offered_times.asked_range import asked_spans
from dialogs.flows.remaining_questions import asked_besides
from dialogs.flows.target import Resolution, Target, each_named, names, target
from dialogs.flows.turn_context import AppointmentFlow, Decision, Flow, TurnContext
from dialogs.flows.visits.days_apart import days_apart
from dialogs.flows.visits.notice import too_late
from dialogs.flows.visits.spoken_of import spoken_of
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question

WHICH_HOLDS = timedelta(hours=12)
"""How long a numbered list of appointments may be answered."""


def about(intent: Intent, act: AppointmentFlow) -> Flow:
    """Return a flow that finds the appointments of a text and then acts on them.

    Args:
        intent: the intent of the text.
        act: the flow to run with the appointments.
    """

    def flow(turn: TurnContext) -> Decision:
        found = target(turn, intent)
        match found.sight:
            case Resolution.CLEAR if _all_meant(turn, intent, found):
                answer = act(turn, found.appointments)
                return replace(answer, client_id=found.appointments[0].client_id)
            case Resolution.CLEAR | Resolution.SEVERAL:
                return ask_which(turn, intent, found)
            case Resolution.CHANGED | Resolution.UNSURE:
                return ask_again(turn, found, intent)
            case Resolution.CANCELLED:
                return _cancelled(turn, intent, found)
            case Resolution.GONE:
                return _say(turn, "gone", "the appointment asked about no longer stands")
            case Resolution.NONE:
                return _say(turn, "no_appointment", "no coming appointment under this number")

    return flow


def _all_meant(turn: TurnContext, intent: Intent, found: Target) -> bool:
    """Return whether a text is about all: one only, each named, ALL, or a yes to a reminder."""
    if len(found.appointments) == 1 or each_named(turn, found.appointments):
        return True
    if intent is Intent.CANCEL and days_apart(turn):
        return True
    spoken = spoken_of(turn)
    if spoken and spoken.visits == found.appointments:
        return True
    asked = turn.question.asked if turn.question else None
    if asked is Asked.REMINDER and intent is Intent.CONFIRM:
        return not _says_apart(turn)
    return asked is Asked.WHICH


def _says_apart(turn: TurnContext) -> bool:
    """Return whether a text names several clients in separate parts: "Leo is ill, Ada comes"."""
    named = [c.first for c in turn.context.clients if names(turn.text, c)]
    return len(named) > 1 and not in_one_breath(turn, named)


def ask_which(turn: TurnContext, intent: Intent, found: Target) -> Decision:
    """Ask which of several appointments is meant.

    Args:
        turn: the turn.
        intent: the intent of the text.
        found: the appointments to choose from.
    """
    choices, moves = found.appointments, intent is Intent.RESCHEDULE
    # the practitioner asked for stays when we ask again which appointment
    kept = turn.question.practitioner_ids if turn.question else ()
    question = Question(
        Asked.WHICH,
        tuple(AskedAbout(a.id, a.version, a.starts_at) for a in choices),
        turn.now,
        min(turn.now + WHICH_HOLDS, max(a.starts_at for a in choices)),
        spans=asked_spans(turn) if moves else (),
        then=intent.value,
        rest=asked_besides(turn),
        practitioner_ids=(practitioners_named(turn) or kept) if moves else (),
    )
    return Decision(
        trace=(f"{len(choices)} appointments under this number: asked which one",),
        state=turn.state.asking(question),
        replies=(turn.say(f"which_{intent.value}", options=turn.listed(choices)),),
    )


def ask_again(turn: TurnContext, found: Target, intent: Intent) -> Decision:
    """Say which appointments stand and ask again; a plain yes then means the intent.

    Args:
        turn: the turn.
        found: the appointments, CHANGED since they were asked about or UNSURE.
        intent: the intent of the text.
    """
    changed = found.sight is Resolution.CHANGED
    why = "the appointment has changed since it was asked about" if changed else "not sure which"
    question = reminder_question(found.appointments, turn.now)
    return Decision(
        trace=(f"{why}: said what stands now and asked again, nothing changed",),
        state=turn.state.asking(replace(question, then=_yes_means(intent, changed=changed))),
        replies=(stands(turn, found.appointments, _asking(turn, found, intent)),),
        client_id=found.appointments[0].client_id,
        asks=True,
    )


def _asking(turn: TurnContext, found: Target, intent: Intent) -> str:
    """Return the name of the text that asks again about one appointment."""
    if too_late(turn, found.appointments[0]):
        # the text must not offer changes that would be refused
        return "reminder_last"
    if found.sight is Resolution.CHANGED:
        return "stands_now"
    return "to_be_sure_cancel" if intent is Intent.CANCEL else "to_be_sure"


def _yes_means(intent: Intent, *, changed: bool) -> str:
    """Return the meaning of a plain yes; after a changed time it never cancels at once."""
    if intent is Intent.CONFIRM:
        return ""
    asks = changed and intent is Intent.CANCEL
    return (Intent.UNCLEAR if asks else intent).value


def stands(turn: TurnContext, appointments: tuple[Appointment, ...], name: str) -> str:
    """Return the text on appointments that stand: the named one for one, a list for several."""
    if len(appointments) == 1:
        return turn.say(name, appointments[0])
    return turn.say("stand_now", options=turn.listed(appointments))


def _cancelled(turn: TurnContext, intent: Intent, found: Target) -> Decision:
    """Answer about an appointment that the client has just cancelled: only UNDO restores it.

    "Ok" and "thanks" only acknowledge the cancellation.
    """
    if intent is Intent.CONFIRM and (plain_yes(turn) or acknowledges_only(turn)):
        return acknowledged(turn)
    return already_cancelled(turn, found.appointments)


def acknowledged(turn: TurnContext) -> Decision:
    """Do nothing: the client only acknowledges our text."""
    return Decision(trace=("an acknowledgement: nothing to do",), state=turn.state, handled=False)


def already_cancelled(turn: TurnContext, cancelled: tuple[Appointment, ...]) -> Decision:
    """Say that the appointment is cancelled, and until when UNDO works."""
    first = cancelled[0]
    name = "cancelled_of" if len(turn.context.clients) > 1 else "already_cancelled"
    return Decision(
        trace=("already cancelled: nothing to do",),
        state=turn.state,
        replies=(turn.say(name, first, until=undo_until(turn, first)),),
        client_id=first.client_id,
    )


def undo_until(turn: TurnContext, cancelled: Appointment) -> datetime:
    """Return the moment until which UNDO takes a cancellation back, UTC."""
    since = cancelled.cancelled_at or turn.now
    return min(since + turn.practice.undo_window, cancelled.starts_at)


def _say(turn: TurnContext, name: str, why: str) -> Decision:
    return Decision(trace=(why,), state=turn.state.asking(None), replies=(turn.say(name),))
