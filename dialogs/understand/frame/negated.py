"""Finds the reasons why the service must not act on a sentence: a condition, another speaker.

The rules for agreements and refusals are elsewhere; these rules apply to all other sentences on
which the service acts.
"""

import re
from enum import StrEnum

from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said, normalise
from dialogs.understand.frame.intimacy import said_to_loved
from dialogs.understand.frame.of_whom import for_another, of_relative, opening, tells_on
from dialogs.understand.frame.reporting import answered, leads_on, reports
from dialogs.understand.frame.sequence import comes_after_something
from dialogs.understand.frame.spoken_of import only_spoken_of
from dialogs.understand.frame.telling import tells
from dialogs.understand.frame.turning_words import Turners, turners
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard, hear


class Turning(StrEnum):
    """The reason why the service must not act on a sentence."""

    DEPENDS = "it depends on something"
    LATER = "it is put off"
    DOUBTED = "it may be or not"
    EXCEPTED = "it leaves something out"
    REPORTED = "somebody else says it, or asks"
    QUOTED = "it is what was written or said"
    WONDERED = "it is only wondered about"
    TOLD_ON = "it is to be told to somebody else"
    FOR_ANOTHER = "it is somebody else's"
    PAST = "it is past"
    UNTRUE = "it is not so"
    VAIN = "it cannot be"
    OPEN = "it is left open"
    SPOKEN_OF = "it is only spoken of"
    GIVEN_UP = "it is left to the practice"
    MEANS = "it asks by what means"
    INTIMATE = "it is said to somebody who is loved"


READ = frozenset({Turning.DEPENDS, Turning.LATER, Turning.EXCEPTED, Turning.REPORTED})
"""Reasons that the rules for agreements and refusals check themselves."""

CLOSING = frozenset(
    {Turning.OPEN, Turning.FOR_ANOTHER, Turning.PAST, Turning.UNTRUE, Turning.VAIN}
    | {Turning.TOLD_ON, Turning.INTIMATE}
)
"""Reasons that also apply to the sentences before."""

LEADING = frozenset({Turning.QUOTED, Turning.TOLD_ON, Turning.PAST, Turning.FOR_ANOTHER})
"""Reasons that apply to all that follows a colon, or follows in a message to somebody."""

_BY_SIGN = {Cue.CONDITION: Turning.DEPENDS, Cue.DEFERRAL: Turning.LATER}
_ANYWHERE = {
    "past": Turning.PAST,
    "untrue": Turning.UNTRUE,
    "vain": Turning.VAIN,
    "doubted": Turning.DOUBTED,
    "unsure": Turning.OPEN,
    "excepted": Turning.EXCEPTED,
    "wondered": Turning.WONDERED,
    "reporting": Turning.QUOTED,
    "later": Turning.LATER,
    "depends": Turning.DEPENDS,
}
"""The tables whose phrases count wherever they stand in a sentence."""

_APOSTROPHE = re.compile(r"['’]")
_TIMED = frozenset({"a", "el", "ese", "esa", "este", "para"})
_ABLE = frozenset({"puedo", "podemos", "podre", "podremos"})
_VERB = 4
"""Words after a speaker among which the verb of saying may stand."""


def turnings(part: str, locale: str, frame: Frame) -> frozenset[Turning]:
    """Return the reasons not to act on a sentence.

    Args:
        part: the sentence.
        locale: the language of the whole text.
        frame: the context in which the sentence is read.
    """
    whole, said = normalise(part), normalise(_APOSTROPHE.sub(" ", part))
    if not said.words:
        return frozenset()
    heard, words = hear(whole, lexicons()[locale], frame), turners(locale)
    found = {_BY_SIGN[each.cue] for each in heard.signals if _stays(heard, each, whole)}
    found |= {why for name, why in _ANYWHERE.items() if words.says(name, said.words)}
    if leads_on(said.words):
        found.add(Turning.DEPENDS)
    if words.ends("ends", said.words) or _if_able(locale, said):
        found.add(Turning.OPEN)
    if said_to_loved(heard):
        found.add(Turning.INTIMATE)
    if comes_after_something(heard):
        found.add(Turning.OPEN)
    if only_spoken_of(heard):
        found.add(Turning.SPOKEN_OF)
    if _reported(heard, locale, words):
        found.add(Turning.QUOTED if ":" in heard.marks else Turning.REPORTED)
    return frozenset(found | _of_others(locale, said, heard, frame, words))


def put_off(text: str, locale: str, frame: Frame) -> bool:
    """Return whether a whole text puts its act off until something else is done.

    Args:
        text: the text.
        locale: the language of the text.
        frame: the context in which the text is read.
    """
    said, lexicon = normalise(text), lexicons()[locale]
    if not said.words:
        return False
    return comes_after_something(hear(said, lexicon, frame))


def _of_others(locale: str, said: Said, heard: Heard, frame: Frame, words: Turners) -> set[Turning]:
    """Return the reasons that come from the persons of a sentence and from its first words."""
    found = set()
    if words.size("quoting", said.words, opening(locale, said.words, words)):
        found.add(Turning.QUOTED)
    if tells_on(locale, said, frame, words):
        found.add(Turning.TOLD_ON)
    if for_another(said, heard, words) or of_relative(said.words, frame, words):
        found.add(Turning.FOR_ANOTHER)
    asks = "?" in said.marks or heard.found(Cue.CANCEL_ASK)
    if asks and words.says("means", said.words):
        found.add(Turning.MEANS)
    begins = (0, *(at + 1 for at, mark in enumerate(said.marks[:-1]) if mark))
    if any(words.size("given", said.words, at) for at in begins):
        found.add(Turning.GIVEN_UP)
    return found


def _stays(heard: Heard, signal: Signal, said: Said) -> bool:
    """Say whether an operator applies: "wait" only halts, and "sí" is not "if"."""
    words = slice(signal.first, signal.last + 1)
    as_written = heard.words[words] == said.words[words]
    if signal.cue not in _BY_SIGN or not as_written or not tells(heard, signal):
        return False
    if signal.cue is Cue.DEFERRAL:
        return not any(heard.marks[signal.last : -1])  # "a moment, I can make it"
    return said.accented.isdisjoint(range(signal.first, signal.last + 1))


def _reported(heard: Heard, locale: str, words: Turners) -> bool:
    """Say whether somebody else speaks: a colon after a verb of theirs, or "they" before it."""
    quoted = [e for e in heard.signals if e.cue is Cue.QUOTATION and e.last > e.first]
    others = [each.last + 1 for each in heard.phrases if each.cue is Cue.OTHERS]
    people = ((at, words.person(heard.words, at)) for at in range(len(heard.words)))
    others += [at + size for at, size in people if size > 1]
    colon = next((at for at, mark in enumerate(heard.marks) if mark == ":"), -1)
    led = any(at <= colon for at in (*others, *(each.last for each in quoted)))
    if led and reports(heard.words[: colon + 1], locale):
        return True
    if answered(heard.words, locale):
        return False
    if any(each.first == 0 or heard.marks[each.first - 1] for each in quoted):
        return True  # "you said", and not "the last one you wrote"
    return any(reports(_before_stop(heard, at), locale) for at in others)


def _before_stop(heard: Heard, at: int) -> tuple[str, ...]:
    """Return the next few words up to the first punctuation mark."""
    behind = min(at + _VERB, len(heard.words))
    stop = next((n for n in range(at - 1, behind) if heard.marks[n]), behind)
    return heard.words[at : stop + 1 if stop >= at else at]


def _if_able(locale: str, said: Said) -> bool:
    """Say whether a Spanish "si" may be "if" (or "sí" without accent): "si a las tres puedo"."""
    if locale != "es" or said.words[0] != "si" or said.accented or said.marks[0]:
        return False
    end = next((at for at, mark in enumerate(said.marks) if mark), len(said.words))
    timed = said.words[1:2] and (said.words[1] in _TIMED or said.words[1][0].isdigit())
    return bool(timed) and any(word in _ABLE for word in said.words[2 : end + 1])
