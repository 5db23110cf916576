"""Looks for phrases that protect people in every language, not only in the text's language.

Most texts contain no word of these phrases, so the check is quick.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dialogs.languages.lexicon import Cue, Lexicon, lexicons
from dialogs.understand.hearing.signals import Heard

_NOTHING: Mapping[Cue, str] = MappingProxyType({})
_PROTECTING = frozenset({Cue.OPT_OUT_PHRASE, Cue.EMERGENCY})


def foreign_phrases(heard: Heard) -> Mapping[Cue, str]:
    """Find phrases of several words that protect people, in languages other than the text's.

    Args:
        heard: the text.

    Returns:
        The first phrase of each cue, OPT_OUT_PHRASE or EMERGENCY; none for most texts.
    """
    words, own = heard.words, heard.lexicon
    others = _others(own.locale)
    if len(words) == 1 or others.keys().isdisjoint(words):
        return _NOTHING
    found: dict[Cue, str] = {}
    spoken = {each for word in words for each in others.get(word, ())}
    for lexicon in (each for locale, each in lexicons().items() if locale in spoken):
        opening = lexicon.phrases.opening(_PROTECTING)
        for at, word in enumerate(words):
            if word in opening:
                _add(found, words, at, lexicon, own)
    return found


def _add(
    found: dict[Cue, str], words: tuple[str, ...], at: int, lexicon: Lexicon, own: Lexicon
) -> None:
    """Add the phrase that begins at a word, unless the text's own language has the same phrase.

    Single words are left out: they mean other things in other languages.
    """
    for entry in lexicon.phrases.begun(words, at, len(words)):
        if entry.cue not in _PROTECTING or len(entry.words) == 1:
            continue
        said = own.phrases.get(entry.words)
        if said is None or said.cue is not entry.cue:
            found.setdefault(entry.cue, " ".join(entry.words))


@cache
def _others(locale: str) -> Mapping[str, tuple[str, ...]]:
    """Return the other languages by words of which each of their phrases has at least one."""
    found: dict[str, list[str]] = {}
    for other, lexicon in lexicons().items():
        if other != locale:
            for word in lexicon.phrases.telling(_PROTECTING):
                found.setdefault(word, []).append(other)
    return MappingProxyType({word: tuple(others) for word, others in found.items()})
