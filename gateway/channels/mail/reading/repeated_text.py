"""Runs of an answer that repeat a text of ours: a copy that the client's program did not mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2} ?(?:am|pm|uhr)\b", re.IGNORECASE)
_LONGEST_OFFER = 11
"""Words of an offered time with its date."""

_LINK = re.compile(r"<?\bhttps?://[^\s<>]{1,2000}>?")
"""A link; those of ours have another end in every mail."""

_DASHES = re.compile(r"--|__+")
"""A line before a signature, and a rule."""

_ENDS = 2
"""Words at the end of a line that may be the client's, though they begin a run of ours."""

RUN = 5
"""Words in a row that make a copy; fewer may be the client's own."""


def without_copies(lines: Sequence[str], ours: str, labels: Sequence[str] = ()) -> list[str]:
    """Return the lines without the words that repeat `ours`.

    Args:
        lines: lines of an answer.
        ours: the text that the client answers; "" if it is unknown.
        labels: lines of it that a client may write as well, as "I can't come" on a button; they
            are left out only between other lines of ours.
    """
    said = {_key(label) for label in labels} - {""}
    told = [line for line in ours.splitlines() if _key(line) not in said]
    known = _runs([word for word, _, _ in _words("\n".join(told))])
    whole = {_key(line) for line in told} - {""}
    if not known:
        return list(lines)
    joined = "\n".join(lines)
    found = _words(joined)
    copied = [False] * len(found)
    words = [word for word, _, _ in found]
    for index in range(len(words) - RUN + 1):
        if tuple(words[index : index + RUN]) in known:
            copied[index : index + RUN] = [True] * RUN
    _keep_offered_times(joined, found, copied)
    _keep_line_ends(joined, found, copied)
    starts = {start: is_copy for (_, start, _), is_copy in zip(found, copied, strict=True)}
    return _cut(lines, found, starts, _Lines(whole, said))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The words of lines of ours: `whole` are known beside others, `said` only between others."""

    whole: set[str]
    said: set[str]

    def beside(self, line: str) -> bool:
        """Tell whether a line beside copied ones is ours: also a bare link, and the dashes."""
        key = _key(line)
        if key:
            return key in self.said or (len(key) > 2 and key in self.whole)
        return _DASHES.fullmatch(line.strip()) is not None or _LINK.search(line) is not None


def _keep_offered_times(
    text: str, found: Sequence[tuple[str, int, int]], copied: list[bool]
) -> None:
    """Unmark short runs on one line with a time of day: a client writes an offered time off."""
    start = 0
    while start < len(copied):
        stop = start
        while stop < len(copied) and copied[stop]:
            stop += 1
        if 0 < stop - start <= _LONGEST_OFFER:
            run = text[found[start][1] : found[stop - 1][2]]
            if "\n" not in run and _TIME.search(run):
                copied[start:stop] = [False] * (stop - start)
        start = stop + 1


def _keep_line_ends(text: str, found: Sequence[tuple[str, int, int]], copied: list[bool]) -> None:
    """Unmark the last words of a client's line that happen to go on in the copy below it."""
    for index in range(1, len(copied)):
        if not copied[index] or copied[index - 1]:
            continue
        stop = index
        while stop < len(copied) and "\n" not in text[found[index][1] : found[stop][2]]:
            stop += 1
        begun = "\n" in text[found[index - 1][2] : found[index][1]]
        if not begun and stop - index <= _ENDS and all(copied[index : stop + 1]):
            copied[index:stop] = [False] * (stop - index)


def _cut(
    lines: Sequence[str],
    found: Sequence[tuple[str, int, int]],
    copied: dict[int, bool],
    ours: _Lines,
) -> list[str]:
    at = 0
    index = 0
    kept: list[str] = []
    cut: list[bool] = []
    for line in lines:
        end = at + len(line)
        own: list[tuple[int, int]] = []
        any_copied = False
        while index < len(found) and found[index][1] < end:
            _, start, stop = found[index]
            if copied[start]:
                any_copied = True
            else:
                own.append((start - at, stop - at))
            index += 1
        if not any_copied:
            kept.append(line)
        else:
            kept.append(_own(line, own))
        cut.append(any_copied and not own)
        at = end + 1
    return _without_edges(kept, cut, ours)


def _own(line: str, own: list[tuple[int, int]]) -> str:
    """Return the part of a line from its first word to its last that is the client's own."""
    if not own:
        return ""
    first, last = own[0][0], own[-1][1]
    after = re.match(r"[^\w\s]*", line[last:])
    return line[first : last + (after.end() if after else 0)].strip()


def _without_edges(lines: list[str], cut: list[bool], ours: _Lines) -> list[str]:
    """Drop whole lines of ours that are too short to be a run, beside lines that were dropped."""
    below = _beside(lines, cut, ours, range(len(lines)))
    above = _beside(lines, cut, ours, range(len(lines) - 1, -1, -1))
    kept = []
    for line, after, before in zip(lines, below, above, strict=True):
        gone = (after and before) if _key(line) in ours.said else (after or before)
        if not gone:
            kept.append(line)
    return kept


def _beside(lines: list[str], cut: list[bool], ours: _Lines, order: Sequence[int]) -> list[bool]:
    """Return which lines were cut, or may be ours as they follow such lines in an order."""
    dropped = list(cut)
    beside = False
    for index in order:
        if dropped[index]:
            beside = True
        elif lines[index].strip():
            beside = dropped[index] = beside and ours.beside(lines[index])
    return dropped


def _words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text with their places; those of links are left out."""
    plain = _LINK.sub(lambda link: " " * len(link[0]), text)
    return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(plain)]


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    size = min(RUN, len(words))
    return (
        {tuple(words[i : i + RUN]) for i in range(len(words) - size + 1)} if size == RUN else set()
    )


def _key(line: str) -> str:
    return " ".join(_WORD.findall(_LINK.sub(" ", line).casefold()))
