"""Finds questions and conditions that only the word order shows: "did you stop", "schneit es".

A sentence that begins with a verb before its subject is a question, or a condition of the next
sentence, without a question mark or "if". A sentence that begins with "que" and a name asks
somebody else to act.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import OPENERS, Scanned, Signal

_ASIDE = OPENERS | {Cue.BUT}
_TAKEN = frozenset({Cue.COURTESY, Cue.CANCEL_ASK, Cue.EMERGENCY, Cue.OPT_OUT_PHRASE})
"""Cues of phrases that begin with a verb before its subject and have a meaning of their own."""
_DEPENDING = frozenset(
    {Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.CANNOT, Cue.CANT, Cue.CANCEL, Cue.TAKE}
)
_LEFT = _DEPENDING | {Cue.CANCEL_ASK}
_THINGS = frozenset({Cue.WHERE, Cue.OTHERS, Cue.NOTICE})
"""Cues of things and people that fit somewhere: "der Kinderwagen"."""
_NEAR = 2  # words from "que" (or similar) to the verb


def ordered(text: Scanned, named: frozenset[int]) -> list[Signal]:
    """Find the signals that only the word order shows; none in most texts.

    Args:
        text: the scanned text.
        named: positions of names.

    Returns:
        A QUESTION, a CONDITION or OTHERS at the beginning of each sentence found.
    """
    words, lexicon = text.words, text.lexicon
    found: list[Signal] = []
    if not lexicon.auxiliaries.isdisjoint(words):
        found += _inverted(text, named)
    if not lexicon.fitting.isdisjoint(words):
        found += _fitting(text)
    if not lexicon.followed.isdisjoint(words):
        found += _depending(text)
    if named and not lexicon.letting.isdisjoint(words):
        found += _left_to_others(text, named)
    return found


def _inverted(text: Scanned, named: frozenset[int]) -> tuple[Signal, ...]:
    """Find verbs that open a sentence and stand before their subject.

    Args:
        text: the scanned text.
        named: positions of names.

    Returns:
        A QUESTION at each of these verbs.
    """
    verbs, subjects = text.lexicon.auxiliaries, text.lexicon.subjects
    phrases = {each.first: each for each in text.found}
    return tuple(
        Signal(Cue.QUESTION, at, at)
        for at in _openings(text, phrases)
        if text.words[at] in verbs
        and (text.word(at + 1) in subjects or at + 1 in named)
        and not text.marks[at]
        and (at not in phrases or phrases[at].cue not in _TAKEN)
    )


def _fitting(text: Scanned) -> tuple[Signal, ...]:
    """Find "passt der Kinderwagen in den Aufzug": a verb of agreeing before another thing.

    Args:
        text: the scanned text.

    Returns:
        A QUESTION at each such verb.
    """
    words, lexicon = text.words, text.lexicon
    phrases = {each.first: each for each in text.found}
    return tuple(
        Signal(Cue.QUESTION, at + 1, at + 1)  # the verb stays an answer's
        for at in range(len(words) - 2)
        if words[at] in lexicon.fitting
        and (not at or text.marks[at - 1])
        and not any(text.marks[at : at + 2])
        and words[at + 1] in lexicon.determiners
        and not {at + 1, at + 2} & text.timed
        and words[at + 2] not in lexicon.visits
        and (at + 2 not in phrases or phrases[at + 2].cue in _THINGS)
    )


def _left_to_others(text: Scanned, named: frozenset[int]) -> tuple[Signal, ...]:
    """Find "que Mia confirme", "que lo anule Leo": a named person is to act.

    Args:
        text: the scanned text.
        named: positions of names.

    Returns:
        OTHERS at the beginning of each sentence found.
    """
    letting = text.lexicon.letting
    phrases = {each.first: each for each in text.found}
    return tuple(
        Signal(Cue.OTHERS, at, at)
        for at in _openings(text, phrases)
        if text.words[at] in letting and _names_doer(text, at, named)
    )


def _names_doer(text: Scanned, at: int, named: frozenset[int]) -> bool:
    """Say whether a name stands before the verb after "que", or right after the verb."""
    verbs = [e for e in text.found if e.cue in _LEFT]
    name = at + 1 + (text.word(at + 1) in text.lexicon.articles)
    if name in named:
        return any(each.first == name + 1 for each in verbs)
    behind = (each.last + 1 for each in verbs if at <= each.first <= at + _NEAR)
    return any(last + (text.word(last) in text.lexicon.articles) in named for last in behind)


def _depending(text: Scanned) -> tuple[Signal, ...]:
    """Find a condition without "if", as in German: "schneit es, komme ich nicht".

    Args:
        text: the scanned text.

    Returns:
        A CONDITION at the head of each clause after which the next begins with its verb.
    """
    if text.lexicon.circumstances and (case := _circumstance(text)):
        return case
    if not any(text.marks[:-1]):
        return ()
    polite = {at for e in text.found if e.cue in OPENERS for at in range(e.first, e.last + 1)}
    begins, found = 0, []
    for at, mark in enumerate(text.marks):
        if not mark:
            continue
        led = [place for place in range(begins, at + 1) if place not in polite | text.timed]
        verbs = [
            each
            for each in text.found
            if each.cue in _DEPENDING
            and at < each.first <= at + 1 + _then(text, at + 1)
            and not _asked(text, each.last)  # "my shift has changed, can I come on Friday?"
        ]
        if led and mark == "," and any(_before_subject(each, text) for each in verbs):
            found.append(Signal(Cue.CONDITION, begins, begins))
        begins = at + 1
    return tuple(found)


def _asked(text: Scanned, at: int) -> bool:
    """Say whether the sentence of a word is a question."""
    return next((mark for mark in text.marks[at:] if mark), "") == "?"


def _circumstance(text: Scanned) -> tuple[Signal, ...]:
    """Find "bei Glatteis komme ich nicht": a possible event before the verb."""
    for begins in (0, *(at + 1 for at, mark in enumerate(text.marks[:-1]) if mark)):
        end = next(
            at
            for at in range(begins, len(text.words))
            if text.marks[at] or at + 1 == len(text.words)
        )
        if text.words[begins] not in text.lexicon.circumstances or begins + 1 in text.timed:
            continue
        behind = (e for e in text.found if begins + 1 < e.first <= end and e.cue in _DEPENDING)
        if any(_before_subject(each, text) for each in behind):
            return (Signal(Cue.CONDITION, begins, begins),)
    return ()


def _then(text: Scanned, at: int) -> int:
    """Return 1 if a "then" stands at a position, before the verb; else 0."""
    return int(text.word(at) in text.lexicon.thereupon)


def _before_subject(signal: Signal, text: Scanned) -> bool:
    """Say whether the subject follows the verb, inside or after the phrase: "komme ich"."""
    said = text.words[signal.first + 1 : signal.last + 2]
    return any(word in text.lexicon.followed for word in said[:1])


def _openings(text: Scanned, phrases: dict[int, Signal]) -> list[int]:
    """List where sentences begin, after an opening "yes" or "but"."""
    found = []
    for begins in (0, *(at + 1 for at, mark in enumerate(text.marks) if mark)):
        at = begins
        while at in phrases and phrases[at].cue in _ASIDE and not text.marks[phrases[at].last]:
            at = phrases[at].last + 1
        if at < len(text.words):
            found.append(at)
    return found
