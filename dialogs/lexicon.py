"""The words of a language: one TOML file each, read once into tables that look up fast.

Owns the form of the files in `locales/`, and the tables made of them. A language is added by adding
its file; no code names a language.

`stems` are beginnings of words that speak of an emergency; `lookalikes` are ordinary words that
must not be taken for mistyped ones.

The form: under `[signals]` each sign has a list of phrases, where `(a|b)` stands for either and
`(a|)` for a word that may be missing. Under `[operators]` stand, in the same form, the words that
turn a signal, ask it, make it depend or say it of somebody else: the first kind wins where two
have the same words, and a signal wins over all, fillers, courtesies and notices aside. `[times]`
is read by `dialogs.times.terms`. `[opt_out]` has single words of which an opt-out is put together.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from dialogs.patterns import Pattern, Phrases, phrases_of, read_pattern, single_words, words_of
from dialogs.signs import Entry, Sign
from dialogs.times.tables import read_terms
from dialogs.times.terms import Terms

__all__ = ["STANDING", "Entry", "Lexicon", "Sign", "every_word", "lexicons"]


class Standing(dict[Sign, Mapping[str, str]]):
    """By sign, phrases and their values, put together when a sign is first asked for."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Take the patterns."""
        super().__init__()
        self._patterns = tuple(patterns)
        self._opening: dict[tuple[Sign, ...], frozenset[str]] = {}

    def opening(self, *signs: Sign) -> frozenset[str]:
        """Give the first words of the phrases of some signs."""
        if signs not in self._opening:
            phrases = (words for sign in signs for words in self[sign])
            self._opening[signs] = frozenset(words.split(" ", 1)[0] for words in phrases)
        return self._opening[signs]

    def __missing__(self, sign: Sign) -> Mapping[str, str]:
        """Put the phrases of a sign together."""
        self[sign] = {
            " ".join(words): each.value
            for each in self._patterns
            if each.sign is sign
            for words in phrases_of(each.slots)
        }
        return self[sign]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language, ready to be looked up.

    Attributes:
        locale: the language's code.
        phrases: what it signals, wherever it stands in a text.
        standing: by sign, the phrases that mean something as a whole text or a sentence, with
            their values.
        stems: beginnings of words that signal an emergency.
        vocabulary: every word the language knows here.
        spoken: those of its phrases and times, without the look-alikes.
        correctable: words that a mistyped one may be corrected to, by length.
        guarded: words that are corrected to by one letter at most.
        writer: words that make the writer the subject: "I", and verbs of the first person.
        negating: answers of "no" that also negate the verb behind them: "no puedo".
        yes_or_if: answers of "yes" that also mean "if".
        stopping: words that ask to stop what one of `texts` names behind them.
        texts: words for our texts.
        sending: verbs at whose end something has to be named that is to stop.
        leaving: words that ask to be taken off what one of `lists` names behind them.
        lists: words for our lists.
        possessive: words that make what dies somebody's or something else.
        joining: words that begin another clause: "so", "therefore".
        regretting: words of who would have taken a time: "pity, right then".
        pointing: words that speak of what was named before: "the first, that's during school".
        wanting: past tenses of wishes, polite ones too, which a "but" takes back.
        auxiliaries: verbs that ask where one of `subjects` follows: "did you".
        subjects: words that may be the subject of one.
        followed: subjects that stand behind their verb where a clause before decides.
        thereupon: "then", before such a verb.
        circumstances: prepositions before a case that may come: "bei Glatteis komme ich nicht".
        requesting: words of a polite request: "could you stop texting me".
        receiving: words of who has read a text, and takes nothing by that: "noted, thanks".
        clitics: words between a negation and its verb: "no la voy a anular".
        manner: words that ask how, where one of `doing` follows: "how do I stop these texts".
        doing: words behind `manner`.
        writing: verbs of what one asks to write: "what do I write to get no more texts?".
        troubles: words beside which a bare yes may be none: "great, flat tyre".
        reasons: words that say by themselves why somebody cannot come: "2 migraine".
        household: relatives who may be the client themselves.
        maybe: words of a wish that also leave open what they stand beside.
        determiners: words before a thing, possessives among them: "the", "my", "a".
        sources: prepositions before somebody who is asked: "confirm with", "word from".
        pressing: verbs of who sent another digit than was meant: "pressed the wrong number".
        several: words for one of several visits, or for all: "the other one", "both".
        preferring: words of a wish that chooses among what is offered: "Thursday would be great".
        able: words of "I can", which agrees where a time stands before it: "Thursday I can".
        adverbs: words that may stand inside of any phrase: "I can sadly not come".
        nobody: words for nobody: "nobody died".
        alone: answers that are verbs where a sentence goes on behind them.
        thirds: verbs that say what somebody else does as well: "Paul cancels".
        halting: words of a deferral that take back what was said before: "wait".
        copulas: verbs that tell how a person who is named is: "Leo is ill".
        pronouns: words for somebody who was named, or is known: "she".
        elsewhere: words that ask for what is not on offer: "another", "earlier".
        articles: words before a thing or somebody; behind them only
        titles: are words for the client: "the patient", "the battery".
        theirs: "her", "his": what is somebody else's.
        visits: words for an appointment.
        waiting: words for the waiting list.
        away: prepositions, behind which somebody else is no subject: "with my wife".
        nots: words that negate by themselves.
        choosing: words of who takes a time: "I'll take Tuesday".
        accepting: those, and single words that agree: what may stand beside a choice.
        terms: its words for times.
    """

    locale: str
    phrases: Phrases
    standing: Standing
    stems: tuple[str, ...]
    vocabulary: frozenset[str]
    spoken: frozenset[str]
    correctable: Mapping[int, tuple[str, ...]]
    guarded: frozenset[str]
    writer: frozenset[str]
    negating: frozenset[str]
    yes_or_if: frozenset[str]
    possessive: frozenset[str]
    joining: frozenset[str]
    regretting: frozenset[str]
    pointing: frozenset[str]
    wanting: frozenset[str]
    auxiliaries: frozenset[str]
    subjects: frozenset[str]
    followed: frozenset[str]
    thereupon: frozenset[str]
    requesting: frozenset[str]
    receiving: frozenset[str]
    circumstances: frozenset[str]
    clitics: frozenset[str]
    manner: frozenset[str]
    doing: frozenset[str]
    writing: frozenset[str]
    troubles: frozenset[str]
    reasons: frozenset[str]
    visits: frozenset[str]
    waiting: frozenset[str]
    theirs: frozenset[str]
    articles: frozenset[str]
    determiners: frozenset[str]
    sources: frozenset[str]
    pressing: frozenset[str]
    several: frozenset[str]
    preferring: frozenset[str]
    elsewhere: frozenset[str]
    able: frozenset[str]
    adverbs: frozenset[str]
    nobody: frozenset[str]
    alone: frozenset[str]
    thirds: frozenset[str]
    halting: frozenset[str]
    pronouns: frozenset[str]
    copulas: frozenset[str]
    titles: frozenset[str]
    maybe: frozenset[str]
    household: frozenset[str]
    away: frozenset[str]
    stopping: frozenset[str]
    texts: frozenset[str]
    sending: frozenset[str]
    leaving: frozenset[str]
    lists: frozenset[str]
    nots: frozenset[str]
    choosing: frozenset[str]
    accepting: frozenset[str]
    terms: Terms


STANDING = frozenset(
    {Sign.OPT_OUT, Sign.OPT_OUT_ABROAD, Sign.OPT_IN, Sign.HELP, Sign.MORE, Sign.ALL}
    | {Sign.NUMBERED, Sign.ORDINAL, Sign.PARTING, Sign.ANOTHER, Sign.WITH, Sign.TAKE, Sign.SWAP}
    | {Sign.STAY}
)
"""Signs whose words say something only when they are the whole of a text or a sentence."""

_GUARDED = frozenset(
    {
        Sign.OPT_OUT,
        Sign.OPT_OUT_ABROAD,
        Sign.OPT_IN,
        Sign.CANCEL,
        Sign.CANCEL_ASK,
        Sign.CANNOT,
        Sign.CONFIRM,
    }
    | {
        Sign.COMING,
        Sign.COME,
        Sign.YES,
        Sign.ACK,
        Sign.CANT,
        Sign.UNDO,
        Sign.DECEASED,
        Sign.EMERGENCY,
        Sign.OPT_OUT_PHRASE,
    }
)
_ACCEPTING = frozenset({Sign.YES, Sign.ACK, Sign.CONFIRM})
_GIVE_WAY = (Sign.NOTICE, Sign.COURTESY, Sign.FILLER)
"""What operators win over."""

_WORDS = (
    "visits",
    "waiting",
    "theirs",
    "articles",
    "determiners",
    "sources",
    "pressing",
    "several",
    "preferring",
    "elsewhere",
    "able",
    "adverbs",
    "nobody",
    "alone",
    "thirds",
    "halting",
    "pronouns",
    "copulas",
    "titles",
    "writer",
    "maybe",
    "away",
    "possessive",
    "household",
    "joining",
    "regretting",
    "pointing",
    "wanting",
    "auxiliaries",
    "subjects",
    "followed",
    "thereupon",
    "requesting",
    "receiving",
    "choosing",
    "circumstances",
    "clitics",
    "manner",
    "doing",
    "writing",
    "troubles",
    "reasons",
    "negating",
    "yes_or_if",
)
"""Tables of the operators that are no phrases but words that others are read beside."""

_UNCORRECTED = frozenset({Sign.FILLER, Sign.NEUTRAL, Sign.ANOTHER, Sign.WITH})


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Read every language that has a file.

    Returns:
        The lexicons by language code; read from disk once.

    Raises:
        ValueError: if a file names an unknown sign.
    """
    found = sorted(files("dialogs").joinpath("locales").iterdir(), key=lambda entry: entry.name)
    read = [_read(each.name.removesuffix(".toml"), each.read_text("utf-8")) for each in found]
    return MappingProxyType({lexicon.locale: lexicon for lexicon in read})


@cache
def every_word() -> frozenset[str]:
    """Give the words of every language."""
    return frozenset(word for lexicon in lexicons().values() for word in lexicon.vocabulary)


def _read(locale: str, source: str) -> Lexicon:
    document = tomllib.loads(source)
    operators = document["operators"]
    patterns = _patterns(document)
    terms = read_terms(document["times"])
    spoken = _words(patterns) | terms.vocabulary
    return Lexicon(
        locale=locale,
        phrases=Phrases(each for each in patterns if each.sign not in STANDING),
        standing=Standing(each for each in patterns if each.sign in STANDING),
        stems=tuple(document.get("stems", ())),
        vocabulary=spoken.union(str(document.get("lookalikes", "")).split()),
        spoken=spoken,
        correctable=_by_length(
            _words(each for each in patterns if each.sign not in _UNCORRECTED) | terms.vocabulary
        ),
        guarded=_words(each for each in patterns if each.sign in _GUARDED),
        **{name: frozenset(str(operators.get(name, "")).split()) for name in _WORDS},
        nots=frozenset(str(operators.get("negating", "")).split()).union(
            *(single_words(each.slots) for each in patterns if each.sign is Sign.NEGATION)
        ),
        accepting=frozenset(str(operators.get("choosing", "")).split()).union(
            *(single_words(each.slots) for each in patterns if each.sign in _ACCEPTING)
        ),
        terms=terms,
        **{name: frozenset(words.split()) for name, words in document["opt_out"].items()},
    )


def _patterns(document: Mapping[str, Mapping[str, object]]) -> tuple[Pattern, ...]:
    """Give the patterns of a file, those that win over others before them."""
    operators = {k: v for k, v in document["operators"].items() if k not in _WORDS}
    signals = {k: v for k, v in document["signals"].items() if k not in _GIVE_WAY}
    giving_way = {sign.value: document["signals"].get(sign, ()) for sign in _GIVE_WAY}
    return (
        *_written(signals, firm=True),
        *_written(operators, firm=False),
        *_written(giving_way, firm=False),
    )


def _written(table: Mapping[str, object], *, firm: bool) -> Iterator[Pattern]:
    for name, phrases in table.items():
        sign = Sign(name)
        for phrase, meant in _phrases(phrases):
            if slots := read_pattern(phrase):
                yield Pattern(slots, sign, meant, firm)


def _phrases(written: object) -> Iterator[tuple[str, str]]:
    """Read a sign's phrases: a list, a text of single words, or a table by value."""
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
