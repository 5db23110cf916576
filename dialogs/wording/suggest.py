"""Drafts an answer for staff to a text that was passed to them; a draft is never sent by itself.

A draft is derived from the text and the facts alone. If the draft asks a question whose answer the
service understands, the draft says which appointments it is about, so that the conversation goes on
from there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AlertKind
from dialogs.conversation import Asked, AskedAbout, Context, Question
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.notice import too_late
from dialogs.frames import own_locale
from dialogs.framing import hear, open_question, spoken_in
from dialogs.intents import Intent, Understanding
from dialogs.quoting import key
from dialogs.wording.reminders import reminder_question

ANSWERABLE = timedelta(hours=24)
"""How long an answer to "which day and time would suit you?" is accepted."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A draft of an answer.

    Attributes:
        text: in the client's language; "" where no draft should be offered.
        why: the reason for the draft, in English, for staff.
        asks: the question whose answer the service understands, None for no question.
        about: the appointments that the draft asks about.
    """

    text: str
    why: str
    asks: Asked | None = None
    about: tuple[Appointment, ...] = ()


def suggest(
    context: Context, text: str, kind: AlertKind, recorded: Understanding | None = None
) -> Suggestion:
    """Return a draft of an answer to a text.

    Args:
        context: the facts as they are now.
        text: the client's text.
        kind: the kind of alert by which the text reached staff.
        recorded: how the text was understood when it came; None to understand it now.
    """
    heard = recorded or hear(context, text)
    # a recorded text has set the conversation's language already
    told = "" if recorded else spoken_in(heard, context)
    locale = told or context.state.locale or own_locale(context)
    turn = TurnContext(context, text, heard, locale, open_question(context, text))
    if context.stopped:
        return Suggestion("", "they have stopped texts: call them instead")
    if kind in _UNSAID:
        return Suggestion("", _UNSAID[kind])
    wants = (heard.intent, *heard.also)
    if Intent.WHERE in wants and context.practice.address.strip():
        return Suggestion(turn.say("where"), "asks where you are")
    draft = _BY_KIND.get(kind) or next((_BY_INTENT[i] for i in wants if i in _BY_INTENT), _stands)
    return draft(turn)


def question(
    asks: Asked, about: tuple[Appointment, ...], now: datetime, text: str = ""
) -> Question:
    """Return the question that an answer by staff leaves open, bound to versions.

    Args:
        asks: REMINDER, or WHEN for a day and time.
        about: the appointments as they are, at least one; with WHEN exactly one.
        now: the moment of asking, UTC.
        text: the answer of staff, which asks the question.
    """
    if asks is Asked.REMINDER:
        return reminder_question(about, now, text)
    bound = tuple(AskedAbout(each.id, each.version, each.starts_at) for each in about)
    until = min(now + ANSWERABLE, about[0].starts_at)
    return Question(asks, bound, now, until, text=key(text))


def _stands(turn: TurnContext) -> Suggestion:
    """Draft a text that names the appointments ahead and how to answer for them."""
    ahead = turn.ahead
    if not ahead:
        return Suggestion(turn.say("suggest_what"), "no appointment is ahead")
    if len(ahead) > 1:
        listed = turn.say("stand_now", options=turn.listed(ahead))
        return Suggestion(listed, "the appointments ahead", Asked.REMINDER, ahead)
    name = "reminder_last" if too_late(turn, ahead[0]) else "suggest_ahead"
    said = turn.say(name, ahead[0])
    return Suggestion(said, "the appointment ahead", Asked.REMINDER, ahead)


def _times(turn: TurnContext) -> Suggestion:
    """Draft a question for the days and times that would suit."""
    ahead = turn.ahead
    if len(ahead) == 1 and not too_late(turn, ahead[0]):
        said = turn.say("suggest_times", ahead[0])
        return Suggestion(said, "wants another time", Asked.WHEN, ahead)
    return _stands(turn) if ahead else _book(turn)


def _book(turn: TurnContext) -> Suggestion:
    return Suggestion(turn.say("suggest_book"), "wants an appointment")


def _call_back(turn: TurnContext) -> Suggestion:
    return Suggestion(turn.say("suggest_callback"), "wants to be called")


def _late(turn: TurnContext) -> Suggestion:
    return Suggestion(turn.say("suggest_late"), "is running late")


def _too_late(turn: TurnContext) -> Suggestion:
    if not turn.ahead:
        return Suggestion(turn.say("suggest_what"), "the appointment has begun")
    return Suggestion(turn.say("suggest_too_late", turn.ahead[0]), "too late to change by text")


_UNSAID = {
    AlertKind.EMERGENCY: "the advice to call for help went out; call them yourself",
    AlertKind.WRONG_NUMBER: "this number is not your client's: nothing more should go to it",
    AlertKind.DECEASED: "a text is not the way to answer this",
}
"""Kinds of alerts without a draft, with the reason."""

_Draft = Callable[[TurnContext], Suggestion]

_BY_KIND: dict[AlertKind, _Draft] = {
    AlertKind.TOO_LATE: _too_late,
    AlertKind.NO_TIMES: _times,
    AlertKind.CALL_ME: _call_back,
    AlertKind.LATE: _late,
}

_BY_INTENT: dict[Intent, _Draft] = {
    Intent.RESCHEDULE: _times,
    Intent.BOOK: _book,
    Intent.CALL_ME: _call_back,
    Intent.LATE: _late,
}
