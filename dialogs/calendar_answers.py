"""Decides about what a client's calendar answered to an invitation: yes, no, perhaps, or when else.

An answer is about exactly one appointment, the one that its UID names. It is done as if the client
had texted it about that appointment. An answer to an invitation that is out of date changes
nothing: the client is told what stands. The client's own words beside an answer are read like a
text, and go to staff where they say more than the answer.
"""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.calendar_answers import CalendarAnswer, CalendarReply
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, AppointmentStatus, DeclinedPolicy
from dialogs.conclusion import conclude
from dialogs.conversation import Context, Question, Read, Turn
from dialogs.effects import AlertStaff, Effect
from dialogs.flows.answers.refusing import ask_whether
from dialogs.flows.intents import person
from dialogs.flows.intents.cancel import cancel
from dialogs.flows.intents.confirm import confirm
from dialogs.flows.intents.move import move
from dialogs.flows.intents.stopped import stopped
from dialogs.flows.offered_times.search import first_search
from dialogs.flows.offered_times.slot_request import moving
from dialogs.flows.resolve_appointments import already_cancelled, ask_again
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, TurnContext, together
from dialogs.flows.visits.notice import too_late
from dialogs.frames import own_locale
from dialogs.framing import hear
from dialogs.intents import Hint, Intent, TimeRange, Understanding
from dialogs.languages.writing import write_line
from dialogs.understand import BAR

_INTENTS = {
    CalendarReply.ACCEPTED: Intent.CONFIRM,
    CalendarReply.DECLINED: Intent.CANCEL,
    CalendarReply.TENTATIVE: Intent.THANKS,
    CalendarReply.COUNTER: Intent.RESCHEDULE,
}
_SAYS_NO_MORE = {
    CalendarReply.ACCEPTED: frozenset({Intent.CONFIRM, Intent.THANKS}),
    CalendarReply.DECLINED: frozenset({Intent.CANCEL, Intent.THANKS}),
    CalendarReply.TENTATIVE: frozenset({Intent.THANKS}),
    CalendarReply.COUNTER: frozenset({Intent.RESCHEDULE, Intent.THANKS}),
}
"""What the words beside an answer may mean without saying more than it."""
_HINTS = {
    CalendarReply.DECLINED: frozenset({Hint.REFUSAL, Hint.CANCELS, Hint.GREETING}),
    CalendarReply.TENTATIVE: frozenset({Hint.DEFERRAL, Hint.GREETING}),
}
_GREETED = frozenset({Hint.GREETING})


def read(context: Context, answer: CalendarAnswer) -> Read:
    """Understand an answer, and return the search that the decision needs.

    Args:
        context: the facts; `free` is ignored.
        answer: what the calendar answered.

    Returns:
        What was understood, and the search to run before `step`, if any.
    """
    heard, text = _understood(context, answer)
    turn = _scene(context, heard, text)
    visit = _visit(turn, answer)
    search = None
    if visit and heard.intent is Intent.RESCHEDULE and _stands(turn, visit):
        current = _is_current(turn, visit, answer)
        if current and not (context.stopped or too_late(turn, visit)):
            search = first_search(turn, moving(turn, visit))
    return Read(text, heard, search, heard.intent, answer)


def step(context: Context, answer: CalendarAnswer | Read) -> Turn:
    """Decide about an answer.

    Args:
        context: the facts, with the free times that `read` asked for.
        answer: what the calendar answered, or the result of `read` for it.

    Returns:
        The effects, the replies and the new state.
    """
    said = answer if isinstance(answer, Read) else read(context, answer)
    calendar = said.calendar
    if calendar is None:
        raise ValueError("a text is decided by engine.step")
    turn = _scene(context, said.understanding, said.text)
    decided = _decided(turn, calendar)
    decided = replace(decided, effects=_quoting(turn, calendar, decided.effects))
    if _says_more(context, calendar, said):
        # the words are quoted to staff, and the answer has its own reply
        spoken = replace(turn, text=calendar.comment)
        decided = together(decided, person.besides(spoken.told(decided)))
    return conclude(turn, decided)


def _understood(context: Context, answer: CalendarAnswer) -> tuple[Understanding, str]:
    """Return the meaning of an answer, and the words that it was read from, "" for none."""
    if answer.reply is CalendarReply.DECLINED and answer.comment:
        # who declines and asks for another time wants to move, not to cancel
        heard = hear(context, answer.comment)
        if heard.intent is Intent.RESCHEDULE and heard.confidence >= BAR:
            return heard, answer.comment
    start = _local(context, answer) if answer.reply is CalendarReply.COUNTER else None
    heard = Understanding(
        _INTENTS[answer.reply],
        1.0,
        (f"the calendar's answer: {answer.reply.value}",),
        times=(TimeRange(start, start),) if start else (),
        locale=own_locale(context),
        speaks=False,
    )
    return heard, ""


def _local(context: Context, answer: CalendarAnswer) -> datetime | None:
    """Return the start that an answer names in the practice's zone; without a zone it is local."""
    start, zone = answer.starts_at, ZoneInfo(context.practice.timezone)
    if start is None:
        return None
    return start.replace(tzinfo=zone) if start.tzinfo is None else start.astimezone(zone)


def _scene(context: Context, heard: Understanding, text: str) -> TurnContext:
    locale = context.state.locale or own_locale(context)
    return TurnContext(context, text, heard, locale, _open_question(context))


def _open_question(context: Context) -> Question | None:
    """Return the open question; whoever of a family it is about, the answer names its own visit."""
    question = context.state.question
    return None if question is None or context.now >= question.expires_at else question


def _visit(turn: TurnContext, answer: CalendarAnswer) -> Appointment | None:
    """Return the appointment that an answer names; None if it is none of this conversation's."""
    if answer.practice_id != turn.practice.id:
        return None
    known = (a for a in turn.context.appointments if a.id == answer.appointment_id)
    return next(known, None)


def _stands(turn: TurnContext, visit: Appointment) -> bool:
    return visit.status in STANDING and visit.starts_at > turn.now


def _is_current(turn: TurnContext, visit: Appointment, answer: CalendarAnswer) -> bool:
    """Return whether an answer is about the time that the appointment has now."""
    if answer.sequence == visit.sequence:
        return True
    if answer.reply is CalendarReply.COUNTER:
        return False  # its start is the one proposed
    named = _local(turn.context, answer)
    return named is not None and _same_start(named, visit.starts_at)


def _same_start(named: datetime, starts_at: datetime) -> bool:
    """Tell whether an answer names a start; named, in the practice's zone.

    A local time that comes twice is read as the first of the two, whichever was meant. In UTC,
    since times of two zones are never equal in that hour (PEP 495).
    """
    if named.astimezone(UTC) == starts_at:
        return True
    return named.fold == 0 and named.replace(fold=1).astimezone(UTC) == starts_at


def _decided(turn: TurnContext, answer: CalendarAnswer) -> Decision:
    if turn.context.stopped:
        return stopped(turn, turn.heard.intent)
    if not turn.context.clients:
        return person.unknown(turn)
    visit = _visit(turn, answer)
    return person.unclear(turn) if visit is None else _about(turn, visit, answer)


def _about(turn: TurnContext, visit: Appointment, answer: CalendarAnswer) -> Decision:
    if answer.reply is CalendarReply.TENTATIVE:
        return _nothing(turn, visit, "perhaps: noted, nothing changed")
    if visit.status is AppointmentStatus.CANCELLED:
        return _cancelled(turn, visit, answer)
    if not _stands(turn, visit):
        return _nothing(turn, visit, "the appointment has begun: nothing changed")
    if not _is_current(turn, visit, answer):
        return ask_again(turn, Target(Resolution.CHANGED, (visit,)), turn.heard.intent)
    return replace(_done(turn, visit), client_id=visit.client_id)


def _done(turn: TurnContext, visit: Appointment) -> Decision:
    """Do what the answer to a current invitation asks for."""
    if turn.heard.intent is Intent.RESCHEDULE:
        return move(turn, (visit,))
    if turn.heard.intent is Intent.CANCEL:
        if turn.practice.declined is DeclinedPolicy.CANCEL:
            return cancel(turn, (visit,))
        # a question of its own: a "2" without a name answers it, whichever was open before
        return ask_whether(replace(turn, question=None), (visit,))
    if visit.status is AppointmentStatus.CONFIRMED:
        # calendars say yes again after every update; a mail for each would only disturb
        return _nothing(turn, visit, "confirmed already: nothing to do")
    return confirm(turn, (visit,))


def _cancelled(turn: TurnContext, visit: Appointment, answer: CalendarAnswer) -> Decision:
    if answer.reply is CalendarReply.DECLINED:
        return _nothing(turn, visit, "already cancelled: nothing to do")
    if visit in turn.undoable():
        return already_cancelled(turn, (visit,))
    return Decision(
        trace=("the appointment is cancelled: nothing changed",),
        state=turn.state,
        replies=(turn.say("gone"),),
        client_id=visit.client_id,
    )


def _nothing(turn: TurnContext, visit: Appointment, why: str) -> Decision:
    return Decision(trace=(why,), state=turn.state, handled=False, client_id=visit.client_id)


def _says_more(context: Context, answer: CalendarAnswer, said: Read) -> bool:
    """Return whether the words beside an answer say more than the answer."""
    if not answer.comment or said.text or context.stopped or not context.clients:
        return False
    heard = hear(context, answer.comment)
    if heard.hint is not None:
        return heard.hint not in _HINTS.get(answer.reply, _GREETED)
    plain = heard.intent in _SAYS_NO_MORE[answer.reply] and not heard.also and not heard.times
    return not (plain and heard.confidence >= BAR)


def _quoting(
    turn: TurnContext, answer: CalendarAnswer, effects: tuple[Effect, ...]
) -> tuple[Effect, ...]:
    """Return effects whose alerts quote the answer where the client wrote no words."""
    return tuple(
        replace(each, reason=Reason(each.reason.code, {**each.reason.facts, "text": quoted}))
        if isinstance(each, AlertStaff) and (quoted := _quoted(turn, answer))
        else each
        for each in effects
    )


def _quoted(turn: TurnContext, answer: CalendarAnswer) -> str:
    """Return an answer as iCalendar says it, with the time that it names and its words."""
    practice, start = turn.practice, _local(turn.context, answer)
    when = write_line(start, "en", practice.timezone, practice.region) if start else ""
    return " ".join(each for each in (answer.reply.value.upper(), when, answer.comment) if each)
