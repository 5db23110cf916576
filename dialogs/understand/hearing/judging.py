"""Judges each signal of a text by its place: negated, asked, somebody else's, or no signal.

An answer counts only where it opens a sentence, "I can't" only where no verb follows; a signal in
a clause about somebody else is that person's.
"""

from collections.abc import Collection

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.acted_on import telling
from dialogs.understand.hearing.clauses import AGREEMENTS, Clauses
from dialogs.understand.hearing.phrases import OPENERS, POLITE, Scanned, Signal

_ANSWERS = frozenset({Cue.YES, Cue.ACK})
_AFTER_CANT = frozenset(
    {Cue.BUT, Cue.REASON, Cue.COURTESY, Cue.THANKS, Cue.MOVE, Cue.BOOK, Cue.CALL_ME}
    | {Cue.UNSUITED}
)
_ORDERED = frozenset({Cue.CANCEL, Cue.MOVE})
_MEANT = {Cue.CANT: Cue.CANNOT, Cue.COME: Cue.COMING}  # the meaning where no verb follows
_MAY_MEAN_OTHERS = _ANSWERS | {Cue.CONDITION, Cue.ASK, Cue.QUESTION, *_MEANT}
_AS_IT_STANDS = frozenset({Cue.YES, Cue.CONDITION})
"""The cues of "sí", with or without its accent."""
_AFTER_YES = AGREEMENTS | POLITE | {Cue.NO, Cue.BUT, Cue.MOVE, Cue.CANCEL, Cue.ASK, Cue.KEEP}
_SAID_OF_STRANGERS = AGREEMENTS | {Cue.CANCEL, Cue.CANNOT, Cue.CANT}
_SAID_OF_UNKNOWN = frozenset({Cue.CANNOT, Cue.CANT, Cue.CONFIRM})
_REASONED = frozenset({Cue.CONFIRM})
"""Cues of things that a reason may be said to do: "the flight is confirmed"."""
_AFFIRMING = frozenset({("moi", "si"), ("nous", "si"), ("mais", "si")})
_STOPS = frozenset({",", ".", "!", ";"})
_LONGEST_NAME = 2  # most words of a person's description: "my former flatmate"


def judged(text: Scanned, parted: Clauses, known: Collection[int]) -> tuple[Signal, ...]:
    """Judge the signals of a text.

    Args:
        text: the scanned text.
        parted: the clauses of the text.
        known: positions of words that are part of a signal, a time or a known word.

    Returns:
        The signals that count, in order, without fillers.
    """
    found: list[Signal] = []
    signals = telling(text)
    openings = _Openings(text, known)
    framed = not parted.plain
    strange = len(known) < len(text.words)
    reasons = not text.lexicon.reasons.isdisjoint(text.words)
    for at, signal in enumerate(signals):
        cue: Cue | None = signal.cue
        if cue in _MAY_MEAN_OTHERS:
            after = signals[at + 1] if at + 1 < len(signals) else None
            cue = _meant(signal, after, text, openings)
        if cue is None:
            continue
        meant = signal
        if cue is not signal.cue:
            meant = Signal(cue, signal.first, signal.last, signal.value)
        if meant is signal or cue not in _AS_IT_STANDS:
            if framed:
                meant = _in_its_clause(signal, meant, parted)
            if (strange or (reasons and cue in _REASONED)) and _of_stranger(signal, text, known):
                meant = _of_others(meant)
        found.append(meant)
    return tuple(_without_split_asks(found, text) if text.timed else found)


def _in_its_clause(signal: Signal, meant: Signal, parted: Clauses) -> Signal:
    """Return a signal with its real cue, marked as negated, asked or somebody else's."""
    turned, asked = parted.turned(meant), parted.asked(signal)
    others = parted.somebody_else(signal)
    if not (turned or asked or others):
        return meant
    return Signal(meant.cue, meant.first, meant.last, meant.value, turned, asked, others)


def _of_others(meant: Signal) -> Signal:
    """Return a signal as said of somebody else."""
    frame = meant.turned, meant.asked, True
    return Signal(meant.cue, meant.first, meant.last, meant.value, *frame)


class _Openings:
    """Positions where an answer would open its sentence; computed at the first look-up."""

    __slots__ = ("_known", "_places", "_text")

    def __init__(self, text: Scanned, known: Collection[int]) -> None:
        self._text, self._known = text, known
        self._places: frozenset[int] | None = None

    def __contains__(self, at: int) -> bool:
        if at == 0:
            return True
        if self._places is None:
            self._places = _opening(self._text, self._known)
        return at in self._places


def _meant(signal: Signal, after: Signal | None, text: Scanned, openings: _Openings) -> Cue | None:
    """Return the cue of a signal at its place, or None where it has no meaning there."""
    cue: Cue | None = signal.cue
    if cue in _ANSWERS:
        if _means_if(signal, after, text):
            return Cue.CONDITION
        return cue if signal.first in openings and not _goes_on(signal, after, text) else None
    if cue in _MEANT:
        return _MEANT[cue] if _ends(signal, after, text) else None
    if cue is Cue.CONDITION:
        yes = signal.last in text.accented or _before_a_time(signal, text)
        yes = yes or _affirms(signal, text)
        return Cue.YES if yes else cue  # "que sí, que voy"
    if cue is Cue.QUESTION:
        cue = None if _states(signal, text) else cue
    elif cue is Cue.ASK and _agrees(signal, text):
        cue = Cue.COMING
    return cue


def _affirms(signal: Signal, text: Scanned) -> bool:
    """Say whether a French "si" is a yes: it ends behind a person, "moi si, je confirme"."""
    pair = text.words[signal.first - 1 : signal.last + 1] if signal.first else ()
    return tuple(pair) in _AFFIRMING and text.marks[signal.last] in _STOPS


def _agrees(signal: Signal, text: Scanned) -> bool:
    """Say whether "I can" after a time ends a sentence without a request: "Thursday I can"."""
    if signal.first - 1 not in text.timed or text.marks[signal.first - 1]:
        return False
    ends = signal.last + 1 == len(text.words) or text.marks[signal.last]
    if not ends or text.marks[signal.last] == "?":
        return False
    return not text.lexicon.able.isdisjoint(text.words[signal.first : signal.last + 1])


def _states(signal: Signal, text: Scanned) -> bool:
    """Say whether a verb behind a time is a statement, in German: "Mittwoch bin ich verreist"."""
    before, last = signal.first - 1, signal.last
    if text.words[last] not in text.lexicon.followed or before not in text.timed:
        return False
    return not text.marks[before] and next((m for m in text.marks[last:] if m), "") != "?"


def _goes_on(signal: Signal, after: Signal | None, text: Scanned) -> bool:
    """Say whether an answer is the verb of a sentence: "tá todo mundo doente"."""
    if text.words[signal.last] not in text.lexicon.alone or signal.first != signal.last:
        return False
    follows = signal.last + 1
    if text.marks[signal.last] or follows == len(text.words) or follows in text.timed:
        return False
    if follows + 1 == len(text.words) and all(e.last < follows for e in text.found):
        return False  # "perfect Marco"
    return after is None or after.first != follows or after.cue not in _AFTER_YES


def _without_split_asks(signals: list[Signal], text: Scanned) -> list[Signal]:
    """Drop the "can I" in "can I on Thursday not come", the German order: it asks for nothing."""
    refusing = [each.first for each in signals if each.cue is Cue.CANNOT]
    return [
        each
        for each in signals
        if each.cue is not Cue.ASK
        or each.asked
        or not any(_only_time(each.last, at, text) for at in refusing)
    ]


def _only_time(last: int, first: int, text: Scanned) -> bool:
    """Say whether only words of time, without punctuation, stand between two positions."""
    between = range(last + 1, first)
    return bool(between) and text.timed.issuperset(between) and not any(text.marks[last:first])


def _of_stranger(signal: Signal, text: Scanned, known: Collection[int]) -> bool:
    """Say whether an unknown word is the person who cannot or cancels: "Tom can't make it"."""
    before = signal.first - 1
    if before < 0 or text.marks[before]:
        return False
    if signal.cue in _SAID_OF_STRANGERS and _led_by_thing(before, text, known):
        return True
    if signal.cue is Cue.CONFIRM and text.words[before] in text.lexicon.copulas:
        before -= 1  # "the hotel is confirmed"
        if before < 0 or text.marks[before]:
            return False
    said = text.words[signal.first : signal.last + 1]
    cancels = signal.cue is Cue.CANCEL and not text.lexicon.thirds.isdisjoint(said)
    if not cancels and signal.cue not in _SAID_OF_UNKNOWN:
        return False
    polite = {at for e in text.found if e.cue in POLITE for at in range(e.first, e.last + 1)}
    opens = before == 0 or text.marks[before - 1] or before - 1 in polite
    word, lexicon = text.words[before], text.lexicon
    stranger = before not in known and word.isalpha() and word not in lexicon.visits
    stranger = stranger or (signal.cue is Cue.CONFIRM and word in lexicon.reasons)
    return bool(opens and stranger) and text.words[signal.first] not in lexicon.writer


def _led_by_thing(before: int, text: Scanned, known: Collection[int]) -> bool:
    """Say whether "my" and an unknown word end at a position: "my flatmate"."""
    first = before
    while first >= 0 and before - first < _LONGEST_NAME and _strange(first, text, known):
        first -= 1
    return 0 <= first < before and text.words[first] in text.lexicon.determiners


def _strange(at: int, text: Scanned, known: Collection[int]) -> bool:
    return at not in known and text.words[at].isalpha() and not text.marks[at]


_ADDRESSES = frozenset({"senorita", "senora", "senor", "doctora", "doctor"})
"""Words to the reader after a "si" that is a yes: "si señorita, sí asisto"."""


def _means_if(signal: Signal, after: Signal | None, text: Scanned) -> bool:
    """Say whether a "sí" without its accent means "if": a sentence continues after it."""
    last = signal.last
    leads = text.words[signal.first] in text.lexicon.yes_or_if and signal.first not in text.accented
    addressed = text.marks[last] and text.words[last] in _ADDRESSES
    if last > signal.first and leads and text.accented and not addressed:
        return True  # "sí, si puedo": a writer who sets the accent leaves it out for "if"
    if text.words[last] not in text.lexicon.yes_or_if or text.marks[last] or last in text.accented:
        return False
    follows = last + 1
    ends = follows == len(text.words) or follows in text.timed or text.marks[follows]
    twice = after is not None and after.first == follows and after.cue in AGREEMENTS
    if ends or twice:
        return False  # "sí señorita, voy", "si si voy"
    if signal.first != signal.last:
        return text.words[follows] != text.words[signal.first]  # "que si que voy" says it twice
    if text.words[follows] in text.lexicon.writer:
        return False
    return after is None or after.first != follows or after.cue not in _AFTER_YES


def _before_a_time(signal: Signal, text: Scanned) -> bool:
    """Say whether an opening "si" without accent stands before a time alone: "si el viernes"."""
    if signal.first or text.words[0] not in text.lexicon.yes_or_if or text.accented:
        return False
    behind = range(signal.last + 1, len(text.words))
    stopped = any(text.marks[signal.first : -1]) or text.marks[-1] == "?"
    return bool(behind) and not stopped and text.timed.issuperset(behind)


def _opening(text: Scanned, known: Collection[int]) -> frozenset[int]:
    """Return where an answer opens its sentence, after courtesies and times; emoji always do."""
    polite = {
        at for each in text.found if each.cue in OPENERS for at in range(each.first, each.last + 1)
    }
    hours = {at for at in known if text.words[at].isdigit()}
    opening: set[int] = set()
    opens = True
    for at, word in enumerate(text.words):
        if opens or not word.isalnum():
            opening.add(at)
        if text.marks[at]:
            opens = True
        elif at not in polite and at not in text.timed and word.isalpha():
            # "Thursday is fine", "10 is fine"
            opens = (at - 1 in text.timed or at - 1 in hours) and not text.marks[at - 1]
    return frozenset(opening)


def _ends(signal: Signal, after: Signal | None, text: Scanned) -> bool:
    """Say whether only a time, a reason or a courtesy follows, and no verb: "I can't"."""
    follows = signal.last + 1
    if text.marks[signal.last] or follows == len(text.marks) or follows in text.timed:
        return True
    if signal.cue is Cue.COME and _ends_with_adverbs(follows, text):
        return True  # "am Mittwoch komme ich natürlich"
    if after is None or after.first != follows:
        return False
    if after.cue in _ORDERED and text.words[after.first] in text.lexicon.ordering:
        return True  # "je peux pas annulez svp"
    # "I can't, can we do Friday", but not "I can't say"
    asks = after.cue is Cue.ASK and after.last > after.first
    return asks or after.cue in _AFTER_CANT


def _ends_with_adverbs(at: int, text: Scanned) -> bool:
    """Say whether only adverbs follow in the clause: "of course", "really"."""
    while at < len(text.words) and text.words[at] in text.lexicon.adverbs:
        if text.marks[at] or at + 1 == len(text.words):
            return text.marks[at] != "?"
        at += 1
    return False
