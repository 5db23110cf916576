"""Reads long texts that cancel the only visit plainly, and tell why and what comes later.

"I must cancel Thursday. My mother, who usually steps in, is ill too. I'll be in touch as soon as
we're well": one clause names the act and the visit, and every other clause is courtesy, a promise
to get in touch later, or a story. Conditions, times and calls inside a promise or of others leave
the act as it is; a wish, a question, a condition of the act, or a word that takes it back does not.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import said_of
from dialogs.flows.reading_parts import read_alone
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.story_parts import StoryPiece, pieces_of
from dialogs.flows.visits.story_signs import (
    closes,
    ends_elsewhere,
    names_visit,
    only_tells,
    promises_only,
    unknowing,
)
from dialogs.flows.visits.visit_days import covers, on_named_days
from dialogs.frames import frame_of
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import normalise
from dialogs.understand import BAR
from dialogs.understand.frame.negated import READ, Turning, turnings
from dialogs.understand.frame.reporting import agreed, answered, reports
from dialogs.understand.frame.things import names_paper
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import LONGEST, Heard, hear

_NOT_OF_VISITS = frozenset(
    {Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.WRONG_NUMBER, Intent.DECEASED}
)
_HINTS = frozenset({None, Hint.REFUSAL, Hint.CANCELS, Hint.DEFERRAL, Hint.KEPT, Hint.YES})
_CANCELLING = (Cue.CANCEL, Cue.CANCEL_ASK)
_MOST = 40
"""Most pieces of such a text."""
_PASSED_OVER = READ | {Turning.VAIN}
"""Reasons that the reading of a refusal has considered."""


@once
def cancels_with_story(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text cancels plainly with a story around it, or None."""
    visit = asked_about(turn)
    text = turn.whole or turn.text
    if visit is None or len(text.split()) > LONGEST:
        return None
    pieces = pieces_of(text, turn.heard.locale)
    if len(pieces) > _MOST:
        return None
    acts = [each for each in pieces if _cancels(turn, each, visit)]
    if not acts and _named(turn, visit):
        acts = [each for each in pieces if _cancels(turn, each, visit, named=True)]
    rest = [each for each in pieces if each not in acts]
    if not acts or not rest:
        return None
    return visit if all(leaves(turn, each, visit, acts[0]) for each in rest) else None


def asked_about(turn: TurnContext) -> Appointment | None:
    """Return the only visit, if a text may cancel it by itself, or None."""
    heard, question = turn.heard, turn.question
    if len(turn.ahead) != 1 or heard.quoted is not None or heard.hint not in _HINTS:
        return None
    if heard.intent in _NOT_OF_VISITS or (question and question.asked is not Asked.REMINDER):
        return None
    visit = turn.ahead[0]
    moved = any(
        each.appointment_id == visit.id and each.starts_at != visit.starts_at
        for each in (question.about if question else ())
    )
    return None if moved and on_named_days(turn) != (visit,) else visit


def _named(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether a text names the visit, or its day, and no paper that could be cancelled."""
    words = said_of(turn.text).words
    own = any(covers((each,), visit.starts_at) for each in turn.heard.times)
    own = own or on_named_days(turn) == (visit,) or names_visit(words, turn.heard.locale)
    return own and not names_paper(words, turn.heard.locale)


def _cancels(
    turn: TurnContext, piece: StoryPiece, visit: Appointment, *, named: bool = False
) -> bool:
    """Return whether a piece cancels the visit plainly, and names it unless it is named beside."""
    said = read_alone(turn, piece.text, visit.starts_at)
    if said.intent is not Intent.CANCEL or said.confidence < BAR or said.also:
        return False
    if not all(covers((each,), visit.starts_at) for each in said.times):
        return False
    frame, locale = frame_of(turn.context, None, visit.starts_at), turn.heard.locale
    heard = hear(normalise(piece.text), lexicons()[locale], frame)
    told = any(not (each.turned or each.of_others) for each in heard.found(*_CANCELLING))
    named = named or bool(said.times) or names_visit(heard.words, locale)
    named = named and not ends_elsewhere(heard)  # "the hotel was full, cancel my booking there"
    return told and named and turnings(piece.text, locale, frame) <= _PASSED_OVER


def leaves(turn: TurnContext, piece: StoryPiece, visit: Appointment, act: StoryPiece) -> bool:
    """Return whether a piece leaves the act as it is."""
    frame, locale = frame_of(turn.context, None, visit.starts_at), turn.heard.locale
    heard = hear(normalise(piece.text), lexicons()[locale], frame)
    if piece.promised:
        return promises_only(heard)
    if piece.sentence == act.sentence and piece.whenever:
        return False  # "as soon as my boss agrees, cancel Thursday"
    why = turnings(piece.text, locale, frame)
    if (closes(why) and not unknowing(heard)) or _leads_on(heard, piece, act):
        return False
    said = read_alone(turn, piece.text, visit.starts_at)
    return only_tells(heard, said, visit, tomorrow(turn))


def tomorrow(turn: TurnContext) -> datetime:
    """Return when the practice's day of the turn ends."""
    today = turn.now.astimezone(ZoneInfo(turn.practice.timezone))
    return today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _leads_on(heard: Heard, piece: StoryPiece, act: StoryPiece) -> bool:
    """Return whether somebody's words lead to the act: "my wife says, cancel Thursday"."""
    if piece.ends or piece.sentence != act.sentence or piece.place > act.place:
        return False
    if heard.kinds and heard.kinds <= POLITE:
        return False  # "perdonad que avise con tan poco tiempo"
    words, locale = heard.words, heard.lexicon.locale
    told = Cue.QUOTATION in heard.kinds or reports(words, locale) or answered(words, locale)
    return told or agreed(words, locale, heard.marks)
