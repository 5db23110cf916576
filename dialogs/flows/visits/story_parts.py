"""Splits a longer text into pieces: acts, promises to get in touch later, and what is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dialogs.flows.phrases import said_of
from dialogs.flows.sentences import TextPart, parts
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.languages.stories import story_phrases

_DATE = re.compile(r"\b(?:am|den|dem|vom|zum),?\s+\d{1,2}\.$", re.IGNORECASE)
"""A German day of the month, whose point ends no sentence: "am 26. November"."""
_LEAST = 2
"""Least words of an act before its reason."""
_OF_THE = frozenset({"pelo", "pela", "do", "del", "al", "du", "zum", "vom"})
_JOINING = frozenset(
    {"and", "but", "und", "aber", "e", "ma", "y", "pero", "et", "mais", "mas", "o"}
)


@dataclass(frozen=True, slots=True)
class StoryPiece:
    """A piece of a text.

    Attributes:
        text: its words.
        place: the number of the piece in the text.
        sentence: the number of its sentence.
        ends: whether its sentence ends with it.
        promised: whether it promises to get in touch later, or says when.
        whenever: whether it begins by saying when something comes.
    """

    text: str
    place: int
    sentence: int
    ends: bool
    promised: bool
    whenever: bool


@lru_cache(maxsize=16)
def pieces_of(text: str, locale: str) -> tuple[StoryPiece, ...]:
    """Split a text at its stops and commas, before reasons of an act, and before promises."""
    found: list[StoryPiece] = []
    for sentence, group in enumerate(_sentences(text)):
        cut = [each for part in group for each in _cut(part, locale)]
        begins = [_promise_at(each.text, locale) == 0 for each in cut]
        for at, each in enumerate(cut):
            whenever = leads("whenever", each.text, locale)
            near = (at + 1 < len(cut) and begins[at + 1]) or any(begins[:at])
            promised = begins[at] or (whenever and near)
            found.append(StoryPiece(each.text, len(found), sentence, each.ends, promised, whenever))
    return tuple(found)


def _sentences(text: str) -> Iterator[list[TextPart]]:
    group: list[TextPart] = []
    for part in parts(text):
        if group and _DATE.search(group[-1].text):
            group[-1] = TextPart(f"{group[-1].text} {part.text}", part.ends)
        else:
            group.append(part)
        if group[-1].ends and not _DATE.search(group[-1].text):
            yield group
            group = []
    if group:
        yield group


def _cut(part: TextPart, locale: str) -> Iterator[TextPart]:
    """Yield a part in pieces: an act before its reason, what stands before a promise, and it."""
    said, words = said_of(part.text), part.text.split()
    if len(said.words) != len(words):
        words = [*said.words]
    at = _cut_at(said.words, locale)
    if not at:
        yield part
        return
    end = at
    while end > 1 and said.words[end - 1] in _JOINING:
        end -= 1
    yield TextPart(" ".join(words[:end]), ends=False)
    yield from _cut(TextPart(" ".join(words[at:]), ends=part.ends), locale)


def _cut_at(words: tuple[str, ...], locale: str) -> int:
    """Return where a reason or a gift behind an act, or a promise, begins; 0 for nowhere."""
    because, cancelling = story_phrases(locale, "because"), lexicons()[locale].phrases
    passing = story_phrases(locale, "passing")
    acts = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
    told = cancelling.opening(acts)
    promised = _promise_in(words, locale)
    for at in range(_LEAST, len(words)):
        if at == promised and not leads("whenever", " ".join(words), locale):
            return at
        begun = because.size(words, at, len(words)) or passing.size(words, at, len(words))
        if begun and not told.isdisjoint(words[:at]):
            return at
    return 0


def _promise_in(words: tuple[str, ...], locale: str) -> int:
    """Return where a promise begins; -1 for none."""
    promising = story_phrases(locale, "promising")
    articles = lexicons()[locale].articles | _OF_THE
    places = (at for at in range(len(words)) if promising.size(words, at, len(words)))
    # "gracias por el aviso" promises nothing
    return next((at for at in places if not at or words[at - 1] not in articles), -1)


def _promise_at(text: str, locale: str) -> int:
    """Return 0 where a piece begins with a promise, or says when before it; -1 for none."""
    words = said_of(text).words
    if not words:
        return -1
    lead = 0
    while lead < len(words) - 1 and words[lead] in _JOINING:
        lead += 1
    at = _promise_in(words, locale)
    return 0 if at == lead or (at > 0 and leads("whenever", text, locale)) else -1


def leads(table: str, text: str, locale: str) -> bool:
    """Return whether a text begins with a phrase of a table of stories.toml."""
    words = said_of(text).words
    lead = 1 if len(words) > 1 and words[0] in _JOINING else 0
    return bool(words) and bool(story_phrases(locale, table).size(words, lead, len(words)))
