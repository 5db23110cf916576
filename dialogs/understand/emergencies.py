"""Words of an emergency, which are answered before anything else that a text says."""

from collections.abc import Mapping
from functools import cache

from dialogs.intents import Intent, Understanding
from dialogs.lexicon import Sign, lexicons
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict


def emergency(heard: Heard, foreign: Mapping[Sign, str]) -> Understanding | None:
    """Find words of an emergency.

    Args:
        heard: the text.
        foreign: phrases in other languages than the text's, by what they signal.

    Returns:
        The verdict, or None. Who laughs about it is passed to a person.
    """
    found: list[str] = []
    if Sign.EMERGENCY in heard.kinds:
        signals = [each for each in heard.found(Sign.EMERGENCY) if not each.turned]
        found = [" ".join(heard.words[each.first : each.last + 1]) for each in signals]
    stems = _stems()
    found += [word for word in heard.words if word.startswith(stems)]
    if not found and foreign and Sign.EMERGENCY in foreign:
        found = [foreign[Sign.EMERGENCY]]
    if not found:
        return None
    if heard.found(Sign.LAUGH):
        evidence = [f"“{found[0]}”, and laughing about it"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    evidence = [f"“{words}” speaks of an emergency" for words in found[:3]]
    return verdict(Intent.EMERGENCY, 0.95, evidence, heard.lexicon.locale)


@cache
def _stems() -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for lexicon in lexicons().values() for stem in lexicon.stems))
