"""Finds words of an emergency, which are answered before anything else in a text."""

from collections.abc import Mapping
from functools import cache

from dialogs.intents import Intent, Understanding
from dialogs.languages.lexicon import Cue, every_word, lexicons
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict
from dialogs.understand.safety.machines import out_of_office
from dialogs.understand.safety.symptoms import symptom

_REACH = 4  # words after "emergency" that name the place
_OF_WHAT = 3  # words after "dying" that name the cause
_KEPT_AWAY = frozenset(
    {Cue.CANNOT, Cue.CANT, Cue.CANCEL, Cue.CANCEL_ASK, Cue.UNSUITED, Cue.MOVE, Cue.LATE}
)
"""Cues that make an emergency elsewhere the reason for not coming."""


def emergency(heard: Heard, foreign: Mapping[Cue, str]) -> Understanding | None:
    """Find words of an emergency.

    Args:
        heard: the text.
        foreign: phrases in languages other than the text's, by cue.

    Returns:
        The verdict, or None. A text that laughs about it goes to a person.
    """
    found: list[str] = []
    figured = False
    if Cue.EMERGENCY in heard.kinds:
        told = [each for each in heard.found(Cue.EMERGENCY) if not each.turned]
        signals = [each for each in told if not _only_sounds_so(heard, each)]
        figured = len(signals) < len(told)
        found = [" ".join(heard.words[each.first : each.last + 1]) for each in signals]
    if not _ordinary().issuperset(heard.words):
        stems = _stems()
        found += [word for word in heard.words if word.startswith(stems)]
    if not (found or figured) and (told_so := symptom(heard)):
        found = [told_so]
    if not (found or figured) and foreign and Cue.EMERGENCY in foreign:
        found = [foreign[Cue.EMERGENCY]]
    if not found:
        return None
    if heard.found(Cue.LAUGH):
        evidence = [f"“{found[0]}”, and laughing about it"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    evidence = [f"“{words}” speaks of an emergency" for words in found[:3]]
    return verdict(Intent.EMERGENCY, 0.95, evidence, heard.lexicon.locale)


def _only_sounds_so(heard: Heard, signal: Signal) -> bool:
    """Say whether words of an emergency are a figure of speech, or a reason for not coming.

    "I'm dying of hunger", "your prices gave me a heart attack", "emergency at school, can't come",
    "I'm away until Monday, in an emergency call the reception".
    """
    lexicon, said = heard.lexicon, heard.words[signal.first : signal.last + 1]
    first, behind = heard.clauses.sentence(signal.first)
    follows = heard.words[signal.last + 1 : min(behind, signal.last + 1 + _REACH)]
    if lexicon.shocks.issuperset(said):
        others = any(first <= each.first < behind for each in heard.found(Cue.OTHERS))
        return not others and not lexicon.costs.isdisjoint(heard.words[first:behind])
    if lexicon.alarms.issuperset(said):
        there = not lexicon.places.isdisjoint(follows)
        return (there and not _KEPT_AWAY.isdisjoint(heard.kinds)) or out_of_office(heard)
    dies = not lexicon.dying.isdisjoint(said)
    return dies and not lexicon.figures.isdisjoint(follows[:_OF_WHAT])


@cache
def _ordinary() -> frozenset[str]:
    """Return the words of all languages that begin no word of an emergency."""
    return frozenset(word for word in every_word() if not word.startswith(_stems()))


@cache
def _stems() -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for lexicon in lexicons().values() for stem in lexicon.stems))
