"""Finds doubts that leave an opt-out open: it is denied, deferred, dated, or somebody else's.

The words are in opting.toml. The service opts nobody out on such a text: it goes to a person. Only
texts about stopping are checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dialogs.intents import Frame
from dialogs.languages import table
from dialogs.languages.lexicon import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.signals import Heard

_REFUSING = frozenset({Cue.NO, Cue.RETRACTION, Cue.KEEP, Cue.NEGATION})
_SAYING_WHAT_FOR = frozenset(
    {Cue.CONFIRM, Cue.COMING, Cue.MOVE, Cue.CANCEL, Cue.CANCEL_ASK, Cue.BOOK, Cue.YES}
)


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of opting.toml in a language: phrases and single words, by the name of their table."""

    phrases: Mapping[str, Phrases]
    words: Mapping[str, frozenset[str]]

    def size(self, name: str, heard: Heard, at: int, behind: int) -> int:
        """Return the number of words of the longest phrase of a table at a position."""
        return self.phrases[name].size(heard.words, at, behind) if at < behind else 0

    def says(self, name: str, heard: Heard, first: int, behind: int) -> bool:
        """Return whether a phrase of a table begins in a part of a text."""
        return any(self.size(name, heard, at, behind) for at in range(first, behind))


@cache
def _words(locale: str) -> _Words:
    document = table(locale, "opting")
    phrases = {
        name: Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written)
        for name, written in document.items()
        if isinstance(written, list)
    }
    words = {
        name: frozenset(written.split())
        for name, written in document.items()
        if isinstance(written, str)
    }
    return _Words(phrases, words)


def against_stopping(heard: Heard, first: int, last: int, frame: Frame) -> str | None:
    """Return the reason against opting out, if any.

    Args:
        heard: the text.
        first: position of the first word of the opt-out.
        last: position of its last word.
        frame: the moment, to tell a later day from today.
    """
    if Cue.DECEASED in heard.kinds:
        return None
    words = _words(heard.lexicon.locale)
    begins, behind = heard.clauses.sentence(first)
    begins = max([begins, *(e.first for e in heard.found(Cue.BUT) if e.first < first)])
    doubts = (
        (denied(heard, last), "it is asked, and denied"),
        (words.says("whether", heard, begins, last + 1), "it is yet to be decided"),
        (words.says("announced", heard, begins, last + 1), "it is announced for later"),
        (words.says("ended", heard, begins, behind), "it is for when something is over"),
        (_dated(heard, words, first, last, frame), "it is for a later day"),
        (_of_somebody(heard, words, first, last), "it is somebody else's"),
        (words.size("by_other", heard, last + 1, behind) > 0, "it is about another channel"),
    )
    return next((reason for holds, reason in doubts if holds), None)


def denied(heard: Heard, last: int) -> bool:
    """Return whether the opt-out is a question with a "no" after it: "unsubscribe? no thanks".

    Args:
        heard: the text.
        last: position of the last word of the opt-out.
    """
    first, behind = heard.clauses.sentence(last)
    if heard.marks[behind - 1] != "?" or behind == len(heard.words):
        return False
    if not heard.lexicon.requesting.isdisjoint(heard.words[first:behind]):
        return False
    if any(each.first >= behind for each in heard.found(Cue.OPT_OUT_PHRASE)):
        return False
    if _words(heard.lexicon.locale).size("unwanted", heard, behind, len(heard.words)):
        return False  # "will you stop texting me? I don't want it"
    no = any(each.first == behind and each.cue in _REFUSING for each in heard.signals)
    return no or _words(heard.lexicon.locale).size("kept", heard, behind, len(heard.words)) > 0


def only_enough(heard: Heard, at: int, last: int) -> bool:
    """Return whether a word says how little is enough: "basta scrivere 1?" stops nothing.

    Args:
        heard: the text.
        at: position of the word.
        last: position of the word for the thing that would stop.
    """
    words = _words(heard.lexicon.locale)
    if heard.words[at] not in words.words["sufficing"]:
        return False
    if heard.words[last] in words.words["personal"]:
        return False
    begins, behind = heard.clauses.sentence(at)
    if heard.marks[behind - 1] == "?":
        return True
    answer, after = heard.words[last + 1 : last + 2], heard.words[last + 2 : last + 4]
    answered = any(word.isdigit() for word in answer) and heard.lexicon.texts.isdisjoint(after)
    for_what = any(
        begins <= each.first < behind and each.cue in _SAYING_WHAT_FOR for each in heard.signals
    )
    return answered or for_what


def takes_others_off(heard: Heard) -> bool:
    """Return whether another person is to be taken off a list: "take him off the list".

    Args:
        heard: the text, with a word for a list.
    """
    lexicon = heard.lexicon
    if Cue.DECEASED in heard.kinds:
        return False
    if not lexicon.waiting.isdisjoint(heard.words):
        return False
    return _words(lexicon.locale).says("taken_off", heard, 0, len(heard.words))


def dated_texts(heard: Heard, frame: Frame) -> bool:
    """Return whether texts are unwanted from some day on: "ab Januar keine".

    Args:
        heard: the text, with a time.
        frame: the moment.
    """
    lexicon = heard.lexicon
    if lexicon.texts.isdisjoint(heard.words):
        return False
    negated = heard.kinds & {Cue.NEGATION, Cue.NO, Cue.EXCEPTION}
    at = next(at for at, word in enumerate(heard.words) if word in lexicon.texts)
    if not (negated or heard.neutral(at)):
        return False
    said = {at for e in heard.times for at in range(e.first, e.last + 1)}
    told = [each for each in heard.signals if each.first not in said and each.cue is not Cue.THANKS]
    plain = all(each.cue in {Cue.NEGATION, Cue.NO, Cue.EXCEPTION, Cue.COURTESY} for each in told)
    return plain and _later(heard, frame)


def _later(heard: Heard, frame: Frame) -> bool:
    return any(
        each.ranges and all(s.start > frame.now for s in each.ranges) for each in heard.times
    )


def _dated(heard: Heard, words: _Words, first: int, last: int, frame: Frame) -> bool:
    """Say whether a later day opens or ends the sentence, with only the opt-out and courtesies."""
    begins, behind = heard.clauses.sentence(first)
    for at in (begins, last + 1):
        leads = words.size("begins", heard, at, behind)
        if leads and words.size("dated", heard, at + leads, behind):
            return True
    said = [e for e in heard.signals if begins <= e.first < first and e.cue is not Cue.COURTESY]
    before = [each for each in heard.times if begins <= each.first < first]
    places = {at for each in before for at in range(each.first, each.last + 1)}
    if not before or any(each.first not in places for each in said):
        return False
    return any(each.ranges and all(s.start > frame.now for s in each.ranges) for each in before)


def _of_somebody(heard: Heard, words: _Words, first: int, last: int) -> bool:
    """Say whether the texts to stop go to another person: "stop texting my husband"."""
    people, behind = turners(heard.lexicon.locale), heard.clauses.sentence(last)[1]
    own = words.words["own"]
    for at in range(first + 1, last + 1):
        if people.person(heard.words, at) > 0 and own.isdisjoint(heard.words[first:at]):
            return True
    at = last + 1
    if heard.marks[last] or at >= behind or heard.words[last] in own:
        return False
    led = words.size("object", heard, at, behind)
    return any(
        heard.words[at + n] in words.words["them"] or people.person(heard.words, at + n) > 1
        for n in {0, led}
        if at + n < behind
    )
