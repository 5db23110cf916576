"""Finds the cues of a part of a text that stands before or after the part that acts.

"My boss said no. Please cancel" gives a reason; "if he says no, please cancel" is a condition.
"""

from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import normalise
from dialogs.understand.frame.reporting import answered, leads_on, reports
from dialogs.understand.hearing.phrases import OPENERS, Signal
from dialogs.understand.hearing.signals import Heard, hear

_TURNED_AWAY = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.UNDO})
"""Cues that count as KEEP where a negation stands before them: "not to be cancelled"."""
_COMING = frozenset({Cue.COMING, Cue.COME, Cue.CONFIRM})
_CANNOT = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_BY_MARK = {"?": Cue.QUESTION, ":": Cue.QUOTATION}
_UNTIL = frozenset({"till", "until", "til", "bis", "jusqu", "finche", "fino", "hasta", "ate"})
"""Words behind "wait" that say how long."""
_PAST = frozenset(
    {
        *("was", "were", "meant", "been", "yesterday", "earlier", "era", "erano", "ieri", "fue"),
        *("fueron", "ayer", "etait", "etaient", "hier", "gestern", "neulich", "foi", "foram"),
        *("ontem", "bereits", "ja", "consegui", "li", "carreguei", "apertei", "cliquei"),
    }
)
"""Words of the past: in an answer they leave it open, told before an answer they do not."""


_BECOMING = frozenset(
    {
        *("is", "s", "was", "got", "been", "gets", "were", "being", "ist", "wurde", "wurden"),
        *("worden", "sind", "stata", "stato", "stati", "state", "est", "ete", "sont", "foi"),
        *("foram", "sido", "fue", "fueron"),
    }
)
"""Verb forms of the passive and of "to be"."""


_BEFORE_VERB = frozenset(
    {
        *("leider", "gestern", "heute", "jetzt", "dann", "daher", "deshalb", "deswegen", "darum"),
        *("nun", "vorhin", "eben", "inzwischen", "nachts", "neulich", "vorgestern", "nachher"),
    }
)
"""German adverbs after which the verb stands before its subject in any statement."""

_PLACES = frozenset({("en", "el", "taller"), ("en", "el", "hospital")})
"""Where somebody or a car is; but "del taller" (of the garage) may be another appointment."""


def told(part: str, locale: str, frame: Frame) -> frozenset[Cue]:
    """Return the cues of a part of a text, as seen from the part beside it.

    Args:
        part: the part.
        locale: the language of the whole text.
        frame: the context in which the part is read.

    Returns:
        The cues of the part; QUESTION where it asks, QUOTATION where it leads to somebody's words,
        KEEP for a negated request and CANNOT for a negated coming. Words of the past, another
        person's refusal, and a word that only halts ("wait") are left out.
    """
    said, lexicon = normalise(part), lexicons()[locale]
    if not said.words:
        return frozenset()
    heard = hear(said, lexicon, frame)
    found = {_meant(each) for each in heard.signals if tells(heard, each)}
    if reports(said.words, locale):
        found.add(Cue.QUOTATION)
    elif answered(said.words, locale):
        found.discard(Cue.QUOTATION)
    if leads_on(said.words):
        found.add(Cue.CONDITION)
    found |= {cue for mark, cue in _BY_MARK.items() if mark in heard.marks}
    return frozenset(found)


def tells(heard: Heard, signal: Signal) -> bool:
    """Say whether a signal is about a present request of the writer."""
    words = heard.words[signal.first : signal.last + 1]
    match signal.cue:
        case Cue.DEFERRAL:
            return words[0] not in heard.lexicon.halting or _waits_until(heard, signal)
        case Cue.DOUBT:
            return _PAST.isdisjoint(words) and words not in _PLACES
        case Cue.QUESTION:
            return _opens(heard, signal)
        case Cue.MOVE | Cue.BOOK | Cue.CANCEL:
            return not (_done_to(heard, signal) or _of_a_thing(heard, signal))
    return not (signal.of_others and signal.cue in _CANNOT)


def _of_a_thing(heard: Heard, signal: Signal) -> bool:
    """Say whether "earlier" or "another" belongs to another thing: "an earlier flight"."""
    words, at = heard.words, signal.last
    alone = at - signal.first <= 1 and words[at] in heard.lexicon.elsewhere
    if not alone or at + 1 == len(words) or heard.marks[at]:
        return False
    return at + 1 not in heard.covered and words[at + 1] not in heard.lexicon.visits


def _done_to(heard: Heard, signal: Signal) -> bool:
    """Say whether another thing was moved or cancelled: "my meeting got cancelled"."""
    first, behind = heard.clauses.bounds(signal.first)
    told = heard.words[first:behind]
    subject = heard.words[first : signal.first]
    return (
        not signal.asked
        and not _BECOMING.isdisjoint(told)
        and heard.lexicon.writer.isdisjoint(told)
        and any(word not in _BECOMING | heard.lexicon.visits for word in subject)
        and heard.lexicon.visits.isdisjoint(told)
    )


def _meant(signal: Signal) -> Cue:
    """Return a signal's cue: KEEP for a negated request, CANNOT for a negated coming."""
    if signal.turned and signal.cue in _TURNED_AWAY:
        return Cue.KEEP
    return Cue.CANNOT if signal.turned and signal.cue in _COMING else signal.cue


def _opens(heard: Heard, question: Signal) -> bool:
    """Say whether a question word opens a part: "who knows", but not "found somebody who can"."""
    if question.first and heard.words[question.first - 1] in _BEFORE_VERB:
        return False  # "leider bin ich gefallen"
    polite = (each for each in heard.signals if each.cue in OPENERS)
    before = {at for each in polite for at in range(each.first, each.last + 1)}
    return before.issuperset(range(question.first))


def _waits_until(heard: Heard, signal: Signal) -> bool:
    """Say whether "wait" says how long: "wait until tomorrow", and not "wait, I'm away"."""
    at = signal.last + 1
    if heard.marks[signal.last] or at >= len(heard.words):
        return False
    timed = any(each.firm and each.first <= at <= each.last for each in heard.times)
    return timed or heard.words[at] in _UNTIL
