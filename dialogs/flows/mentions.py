"""Finds the services and practitioners that a text names, misspelt ones too; never guesses.

A service is named by its whole name, or by a word of the name that is no ordinary word. A
practitioner is named by any of their names; a name that is also an ordinary word, a word of the
practice's name or the client's own name needs a "with" or a title before it.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from rapidfuzz.distance import OSA

from calendar_store.model.practices import Practitioner, Service
from dialogs.flows.phrases import AGREEING, left_over, said_whole
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import spell

_INSTEAD = frozenset(
    {
        *("instead", "rather", "or", "and", "what", "about", "only", "invece", "piuttosto", "o"),
        *("solo", "lieber", "stattdessen", "oder", "nur", "plutot", "ou", "mejor", "en", "vez"),
    }
)
"""Words beside a name without a meaning of their own."""

_SHORTEST = 3
_FUZZY = 5  # shorter words are taken as written
_LONG = 9  # words of this length may differ by two letters
_REACH = 2  # words between a negation and the negated name


def services_named(turn: TurnContext) -> tuple[Service, ...]:
    """Return the services that a text names: several where the text fits several."""
    words = said_whole(turn).words
    services = turn.context.services
    whole = {one.id: _whole(words, spell(one.name)) for one in services}
    if any(whole.values()):
        # "sports massage" names no plain massage
        most = max(whole.values())
        return tuple(one for one in services if whole[one.id] == most)
    part = {one.id: _telling(words, spell(one.name)) for one in services}
    most = max(part.values(), default=0)
    return tuple(one for one in services if most and part[one.id] == most)


def practitioners_named(turn: TurnContext) -> tuple[int, ...]:
    """Return the ids of the practitioners whom a text asks for; () where it names none.

    "Not with Bruno" asks for all other practitioners.
    """
    words = said_whole(turn).words
    everybody = turn.context.practitioners
    others = {word for client in turn.context.clients for word in spell(client.name)}
    others.update(spell(turn.practice.name), spell(turn.practice.told_as))
    found = {one.id: _positions(words, one, others) for one in everybody}
    refused = {who for who, at in found.items() if any(_negated(words, each) for each in at)}
    # two practitioners may share a first name: the last name distinguishes them
    named = tuple(
        who
        for who, at in found.items()
        if at and who not in refused and not any(at < other for other in found.values())
    )
    if named or not refused:
        return named
    return tuple(one.id for one in everybody if one.id not in refused)


def says_only_whom(turn: TurnContext) -> bool:
    """Return whether a text only names a practitioner: "with Bruno instead?"."""
    names = {word for one in turn.context.practitioners for word in spell(one.name)}
    known = names | _introducing() | _negations() | _INSTEAD
    words = left_over(said_whole(turn).words, AGREEING)
    return bool(practitioners_named(turn)) and all(word in known for word in words)


def _whole(words: Sequence[str], name: Sequence[str]) -> int:
    """Return the number of words of a name if a text has all of them, else 0."""
    joined = "".join(name)
    for size in range(1, len(name) + 2):
        for at in range(len(words) - size + 1):
            if _near("".join(words[at : at + size]), joined) and not _negated(words, at):
                return len(name)
    told = [word for word in name if len(word) >= _SHORTEST or word.isdigit()]
    places = [_places(words, word) for word in told]
    apart = bool(told) and all(places) and not any(_negated(words, p[0]) for p in places)
    return len(name) if apart else 0


def _telling(words: Sequence[str], name: Sequence[str]) -> int:
    """Return how many words of a name a text has, ordinary words not counted."""
    telling = (word for word in name if len(word) > _SHORTEST and word not in _ordinary())
    return sum(
        any(not _negated(words, at) for at in _places(words, word))
        for word in dict.fromkeys(telling)
    )


def _positions(words: Sequence[str], who: Practitioner, others: AbstractSet[str]) -> frozenset[int]:
    """Return the places of a practitioner's names in a text, in which `others` may be somebody."""
    titles = _introducing()
    own = [word for word in spell(who.name) if len(word) >= _SHORTEST and word not in titles]
    found: set[int] = set()
    for word in own:
        plain = word not in others and word not in _signalling()
        for at in _places(words, word):
            behind = at > 0 and (words[at - 1] in titles or at - 1 in found)
            if behind or plain:
                found.add(at)
    return frozenset(found)


def _places(words: Sequence[str], word: str) -> list[int]:
    return [at for at, said in enumerate(words) if _near(said, word)]


def _near(said: str, word: str) -> bool:
    """Return whether a word is another one, or a mistyping of it that is no word itself."""
    if said == word:
        return True
    # "massage 30" is no mistyping of "massage 60"
    if len(word) < _FUZZY or not (word + said).isalpha():
        return False
    if said[:1] != word[:1] or said in _ordinary():
        return False
    reach = 2 if len(word) >= _LONG else 1
    return OSA.distance(said, word, score_cutoff=reach) <= reach


def _negated(words: Sequence[str], at: int) -> bool:
    before = words[max(0, at - _REACH) : at]
    return any(word in _negations() for word in before)


def _single(*cues: Cue) -> Iterable[str]:
    """Yield the single words of some cues in every language."""
    for lexicon in lexicons().values():
        yield from lexicon.phrases.alone(*cues)


@cache
def _negations() -> frozenset[str]:
    return frozenset(_single(Cue.NEGATION, Cue.NO))


@cache
def _introducing() -> frozenset[str]:
    return frozenset(word for read in lexicons().values() for word in read.standing[Cue.WITH])


@cache
def _ordinary() -> frozenset[str]:
    """Return the ordinary words of every language, which alone name no service."""
    return frozenset(word for read in lexicons().values() for word in read.spoken)


@cache
def _signalling() -> frozenset[str]:
    """Return the words of every language that are cues, or short: "will" is no name."""
    return frozenset(
        word
        for read in lexicons().values()
        for alike in read.correctable.values()
        for word in alike
    ) | frozenset(word for word in _ordinary() if len(word) <= _SHORTEST)
