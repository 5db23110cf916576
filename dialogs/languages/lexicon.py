"""Reads a language's cues.toml into a `Lexicon`: tables for fast look-up.

Defines the form of cues.toml, and the tables made from it.

`stems` are beginnings of words of an emergency; `lookalikes` are ordinary words that must not be
corrected as mistyped words.

The form: under `[signals]` each cue has a list of phrases, where `(a|b)` stands for either word
and `(a|)` for a word that may be missing. Under `[operators]` stand, in the same form, the words
that negate a signal, ask it, make it conditional or ascribe it to another person. Where two
operators have the same words the first wins; a signal wins over an operator, except fillers,
courtesies and notices. `dialogs.times.tables` reads `[times]`. `[opt_out]` has single words of
which an opt-out is composed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any

from dialogs.languages import codes, table
from dialogs.languages.cue_kinds import Cue, Entry
from dialogs.languages.patterns import (
    Pattern,
    Phrases,
    phrases_of,
    read_pattern,
    single_words,
    words_of,
)
from dialogs.languages.word_tables import WordTables
from dialogs.times.tables import read_terms
from dialogs.times.terms import Terms

__all__ = ["STANDING", "Cue", "Entry", "Lexicon", "every_word", "lexicons"]


class Standing(dict[Cue, Mapping[str, str]]):
    """Exact phrases and their values by cue, built when a cue is first looked up."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Keep the patterns."""
        super().__init__()
        self._patterns = tuple(patterns)
        self._opening: dict[tuple[Cue, ...], frozenset[str]] = {}
        self._sizes: dict[tuple[Cue, ...], Mapping[str, tuple[int, ...]]] = {}

    def opening(self, *cues: Cue) -> frozenset[str]:
        """Return the first words of the phrases of some cues."""
        if cues not in self._opening:
            self._opening[cues] = frozenset(self.sizes(*cues))
        return self._opening[cues]

    def sizes(self, *cues: Cue) -> Mapping[str, tuple[int, ...]]:
        """Return how many words the phrases of some cues have, the most first, by first word."""
        if cues not in self._sizes:
            found: dict[str, set[int]] = {}
            for words in (phrase.split() for cue in cues for phrase in self[cue]):
                found.setdefault(words[0], set()).add(len(words))
            sizes = {word: tuple(sorted(counts, reverse=True)) for word, counts in found.items()}
            self._sizes[cues] = MappingProxyType(sizes)
        return self._sizes[cues]

    def __missing__(self, cue: Cue) -> Mapping[str, str]:
        """Build the phrases of a cue."""
        self[cue] = {
            " ".join(words): each.value
            for each in self._patterns
            if each.cue is cue
            for words in phrases_of(each.slots)
        }
        return self[cue]


@dataclass(frozen=True, slots=True)
class Lexicon(WordTables):
    """The tables of a language, ready for look-up.

    Attributes:
        locale: the language's code.
        phrases: the phrases that count wherever they stand in a text.
        governing: phrases that continue after a comma, with the word after it.
        standing: the phrases that count only as a whole text or sentence, by cue, with
            their values.
        stems: beginnings of words of an emergency.
        vocabulary: every known word of the language.
        spoken: the words of its phrases and times, without the look-alikes.
        correctable: words to which a mistyped word may be corrected, by length.
        guarded: words to which a word is corrected by one letter at most.
        stopping: words that ask to stop a thing of `texts` named after them.
        texts: words for our texts.
        sending: verbs after which the thing to stop has to be named.
        unsent: things of which no more may be wanted, and which are no texts: letters, calls.
        leaving: words that ask to be taken off a list of `lists` named after them.
        lists: words for our lists.
        nots: words that are a negation by themselves.
        accepting: `nots` and single words of agreement, which may stand beside a choice.
        until: words that bound a time and begin farewells: "until" tomorrow.
        terms: the words of time.
    """

    locale: str
    phrases: Phrases
    governing: Phrases
    standing: Standing
    stems: tuple[str, ...]
    vocabulary: frozenset[str]
    spoken: frozenset[str]
    correctable: Mapping[int, tuple[str, ...]]
    guarded: frozenset[str]
    stopping: frozenset[str]
    texts: frozenset[str]
    sending: frozenset[str]
    unsent: frozenset[str]
    leaving: frozenset[str]
    lists: frozenset[str]
    nots: frozenset[str]
    accepting: frozenset[str]
    until: frozenset[str]
    terms: Terms


STANDING = frozenset(
    {Cue.OPT_OUT, Cue.OPT_OUT_ABROAD, Cue.OPT_IN, Cue.HELP, Cue.MORE, Cue.ALL}
    | {Cue.NUMBERED, Cue.ORDINAL, Cue.PARTING, Cue.ANOTHER, Cue.WITH, Cue.TAKE, Cue.SWAP}
    | {Cue.STAY, Cue.GOVERNING, Cue.AMENDS, Cue.NAY, Cue.NAMING}
)
"""Cues whose phrases count only as a whole text or sentence."""

_GUARDED = frozenset(
    {
        Cue.OPT_OUT,
        Cue.OPT_OUT_ABROAD,
        Cue.OPT_IN,
        Cue.CANCEL,
        Cue.CANCEL_ASK,
        Cue.CANNOT,
        Cue.CONFIRM,
    }
    | {
        Cue.COMING,
        Cue.COME,
        Cue.YES,
        Cue.ACK,
        Cue.CANT,
        Cue.UNDO,
        Cue.DECEASED,
        Cue.EMERGENCY,
        Cue.OPT_OUT_PHRASE,
    }
)
_ACCEPTING = frozenset({Cue.YES, Cue.ACK, Cue.CONFIRM})
_GIVE_WAY = (Cue.NOTICE, Cue.COURTESY, Cue.FILLER)
"""Cues over which operators win."""

_WORDS = frozenset(each.name for each in fields(WordTables))
"""Tables of `[operators]` that are single words and not phrases."""

_UNCORRECTED = frozenset(
    {Cue.FILLER, Cue.NEUTRAL, Cue.ANOTHER, Cue.WITH, Cue.GOVERNING, Cue.AMENDS, Cue.NAMING}
)


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Read the cues.toml of every language.

    Returns:
        The lexicons by language code; read from disk once.

    Raises:
        ValueError: if a file names an unknown cue.
    """
    return MappingProxyType({code: _read(code, table(code, "cues")) for code in codes()})


@cache
def every_word() -> frozenset[str]:
    """Return the words of all languages."""
    return frozenset(word for lexicon in lexicons().values() for word in lexicon.vocabulary)


def _read(locale: str, document: Mapping[str, Any]) -> Lexicon:
    operators = document["operators"]
    patterns = _patterns(document)
    terms = read_terms(document["times"])
    spoken = _words(patterns) | terms.vocabulary
    standing = Standing(each for each in patterns if each.cue in STANDING)
    return Lexicon(
        locale=locale,
        phrases=Phrases(each for each in patterns if each.cue not in STANDING),
        governing=Phrases(each for each in patterns if each.cue is Cue.GOVERNING),
        standing=standing,
        stems=tuple(document.get("stems", ())),
        vocabulary=spoken.union(str(document.get("lookalikes", "")).split()),
        spoken=spoken,
        correctable=_by_length(
            _words(each for each in patterns if each.cue not in _UNCORRECTED) | terms.vocabulary
        ),
        guarded=_words(each for each in patterns if each.cue in _GUARDED),
        **{name: frozenset(str(operators.get(name, "")).split()) for name in _WORDS},
        nots=frozenset(str(operators.get("negating", "")).split()).union(
            *(single_words(each.slots) for each in patterns if each.cue is Cue.NEGATION)
        ),
        accepting=frozenset(str(operators.get("choosing", "")).split()).union(
            *(single_words(each.slots) for each in patterns if each.cue in _ACCEPTING)
        ),
        until=terms.bounds & standing.opening(Cue.PARTING),
        terms=terms,
        **{name: frozenset(words.split()) for name, words in document["opt_out"].items()},
    )


def _patterns(document: Mapping[str, Mapping[str, object]]) -> tuple[Pattern, ...]:
    """Return the patterns of a file, those that win over others first."""
    operators = {k: v for k, v in document["operators"].items() if k not in _WORDS}
    signals = {k: v for k, v in document["signals"].items() if k not in _GIVE_WAY}
    giving_way = {cue.value: document["signals"].get(cue, ()) for cue in _GIVE_WAY}
    return (
        *_written(signals, firm=True),
        *_written(operators, firm=False),
        *_written(giving_way, firm=False),
    )


def _written(table: Mapping[str, object], *, firm: bool) -> Iterator[Pattern]:
    for name, phrases in table.items():
        cue = Cue(name)
        for phrase, meant in _phrases(phrases):
            if slots := read_pattern(phrase):
                yield Pattern(slots, cue, meant, firm)


def _phrases(written: object) -> Iterator[tuple[str, str]]:
    """Read the phrases of a cue: a list, a string of single words, or a table by value."""
    if isinstance(written, str):
        yield from ((word, "") for word in written.split())
    elif isinstance(written, dict):
        yield from ((each, str(meant)) for meant, phrases in written.items() for each in phrases)
    elif isinstance(written, list):
        yield from ((each, "") for each in written)


def _words(patterns: Iterable[Pattern]) -> frozenset[str]:
    return frozenset(word for each in patterns for word in words_of(each.slots))


def _by_length(words: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    """Sort the words to correct to, of signals and times, by length."""
    lengths: dict[int, list[str]] = {}
    for word in sorted(words):
        if len(word) > 3 and word.isalpha():
            lengths.setdefault(len(word), []).append(word)
    return MappingProxyType({length: tuple(same) for length, same in lengths.items()})
