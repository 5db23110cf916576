"""Finds a writer who is another person than the client: "my name is Karim, I'm not Claire".

A name that the writer gives as the own one is known to nobody here, and counts for no unknown word;
a name of the conversation's people that the writer denies is a wrong number, where nothing is said
about a visit.
"""

from collections.abc import Mapping

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard

_LONGEST_OPENING = 4  # words of "je me presente c est"
_LONGEST_NAME = 2
_DENYING = frozenset({Cue.NEGATION, Cue.NO, Cue.EXCEPTION})
_BESIDE = _DENYING | POLITE | {Cue.WRONG_NUMBER, Cue.OPT_OUT_PHRASE, Cue.UNDO, Cue.ASK, Cue.DOUBT}
"""Cues that may stand beside a denied name: "y a pas de Claire", "it's a mistake"."""


def introduced(heard: Heard) -> frozenset[int]:
    """Return the positions of "ich heiße Becker": an unknown name that the writer gives.

    Args:
        heard: the text.
    """
    table = heard.lexicon.standing[Cue.NAMING]
    opening = heard.lexicon.standing.opening(Cue.NAMING)
    if opening.isdisjoint(heard.words):
        return frozenset()
    found: set[int] = set()
    for at, word in enumerate(heard.words):
        if word in opening:
            found.update(_name_behind(heard, at, table))
    return frozenset(found)


def _name_behind(heard: Heard, at: int, table: Mapping[str, str]) -> range:
    """Return the positions of an opening and the name behind it; empty for none."""
    words, marks, size = heard.words, heard.marks, len(heard.words)
    for length in range(min(_LONGEST_OPENING, size - at - 1), 0, -1):
        if " ".join(words[at : at + length]) not in table or any(marks[at : at + length - 1]):
            continue
        first = at + length
        while first < size and not marks[first - 1] and _leads(heard, first):
            first += 1
        last = first
        while last < size and last - first < _LONGEST_NAME and _may_be_name(heard, last):
            last += 1
            if marks[last - 1]:
                break
        joins = heard.lexicon.adding | heard.lexicon.nots
        ends = last == size or bool(marks[last - 1]) or words[last] in joins
        return range(at, last) if ends and last > first else range(0)
    return range(0)


def _leads(heard: Heard, at: int) -> bool:
    """Say whether an article or a title stands before a name: "die Petra", "Familie Becker"."""
    lexicon = heard.lexicon
    return heard.words[at] in lexicon.determiners | lexicon.articles | lexicon.titles


def _may_be_name(heard: Heard, at: int) -> bool:
    word = heard.words[at]
    return word.isalpha() and at not in heard.covered and word not in heard.lexicon.visits


def denies_name(heard: Heard, strangers: frozenset[int]) -> bool:
    """Say whether the writer is none of the people of the conversation: "I'm not Ada".

    Args:
        heard: the text.
        strangers: the positions of the name that the writer gives.

    Returns:
        Whether every name of theirs is denied, and nothing is said about a visit, a time or
        somebody of the client's.
    """
    lexicon = heard.lexicon
    if not heard.named or heard.times or "?" in heard.marks or not heard.kinds <= _BESIDE:
        return False
    if not (lexicon.household | lexicon.theirs).isdisjoint(heard.words):
        return False
    return all(_denied(heard, at, own=not strangers) for at in heard.named)


def _denied(heard: Heard, at: int, *, own: bool) -> bool:
    """Say whether a "not" governs a name; with `own`, only beside "I am" or "this is"."""
    words, lexicon = heard.words, heard.lexicon
    while at and (at - 1) in heard.named:
        at -= 1
    before, presents = at - 1, False
    while before >= 0 and not heard.marks[before]:
        word = words[before]
        if _is_not(heard, before):
            around = words[max(0, before - 2) : before]
            return not own or presents or not lexicon.presenting.isdisjoint(around)
        presents = presents or word in lexicon.presenting
        if not (presents or _leads(heard, before) or word in lexicon.away):
            return False
        before -= 1
    return False


def _is_not(heard: Heard, at: int) -> bool:
    if heard.words[at] in heard.lexicon.nots | heard.lexicon.nobody:
        return True
    return any(each.first <= at <= each.last for each in heard.found(*_DENYING))
