"""Reads a text about the numbers of a reminder: "does 2 mean cancel?", and "ok then 1" after it."""

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.answers.concluding import without_concluding
from dialogs.flows.answers.unasked import MENU
from dialogs.flows.phrases import (
    AGREEING,
    left_over,
    phrases_in,
    said_apart,
    said_apart_of,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.reminded import asked_ahead
from dialogs.languages.after import phrases_after
from dialogs.languages.lexicon import Cue

_ACTS = frozenset({Cue.CONFIRM, Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.YES, Cue.NO})
_MOST = 14
"""Most words of a question about the numbers."""


def number_concluded(turn: TurnContext) -> int | None:
    """Return the number of an answer to a reminder that is only "then" and a number, or None."""
    question = turn.question
    if question is None or question.asked is not Asked.REMINDER or question.aside:
        return None
    words = said_apart_of(turn.text).words
    left = without_concluding(words, turn.heard.locale)
    if len(left) == len(words) or "?" in turn.text:
        return None
    rest = left_over(left, AGREEING)
    return int(rest[0]) if len(rest) == 1 and rest[0] in map(str, MENU) else None


def asks_of_numbers(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits asked about if a text only asks what a number of ours means; else ()."""
    question, said, locale = turn.question, said_apart(turn), turn.heard.locale
    if question is None or question.asked is not Asked.REMINDER:
        return ()
    numbers = [word for word in said.words if word[:1].isdigit()]
    if "?" not in said.marks or len(said.words) > _MOST or not numbers:
        return ()
    if any(not number.isdigit() or int(number) not in MENU for number in numbers):
        return ()
    meaning = phrases_after(locale, "meaning")
    places = range(len(said.words))
    means = any(meaning.begun(said.words, at, len(said.words)) for at in places)
    acts = len(without(said.words, phrases_in(locale, _ACTS))) < len(said.words)
    return asked_ahead(turn) if means and acts else ()
