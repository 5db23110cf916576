"""Concludes a turn: what is not said again, the practice's bound of texts, the state kept.

`dialogs/engine.py` decides before; a turn leaves dialogs from here.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.conversation import Question, State, Turn
from dialogs.effects import AlertStaff
from dialogs.flows.answers.assent import only_acknowledges
from dialogs.flows.intents import person
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.frames import own_locale
from dialogs.framing import spoken_in
from dialogs.intents import Hint
from dialogs.languages.cue_kinds import Cue
from dialogs.quoting import digest, key

HOUR = timedelta(hours=1)
_LEFT_OPEN = frozenset({Cue.CONDITION, Cue.DEFERRAL, Cue.DOUBT})


def conclude(turn: TurnContext, answer: Decision) -> Turn:
    """Return the turn of an answer: nothing said twice, within the practice's bound, remembered.

    Args:
        turn: the turn.
        answer: what was decided.
    """
    answer = _bounded(turn, _unrepeated(turn, answer))
    return Turn(
        effects=answer.effects,
        replies=answer.replies,
        state=_remembered(turn, answer),
        understanding=turn.heard,
        trace=(_understood(turn), *answer.trace),
        client_id=_whose(turn, answer),
        even_if_stopped=answer.even_if_stopped and bool(answer.replies),
    )


def _unrepeated(turn: TurnContext, answer: Decision) -> Decision:
    """Reword a text that would repeat the last one: nobody gets the same text twice in a row."""
    state, question = turn.state, turn.question
    if len(answer.replies) != 1:
        return answer
    recent = state.last_at is not None and turn.now - state.last_at < person.REMEMBERED
    again = recent and state.last == digest(answer.replies[0])
    asked_last = question is not None and (state.last_at is None or state.last_at < question.at)
    again = again or (
        asked_last and question is not None and question.text == key(answer.replies[0])
    )
    if not again:
        return answer
    if only_acknowledges(turn):
        return replace(answer, replies=())
    alerted = any(isinstance(effect, AlertStaff) for effect in answer.effects)
    if alerted and not (answer.handled or turn.context.partial):
        # a client whom staff have answered since need not be told again that staff will
        last, staff_at = state.last_at, state.staff_at
        answered = staff_at is not None and last is not None and staff_at >= last
        return replace(answer, replies=()) if answered else answer
    name = "noted" if _keeps_times(turn, answer) else "once_more"
    return replace(answer, replies=(turn.say(name, text=answer.replies[0]),))


def _keeps_times(turn: TurnContext, answer: Decision) -> bool:
    """Return whether a text named times that were kept while the question is asked again."""
    asked, before = answer.state.question, turn.question
    return asked is not None and before is not None and asked.spans != before.spans


def _bounded(turn: TurnContext, answer: Decision) -> Decision:
    """Send nothing beyond the practice's hourly bound of texts; alert staff once."""
    if not answer.replies or len(_recent(turn)) < turn.practice.texts_per_hour:
        return answer
    hushed = answer.state.hushed
    told = hushed is not None and turn.now - hushed < person.REMEMBERED
    most, why = turn.practice.texts_per_hour, ReasonCode.BOUND_OF_HOUR
    # a text that was not sent cannot be answered
    open_now, before = answer.state.question, turn.question
    kept = before if open_now and before and _same(open_now, before) else None
    return replace(
        answer,
        trace=(*answer.trace, "bound of automatic texts reached: nothing sent"),
        replies=(),
        effects=answer.effects
        if told
        else (*answer.effects, turn.alert(AlertKind.UNCLEAR, why, facts={"bound": most})),
        state=replace(answer.state, question=kept, hushed=hushed if told else turn.now),
    )


def _recent(turn: TurnContext) -> tuple[datetime, ...]:
    return tuple(moment for moment in turn.state.automatic if turn.now - moment < HOUR)


def _remembered(turn: TurnContext, answer: Decision) -> State:
    state, own, spoke = (
        answer.state,
        own_locale(turn.context),
        spoken_in(turn.heard, turn.context),
    )
    if spoke and state.locale == turn.state.locale and not turn.context.stopped:
        state = replace(state, locale="" if spoke == own else spoke)
    said = answer.replies[-1] if answer.replies else ""
    asked = state.question
    if said and asked and turn.question and _same(asked, turn.question):
        stale = asked.stale and not answer.asks
        state = state.asking(replace(asked, aside=not answer.asks, stale=stale))
    elif said and asked and not asked.named:
        # a reaction of a phone quotes the text that it answers
        state = state.asking(replace(asked, text=key(said)))
    return replace(
        state,
        with_person=None if answer.handled else state.with_person,
        automatic=_recent(turn) + (turn.now,) * len(answer.replies),
        put_off=_put_off(turn, answer),
        last=digest(said) if said else state.last,
        last_at=turn.now if said else state.last_at,
    )


def _put_off(turn: TurnContext, answer: Decision) -> datetime | None:
    """Return since when the client has left open whether they come."""
    if any(not isinstance(effect, AlertStaff) for effect in answer.effects):
        return None
    if turn.context.partial:
        return turn.state.put_off
    open_now = turn.heard.hint is Hint.DEFERRAL or cues_of(turn, turn.text) & _LEFT_OPEN
    return turn.now if turn.ahead and open_now else turn.state.put_off


def _same(asked: Question, before: Question) -> bool:
    """Return whether a question is the earlier one, apart from the meaning of a yes or "ok"."""
    return replace(asked, then=before.then, aside=before.aside, stale=before.stale) == before


def _understood(turn: TurnContext) -> str:
    heard = turn.heard
    why = f": {'; '.join(heard.evidence)}" if heard.evidence else ""
    return f"understood: {heard.intent.value} ({heard.confidence:.2f}){why}"


def _whose(turn: TurnContext, answer: Decision) -> int | None:
    client = turn.client_of(None)
    return answer.client_id or (client.id if client else None)
