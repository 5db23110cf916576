"""What a text signals, word by word: every word is a signal, a time, known, or unknown.

Owns the scan of a text against one lexicon, and the rules by which a neighbour changes a signal:
a negation turns it, a question mark asks it, an answer only counts where it opens a sentence.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from dialogs.intents import Frame
from dialogs.lexicon import Entry, Lexicon, Sign
from dialogs.normalise import Said
from dialogs.times import Spoken, may_tell_times, read_times
from dialogs.understand.phrases import OPENERS, POLITE, parting, scan
from dialogs.understand.spelling import correct

_QUIET = frozenset({Sign.FILLER, Sign.COURTESY, Sign.NEUTRAL})
_ANSWERS = frozenset({Sign.YES, Sign.ACK})
_TURNABLE = frozenset(
    {
        Sign.CONFIRM,
        Sign.COMING,
        Sign.COME,
        Sign.YES,
        Sign.ACK,
        Sign.CANCEL,
        Sign.CANCEL_ASK,
        Sign.MOVE,
    }
    | {Sign.BOOK, Sign.UNDO}
    | {Sign.LATE, Sign.WRONG_NUMBER, Sign.DECEASED, Sign.EMERGENCY, Sign.OPT_OUT_PHRASE}
    | {Sign.CALL_ME, Sign.LANGUAGE, Sign.CANNOT, Sign.OPT_IN}
)
_OPEN_TO_TIMES = frozenset(
    {Sign.FILLER, Sign.LATE, Sign.MOVE}
)  # their words may be words of time too
_WISHING = frozenset({Sign.ASK, Sign.MOVE, Sign.BOOK})
_AFTER_CANT = frozenset(
    {
        Sign.BUT,
        Sign.REASON,
        Sign.COURTESY,
        Sign.THANKS,
        Sign.ASK,
        Sign.MOVE,
        Sign.BOOK,
        Sign.CALL_ME,
    }
)
_MEANT = {Sign.CANT: Sign.CANNOT, Sign.COME: Sign.COMING}  # where nothing follows
_LONGEST_NAME = 2
_REACH = 3  # words between a negation and what it turns
_LONGEST = 400  # words scanned


@dataclass(frozen=True, slots=True)
class Signal:
    """A phrase found in a text.

    Attributes:
        sign: what it signals.
        first: position of its first word.
        last: position of its last word.
        value: which one, for languages.
        turned: whether a negation turns it.
        asked: whether it is asked and not said.
    """

    sign: Sign
    first: int
    last: int
    value: str = ""
    turned: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A text read in one language.

    Attributes:
        words: its words, mistyped ones corrected.
        marks: the stops after them.
        lexicon: the language.
        signals: what was found, in order, fillers left out.
        times: what was said about times.
        unknown: how many words nothing accounts for.
        corrected: how many words were corrected.
        covered: positions that a signal or a time accounts for.
        core: the text in one line, without courtesies.
        parting: positions of words that take leave, and bound no time.
        kinds: what is signalled at all, turned and asked too.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]
    lexicon: Lexicon
    signals: tuple[Signal, ...]
    times: tuple[Spoken, ...]
    unknown: int
    corrected: int
    covered: frozenset[int]
    core: str
    parting: frozenset[int]
    kinds: frozenset[Sign]

    def signs(self) -> frozenset[Sign]:
        """Give what is said plainly: neither turned nor asked."""
        return frozenset([s.sign for s in self.signals if not (s.turned or s.asked)])

    def found(self, *signs: Sign) -> tuple[Signal, ...]:
        """Give the signals of these kinds, turned and asked ones too."""
        if self.kinds.isdisjoint(signs):
            return ()
        return tuple([each for each in self.signals if each.sign in signs])

    def without(self, *aside: Sign) -> str:
        """Give the text in one line, without courtesies and the signals set aside."""
        return _without(self.words, self.signals, {*POLITE, *aside})

    def quote(self, *signs: Sign) -> str:
        """Give the words of these signals, for evidence."""
        found = (" ".join(self.words[s.first : s.last + 1]) for s in self.found(*signs))
        return ", ".join(f"“{words}”" for words in found)


def hear(said: Said, lexicon: Lexicon, frame: Frame) -> Heard:
    """Read a text in one language.

    Args:
        said: the text's words.
        lexicon: the language.
        frame: what it is read against.

    Returns:
        Its signals, times and what stays unknown.
    """
    marks = said.marks[:_LONGEST]
    words, corrected = correct(said.words[:_LONGEST], lexicon)
    entries = tuple(scan(words, lexicon))
    times: tuple[Spoken, ...] = ()
    leaving: frozenset[int] = frozenset()
    if may_tell_times(words, lexicon.terms):
        leaving = parting(words, entries, lexicon)
        blocked = _blocked(entries) | leaving
        asked = frozenset([at + len(e.words) for at, e in entries if e.sign in _WISHING])
        times = read_times(words, marks, lexicon.terms, frame, blocked=blocked, asked=asked)
    timed = {at for each in times for at in range(each.first, each.last + 1)}
    known = {at for first, entry in entries for at in range(first, first + len(entry.words))}
    known |= leaving | timed
    signals = tuple(_judged(tuple(_signals(entries, timed)), words, marks, timed))
    return Heard(
        words=words,
        marks=marks,
        lexicon=lexicon,
        signals=signals,
        times=times,
        unknown=_unknown(len(words), known, signals),
        corrected=corrected,
        covered=frozenset(known),
        core=_without(words, signals, POLITE),
        parting=leaving,
        kinds=frozenset([each.sign for each in signals]),
    )


def _blocked(entries: Iterable[tuple[int, Entry]]) -> frozenset[int]:
    """Give the positions of phrases whose words are no words of time any more."""
    return frozenset(
        [
            at
            for first, entry in entries
            if len(entry.words) > 1 and entry.sign not in _OPEN_TO_TIMES
            for at in range(first, first + len(entry.words))
        ]
    )


def _without(words: tuple[str, ...], signals: tuple[Signal, ...], aside: Collection[Sign]) -> str:
    dropped = {at for s in signals if s.sign in aside for at in range(s.first, s.last + 1)}
    if not dropped:
        return " ".join(words)
    return " ".join([word for at, word in enumerate(words) if at not in dropped])


def _signals(entries: Iterable[tuple[int, Entry]], timed: set[int]) -> Iterator[Signal]:
    """Keep what signals something; a single word that is part of a time does not."""
    for first, entry in entries:
        last = first + len(entry.words) - 1
        time_only = first == last and first in timed and entry.sign is not Sign.MOVE
        if entry.sign not in {Sign.FILLER, Sign.NEUTRAL} and not time_only:
            yield Signal(entry.sign, first, last, entry.value)


def _judged(
    signals: tuple[Signal, ...], words: tuple[str, ...], marks: tuple[str, ...], timed: set[int]
) -> Iterator[Signal]:
    """Turn, ask or drop signals by what stands beside them."""
    for at, signal in enumerate(signals):
        if signal.sign in _ANSWERS and not _opens(signal, signals[:at], words, marks, timed):
            continue
        if signal.sign in _MEANT and not _ends(signal, signals[at + 1 :], marks, timed):
            continue
        before = signals[at - 1] if at else None
        turned = signal.sign in _TURNABLE and before is not None and _turns(before, signal, marks)
        asked = _asked(signal, signals[at + 1 :], marks)
        sign = _MEANT.get(signal.sign, signal.sign)
        changed = turned or asked or sign is not signal.sign
        yield replace(signal, sign=sign, turned=turned, asked=asked) if changed else signal


def _opens(
    signal: Signal,
    before: tuple[Signal, ...],
    words: tuple[str, ...],
    marks: tuple[str, ...],
    timed: set[int],
) -> bool:
    """Whether an answer opens its sentence, courtesies and times aside; emoji always do."""
    if not words[signal.first].isalnum():
        return True
    polite = {
        at for each in before if each.sign in OPENERS for at in range(each.first, each.last + 1)
    }
    for at in range(signal.first - 1, -1, -1):
        if marks[at]:
            return True
        if at not in polite and at not in timed and words[at].isalpha():
            return at - 1 in timed  # "Thursday is fine"
    return True


def _ends(
    signal: Signal, after: tuple[Signal, ...], marks: tuple[str, ...], timed: set[int]
) -> bool:
    """Whether nothing but a time, a reason or a courtesy follows: "I can't" and no verb."""
    follows = signal.last + 1
    if marks[signal.last] or follows == len(marks) or follows in timed:
        return True
    return bool(after) and after[0].first == follows and after[0].sign in _AFTER_CANT


def _turns(before: Signal, signal: Signal, marks: tuple[str, ...]) -> bool:
    """Whether the signal before is a negation that reaches this one."""
    between = marks[before.last : signal.first]
    if any(between):
        return False
    if before.sign in {Sign.NEGATION, Sign.CANT}:
        return len(between) <= _REACH + 1
    return before.sign is Sign.NO and len(between) == 1 and signal.sign is not Sign.CANNOT


def _asked(signal: Signal, after: tuple[Signal, ...], marks: tuple[str, ...]) -> bool:
    """Whether a question mark ends this signal's sentence and no later signal takes it."""
    for at in range(signal.last, len(marks)):
        if at > signal.last and any(each.first == at and each.sign not in _QUIET for each in after):
            return False
        if marks[at]:
            return marks[at] == "?"
    return False


def _unknown(size: int, known: set[int], signals: tuple[Signal, ...]) -> int:
    """Count the words that nothing accounts for.

    Those after a reason explain themselves; a name or two may stand under a closing courtesy.
    """
    reason = next((each.last for each in signals if each.sign is Sign.REASON), size)
    closing = next((each.last + 1 for each in signals[::-1] if each.sign in POLITE), size)
    named = 0 < size - closing <= _LONGEST_NAME and not known & {*range(closing, size)}
    return sum(at not in known for at in range(min(closing if named else size, reason + 1)))
