"""Returns the signals of a text without fillers and without visits that are only a verb's object.

Distinguishes "an appointment please" from "cancel my appointment please": the second books
nothing.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import POLITE, Scanned, Signal
from dialogs.understand.hearing.timed import places

_SILENT = frozenset({Cue.FILLER, Cue.NEUTRAL})
_ACTING_ON = frozenset(
    {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CONFIRM, Cue.MOVE, Cue.AGENDA, Cue.WHEN, Cue.DEFERRAL}
)
_ENDING = POLITE | {Cue.FILLER}
_IDLE = frozenset({Cue.FILLER, Cue.QUESTION})
_ASIDE = _SILENT | {Cue.QUESTION}
"""Cues that may stand between verb and visit: "with whom (do I have) my appointment?"."""


def telling(text: Scanned) -> list[Signal]:
    """Return the signals of a text, without fillers.

    Args:
        text: the scanned text.

    Returns:
        The signals, in order. A noun that reads as a booking is left out where it is the object of
        the verb before it: "could you cancel my booking please", "what day is my appointment".
    """
    signals = [each for each in text.found if each.cue not in _SILENT]
    if Cue.BOOK not in [each.cue for each in signals[1:]]:
        return signals
    return [each for each in signals if each.cue is not Cue.BOOK or not _acted_on(each, text)]


def _acted_on(signal: Signal, text: Scanned) -> bool:
    """Say whether a booking signal only names the visit that the words before it are about."""
    ahead = [e for e in text.found if e.last < signal.first and e.cue not in _ASIDE]
    if not ahead or ahead[-1].cue not in _ACTING_ON:
        return False
    before = ahead[-1]
    if any(text.marks[before.last : signal.first]):
        return False
    between = range(before.last + 1, signal.first)
    apart = text.lexicon.adding | text.lexicon.elsewhere  # "cancel and a new appointment please"
    if not apart.isdisjoint(text.words[before.last + 1 : signal.last + 1]):
        return False
    return text.timed.union(_idle(text)).issuperset(between) and _names_visit(signal, text)


def _idle(text: Scanned) -> set[int]:
    """Return the positions of words that may stand between a verb and its object."""
    lexicon = text.lexicon
    leading = lexicon.determiners | lexicon.articles | lexicon.away
    idle = {at for at, word in enumerate(text.words) if word in leading}
    return idle.union(places(each for each in text.found if each.cue in _IDLE))


def _names_visit(signal: Signal, text: Scanned) -> bool:
    """Say whether a phrase is a visit's name with a courtesy and no verb: "appointment please"."""
    lexicon = text.lexicon
    words = text.words[signal.first : signal.last + 1]
    while words and words[0] in lexicon.determiners:
        words = words[1:]
    if not words or words[0] not in lexicon.visits:
        return False
    rest = words[1:]
    return all(word in lexicon.visits or _ends(word, rest, text) for word in rest)


def _ends(word: str, rest: tuple[str, ...], text: Scanned) -> bool:
    """Say whether a word after a visit's name has no content, or belongs to a courtesy."""
    phrases = text.lexicon.phrases
    for entry in (phrases.get((word,)), phrases.get(rest)):
        if entry is not None and entry.cue in _ENDING:
            return True
    return False
