"""Leaves aside that a client who cancels will get in touch later: "and I'll ring you in January".

The month is no wish for a time now, and no other day of a visit. What is left is read as the text.
"""

import re

from dialogs.flows.phrases import longest, phrases_in, said_of
from dialogs.intents import Intent, Understanding
from dialogs.languages.after import phrases_after, words_after
from dialogs.languages.lexicon import Cue
from dialogs.languages.patterns import Phrases
from dialogs.normalise import Said

_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CANCEL, Intent.BOOK, Intent.CALL_ME})
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT})
_AGAINST = frozenset({Cue.CONFIRM, Cue.COMING, Cue.CANCEL, Cue.CANCEL_ASK, Cue.UNDO, Cue.NEGATION})
"""Cues that the later contact may not have: "I'll ring to confirm"."""
_MOST = 14
"""Most words of the part that is left aside."""
_LONGEST = 80
"""Most words of a text that is read."""
_JOINING = frozenset(
    {"and", "und", "et", "e", "y", "i", "so", "then", "dann", "puis", "poi", "que"}
)
_SPACES = re.compile(r"\s+")


def without_later_contact(text: str, heard: Understanding) -> str:
    """Return a text that cancels without the end that only promises to get in touch later.

    Args:
        text: the text.
        heard: its meaning.

    Returns:
        The text itself, if it has no such end or does not cancel.
    """
    if heard.intent not in _MAY_BE or heard.quoted is not None:
        return text
    said, locale = said_of(text), heard.locale
    if len(said.words) > _LONGEST:
        return text
    at = _begins(said, locale)
    if at is None or not _has(said.words[:at], locale, _CANCELLING):
        return text
    while at > 1 and said.words[at - 1] in _JOINING and not said.marks[at - 1]:
        at -= 1
    return _first(text, at)


def _begins(said: Said, locale: str) -> int | None:
    """Return the position at which the later contact begins, None for none."""
    words, end = said.words, len(said.words)
    for at in range(max(1, end - _MOST), end):
        size = _promises(words[at:], locale)
        if not size or any(said.marks[at : at + size - 1]):
            continue  # "I can cancel later, I'll ring you"
        asked = "?" in said.marks[at:]
        return None if asked or _has(words[at:], locale, _AGAINST) else at
    return None


def _promises(words: tuple[str, ...], locale: str) -> int:
    """Return how many words a promise to get in touch, or to book again, later begins with."""
    if size := _size(phrases_after(locale, "later"), words):
        return size
    again = not words_after(locale, "anew").isdisjoint(words)
    return _size(phrases_after(locale, "booking"), words) if again else 0


def _size(phrases: Phrases, words: tuple[str, ...]) -> int:
    begun = phrases.begun(words, 0, len(words))
    return len(begun[-1].words) if begun else 0


def _has(words: tuple[str, ...], locale: str, cues: frozenset[Cue]) -> bool:
    phrases = phrases_in(locale, cues)
    return any(longest(words, at, phrases) for at in range(len(words)))


def _first(text: str, words: int) -> str:
    """Return the beginning of a text that has a number of words."""
    ends = [found.start() for found in _SPACES.finditer(text)]
    found = (text[:end] for end in reversed(ends) if len(said_of(text[:end]).words) == words)
    return next(found, text).rstrip(" ,;-")
