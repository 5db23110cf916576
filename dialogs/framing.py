"""Understands a text in the light of the open question, the languages and the appointments."""

from dataclasses import replace
from datetime import datetime

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING
from dialogs.conversation import Asked, Context, Question
from dialogs.flows.answers.assent import says_yes
from dialogs.flows.answers.concluding import concluded
from dialogs.flows.family.each_told import each_told
from dialogs.flows.family.own import says_me_too, says_own_yes
from dialogs.flows.in_part import of_part, read_in_part
from dialogs.flows.intents.mourning import wishing
from dialogs.flows.offered_times.wishing_clause import of_wish
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.referring.the_other import the_other
from dialogs.flows.target import names
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.parting import parts
from dialogs.flows.visits.visit_days import covers, named_day, on_named_days
from dialogs.frames import frame_of, own_locale
from dialogs.intents import Frame, Hint, Intent, TimeRange, Understanding
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.writing import base, spoken
from dialogs.quoting import quotes
from dialogs.understand import BAR, understand

_REACTIONS = frozenset({Hint.LIKE, Hint.DISLIKE, Hint.REACTION})
_OF_VISITS = frozenset({Intent.CONFIRM, Intent.CANCEL})
_SEVERAL = 2
_SURE = 0.95
"""Confidence in a phone's reaction to our question, and in a statement about each of a family."""


def open_question(context: Context, text: str) -> Question | None:
    """Return the question that a text may still answer, or None."""
    question = context.state.question
    if question is None or context.now >= question.expires_at:
        return None
    if question.yes_only:
        return question if not question.stale and (says_yes(text) or parts(text)) else None
    return question if not question.named or _names_whose(context, question, text) else None


def _names_whose(context: Context, question: Question, text: str) -> bool:
    """Return whether a text names a client whose appointment the question is about."""
    if len(question.about) == 1 and (says_me_too(text) or says_own_yes(text)):
        return True
    asked = {about.appointment_id for about in question.about}
    owners = {each.client_id for each in context.appointments if each.id in asked}
    return any(names(text, client) for client in context.clients if client.id in owners)


def spoken_in(heard: Understanding, context: Context) -> str:
    """Return the language in which a text is clearly written, "" when that is in doubt.

    One or two words do not show a language, unless it is the language used so far.
    """
    if heard.quoted is not None:
        return ""  # a phone's reaction is written in the language of the phone
    code = base(heard.locale)
    clear = heard.confidence >= BAR and heard.intent not in {Intent.UNCLEAR, Intent.AUTO_REPLY}
    tells = heard.speaks or code == (context.state.locale or own_locale(context))
    return code if clear and tells and code in spoken() else ""


def hear(context: Context, text: str) -> Understanding:
    """Return the meaning of a text, read against the appointment that it is about.

    That is the appointment asked about, else the next one. A text that is unclear because it names
    another time is read against the other appointments: "cancel Thursday" may mean the one on
    Thursday.
    """
    question = open_question(context, text)
    if question and question.asked is Asked.OFFER:
        # an answer to an offer is read only against the offered time
        starts = tuple(slot.starts_at for slot in question.slots)
        kept = next(iter(_starts(context, question, text)), None)
    else:
        starts, kept = _starts(context, question, text), None
    frame = replace(frame_of(context, question, next(iter(starts), None)), standing=kept)
    first = understand(text, frame)
    if read_in_part(context, text):
        return of_part(first, context)
    if first.hint in _REACTIONS:
        return reacting(first, question)
    if first.hint is Hint.BEREAVED:
        turn = TurnContext(context, text, first, "", question)
        return wishing(turn, lambda part: understand(part, frame))
    turn = TurnContext(context, text, first, own_locale(context), question)
    answer = _of_other(turn, frame) or concluded(turn, lambda part: understand(part, frame))
    if (read := answer or _of_one(turn, frame) or _of_visit(turn, frame)) is not None:
        return read
    first = of_wish(turn, first)
    if first.confidence >= BAR or not first.times:
        return first
    others = (understand(text, replace(frame, appointment=start)) for start in starts[1:])
    return next((other for other in others if other.confidence >= BAR), first)


def _of_one(turn: TurnContext, frame: Frame) -> Understanding | None:
    """Return the wish of a text to move the visit of one of a family, or None.

    The times of the wish are read alone, since other times may belong to those who come.
    """
    told = each_told(turn)
    if told is None or told.moved is None:
        return None
    wish = understand(f"{told.wish}?", replace(frame, appointment=told.moved.starts_at))
    plain = replace(turn.heard, hint=None, also=(), choice=None, several=False)
    return replace(plain, intent=Intent.RESCHEDULE, confidence=_SURE, times=wish.times)


def _of_visit(turn: TurnContext, frame: Frame) -> Understanding | None:
    """Return the meaning of a text about the visit that it points at, of several, or None.

    The day of that visit is then no wished time: "can the Friday one be Monday?".
    """
    question = turn.question
    if len(turn.ahead) < _SEVERAL or (question and question.asked is not Asked.REMINDER):
        return None
    pointed = named_day(turn)
    return _of_pointed(turn, frame, pointed) if pointed else _moved_from(turn, frame)


def _of_pointed(turn: TurnContext, frame: Frame, pointed: Appointment) -> Understanding | None:
    """Return the meaning of a text about the visit of several that it points at, or None."""
    said = understand(turn.text, replace(frame, appointment=pointed.starts_at))
    told = replace(said, visit=pointed.starts_at)
    if said.confidence >= BAR and said.intent in _OF_VISITS:
        return told
    first = said if said.intent is Intent.RESCHEDULE else turn.heard
    if first.intent is not Intent.RESCHEDULE or first.confidence < BAR:
        return None
    times = _wished_of(first.times, pointed.starts_at)
    beside = [one for one in turn.ahead if one != pointed]
    spoken = all(any(_same_day(t.start, one.starts_at) for one in beside) for t in times)
    cues = cues_of(turn, turn.text) if times and spoken else frozenset[Cue]()
    if Cue.CANCEL in cues and Cue.MOVE not in cues:
        # "cancel the one on the 10th, this Wednesday is fine" wishes for no Wednesday
        return replace(first, intent=Intent.CANCEL, times=(), visit=pointed.starts_at)
    if times or first is said:
        return replace(first, times=times, visit=pointed.starts_at)
    return told


def _of_other(turn: TurnContext, frame: Frame) -> Understanding | None:
    """Return a wish to move "the other one" of two visits, or None."""
    question = turn.question
    found = None if question and question.asked is not Asked.REMINDER else the_other(turn)
    if found is None:
        return None
    other, beside = found
    first = understand(turn.text, replace(frame, appointment=other.starts_at))
    wishes = (each for each in (first, turn.heard) if each.intent is Intent.RESCHEDULE)
    said = next((each for each in wishes if each.confidence >= BAR), None)
    if said is None:
        return None
    times = tuple(t for t in said.times if not _same_day(t.start, beside.starts_at))
    return replace(said, times=times, visit=other.starts_at)


def _moved_from(turn: TurnContext, frame: Frame) -> Understanding | None:
    """Return a wish to move a visit from its day, of several: "move Friday to Monday"."""
    heard = turn.heard
    if heard.intent is not Intent.RESCHEDULE or len(heard.times) < _SEVERAL:
        return None
    for visit in on_named_days(turn):
        said = understand(turn.text, replace(frame, appointment=visit.starts_at))
        days = [t for t in said.times if _same_day(t.start, visit.starts_at)]
        wished = said.intent is Intent.RESCHEDULE and said.confidence >= BAR
        if wished and 0 < len(said.times) < len(heard.times) and not days:
            return replace(said, visit=visit.starts_at)
    return None


def _wished_of(times: tuple[TimeRange, ...], start: datetime) -> tuple[TimeRange, ...]:
    """Return the times that are wished for: on other days, or else at another hour of that day.

    "My Monday appointment to 11".
    """
    apart = tuple(one for one in times if not _same_day(one.start, start))
    return apart or tuple(one for one in times if not covers((one,), start))


def _same_day(local: datetime, moment: datetime) -> bool:
    return moment.astimezone(local.tzinfo).date() == local.date()


def reacting(heard: Understanding, question: Question | None) -> Understanding:
    """Return the meaning of a phone's reaction: it answers only the text that it quotes.

    Args:
        heard: the reaction, with the text that it quotes.
        question: the open question, with the text that asked it.
    """
    plain = replace(heard, intent=Intent.THANKS, confidence=_SURE, choice=None, times=(), also=())
    if question is None or not quotes(heard.quoted or "", question.text):
        return replace(plain, evidence=(*heard.evidence, "quotes no text that asks something"))
    if heard.hint is Hint.DISLIKE:
        return replace(plain, intent=Intent.UNCLEAR, confidence=0.4, hint=Hint.REFUSAL)
    if heard.hint is not Hint.LIKE:
        return plain
    if question.asked in {Asked.REMINDER, Asked.BACK}:
        return replace(plain, intent=Intent.CONFIRM, confidence=_SURE)
    if question.asked in {Asked.SLOTS, Asked.OFFER} and len(question.slots) == 1:
        return replace(plain, intent=Intent.CHOICE, choice=1, confidence=_SURE)
    return replace(plain, intent=Intent.UNCLEAR, hint=Hint.YES)


def _starts(context: Context, question: Question | None, text: str) -> tuple[datetime, ...]:
    """Return the starts of the appointments ahead: a named client's first, then those asked about.

    "Something earlier for Ada" is compared with Ada's appointment.
    """
    clients = context.clients if len(context.clients) > 1 else ()
    named = {client.id for client in clients if names(text, client)}
    first = named if len(named) == 1 else set()
    asked = {about.appointment_id for about in question.about} if question else set()
    ahead = [a for a in context.appointments if a.status in STANDING and a.starts_at > context.now]
    ahead.sort(key=lambda a: (a.client_id not in first, a.id not in asked, a.starts_at))
    return tuple(dict.fromkeys(a.starts_at for a in ahead))
