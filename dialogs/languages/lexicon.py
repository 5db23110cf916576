"""What clients write in a language: its cues.toml, read once into tables that look up fast.

Owns the form of these files, and the tables made of them.

`stems` are beginnings of words that speak of an emergency; `lookalikes` are ordinary words that
must not be taken for mistyped ones.

The form: under `[signals]` each cue has a list of phrases, where `(a|b)` stands for either and
`(a|)` for a word that may be missing. Under `[operators]` stand, in the same form, the words that
turn a signal, ask it, make it depend or say it of somebody else: the first kind wins where two
have the same words, and a signal wins over all, fillers, courtesies and notices aside. `[times]`
is read by `dialogs.times.terms`. `[opt_out]` has single words of which an opt-out is put together.
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
    """By cue, phrases and their values, put together when a cue is first asked for."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Take the patterns."""
        super().__init__()
        self._patterns = tuple(patterns)
        self._opening: dict[tuple[Cue, ...], frozenset[str]] = {}

    def opening(self, *cues: Cue) -> frozenset[str]:
        """Give the first words of the phrases of some cues."""
        if cues not in self._opening:
            phrases = (words for cue in cues for words in self[cue])
            self._opening[cues] = frozenset(words.split(" ", 1)[0] for words in phrases)
        return self._opening[cues]

    def __missing__(self, cue: Cue) -> Mapping[str, str]:
        """Put the phrases of a cue together."""
        self[cue] = {
            " ".join(words): each.value
            for each in self._patterns
            if each.cue is cue
            for words in phrases_of(each.slots)
        }
        return self[cue]


@dataclass(frozen=True, slots=True)
class Lexicon(WordTables):
    """A language, ready to be looked up.

    Attributes:
        locale: the language's code.
        phrases: what it signals, wherever it stands in a text.
        governing: what goes on behind a comma, with the word behind it.
        standing: by cue, the phrases that mean something as a whole text or a sentence, with
            their values.
        stems: beginnings of words that signal an emergency.
        vocabulary: every word the language knows here.
        spoken: those of its phrases and times, without the look-alikes.
        correctable: words that a mistyped one may be corrected to, by length.
        guarded: words that are corrected to by one letter at most.
        stopping: words that ask to stop what one of `texts` names behind them.
        texts: words for our texts.
        sending: verbs at whose end something has to be named that is to stop.
        leaving: words that ask to be taken off what one of `lists` names behind them.
        lists: words for our lists.
        nots: words that negate by themselves.
        accepting: those, and single words that agree: what may stand beside a choice.
        until: words that bound a time, and that partings begin with: "until" tomorrow.
        terms: its words for times.
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
    leaving: frozenset[str]
    lists: frozenset[str]
    nots: frozenset[str]
    accepting: frozenset[str]
    until: frozenset[str]
    terms: Terms


STANDING = frozenset(
    {Cue.OPT_OUT, Cue.OPT_OUT_ABROAD, Cue.OPT_IN, Cue.HELP, Cue.MORE, Cue.ALL}
    | {Cue.NUMBERED, Cue.ORDINAL, Cue.PARTING, Cue.ANOTHER, Cue.WITH, Cue.TAKE, Cue.SWAP}
    | {Cue.STAY, Cue.GOVERNING, Cue.AMENDS, Cue.NAY}
)
"""Signs whose words say something only when they are the whole of a text or a sentence."""

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
"""What operators win over."""

_WORDS = frozenset(each.name for each in fields(WordTables))
"""Tables of the operators that are no phrases but words that others are read beside."""

_UNCORRECTED = frozenset(
    {Cue.FILLER, Cue.NEUTRAL, Cue.ANOTHER, Cue.WITH, Cue.GOVERNING, Cue.AMENDS}
)


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Read every language that has a file.

    Returns:
        The lexicons by language code; read from disk once.

    Raises:
        ValueError: if a file names an unknown cue.
    """
    return MappingProxyType({code: _read(code, table(code, "cues")) for code in codes()})


@cache
def every_word() -> frozenset[str]:
    """Give the words of every language."""
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
    """Give the patterns of a file, those that win over others before them."""
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
    """Read a cue's phrases: a list, a text of single words, or a table by value."""
    if isinstance(written, str):
        yield from ((word, "") for word in written.split())
    elif isinstance(written, dict):
        yield from ((each, str(meant)) for meant, phrases in written.items() for each in phrases)
    elif isinstance(written, list):
        yield from ((each, "") for each in written)


def _words(patterns: Iterable[Pattern]) -> frozenset[str]:
    return frozenset(word for each in patterns for word in words_of(each.slots))


def _by_length(words: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    """Sort the words worth correcting to: those that signal, and those of times."""
    lengths: dict[int, list[str]] = {}
    for word in sorted(words):
        if len(word) > 3 and word.isalpha():
            lengths.setdefault(len(word), []).append(word)
    return MappingProxyType({length: tuple(same) for length, same in lengths.items()})
