"""Each signal of a text judged by where it stands: turned, asked, another's, or no signal at all.

Owns the rules by which a neighbour changes a signal: an answer only counts where it opens a
sentence, "I can't" only where no verb follows, and what a clause says of somebody else is theirs.
"""

from collections.abc import Collection, Iterator

from dialogs.lexicon import Sign
from dialogs.understand.clauses import AGREEMENTS, Clauses
from dialogs.understand.phrases import OPENERS, POLITE, Scanned, Signal

_SILENT = frozenset({Sign.FILLER, Sign.NEUTRAL})
_ANSWERS = frozenset({Sign.YES, Sign.ACK})
_AFTER_CANT = frozenset(
    {Sign.BUT, Sign.REASON, Sign.COURTESY, Sign.THANKS, Sign.MOVE, Sign.BOOK, Sign.CALL_ME}
)
_MEANT = {Sign.CANT: Sign.CANNOT, Sign.COME: Sign.COMING}  # where nothing follows
_AFTER_YES = AGREEMENTS | POLITE | {Sign.NO, Sign.BUT, Sign.MOVE, Sign.CANCEL, Sign.ASK, Sign.KEEP}
_SAID_OF_STRANGERS = AGREEMENTS | {Sign.CANCEL, Sign.CANNOT, Sign.CANT}
_LONGEST_NAME = 2  # words that may say who somebody is: "my former flatmate"


def judged(text: Scanned, parted: Clauses, known: Collection[int]) -> tuple[Signal, ...]:
    """Judge the signals of a text.

    Args:
        text: the text, scanned.
        parted: its clauses.
        known: positions of words that something accounts for.

    Returns:
        The signals that count, in order; fillers are left out.
    """
    return _without_split_asks(tuple(_each_judged(text, parted, known)), text)


def _each_judged(text: Scanned, parted: Clauses, known: Collection[int]) -> Iterator[Signal]:
    """Turn, ask or drop signals by the clause in which they stand; fillers are left out."""
    opening: frozenset[int] | None = None
    heard = [each for each in text.found if each.sign not in _SILENT]
    for at, signal in enumerate(heard):
        after = heard[at + 1] if at + 1 < len(heard) else None
        sign = signal.sign
        if sign is Sign.CONDITION and signal.last in text.accented:  # "que sí, que voy"
            yield Signal(Sign.YES, signal.first, signal.last, signal.value)
            continue
        if sign in _ANSWERS:
            if _means_if(signal, after, text):
                yield Signal(Sign.CONDITION, signal.first, signal.last, signal.value)
                continue
            if opening is None and signal.first:
                opening = _opening(text)
            if opening is not None and signal.first not in opening:
                continue
        elif sign in _MEANT:
            if not _ends(signal, after, text):
                continue
            sign = _MEANT[sign]
        if parted.plain and len(known) == len(text.words):
            yield Signal(sign, signal.first, signal.last, signal.value)
            continue
        turned, asked = parted.turned(signal), parted.asked(signal)
        others = parted.somebody_else(signal) or _of_stranger(signal, text, known)
        yield Signal(sign, signal.first, signal.last, signal.value, turned, asked, others)


def _without_split_asks(signals: tuple[Signal, ...], text: Scanned) -> tuple[Signal, ...]:
    """Drop the "can I" of "can I on Thursday not come", as in German: it asks for nothing."""
    refusing = [each.first for each in signals if each.sign is Sign.CANNOT]
    if not refusing or not text.timed:
        return signals
    return tuple(
        each
        for each in signals
        if each.sign is not Sign.ASK
        or each.asked
        or not any(_only_time(each.last, at, text) for at in refusing)
    )


def _only_time(last: int, first: int, text: Scanned) -> bool:
    """Whether words of a time, and no stop, are all that stands between two places."""
    between = range(last + 1, first)
    return bool(between) and text.timed.issuperset(between) and not any(text.marks[last:first])


def _of_stranger(signal: Signal, text: Scanned, known: Collection[int]) -> bool:
    """Whether a word that nobody knows is who cannot: "Tom can't make it"."""
    before = signal.first - 1
    if before < 0 or text.marks[before]:
        return False
    if signal.sign in _SAID_OF_STRANGERS and _led_by_thing(before, text, known):
        return True
    if signal.sign not in {Sign.CANNOT, Sign.CANT}:
        return False
    polite = {at for e in text.found if e.sign in POLITE for at in range(e.first, e.last + 1)}
    opens = before == 0 or text.marks[before - 1] or before - 1 in polite
    stranger = opens and before not in known and text.words[before].isalpha()
    return bool(stranger) and text.words[signal.first] not in text.lexicon.writer


def _led_by_thing(before: int, text: Scanned, known: Collection[int]) -> bool:
    """Whether "my" and a word that nobody knows end here: "my flatmate"."""
    first = before
    while first >= 0 and before - first < _LONGEST_NAME and _strange(first, text, known):
        first -= 1
    return 0 <= first < before and text.words[first] in text.lexicon.determiners


def _strange(at: int, text: Scanned, known: Collection[int]) -> bool:
    return at not in known and text.words[at].isalpha() and not text.marks[at]


def _means_if(signal: Signal, after: Signal | None, text: Scanned) -> bool:
    """Whether a "sí" written without its accent means "if": a sentence goes on behind it."""
    if text.words[signal.last] not in text.lexicon.yes_or_if or text.marks[signal.last]:
        return False
    if signal.last in text.accented:
        return False
    follows = signal.last + 1
    if follows == len(text.words) or follows in text.timed or text.marks[follows]:
        return False  # "sí señorita, voy"
    if signal.first != signal.last:
        return text.words[follows] != text.words[signal.first]  # "que si que voy" says it twice
    if text.words[follows] in text.lexicon.writer:
        return False
    return after is None or after.first != follows or after.sign not in _AFTER_YES


def _opening(text: Scanned) -> frozenset[int]:
    """Give where an answer would open its sentence, courtesies and times aside; emoji always do."""
    polite = {
        at for each in text.found if each.sign in OPENERS for at in range(each.first, each.last + 1)
    }
    opening: set[int] = set()
    opens = True
    for at, word in enumerate(text.words):
        if opens or not word.isalnum():
            opening.add(at)
        if text.marks[at]:
            opens = True
        elif at not in polite and at not in text.timed and word.isalpha():
            opens = at - 1 in text.timed  # "Thursday is fine"
    return frozenset(opening)


def _ends(signal: Signal, after: Signal | None, text: Scanned) -> bool:
    """Whether nothing but a time, a reason or a courtesy follows: "I can't" and no verb."""
    follows = signal.last + 1
    if text.marks[signal.last] or follows == len(text.marks) or follows in text.timed:
        return True
    if after is None or after.first != follows:
        return False
    # "I can't, can we do Friday" and not "I can't say"
    asks = after.sign is Sign.ASK and after.last > after.first
    return asks or after.sign in _AFTER_CANT
