"""Recognises what a text says of its writer and of another of the family together.

"Leo and I can't come", "can't make it, neither can Leo", "the two of us": the phrase for both is
replaced by "we", and the rest is read as of one person. So a limit, a question or another wish in
the rest is considered as in any text. jointly.toml of each language has the phrases.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from dialogs.conversation import Asked
from dialogs.flows.family.family_words import Says, read_in, said_at
from dialogs.flows.family.told_so_far import open_visits
from dialogs.flows.phrases import JOINING, said_apart_of, said_of
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.normalise import fold
from dialogs.understand import BAR

_NAME = "somename"
"""The word of jointly.toml for the names of clients."""
_TOKEN = re.compile(r"\w+|&")
_NORS = frozenset({"nor", "or", "noch", "ne", "ni", "nem", "&"})
_BEFORE_NAMES = frozenset({"o", "a", "der", "die"})
_KINDS = ("neither", "nor", "both", "all")
_NOT = frozenset({"t", "cant", "wont", "not", "pas", "nicht", "non", "no", "nao"})
_REFUSING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_OF_ONE = frozenset(
    {Says.THEIRS, Says.THEIR_ALL, Says.OTHERS, Says.OTHER_TWO, Says.MINE, Says.EXCEPT}
)
"""Meanings of words about the visit of one of them; in "the other", of nobody known."""
_ASKED = frozenset({Asked.REMINDER, Asked.WHICH})
_TWO = 2
_MOST = 40
"""Most words of a text that this module recognises."""


@dataclass(frozen=True, slots=True)
class SaidOfBoth:
    """What a text says of several together.

    Attributes:
        visits: their visits.
        refused: whether all of them are given up; else the text says something else of them.
        of_all: whether the rest of the text speaks of nobody's visit alone.
    """

    visits: tuple[Appointment, ...]
    refused: bool
    of_all: bool


@dataclass(frozen=True, slots=True)
class _TextWord:
    """A word of a text, or the names of clients joined by "and" as one."""

    word: str
    begins: int
    ends: int
    who: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _JointPhrase:
    """A phrase of jointly.toml in a text: its kind, who it names, and the text without it."""

    kind: str
    who: frozenset[int]
    rests: tuple[str, ...]


@once
def jointly(turn: TurnContext) -> SaidOfBoth | None:
    """Return what a text says of its writer and another together, None without such a phrase."""
    question = turn.question
    if question is not None and question.asked not in _ASKED:
        return None
    visits, locale = open_visits(turn), turn.heard.locale
    if len({one.client_id for one in visits}) < _TWO or locale not in read_in():
        return None
    words = _words(turn.text, turn.context.clients, locale)
    if len(words) > _MOST:
        return None
    found = next(iter(_found(turn.text, words, locale)), None)
    if found is None:
        return None
    meant = _meant(visits, found.who)
    refused = bool(meant) and _refuses(turn, found, meant)
    return SaidOfBoth(meant or visits, refused, _is_of_all(turn, found.rests[-1]))


def _meant(visits: tuple[Appointment, ...], named: frozenset[int]) -> tuple[Appointment, ...]:
    """Return the visits of the writer and of those named, () where that is not clear.

    Which client writes is known where only one is not named; without a name, where two are asked.
    """
    clients = [one.client_id for one in visits]
    left = set(clients) - named
    known = len(left) == 1 if named else len(left) == _TWO
    return visits if known and len(clients) == len(set(clients)) else ()


def _refuses(turn: TurnContext, found: _JointPhrase, visits: Sequence[Appointment]) -> bool:
    """Return whether a text without its phrase for both plainly refuses, or cancels."""
    first = visits[0].starts_at
    for rest in found.rests:
        said = read_alone(turn, rest, first)
        if said.confidence < BAR or said.also or not _is_of_all(turn, rest):
            continue
        timed = all(any(covers((t,), one.starts_at) for one in visits) for t in said.times)
        timed = timed and (not said.times or all(covers(said.times, v.starts_at) for v in visits))
        if not timed:
            continue
        if said.intent is Intent.CANCEL:
            return found.kind in {"both", "all"} or bool(cues_of(turn, rest, first) & _REFUSING)
    return False


def _is_of_all(turn: TurnContext, rest: str) -> bool:
    """Return whether the rest of a text speaks of nobody's visit alone."""
    words, locale = said_apart_of(rest).words, turn.heard.locale
    firsts = {word for one in turn.context.clients for word in said_of(one.first).words}
    own = (_OF_ONE & set(said_at(locale, words, at)[1]) for at in range(len(words)))
    return not any(own) and firsts.isdisjoint(words)


def _words(text: str, clients: Sequence[Client], locale: str) -> list[_TextWord]:
    """Return the words of a text, with each name, or names joined by "and", as one word."""
    plain = [_TextWord(fold(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    called = {said_of(one.first).words: one.id for one in clients}
    children = _phrases(locale)["child"].get("")
    found: list[_TextWord] = []
    at, spelled = 0, [each.word for each in plain]
    while at < len(plain):
        size, who = _named(spelled, at, called)
        if not size and children and (begun := children.begun(spelled, at, len(spelled))):
            size = len(begun[-1].words)
        if size:
            found.append(_TextWord(_NAME, plain[at].begins, plain[at + size - 1].ends, who))
            _join(found)
        else:
            found.append(plain[at])
        at += size or 1
    return found


def _named(
    words: Sequence[str], at: int, called: Mapping[tuple[str, ...], int]
) -> tuple[int, frozenset[int]]:
    """Return the length of a name at a word and its client; 0 without one: "Leo's" is none."""
    for name, client in called.items():
        end = at + len(name)
        if name and tuple(words[at:end]) == name and words[end : end + 1] != ["s"]:
            return len(name), frozenset({client})
    return 0, frozenset()


def _join(found: list[_TextWord]) -> None:
    """Join the last word with a name before it: "Leo and Mia" is one word."""
    last = found[-1]
    before = found[:-1]
    while before and before[-1].word in _BEFORE_NAMES:
        before = before[:-1]
    if len(before) < _TWO or before[-1].word not in JOINING | _NORS or before[-2].word != _NAME:
        return
    first = before[-2]
    if first.who and last.who:
        found[len(before) - 2 :] = [_TextWord(_NAME, first.begins, last.ends, first.who | last.who)]


def _found(text: str, words: Sequence[_TextWord], locale: str) -> Iterator[_JointPhrase]:
    """Yield the phrases of a text for several together, those of a negation first."""
    spelled = [each.word for each in words]
    for kind in _KINDS:
        for place, known in _phrases(locale)[kind].items():
            for at in range(len(words)):
                if not (begun := known.begun(spelled, at, len(spelled))):
                    continue
                if kind == "all" and not _NOT.isdisjoint(spelled[:at]):
                    continue  # "non veniamo tutti e due": perhaps one of them comes
                part = words[at : at + len(begun[-1].words)]
                before, behind = text[: part[0].begins], text[part[-1].ends :]
                rests = dict.fromkeys((f"{before}{place.strip()}{behind}", f"{before}{behind}"))
                yield _JointPhrase(
                    kind, frozenset().union(*(each.who for each in part)), tuple(rests)
                )


@cache
def _phrases(locale: str) -> Mapping[str, Mapping[str, Phrases]]:
    """Return the phrases of a language by kind and by what is read in their place."""
    document = table(locale, "jointly")
    kinds: dict[str, Mapping[str, list[str]]] = {kind: document[kind] for kind in _KINDS}
    kinds["child"] = {"": document["child"]}
    return {
        kind: {place: _read(written) for place, written in places.items()}
        for kind, places in kinds.items()
    }


def _read(written: Sequence[str]) -> Phrases:
    return Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written)
