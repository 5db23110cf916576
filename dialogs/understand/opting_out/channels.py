"""Finds opt-outs and opt-ins by channel: "no more emails", "only email", "stop all".

The phrases are in channels.toml. They are looked up in every language, and only as a whole text:
a text that only mentions an email is no request for emails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from calendar_store.model.statuses import Channel
from dialogs.intents import Intent, Understanding
from dialogs.languages import codes, table
from dialogs.languages.lexicon import lexicons
from dialogs.languages.patterns import expand
from dialogs.normalise import Said, spell
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.result import verdict

_EVERY = (Channel.SMS, Channel.EMAIL)
_LONGEST = 14  # most words of a phrase with courtesies around it
_COURTESY = (4, 3, 2, 1)  # words of a courtesy, the longest first


@dataclass(frozen=True, slots=True)
class _Wish:
    """The request that a phrase stands for.

    Attributes:
        intent: OPT_OUT or OPT_IN.
        channels: the channels to opt out of or into.
        only: the one channel to keep, if the phrase names it.
    """

    intent: Intent
    channels: tuple[Channel, ...]
    only: Channel | None = None


_WISHES: Mapping[str, _Wish] = {
    "stop_email": _Wish(Intent.OPT_OUT, (Channel.EMAIL,)),
    "stop_all": _Wish(Intent.OPT_OUT, _EVERY),
    "only_email": _Wish(Intent.OPT_OUT, (Channel.SMS,), Channel.EMAIL),
    "only_sms": _Wish(Intent.OPT_OUT, (Channel.EMAIL,), Channel.SMS),
    "start_email": _Wish(Intent.OPT_IN, (Channel.EMAIL,)),
}


def choosing(said: Said) -> Understanding | None:
    """Find an opt-out or opt-in for one channel or for all channels.

    Args:
        said: the text's words as they were written; none is corrected, since "mails" is not a word
            of every language and a wrong guess would stop wanted texts.

    Returns:
        The verdict, or None where the text is about something else.
    """
    if _telling().isdisjoint(said.words) or len(said.words) > _LONGEST or not _holds_phrase(said):
        return None
    # a courtesy of one language may be a word of the phrase in another
    tried = (" ".join(said.words), " ".join(_plainly(said.words)))
    core = next((one for one in tried if one in _phrases()), None)
    if core is None:
        return None
    wish, locale = _phrases()[core]
    what = "no more" if wish.intent is Intent.OPT_OUT else "again"
    evidence = [f"“{core}” asks for {what} {' and '.join(wish.channels)}"]
    understood = verdict(wish.intent, 0.97, evidence, locale)
    return replace(understood, channels=wish.channels, only=wish.only)


def _holds_phrase(said: Said) -> bool:
    """Say whether any of the phrases stands in a text."""
    sizes, phrases, words = _sizes(), _phrases(), said.words
    return any(
        " ".join(words[at : at + size]) in phrases
        for at, word in enumerate(words)
        for size in sizes.get(word, ())
    )


def _plainly(words: tuple[str, ...]) -> tuple[str, ...]:
    """Remove courtesies at both ends, in any language."""
    while size := next((n for n in _COURTESY if n < len(words) and _polite(words[-n:])), 0):
        words = words[:-size]
    while size := next((n for n in _COURTESY if n < len(words) and _polite(words[:n])), 0):
        words = words[size:]
    return words


def _polite(words: tuple[str, ...]) -> bool:
    found = (read.phrases.get(words) for read in lexicons().values())
    return any(entry is not None and entry.cue in POLITE for entry in found)


@cache
def _telling() -> frozenset[str]:
    """Return the longest word of each phrase: a text without these words has no phrase."""
    return frozenset(max(phrase.split(), key=len) for phrase in _phrases())


@cache
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """Return the word counts of the phrases by their first word."""
    found: dict[str, set[int]] = {}
    for phrase in _phrases():
        words = phrase.split()
        found.setdefault(words[0], set()).add(len(words))
    return MappingProxyType({word: tuple(sorted(sizes)) for word, sizes in found.items()})


@cache
def _phrases() -> Mapping[str, tuple[_Wish, str]]:
    """Return the request and the language of each phrase."""
    tables = {code: table(code, "channels") for code in codes()}
    return MappingProxyType(
        {
            " ".join(spell(phrase)): (_WISHES[name], locale)
            for locale, table in tables.items()
            for name, written in table.items()
            for one in written
            for phrase in expand(one)
        }
    )
