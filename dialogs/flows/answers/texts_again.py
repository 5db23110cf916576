"""Recognises that a client who has stopped our texts wants them again.

START alone is read before anything else. Here it may stand beside other words, "I need the
reminders. START", or the wish is put in other words: "could you send me the reminders again?". A
yes never does so. Only for a stopped number: elsewhere such a text has nothing to take back.
"""

from collections.abc import Sequence

from dialogs.flows.phrases import POLITE, left_over, longest, phrases_in, said_apart_of
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import TurnContext
from dialogs.intents import Intent
from dialogs.languages.after import phrases_after
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said

_MAY_BE = frozenset({Intent.UNCLEAR, Intent.UNDO, Intent.THANKS, Intent.BOOK, Intent.RESCHEDULE})
_STARTING = frozenset({"start", "unstop"})
_AGAINST = frozenset({Cue.NEGATION, Cue.CONDITION, Cue.QUOTATION, Cue.DEFERRAL, Cue.EXCEPTION})
_OPTING_OUT = frozenset({Cue.OPT_OUT_PHRASE})
_MOST = 20
"""Most words of a text that is read."""


def wants_texts_again(turn: TurnContext) -> bool:
    """Return whether a text of a stopped number asks for our texts again."""
    heard, words = turn.heard, said_apart_of(turn.text).words
    if heard.intent not in _MAY_BE or heard.quoted is not None or not 0 < len(words) <= _MOST:
        return False
    if _has(words, heard.locale, _OPTING_OUT):
        return False
    each = [said_apart_of(part.text) for part in parts(turn.text)]
    asked = "?" in turn.text
    if not asked and any(_only_starts(part.words) for part in each):
        return True
    return any(
        _wishes(part, heard.locale)
        and not _has(left_over(part.words, POLITE), heard.locale, _AGAINST)
        for part in each
    )


def _only_starts(words: Sequence[str]) -> bool:
    """Return whether a part of a text is only START, with a courtesy."""
    rest = left_over(words, POLITE)
    return len(rest) == 1 and rest[0] in _STARTING


def _wishes(part: Said, locale: str) -> bool:
    """Return whether a part of a text wishes for our texts again."""
    words = part.words
    orders = "?" not in part.marks and _says(words, locale, "ordering")
    if not (orders or _says(words, locale, "wishing")):
        return False
    if not (lexicons()[locale].nots | {"t"}).isdisjoint(words):
        return False
    named = _says(words, locale, "named") or not lexicons()[locale].texts.isdisjoint(words)
    started = {*words[:1], *words[-1:]} & _STARTING
    again = _says(words, locale, "getting") and _says(words, locale, "again")
    again = again or _says(words, locale, "resuming")
    return (named and (again or bool(started))) or _says(words, locale, "rejoining")


def _says(words: Sequence[str], locale: str, table: str) -> bool:
    read = phrases_after(locale, table)
    return any(read.begun(words, at, len(words)) for at in range(len(words)))


def _has(words: Sequence[str], locale: str, cues: frozenset[Cue]) -> bool:
    phrases = phrases_in(locale, cues)
    return any(longest(words, at, phrases) for at in range(len(words)))
