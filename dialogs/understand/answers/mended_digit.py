"""Reads an answer to a reminder whose digit is mended in the same text: "2 no, 1! fat finger".

Only where every other word corrects, excuses or denies; "1 no 2", which may be read either way,
answers nothing. The words are in choosing.toml of each language.
"""

from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.answers.menu import MENU
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard

_TWO = 2
_TABLES = ("corrections", "slips", "denials", "denied_before")


def mended_digit(heard: Heard) -> int | None:
    """Return the digit that the client means of two of a menu, or None.

    Args:
        heard: the text.
    """
    if not heard.numerals or "?" in heard.marks:
        return None
    digits = [at for at, word in enumerate(heard.words) if word[0].isdigit()]
    if len(digits) != _TWO:
        return None
    first, second = (heard.words[at] for at in digits)
    if first == second or not {first, second} <= {str(each) for each in MENU}:
        return None
    leading = heard.lexicon.determiners | heard.lexicon.articles
    timed = {at for each in heard.times for at in range(each.first, each.last + 1)}
    if any(at not in digits and heard.words[at] not in leading for at in timed):
        return None  # "not the 2nd of March"
    known = _known(heard).issuperset(at for at in range(len(heard.words)) if at not in digits)
    return _meant(heard, *digits) if known and not _neither(heard, *digits) else None


def _neither(heard: Heard, first: int, second: int) -> bool:
    """Say whether both digits are denied: "neither 1 nor 2"."""
    before, between = heard.words[:first], heard.words[first + 1 : second]
    neither = heard.lexicon.neither
    return not (neither.isdisjoint(before) or neither.isdisjoint(between))


def _meant(heard: Heard, first: int, second: int) -> int | None:
    """Return which of two digits is meant, by what stands before each of them."""
    words, tables = heard.words, _tables(heard.lexicon.locale)
    if _ends_before(heard, "denials", 0, first) and not _ends_before(
        heard, "denials", first + 1, second
    ):
        return int(words[second])  # "not 2, 1"
    between = words[first + 1 : second]
    if not between:
        return None
    if _ends_before(heard, "denials", first + 1, second):
        said = tables["denied_before"].size(words, second - 1, second)  # "1 no 2"
        if not said:
            return int(words[first])  # "1, not 2"
        parted = heard.marks[second - 1] or heard.marks[first]
        if not parted and len(between) == 1:
            return None
        if heard.marks[first] and not heard.marks[second - 1] and len(between) == 1:
            return int(words[first])
    return int(words[second])


def _ends_before(heard: Heard, name: str, begins: int, ends: int) -> bool:
    """Say whether a phrase of a table ends right before a position."""
    phrases = _tables(heard.lexicon.locale)[name]
    return any(phrases.size(heard.words, at, ends) == ends - at for at in range(begins, ends))


def _known(heard: Heard) -> set[int]:
    """Return the positions of words that correct, excuse, deny or are polite."""
    known = {at for e in heard.phrases if _idle(e.cue) for at in range(e.first, e.last + 1)}
    tables = _tables(heard.lexicon.locale)
    for at in range(len(heard.words)):
        for phrases in tables.values():
            known.update(range(at, at + phrases.size(heard.words, at, len(heard.words))))
    return known


def _idle(cue: Cue) -> bool:
    return cue in POLITE or cue in {Cue.FILLER, Cue.NO, Cue.NEGATION, Cue.LAUGH}


@cache
def _tables(locale: str) -> dict[str, Phrases]:
    document = table(locale, "choosing")
    return {
        name: Phrases(
            Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in document[name]
        )
        for name in _TABLES
    }
