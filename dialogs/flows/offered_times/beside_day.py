"""Recognises a day that is only named because one more appointment is wanted beside that visit.

"Besides Thursday's I'd like another one on Monday" asks for Monday, and Thursday's visit stays.
"""

from dialogs.flows.offered_times.local_days import Span, days_offered
from dialogs.flows.phrases import said_apart, said_whole
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_days import on_weekday, weekdays
from dialogs.languages.lexicon import lexicons
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.readings.another import says_either, says_more

_REACH = 5
"""Most words from "besides" to the day: "besides my appointment on Thursday"."""
_ONE = frozenset({"one", "s", "quello", "quella", "celui", "celle", "dem"})
"""Words that stand for a visit."""


@once
def beside_visit(turn: TurnContext) -> bool:
    """Return whether a text asks for one more beside a visit that it names by its day."""
    said, locale = said_apart(turn), turn.heard.locale
    words, lexicon = said_whole(turn).words, lexicons()[locale]
    more = says_more(words, lexicon) or says_either(words, lexicon) or _points(turn)
    return more and any(_names_visit(turn, at) for at in range(len(said.words)))


def without_beside(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without the day of the visit beside which one more is wanted.

    Args:
        turn: the turn.
        spans: the times that a text names.
    """
    if not spans or not beside_visit(turn):
        return spans
    visits = days_offered(turn, (one.starts_at for one in turn.ahead))
    others = tuple(each for each in spans if not days_offered(turn, each[:1]) & visits)
    return others or spans


def _names_visit(turn: TurnContext, at: int) -> bool:
    """Return whether "besides" is at a place, and a visit's day soon after it, without a stop."""
    said = said_apart(turn)
    size = turners(turn.heard.locale).size("besides", said.words, at)
    if not size:
        return False
    for place in range(at + size, min(at + size + _REACH, len(said.words))):
        if said.words[place] in weekdays():
            return bool(on_weekday(turn, turn.ahead, said.words[place]))
        if said.marks[place]:
            return False
    return False


def _points(turn: TurnContext) -> bool:
    """Return whether a text has a word for a visit, and not only the day: "besides the one"."""
    words = said_apart(turn).words
    return not (lexicons()[turn.heard.locale].visits | _ONE).isdisjoint(words)
