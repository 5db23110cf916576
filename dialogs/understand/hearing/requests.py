"""Removes commas inside a request: "I ask you, to cancel my appointment" is one clause.

Also removes question marks of polite requests, which ask for an action.
"""

from collections.abc import Iterator

from calendar_store.model.plain import changed
from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.normalise import Said

_GOVERNING = frozenset({Cue.GOVERNING})
_REQUEST = "request"


def unparted(said: Said, lexicon: Lexicon) -> Said:
    """Remove commas that separate nothing, and question marks of polite requests.

    Args:
        said: the text's words.
        lexicon: the language of the text.

    Returns:
        The same words, with the punctuation marks that count.
    """
    governing = lexicon.governing
    if not any(said.marks) or governing.telling(_GOVERNING).isdisjoint(said.words):
        return said
    marks = [*said.marks]
    for first, last, meant in _found(said.words, lexicon):
        if any(mark not in {"", ","} for mark in marks[first:last]):
            continue
        marks[first:last] = [""] * (last - first)
        ends = next((at for at in range(last, len(marks)) if marks[at]), -1)
        if meant == _REQUEST and ends >= 0 and marks[ends] == "?":
            marks[ends] = ","
    return changed(said, marks=tuple(marks)) if marks != [*said.marks] else said


def _found(words: tuple[str, ...], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Yield the longest phrases that go on: first word, last word, and kind."""
    opening = lexicon.governing.opening(_GOVERNING)
    for at, word in enumerate(words):
        if word in opening and (begun := lexicon.governing.begun(words, at, len(words))):
            entry = begun[-1]
            yield at, at + len(entry.words) - 1, entry.value
