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
    if len(words) == 1 or _telling(own.locale).isdisjoint(words):
        return _NOTHING
    found: dict[Cue, str] = {}
    for lexicon in lexicons().values():
        if lexicon is own or lexicon.phrases.telling(_PROTECTING).isdisjoint(words):
            continue
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
def _telling(locale: str) -> frozenset[str]:
    """Return words of which at least one stands in every text with a phrase in another language."""
    return frozenset().union(
        *(
            lexicon.phrases.telling(_PROTECTING)
            for lexicon in lexicons().values()
            if lexicon.locale != locale
        )
    )
