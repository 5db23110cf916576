"""Runs of an answer that repeat a text of ours: a copy that the client's program did not mark."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2} ?(?:am|pm|uhr)\b", re.IGNORECASE)
_LONGEST_OFFER = 11
"""Words of an offered time with its date."""

RUN = 5
"""Words in a row that make a copy; fewer may be the client's own."""


def without_copies(lines: Sequence[str], ours: str) -> list[str]:
    """Return the lines without the words that repeat `ours`.

    Args:
        lines: lines of an answer.
        ours: the text that the client answers; "" if it is unknown.
    """
    known = _runs([word for word, _, _ in _words(ours)])
    whole = {_key(line) for line in ours.splitlines()} - {""}
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
    starts = {start: is_copy for (_, start, _), is_copy in zip(found, copied, strict=True)}
    return _cut(lines, found, starts, whole)


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


def _cut(
    lines: Sequence[str],
    found: Sequence[tuple[str, int, int]],
    copied: dict[int, bool],
    whole: set[str],
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
    return _without_edges(kept, cut, whole)


def _own(line: str, own: list[tuple[int, int]]) -> str:
    """Return the part of a line from its first word to its last that is the client's own."""
    if not own:
        return ""
    first, last = own[0][0], own[-1][1]
    after = re.match(r"[^\w\s]*", line[last:])
    return line[first : last + (after.end() if after else 0)].strip()


def _without_edges(lines: list[str], cut: list[bool], whole: set[str]) -> list[str]:
    """Drop whole lines of ours that are too short to be a run, beside lines that were dropped."""
    dropped = list(cut)
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        beside = False
        for index in order:
            if dropped[index]:
                beside = True
            elif lines[index].strip():
                if beside and _key(lines[index]) in whole and len(_key(lines[index])) > 2:
                    dropped[index] = True
                else:
                    beside = False
    return [line for line, gone in zip(lines, dropped, strict=True) if not gone]


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    size = min(RUN, len(words))
    return (
        {tuple(words[i : i + RUN]) for i in range(len(words) - size + 1)} if size == RUN else set()
    )


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))
