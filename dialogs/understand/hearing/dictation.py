"""Reads punctuation that a phone wrote out as words: "yes that's fine comma thank you full stop".

The words are in asides.toml. A text with marks of its own was not dictated so, except for a mark
at its end.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.lexicon import Lexicon
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.normalise import Said

_LEADING = frozenset(
    {"in", "em", "en", "a", "al", "au", "no", "na", "nel", "um", "auf", "am", "im", "cuando"}
)
"""More words before a thing or a verb: "in punto", "cuando coma"."""
_NEGATING = frozenset({"point"})
_NOT = frozenset({"ne", "n"})


def dictated(said: Said, lexicon: Lexicon) -> Said:
    """Turn words for punctuation into marks.

    Args:
        said: the text's words.
        lexicon: the language of the text.

    Returns:
        The text with its marks, without the words for them; the same text where there are none.
        A word after an article or a preposition is no mark ("in coma"), nor one before a number
        ("Punkt 15 Uhr").
    """
    if _opening(lexicon.locale).isdisjoint(said.words) or any(said.marks[:-1]):
        return said
    spoken = _spoken(lexicon.locale)
    kept: list[int] = []
    marks: list[str] = []
    at = 0
    while at < len(said.words):
        size, mark = _mark(said, at, lexicon, spoken) if kept else (0, "")
        if size:
            marks[-1] = mark
            at += size
            continue
        kept.append(at)
        marks.append(said.marks[at])
        at += 1
    if len(kept) == len(said.words):
        return said
    places = {at: place for place, at in enumerate(kept)}
    accented = frozenset(places[at] for at in said.accented if at in places)
    words = tuple(said.words[at] for at in kept)
    return replace(said, words=words, marks=tuple(marks), accented=accented)


def _mark(said: Said, at: int, lexicon: Lexicon, spoken: Mapping[str, Phrases]) -> tuple[int, str]:
    """Return how many words stand for a mark at a position, and the mark; 0 for none."""
    leading = lexicon.determiners | lexicon.articles | lexicon.away | _LEADING
    if said.words[at - 1] in leading:
        return 0, ""
    if said.words[at] in _NEGATING and not _NOT.isdisjoint(said.words[:at]):
        return 0, ""  # "je ne viens point"
    found = [
        (len(begun[-1].words), mark)
        for mark, phrases in spoken.items()
        if (begun := phrases.begun(said.words, at, len(said.words)))
    ]
    size, mark = max(found, default=(0, ""))
    behind = at + size
    counts = behind < len(said.words) and said.words[behind][0].isdigit()
    return (0, "") if counts else (size, mark)


@cache
def _spoken(locale: str) -> Mapping[str, Phrases]:
    written: Mapping[str, list[str]] = table(locale, "asides")["dictated"]
    return {
        mark: Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in phrases)
        for mark, phrases in written.items()
    }


@cache
def _opening(locale: str) -> frozenset[str]:
    """Return the first words of the words for marks; a text without them is left as it is."""
    neutral = frozenset({Cue.NEUTRAL})
    return frozenset().union(*(each.opening(neutral) for each in _spoken(locale).values()))
