"""Phrases that protect people, looked for in every language, whatever the text's.

Owns the index of them: most texts have the longest word of none.
"""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from dialogs.lexicon import Sign, lexicons
from dialogs.understand.signals import Heard

_NOTHING: Mapping[Sign, str] = MappingProxyType({})
_PROTECTING = frozenset({Sign.OPT_OUT_PHRASE, Sign.EMERGENCY})


def foreign_phrases(heard: Heard) -> Mapping[Sign, str]:
    """Find phrases of several words that protect people, in other languages than the text's.

    Args:
        heard: the text.

    Returns:
        The first phrase of each sign, OPT_OUT_PHRASE or EMERGENCY; for most texts none.
    """
    locale = heard.lexicon.locale
    if _telling(locale).isdisjoint(heard.words):
        return _NOTHING
    sizes = _sizes()
    found: dict[Sign, str] = {}
    for at, pair in enumerate(pairwise(heard.words)):
        for size in sizes.get(pair, ()):
            said = heard.words[at : at + size]
            for sign, phrases in _phrases().items():
                if phrases.get(said, locale) != locale:
                    found.setdefault(sign, " ".join(said))
    return found


@cache
def _phrases() -> Mapping[Sign, Mapping[tuple[str, ...], str]]:
    """Give the language of each phrase, by what it signals; single words mean other things."""
    return MappingProxyType(
        {
            sign: MappingProxyType(
                {
                    words: lexicon.locale
                    for lexicon in lexicons().values()
                    for words in lexicon.phrases.of(sign)
                    if len(words) > 1
                }
            )
            for sign in _PROTECTING
        }
    )


@cache
def _telling(locale: str) -> frozenset[str]:
    """Give the longest word of each phrase in other languages: without any a text has none."""
    return frozenset(
        max(words, key=len)
        for phrases in _phrases().values()
        for words, language in phrases.items()
        if language != locale
    )


@cache
def _sizes() -> Mapping[tuple[str, str], tuple[int, ...]]:
    """Give how many words the phrases have that begin with two words."""
    found: dict[tuple[str, str], set[int]] = {}
    for phrases in _phrases().values():
        for words in phrases:
            found.setdefault((words[0], words[1]), set()).add(len(words))
    return MappingProxyType({pair: tuple(sorted(sizes)) for pair, sizes in found.items()})
