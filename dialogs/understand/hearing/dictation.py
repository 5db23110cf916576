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
    if any(said.marks[:-1]):
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


def _mark(
    said: Said, at: int, lexicon: Lexicon, spoken: Mapping[str, Phrases]
) -> tuple[int, str]:
    """Return how many words stand for a mark at a position, and the mark; 0 for none."""
    leading = lexicon.determiners | lexicon.articles | lexicon.away
    if said.words[at - 1] in leading:
        return 0, ""
    for mark, phrases in spoken.items():
        begun = phrases.begun(said.words, at, len(said.words))
        if begun:
            behind = at + len(begun[-1].words)
            counts = behind < len(said.words) and said.words[behind][0].isdigit()
            return (0, "") if counts else (behind - at, mark)
    return 0, ""


@cache
def _spoken(locale: str) -> Mapping[str, Phrases]:
    written: Mapping[str, list[str]] = table(locale, "asides")["dictated"]
    return {
        mark: Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in phrases)
        for mark, phrases in written.items()
    }
