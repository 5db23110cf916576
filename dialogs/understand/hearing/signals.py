"""Reads a text word by word: every word is a signal, a time, known, or unknown.

Scans a text against one lexicon, and collects the facts for the later decisions.
"""

from collections.abc import Collection

from calendar_store.model.plain import changed, plain
from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.normalise import Said
from dialogs.times import Spoken
from dialogs.understand.hearing.clauses import Clauses, clauses
from dialogs.understand.hearing.elisions import with_elisions
from dialogs.understand.hearing.inversion import ordered
from dialogs.understand.hearing.journeys import without_journeys
from dialogs.understand.hearing.judging import judged
from dialogs.understand.hearing.phrases import POLITE, Scanned, Signal, parting, scan, scan_apart
from dialogs.understand.hearing.spelling import as_written, correct
from dialogs.understand.hearing.timed import (
    greeting,
    of_calendar,
    places,
    times_in,
    with_times,
    without_partings,
)

_TOLD = frozenset({Cue.CANNOT, Cue.CANCEL, Cue.COMING, Cue.CONFIRM, Cue.MOVE, Cue.BOOK})
"""Cues that state a request, so that no split answer is looked for."""
_GREETING = frozenset({Cue.COURTESY, Cue.ACK})
_COMING = frozenset({Cue.COMING, Cue.CONFIRM})
_UNSUITED = Cue.UNSUITED
_PLAINLY_NOT = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.NO})
_AGREED = frozenset({Cue.YES, Cue.ACK})
_NOWHERE: frozenset[int] = frozenset()
_LONGEST_NAME = 2
LONGEST = 160
"""Most words read of a text; a longer text goes to a person."""


@plain
class Heard:
    """A text, read in one language.

    Attributes:
        words: the words of the text, with mistyped words corrected.
        marks: the punctuation mark after each word, or "".
        lexicon: the language in which the text was read.
        signals: the signals found, in order, without fillers.
        clauses: the clauses of the text.
        times: the times said in the text.
        unknown: the number of unknown words.
        corrected: the number of corrected words.
        phrases: all phrases found, with fillers.
        covered: positions of words in a signal or a time.
        core: the text in one line, without courtesies.
        named: positions of names of the people of the conversation.
        owning: positions of such names in the possessive: "Ada's".
        parting: positions of words of a farewell, which bound no time.
        kinds: all cues found, also negated and asked ones.
        said: the cues said plainly.
        numerals: whether any word begins with a digit.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]
    lexicon: Lexicon
    signals: tuple[Signal, ...]
    clauses: Clauses
    times: tuple[Spoken, ...]
    unknown: int
    corrected: int
    phrases: tuple[Signal, ...]
    covered: frozenset[int]
    core: str
    named: frozenset[int]
    owning: frozenset[int]
    parting: frozenset[int]
    kinds: frozenset[Cue]
    said: frozenset[Cue]
    numerals: bool

    @property
    def accounted(self) -> bool:
        """Say whether no word is unknown."""
        return len(self.covered) == len(self.words)

    def cues(self) -> frozenset[Cue]:
        """Return the cues said plainly: not negated, not asked, and about the writer."""
        return self.said

    def found(self, *cues: Cue) -> tuple[Signal, ...]:
        """Return the signals with some cues, also negated and asked ones."""
        if self.kinds.isdisjoint(cues):
            return ()
        return tuple([each for each in self.signals if each.cue in cues])

    def neutral(self, at: int) -> bool:
        """Say whether a word is part of a phrase that only looks like a signal."""
        return any(e.cue is Cue.NEUTRAL and e.first <= at <= e.last for e in self.phrases)

    def without(self, *aside: Cue) -> str:
        """Return the text in one line, without courtesies and without signals of some cues."""
        return _without(self.words, self.signals, {*POLITE, *aside})

    def quote(self, *cues: Cue) -> str:
        """Return the words of the signals of some cues, for the evidence."""
        found = self.found(*cues)
        return ", ".join([f"“{' '.join(self.words[s.first : s.last + 1])}”" for s in found])


def hear(said: Said, lexicon: Lexicon, frame: Frame) -> Heard:
    """Read a text in one language.

    Args:
        said: the text's words.
        lexicon: the language in which the text is read.
        frame: the context in which the text is read.

    Returns:
        The text with its signals, times and unknown words.
    """
    names = frame.names
    said = with_elisions(said, lexicon, names)
    words, corrected = correct(said.words[:LONGEST], lexicon, names)
    marks = said.marks[:LONGEST]
    phrases = without_partings(tuple(scan(words, marks, lexicon)), words, marks, lexicon)
    if "?" in marks:
        marks = _without_courtesies(marks, phrases)
    text = Scanned(words, marks, phrases, _NOWHERE, lexicon, said.accented)
    known, leaving = places(phrases), _NOWHERE
    if not lexicon.until.isdisjoint(words):
        leaving = parting(words, marks, phrases, lexicon, names)
    greeted = greeting(words, marks, lexicon, frame) if words[0] in lexicon.daytimes else _NOWHERE
    if times := times_in(text, leaving | greeted, frame, numerals=said.numerals):
        text = with_times(text, times)
    if (times or not lexicon.adverbs.isdisjoint(words)) and (apart := _standing_inside(text)):
        text = _with_answers_apart(text, apart)
        known |= places(text.found)
    named = _NOWHERE if names.isdisjoint(words) else _named(words, names)
    owning = _owning(words, names)
    known.update(text.timed, leaving, greeted, named, owning)
    known.update(each + 1 for each in leaving if words[each + 1] in lexicon.terms.weak)
    if named and (initials := _initials(words, named)):
        known.update(initials)
        answers = [e for e in text.found if e.first == e.last and e.first in initials]
        text = changed(text, found=tuple([e for e in text.found if e not in answers]))
    if said.numerals or not frame.services.isdisjoint(words):
        known.update(of_calendar(said, words, frame))
    if corrected:
        text, corrected = as_written(text, said.words, known, corrected)
    if opening := ordered(text, named):
        text = _with_order(text, opening)
    parted, words = clauses(text), text.words
    signals, kinds = _counting(text, parted, known)
    plain = [e.cue for e in signals if not (e.turned or e.asked or e.of_others)]
    return Heard(
        words=words,
        marks=text.marks,
        lexicon=lexicon,
        signals=signals,
        clauses=parted,
        times=times,
        unknown=0 if len(known) == len(words) else _unknown(len(words), known, signals),
        corrected=corrected,
        phrases=text.found,
        covered=frozenset(known),
        core=" ".join(words) if kinds.isdisjoint(POLITE) else _without(words, signals, POLITE),
        named=named,
        owning=owning,
        parting=leaving,
        kinds=kinds,
        said=kinds if len(plain) == len(signals) else frozenset(plain),
        numerals=said.numerals,
    )


def _counting(
    text: Scanned, parted: Clauses, known: set[int]
) -> tuple[tuple[Signal, ...], frozenset[Cue]]:
    """Return the signals that count at their places, and their cues."""
    signals = judged(text, parted, known)
    if not text.lexicon.journeys.isdisjoint(text.words):
        signals = without_journeys(text, signals, parted)
    kinds = frozenset([each.cue for each in signals])
    if _UNSUITED in kinds and not text.timed:
        signals = _outweighed(signals, parted)
        kinds = frozenset([each.cue for each in signals])
    return signals, kinds


def _without_courtesies(marks: tuple[str, ...], phrases: tuple[Signal, ...]) -> tuple[str, ...]:
    """Read a question mark after a courtesy as a full stop: "oi, tudo bem? Confirmo" confirms."""
    polite = {at for e in phrases if e.cue in _GREETING for at in range(e.first, e.last + 1)}
    kept, begins, last = list(marks), 0, len(marks) - 1
    for at, mark in enumerate(marks):
        if mark == "?" and at < last and polite.issuperset(range(begins, at + 1)):
            kept[at] = ","
        begins = at + 1 if mark else begins
    return tuple(kept)


def _with_order(text: Scanned, told: list[Signal]) -> Scanned:
    """Add the questions and conditions that only the word order shows."""
    opening = {each.first: each for each in told}
    kept = [e for e in text.found if e.first not in opening or e.cue is not Cue.FILLER]
    taken = {each.first for each in kept}
    kept += [each for first, each in opening.items() if first not in taken]
    kept.sort(key=lambda each: each.first)
    return changed(text, found=tuple(kept))


def _standing_inside(text: Scanned) -> frozenset[int]:
    """Return the positions of words that may stand inside an answer; none if it was found whole."""
    adverbs = text.lexicon.adverbs
    if not text.timed and adverbs.isdisjoint(text.words):
        return frozenset()
    cues = {each.cue for each in text.found}
    if not cues.isdisjoint(_TOLD) and Cue.NEGATION not in cues:
        return frozenset()
    return text.timed.union(at for at, word in enumerate(text.words) if word in adverbs)


def _with_answers_apart(text: Scanned, inside: frozenset[int]) -> Scanned:
    """Read "kann am Donnerstag leider nicht" as a refusal around its day."""
    apart = scan_apart(text.words, text.marks, inside, text.lexicon)
    apart = [each for each in apart if not _asks_for_time(text, each)]
    if not apart:
        return text
    taken = places(apart)
    kept = [each for each in text.found if each.first not in taken and each.last not in taken]
    kept += apart
    kept.sort(key=lambda each: each.first)
    return changed(text, found=tuple(kept))


def _asks_for_time(text: Scanned, answer: Signal) -> bool:
    """Say whether an answer around its day is a question: "would the afternoon be ok"."""
    opens = not answer.first or bool(text.marks[answer.first - 1])
    asking = text.words[answer.first] in text.lexicon.auxiliaries
    return opens and asking and answer.cue in _AGREED and answer.first + 1 in text.timed


def _outweighed(signals: tuple[Signal, ...], parted: Clauses) -> tuple[Signal, ...]:
    """Leave out a problem despite which the client comes: "I've got a cold but I'm coming"."""
    if any(each.cue in _PLAINLY_NOT for each in signals):
        return signals
    last = [each for each in signals if each.cue is _UNSUITED][-1]
    behind = [each for each in signals if each.first > last.last]
    buts = [each.first for each in behind if each.cue is Cue.BUT]
    begins = min(buts) if buts else len(parted.marks)
    comes = any(
        each.cue in _COMING
        and each.plain
        and (each.first > begins or parted.of(each.first) > parted.of(last.first))
        for each in behind
    )
    return tuple([each for each in signals if each.cue is not _UNSUITED]) if comes else signals


def _owning(words: tuple[str, ...], names: frozenset[str]) -> frozenset[int]:
    """Return the positions of names in the possessive: "Ada's" is not Ada."""
    owners = [owner for name in names if (owner := f"{name}s") in words]
    if not owners:
        return _NOWHERE
    return frozenset([at for at, word in enumerate(words) if word in owners and word not in names])


def _initials(words: tuple[str, ...], named: frozenset[int]) -> frozenset[int]:
    """Return the positions of initials before a name: "G. Conti"."""
    return frozenset([at - 1 for at in named if at and len(words[at - 1]) == 1])


def _named(words: tuple[str, ...], names: frozenset[str]) -> frozenset[int]:
    """Return the positions of names of the people of the conversation."""
    return frozenset([at for at, word in enumerate(words) if word in names])


def _without(words: tuple[str, ...], signals: tuple[Signal, ...], aside: Collection[Cue]) -> str:
    dropped = {at for s in signals if s.cue in aside for at in range(s.first, s.last + 1)}
    if not dropped:
        return " ".join(words)
    return " ".join([word for at, word in enumerate(words) if at not in dropped])


def _unknown(size: int, known: set[int], signals: tuple[Signal, ...]) -> int:
    """Count the unknown words.

    Words after a reason explain themselves; one or two names may stand below a closing courtesy.
    """
    reason = next((each.last for each in signals if each.cue is Cue.REASON), size)
    polite = [each for each in signals if each.cue in POLITE]
    if polite and polite[-1].last == size - 1 and len(polite) > 1:
        size = polite.pop().first  # "please, Margaret x"
    closing = polite[-1].last + 1 if polite else size
    named = 0 < size - closing <= _LONGEST_NAME and known.isdisjoint(range(closing, size))
    return sum([at not in known for at in range(min(closing if named else size, reason + 1))])
