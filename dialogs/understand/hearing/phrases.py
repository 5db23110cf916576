"""Finds the phrases of a lexicon in a text, longest first, before they are judged.

Decides which of several overlapping phrases wins, and finds farewells at the end of a text.
"""

from collections.abc import Sequence
from itertools import pairwise

from calendar_store.model.plain import plain
from dialogs.languages.lexicon import Cue, Entry, Lexicon
from dialogs.times.terms import TermRole

POLITE = frozenset({Cue.COURTESY, Cue.THANKS, Cue.LAUGH})
OPENERS = POLITE | {Cue.YES, Cue.ACK, Cue.CONFIRM, Cue.COMING}
"""Cues that may stand before an answer that still opens its sentence."""

_OF_HOURS = frozenset({TermRole.AT, TermRole.OCLOCK, TermRole.MERIDIEM})
_LEAVING = OPENERS | {Cue.FILLER, Cue.COME}
_PARTING = (4, 3, 2)  # words of a farewell, the longest first
_APART = frozenset(
    {Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.CANCEL, Cue.COMING, Cue.COME, Cue.CONFIRM}
    | {Cue.YES, Cue.ACK}
)
"""Cues of phrases inside which words of time and adverbs may stand."""
_PROTECTING = frozenset({Cue.OPT_OUT_PHRASE, Cue.EMERGENCY})
_ACTING = frozenset(
    {Cue.YES, Cue.ACK, Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.TAKE, Cue.SWAP, Cue.STAY}
    | {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT}
)
_LEAVING_OPEN = frozenset(
    {Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION, Cue.DOUBT, Cue.RETRACTION}
    | {Cue.NEUTRAL, Cue.KEEP}
)
_PROTECTING_FROM_ACTS = _PROTECTING | _LEAVING_OPEN


@plain
class Signal:
    """A phrase found in a text, with its cue.

    Attributes:
        cue: the meaning of the phrase.
        first: position of its first word.
        last: position of its last word.
        value: the number of an ordinal, or the code of a language.
        turned: whether the signal is negated.
        asked: whether the signal is part of a question.
        of_others: whether the signal is about a person other than the writer.
    """

    cue: Cue
    first: int
    last: int
    value: str = ""
    turned: bool = False
    asked: bool = False
    of_others: bool = False

    @property
    def plain(self) -> bool:
        """Return whether the writer says it about the writer, not negated and not asked."""
        return not (self.turned or self.asked or self.of_others)


@plain
class Scanned:
    """A text with the phrases of a language that were found in it.

    Attributes:
        words: the words of the text, corrected.
        marks: the punctuation mark after each word, or "".
        found: the phrases, fillers included, in order.
        timed: positions of the words of times.
        lexicon: the language in which the text was read.
        accented: positions of a "sí" with its accent.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]
    found: tuple[Signal, ...]
    timed: frozenset[int]
    lexicon: Lexicon
    accented: frozenset[int] = frozenset()

    def word(self, at: int) -> str:
        """Return the word at a position; "" after the end."""
        return self.words[at] if at < len(self.words) else ""


def scan(words: tuple[str, ...], marks: tuple[str, ...], lexicon: Lexicon) -> list[Signal]:
    """Find the longest phrase at every position, from left to right.

    Args:
        words: the words of a text, corrected.
        marks: the punctuation mark after each word; no phrase crosses a mark.
        lexicon: the language in which the text is read.

    Returns:
        The phrases, in order.
    """
    found: list[Signal] = []
    at, end, begun = 0, len(words), lexicon.phrases.begun
    ends = iter([place for place, mark in enumerate(marks, start=1) if mark] if any(marks) else ())
    stop = next(ends, end)
    while at < end:
        while at >= stop:
            stop = next(ends, end)
        for entry in reversed(begun(words, at, stop)):
            size = len(entry.words)
            if size == 1 or not _covers(words, at, entry, lexicon):
                found.append(Signal(entry.cue, at, at + size - 1, entry.value))
                at += size
                break
        else:
            at += 1
    return found


def scan_apart(
    words: tuple[str, ...], marks: tuple[str, ...], apart: frozenset[int], lexicon: Lexicon
) -> list[Signal]:
    """Find answers with other words inside: "kann am Donnerstag leider nicht".

    Args:
        words: the words of a text, corrected.
        marks: the punctuation mark after each word, or "".
        apart: positions of words of a time and of adverbs.
        lexicon: the language in which the text is read.

    Returns:
        The answers, in order.
    """
    places = [at for at in range(len(words)) if at not in apart]
    if not any(two - one > 1 and not any(marks[one:two]) for one, two in pairwise(places)):
        return []  # they stand at the beginning or the end of a statement
    kept = tuple([words[at] for at in places])
    stops = tuple([_stop_until(marks, places, at) for at in range(len(places))])
    found = []
    for each in scan(kept, stops, lexicon):
        first, last = places[each.first], places[each.last]
        if each.cue in _APART and last - first > each.last - each.first:
            found.append(Signal(each.cue, first, last, each.value))
    return found


def _stop_until(marks: tuple[str, ...], places: list[int], at: int) -> str:
    """Return the punctuation mark between a word and the next kept word."""
    behind = places[at + 1] if at + 1 < len(places) else len(marks)
    return next((mark for mark in marks[places[at] : behind] if mark), "")


def _covers(words: tuple[str, ...], at: int, outer: Entry, lexicon: Lexicon) -> bool:
    """Say whether a phrase hides the beginning of a longer phrase that protects people.

    "I want" must not hide "want to opt out", nor "yes all" hide "all being well".
    """
    protecting = _PROTECTING_FROM_ACTS if outer.cue in _ACTING else _PROTECTING
    behind = at + len(outer.words)
    if behind == len(words) or lexicon.phrases.opening(protecting).isdisjoint(outer.words[1:]):
        return False
    return any(
        entry.cue in protecting and first + len(entry.words) > behind
        for first in range(at + 1, behind)
        for entry in lexicon.phrases.begun(words, first, len(words))
    )


def parting(
    words: tuple[str, ...],
    marks: tuple[str, ...],
    entries: Sequence[Signal],
    lexicon: Lexicon,
    names: frozenset[str] = frozenset(),
) -> frozenset[int]:
    """Find the "until" of a farewell, which bounds no time: "fine, until Thursday then".

    Args:
        words: the words of a text, corrected.
        marks: the punctuation mark after each word, or "".
        entries: the phrases found in the text.
        lexicon: the language in which the text is read.
        names: words that are names of people.

    Returns:
        The position of the word as a set; empty for none.
    """
    if lexicon.until.isdisjoint(words):
        return frozenset()
    end = len(words)
    while end and (words[end - 1] in names or words[end - 1] in lexicon.adverbs):
        end -= 1  # "until Thursday then, Marco"
    if 1 < end < len(words) and words[end] in names and len(words[end - 1]) == 1:
        end -= words[end - 1].isalpha()  # "until Thursday. G. Conti"
    for entry in reversed(entries):
        apart = entry.first > 0 and bool(marks[entry.first - 1])  # "until Thursday, ok"
        if entry.cue not in (OPENERS if apart else POLITE) or entry.last + 1 != end:
            break
        end = entry.first
    table = lexicon.standing[Cue.PARTING]
    while end and _is_hour(words[end - 1], lexicon):
        end -= 1  # "until Thursday at 10"
    begun = (end - n for n in _PARTING if n <= end and words[end - n] in lexicon.until)
    first = next((at for at in begun if " ".join(words[at:end]) in table), -1)
    if first < 0:
        return frozenset()
    # "ok dann", and "super dann bis" with "until" itself
    opening = (each for each in entries if each.last <= first and each.cue in _LEAVING)
    covered = {at for each in opening for at in range(each.first, each.last + 1)}
    covered |= {at for at in range(first) if words[at] in names}  # "Jana here, ok, until Thursday"
    return frozenset({first}) if covered >= {*range(first)} else frozenset()


def _is_hour(word: str, lexicon: Lexicon) -> bool:
    """Say whether a word is an hour in digits, or stands beside an hour: "at", "o'clock"."""
    terms = lexicon.terms.opening.get(word, ())
    return word[0].isdigit() or any(t.role in _OF_HOURS and t.words == (word,) for t in terms)
