"""Commas inside of a request: "I ask you, to cancel my appointment" is one clause.

Owns which stops of a text part nothing, and which question marks ask for something to be done.
"""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.normalise import Said

_GOVERNING = frozenset({Cue.GOVERNING})
_REQUEST = "request"


def unparted(said: Said, lexicon: Lexicon) -> Said:
    """Leave out the commas that part nothing, and the question marks of polite requests.

    Args:
        said: a text's words.
        lexicon: its language.

    Returns:
        The same words, with the stops that count.
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
    return replace(said, marks=tuple(marks)) if marks != [*said.marks] else said


def _found(words: tuple[str, ...], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Give the longest phrases that go on: their first and last words, and what they are."""
    opening = lexicon.governing.opening(_GOVERNING)
    for at, word in enumerate(words):
        if word in opening and (begun := lexicon.governing.begun(words, at, len(words))):
            entry = begun[-1]
            yield at, at + len(entry.words) - 1, entry.value
