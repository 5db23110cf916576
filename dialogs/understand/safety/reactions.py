"""Reads a phone's reaction to one of our texts, sent as words: Liked “…”, Reacted 👍 to “…”.

A reaction is a quotation with a few words about it. It answers only the text that it quotes, so
the quotation is part of the result.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dialogs.intents import Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.languages import codes, table
from dialogs.languages.patterns import expand
from dialogs.normalise import fold, spell
from dialogs.understand.result import verdict

_QUOTED = re.compile(
    r'^([^"“”„«»\n]{0,60})["“„«]\s?(.{4,}?)\s?["”“»]([^"“”„«»\n]{0,40})$', re.DOTALL
)
_MARKS = re.compile('["“”„«»]')
_INNER = re.compile(r'["“„«]\s?([^"“”„«»]{1,20}?)\s?["”“»](?=.*["“„«])', re.DOTALL)
"""A name in quotation marks before the quotation: Ha messo “Mi piace” a “…”."""
_LIKES = frozenset("👍❤♥💕💖😍🥰💙💚💛🧡💜🖤🤍👌✅🙌👏🙏💯")
_DISLIKES = frozenset("👎❌🚫")
_EMOJI = "\u2600"  # emoji begin here
_MOST_WORDS = 9  # most words of the phone beside the quotation
_OPEN_DIGIT = re.compile(r"(?<!\w)1(?!\w)")  # our questions say what 1 means
_ORDER = ("other", "dislike", "like", "reacted")


def reaction(text: str, frame: Frame) -> Understanding | None:
    """Find a phone's reaction.

    Args:
        text: the text as it was received.
        frame: the open question; a liked question is confirmed.

    Returns:
        The verdict with its hint and the quoted text, or None for any other text.
    """
    if (text.isascii() and '"' not in text) or not _MARKS.search(text):
        return None
    folded = _INNER.sub(r"\1", fold(text.strip()))
    found = _QUOTED.match(folded)
    if found is None:
        return None
    about, quoted = f"{found[1]} {found[3]}", found[2]
    words = spell(about)
    if len(words) > _MOST_WORDS or (told := _told(words, about)) is None:
        return None
    hint, locale = told
    evidence = [f"a phone's reaction ({hint}) to “{quoted[:60]}”"]
    liked = hint is Hint.LIKE and bool(_OPEN_DIGIT.search(quoted))
    if liked and frame.question is OpenQuestion.REMINDER:
        found_out = verdict(Intent.CONFIRM, 0.9, evidence, locale, hint=hint, quoted=quoted)
    elif hint is Hint.DISLIKE:
        found_out = verdict(Intent.UNCLEAR, 0.4, evidence, locale, hint=hint, quoted=quoted)
    else:
        found_out = verdict(Intent.THANKS, 0.9, evidence, locale, hint=hint, quoted=quoted)
    return found_out


def _told(words: tuple[str, ...], about: str) -> tuple[Hint, str] | None:
    """Return the meaning of the words beside a quotation, and their language."""
    line = f" {' '.join(word for word in words if word.isalnum())} "
    named = next(
        (
            (kind, locale)
            for kind in _ORDER
            for locale, phrases in _phrases()[kind].items()
            if any(f" {phrase} " in line for phrase in phrases)
        ),
        None,
    )
    signs = {sign for sign in about if sign >= _EMOJI}
    if named is None:
        # some phones write only the emoji: 👍 to “…”
        return (_of(signs), "en") if signs and len(words) <= 3 else None
    kind, locale = named
    if kind == "reacted":
        return _of(signs), locale
    return Hint(kind if kind != "other" else "reaction"), locale


def _of(signs: set[str]) -> Hint:
    if signs & _DISLIKES:
        return Hint.DISLIKE
    return Hint.LIKE if signs & _LIKES else Hint.REACTION


@cache
def _phrases() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    tables = {code: table(code, "reactions") for code in codes()}
    return MappingProxyType(
        {
            kind: {
                locale: tuple(" ".join(spell(one)) for each in table[kind] for one in expand(each))
                for locale, table in tables.items()
            }
            for kind in _ORDER
        }
    )
