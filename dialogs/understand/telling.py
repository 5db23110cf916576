"""What is said in a part of a text that stands before, or behind, what a text does by itself.

"My boss said no. Please cancel" tells why; "if he says no, please cancel" leaves it open.
"""

from dialogs.intents import Frame
from dialogs.lexicon import Sign, lexicons
from dialogs.normalise import normalise
from dialogs.understand.phrases import OPENERS, Signal
from dialogs.understand.signals import Heard, hear

_TURNED_AWAY = frozenset({Sign.CANCEL, Sign.CANCEL_ASK, Sign.MOVE, Sign.BOOK, Sign.UNDO})
"""What is not wanted where a negation turns it: "not to be cancelled"."""
_COMING = frozenset({Sign.COMING, Sign.COME, Sign.CONFIRM})
_CANNOT = frozenset({Sign.CANNOT, Sign.CANT, Sign.UNSUITED})
_PAST = frozenset(
    {
        *("was", "were", "meant", "been", "yesterday", "earlier", "era", "erano", "ieri", "fue"),
        *("fueron", "ayer", "etait", "etaient", "hier", "gestern", "neulich", "foi", "foram"),
        *("ontem", "taller", "bereits", "ja", "consegui", "li", "carreguei", "apertei", "cliquei"),
    }
)
"""Words of what is over, or elsewhere: beside an answer they leave it open, told first they do not."""


def told(part: str, locale: str, frame: Frame) -> frozenset[Sign]:
    """Return what a part of a text signals, seen from what stands beside it.

    Args:
        part: the part.
        locale: the language of the whole text.
        frame: what it is read against.

    Returns:
        The signs of it; QUESTION where it asks, QUOTATION where it leads to somebody's words,
        KEEP for what is not wanted and CANNOT for not coming. What somebody else cannot do, and a
        word that only halts, "wait", say nothing of the writer and are left out, as is what is over.
    """
    said, lexicon = normalise(part), lexicons()[locale]
    if not said.words:
        return frozenset()
    heard = hear(said, lexicon, frame)
    found: set[Sign] = set()
    for each in heard.signals:
        if each.sign is Sign.DEFERRAL and heard.words[each.first] in lexicon.halting:
            continue
        words = heard.words[each.first : each.last + 1]
        if each.sign is Sign.DOUBT and not _PAST.isdisjoint(words):
            continue
        if each.sign is Sign.QUESTION and not _opens(heard, each):
            continue
        if each.turned and each.sign in _TURNED_AWAY:
            found.add(Sign.KEEP)
        elif each.turned and each.sign in _COMING:
            found.add(Sign.CANNOT)
        elif not (each.of_others and each.sign in _CANNOT):
            found.add(each.sign)
    if "?" in heard.marks:
        found.add(Sign.QUESTION)
    if ":" in heard.marks:
        found.add(Sign.QUOTATION)
    return frozenset(found)


def _opens(heard: Heard, question: Signal) -> bool:
    """Whether a word of asking opens a part: "who knows", and not "found somebody who can"."""
    polite = (each for each in heard.signals if each.sign in OPENERS)
    before = {at for each in polite for at in range(each.first, each.last + 1)}
    return before.issuperset(range(question.first))
