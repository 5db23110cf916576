"""Recognises who asks, after a cancellation, whether a visit of their own still holds.

"Can I still come?", "do I still have mine?". Such a question restores nothing: it is answered with
what stands, or with the question whether the cancelled visit is wanted back. Every word of the
question is known: what asks for a visit back ("can I have it back?") is a wish.
"""

from itertools import chain

from dialogs.flows.phrases import POLITE, left_over, said_apart_of
from dialogs.flows.reading_parts import tells_only
from dialogs.flows.sentences import beginnings, endings, parts
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.by_itself import AGAINST_COMING
from dialogs.flows.visits.saying_to_come import of_times
from dialogs.intents import Intent
from dialogs.languages.after import phrases_after, words_after

_OTHERWISE = frozenset({Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY})
_TABLES = ("still", "mine", "holding", "keeping", "around")


@once
def asks_if_it_holds(turn: TurnContext) -> bool:
    """Return whether a text asks that after a cancellation, and tells only why beside it."""
    if not turn.state.cancelled or turn.heard.intent in _OTHERWISE:
        return False
    if turn.heard.intent is Intent.AGENDA and not turn.ahead:
        return False  # "is it still on?" is told that it is cancelled, and how to have it back
    apart = chain(endings(turn.text), beginnings(turn.text))
    return any(_asks(turn, part) and tells_only(turn, rest, AGAINST_COMING) for rest, part in apart)


@once
def asks_of_holding(turn: TurnContext) -> bool:
    """Return whether any part of a text asks that, whatever stands beside it."""
    return bool(turn.state.cancelled) and any(_asks(turn, each.text) for each in parts(turn.text))


def _asks(turn: TurnContext, part: str) -> bool:
    """Return whether a part of a text is such a question, by its mark or its first words."""
    said, locale = said_apart_of(part), turn.heard.locale
    words = left_over(said.words, POLITE)
    opens = bool(words) and bool(phrases_after(locale, "inverted").begun(words, 0, len(words)))
    if not words or not ("?" in said.marks or opens):
        return False
    still, mine, holding, keeping, around = (words_after(locale, name) for name in _TABLES)
    # with no visit ahead, "can I keep mine?" is a wish to have the cancelled one back
    holding = holding | keeping if turn.ahead else holding
    told = [not kind.isdisjoint(words) for kind in (still, mine, holding)]
    asks = sum(told) > 1 if turn.ahead else told[0] and told[2]
    known = still | mine | holding | around | of_times(words, locale)
    return asks and known.issuperset(words)
