"""Phrases that protect people, looked for in every language, whatever the text's.

Owns the index of them: most texts share no two neighbouring words with any.
"""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from dialogs.lexicon import Sign, lexicons
from dialogs.understand.signals import Heard

_PROTECTING = frozenset({Sign.OPT_OUT_PHRASE, Sign.EMERGENCY})


def foreign_phrase(heard: Heard, sign: Sign) -> str | None:
    """Find a phrase of several words that signals this in another language than the text's.

    Args:
        heard: the text.
        sign: OPT_OUT_PHRASE or EMERGENCY.

    Returns:
        The phrase, or None.
    """
    sizes = _sizes()
    if len(heard.words) == 1 or sizes.keys().isdisjoint(pairwise(heard.words)):
        return None
    phrases = _phrases()[sign]
    for at, pair in enumerate(pairwise(heard.words)):
        for size in sizes.get(pair, ()):
            said = heard.words[at : at + size]
            if phrases.get(said, heard.lexicon.locale) != heard.lexicon.locale:
                return " ".join(said)
    return None


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
def _sizes() -> Mapping[tuple[str, str], tuple[int, ...]]:
    """Give how many words the phrases have that begin with two words."""
    found: dict[tuple[str, str], set[int]] = {}
    for phrases in _phrases().values():
        for words in phrases:
            found.setdefault((words[0], words[1]), set()).add(len(words))
    return MappingProxyType({pair: tuple(sorted(sizes)) for pair, sizes in found.items()})
