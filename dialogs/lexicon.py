"""The words of a language: one TOML file each, read once into tables that look up fast.

Owns what a phrase of a lexicon can signal, the form of the files in `locales/`, and the tables
made of them. A language is added by adding its file; no code names a language.

`stems` are beginnings of words that speak of an emergency; `lookalikes` are ordinary words that
must not be taken for mistyped ones.

The form: under `[signals]` each sign has a list of phrases, where `(a|b)` stands for either and
`(a|)` for a word that may be missing. Under `[operators]` stand, in the same form, the words that
turn a signal, ask it, make it depend or say it of somebody else: the first kind wins where two
have the same words, and a signal wins over all, fillers, courtesies and notices aside. `[times]`
is read by `dialogs.times.terms`. `[opt_out]` has single words of which an opt-out is put together.
"""

import gc
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from calendar_store.plain import plain
from dialogs.normalise import spell
from dialogs.times.tables import read_terms
from dialogs.times.terms import Terms


class Sign(StrEnum):
    """What a phrase of a lexicon signals."""

    __hash__ = str.__hash__  # a text's signs are looked up often, and Enum's hash is Python

    OPT_OUT = "opt_out"  # the whole text, or a sentence of its own
    OPT_OUT_PHRASE = "opt_out_phrase"  # anywhere in a text
    OPT_OUT_ABROAD = "opt_out_abroad"  # CANCEL, END, QUIT: opt-out words in some countries
    OPT_IN = "opt_in"
    HELP = "help"
    EMERGENCY = "emergency"
    YES = "yes"  # an answer: opens a sentence
    ACK = "ack"  # as YES, but without a question it only thanks
    COMING = "coming"  # an answer, wherever it stands
    COME = "come"  # as COMING, where nothing follows it: "I go", and not "I go home"
    CONFIRM = "confirm"  # says itself what it confirms
    NO = "no"
    CANCEL = "cancel"  # a verb, which a negation turns
    CANCEL_ASK = "cancel_ask"  # "could you cancel": a wish put as a question
    CANNOT = "cannot"  # has its negation in it
    UNSUITED = "unsuited"  # a time that does not suit: to cancel, or to move?
    CANT = "cant"  # as CANNOT, where nothing follows it
    PARTING = "parting"  # "until tomorrow", as the whole text
    KEEP = "keep"
    MOVE = "move"
    ASK = "ask"  # "can we do", "what about": what follows is a wish
    BOOK = "book"
    MORE = "more"
    ALL = "all"
    NUMBERED = "numbered"
    ORDINAL = "ordinal"
    ANOTHER = "another"  # one more appointment, or one for somebody else of the family
    WITH = "with"  # a name follows
    UNDO = "undo"
    WHERE = "where"
    LATE = "late"
    CALL_ME = "call_me"
    WAITLIST = "waitlist"
    LEAVE_LIST = "leave_list"  # off the waiting list, and not out of all texts
    TAKE = "take"  # an answer to an offer of a free time: it is taken
    STAY = "stay"  # an answer to such an offer that speaks of the appointment they have
    AGENDA = "agenda"
    THANKS = "thanks"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    FUNERAL = "funeral"  # a death in the family of the writer
    LAUGH = "laugh"
    MACHINE = "machine"  # only machines write so
    NOTICE = "notice"  # business of machines: parcels, codes, mailboxes
    BUSY = "busy"  # people write so too
    LANGUAGE = "language"
    REASON = "reason"  # what follows explains
    NEUTRAL = "neutral"  # looks like a signal, is none
    COURTESY = "courtesy"
    FILLER = "filler"

    # the operators
    NEGATION = "negation"
    WHEN = "when"  # asks for a time
    QUESTION = "question"  # opens a question, with a question mark or without
    CONDITION = "condition"
    DEFERRAL = "deferral"  # the answer comes later
    QUOTATION = "quotation"  # what somebody said
    OTHERS = "others"  # somebody else, who is the subject of what follows
    EXCEPTION = "exception"  # "none of", "all but"
    DOUBT = "doubt"
    BUT = "but"


@plain
class Entry:
    """A phrase: its words, what it signals and, for ordinals and languages, which one."""

    words: tuple[str, ...]
    sign: Sign
    value: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language, ready to be looked up.

    Attributes:
        locale: the language's code.
        phrases: entries by their words.
        sizes: how many words the entries have that begin with a word, the longest first.
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
        leaving: words that ask to be taken off what one of `lists` names behind them.
        lists: words for our lists.
        possessive: words that make what dies somebody's or something else.
        joining: words that begin another clause: "so", "therefore".
        household: relatives who may be the client themselves.
        maybe: words of a wish that also leave open what they stand beside.
        determiners: words before a thing, possessives among them: "the", "my", "a".
        sources: prepositions before somebody who is asked: "confirm with", "word from".
        pressing: verbs of who sent another digit than was meant: "pressed the wrong number".
        several: words for one of several visits, or for all: "the other one", "both".
        preferring: words of a wish that chooses among what is offered: "Thursday would be great".
        articles: words before a thing or somebody; behind them only
        titles: are words for the client: "the patient", "the battery".
        theirs: "her", "his": what is somebody else's.
        visits: words for an appointment.
        waiting: words for the waiting list.
        away: prepositions, behind which somebody else is no subject: "with my wife".
        accepting: words that may stand beside the number of a choice: "the first one suits".
        terms: its words for times.
    """

    locale: str
    phrases: Mapping[tuple[str, ...], Entry]
    sizes: Mapping[str, tuple[int, ...]]
    standing: Mapping[Sign, Mapping[str, str]]
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
    visits: frozenset[str]
    waiting: frozenset[str]
    theirs: frozenset[str]
    articles: frozenset[str]
    determiners: frozenset[str]
    sources: frozenset[str]
    pressing: frozenset[str]
    several: frozenset[str]
    preferring: frozenset[str]
    titles: frozenset[str]
    maybe: frozenset[str]
    household: frozenset[str]
    away: frozenset[str]
    stopping: frozenset[str]
    texts: frozenset[str]
    leaving: frozenset[str]
    lists: frozenset[str]
    accepting: frozenset[str]
    terms: Terms


STANDING = frozenset(
    {Sign.OPT_OUT, Sign.OPT_OUT_ABROAD, Sign.OPT_IN, Sign.HELP, Sign.MORE, Sign.ALL}
    | {Sign.NUMBERED, Sign.ORDINAL, Sign.PARTING, Sign.ANOTHER, Sign.WITH, Sign.TAKE, Sign.STAY}
)
"""Signs whose words say something only when they are the whole of a text or a sentence."""

_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
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
    "titles",
    "writer",
    "maybe",
    "away",
    "possessive",
    "household",
    "joining",
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
        ValueError: if a file names an unknown sign or says two things of one phrase.
    """
    found = sorted(files("dialogs").joinpath("locales").iterdir(), key=lambda entry: entry.name)
    with _no_collection():
        read = [_read(each.name.removesuffix(".toml"), each.read_text("utf-8")) for each in found]
    return MappingProxyType({lexicon.locale: lexicon for lexicon in read})


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector away from a million new objects, none of which is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@cache
def every_word() -> frozenset[str]:
    """Give the words of every language."""
    return frozenset(word for lexicon in lexicons().values() for word in lexicon.vocabulary)


def expand(phrase: str) -> Iterator[str]:
    """Write out a phrase's alternatives.

    Args:
        phrase: words with alternatives, such as "(stop|quit) texting (me|)".

    Yields:
        Each phrase meant.
    """
    pieces = _ALTERNATIVES.split(phrase)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for chosen in itertools.product(*choices):
        yield "".join(chosen)


def _read(locale: str, source: str) -> Lexicon:
    document = tomllib.loads(source)
    operators = document["operators"]
    entries = tuple(_entries(locale, document))
    terms = read_terms(document["times"])
    vocabulary = {word for entry in entries for word in entry.words} | terms.vocabulary
    spoken = frozenset(vocabulary)
    vocabulary.update(str(document.get("lookalikes", "")).split())
    return Lexicon(
        locale=locale,
        phrases={e.words: e for e in entries if e.sign not in STANDING},
        sizes=_sizes(entry for entry in entries if entry.sign not in STANDING),
        standing=_standing(entries),
        stems=tuple(document.get("stems", ())),
        vocabulary=frozenset(vocabulary),
        spoken=spoken,
        correctable=_by_length(entries, terms.vocabulary),
        guarded=frozenset(w for e in entries if e.sign in _GUARDED for w in e.words),
        **{name: frozenset(str(operators.get(name, "")).split()) for name in _WORDS},
        accepting=frozenset(
            word
            for each in entries
            if each.sign is Sign.TAKE or (each.sign in _ACCEPTING and len(each.words) == 1)
            for word in each.words
        ),
        terms=terms,
        **{name: frozenset(words.split()) for name, words in document["opt_out"].items()},
    )


def _entries(locale: str, document: Mapping[str, Mapping[str, object]]) -> Iterator[Entry]:
    """Give every phrase of a file once, refusing a signal with two meanings."""
    seen: dict[tuple[str, ...], Sign] = {}
    fillers: list[Entry] = []
    for entry in _written(document["signals"]):
        if entry.sign in STANDING:
            yield entry
        elif entry.sign in _GIVE_WAY:
            fillers.append(entry)
        elif seen.setdefault(entry.words, entry.sign) is entry.sign:
            yield entry
        else:
            phrase = " ".join(entry.words)
            raise ValueError(f"{locale}.toml: {phrase!r} is {seen[entry.words]} and {entry.sign}")
    operators = {k: v for k, v in document["operators"].items() if k not in _WORDS}
    fillers.sort(key=lambda entry: _GIVE_WAY.index(entry.sign))
    for entry in (*_written(operators), *fillers):
        if entry.words not in seen:
            seen[entry.words] = entry.sign
            yield entry


def _written(table: Mapping[str, object]) -> Iterator[Entry]:
    for name, phrases in table.items():
        sign = Sign(name)
        for phrase, meant in _phrases(phrases):
            if words := spell(phrase):
                yield Entry(words, sign, meant)


def _phrases(written: object) -> Iterator[tuple[str, str]]:
    """Read a sign's phrases: a list, a text of single words, or a table by value."""
    if isinstance(written, str):
        yield from ((word, "") for word in written.split())
    elif isinstance(written, dict):
        for meant, phrases in written.items():
            yield from ((each, str(meant)) for phrase in phrases for each in expand(phrase))
    elif isinstance(written, list):
        yield from ((each, "") for phrase in written for each in expand(phrase))


def _sizes(entries: Iterable[Entry]) -> Mapping[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for entry in entries:
        sizes.setdefault(entry.words[0], set()).add(len(entry.words))
    return {first: tuple(sorted(same, reverse=True)) for first, same in sizes.items()}


def _standing(entries: Iterable[Entry]) -> Mapping[Sign, Mapping[str, str]]:
    tables: dict[Sign, dict[str, str]] = {sign: {} for sign in STANDING}
    for entry in entries:
        if entry.sign in STANDING:
            tables[entry.sign][" ".join(entry.words)] = entry.value
    return tables


def _by_length(entries: Iterable[Entry], times: frozenset[str]) -> Mapping[int, tuple[str, ...]]:
    """Sort the words worth correcting to: those that signal, and those of times."""
    words = {w for e in entries if e.sign not in _UNCORRECTED for w in e.words} | times
    lengths: dict[int, list[str]] = {}
    for word in sorted(words):
        if len(word) > 3 and word.isalpha():
            lengths.setdefault(len(word), []).append(word)
    return MappingProxyType({length: tuple(same) for length, same in lengths.items()})
