"""Words of an emergency, which are answered before anything else that a text says."""

from functools import cache

from dialogs.intents import Intent, Understanding
from dialogs.lexicon import Sign, lexicons
from dialogs.understand.foreign import foreign_phrase
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict


def emergency(heard: Heard) -> Understanding | None:
    """Find words of an emergency.

    Args:
        heard: the text.

    Returns:
        The verdict, or None. Who laughs about it is passed to a person.
    """
    signals = [each for each in heard.found(Sign.EMERGENCY) if not each.turned]
    stems = _stems()
    found = [" ".join(heard.words[each.first : each.last + 1]) for each in signals]
    found += [word for word in heard.words if word.startswith(stems)]
    if not found and (foreign := foreign_phrase(heard, Sign.EMERGENCY)):
        found = [foreign]
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
