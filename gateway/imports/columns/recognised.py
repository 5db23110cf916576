"""Recognises the header of a file, and the field of each column.

A title that is known decides. A column without one is told by what is in it, where that is clear:
email addresses, mobile numbers. What is not clear is left out, for staff to choose.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from calendar_store.entry import numbers
from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ImportKind
from gateway.imports.columns.fields import FIELDS, SEVERAL, TITLES, ImportField, bare
from gateway.imports.reading.table import RawRow

_F = ImportField
LOOKED_AT = 30
"""Rows at the beginning among which the header is looked for, and by which columns are told."""
_HEADER_WITHIN = 15
_MOST_TOLD = 0.6
"""Share of a column's values that have to look alike."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_OF_OTHERS = re.compile(
    r"\b(?:emergency|kin|empfohlen|guarantor|guardian|mother|father|parent|spouse|partner|doctor|gp|billing"
    r"|employer|insurance|company|marketing|newsletter|promo\w*|assistant|assistent\w*|assistente|secretar\w*|fax|pager|emergenza"
    r"|urgence|notfall|emergencia|referr\w*|yomi|phonetic)\b"
)
"""Titles with these words are about somebody or something else, or about advertising."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the columns of a file hold.

    Attributes:
        header: the titles; texts of no title are "".
        columns: the field of each column.
        first: index of the first row that is no header.
        fingerprint: names files with the same header.
    """

    header: tuple[str, ...]
    columns: tuple[ImportField, ...]
    first: int
    fingerprint: str


def recognised(
    rows: Sequence[RawRow], kind: ImportKind, region: str, *, titled: bool = False
) -> Recognised:
    """Return what the columns of a file hold.

    Args:
        rows: the rows at the beginning of the file, at least one.
        kind: what the file holds.
        region: country of numbers without one.
        titled: whether the first row is the header for certain.
    """
    allowed = frozenset(FIELDS[kind])
    at = 0 if titled else _header_at(rows, allowed)
    width = max(len(row.cells) for row in rows)
    header = rows[at].cells if at is not None else ()
    header = (*header, *[""] * (width - len(header)))
    first = 0 if at is None else at + 1
    found = [_by_title(title, allowed) for title in header]
    values = [
        [row.cells[n] for row in rows[first:] if n < len(row.cells) and row.cells[n]]
        for n in range(width)
    ]
    taken = Counter(found)
    for n in range(width):
        if found[n] is _F.NONE and not _OF_OTHERS.search(bare(header[n])):
            told = _by_values(values[n], region)
            if told in allowed and (not taken[told] or told in SEVERAL):
                found[n] = told
                taken[told] += 1
    if at is None and kind is ImportKind.CLIENTS:
        _name_columns(found, values)
    return Recognised(header, _each_once(found, header), first, fingerprint(header, width))


def fingerprint(header: Sequence[str], width: int) -> str:
    """Return a name for all files with a header."""
    words = "\n".join(map(bare, header)) if any(header) else f"{width} columns"
    return sha256(words.encode("utf-8", "replace")).hexdigest()[:32]


def _header_at(rows: Sequence[RawRow], allowed: frozenset[ImportField]) -> int | None:
    """Return the index of the row that names the columns; None if there is none."""
    best, at = 0, None
    for n, row in enumerate(rows[:_HEADER_WITHIN]):
        known = sum(_by_title(title, allowed) is not _F.NONE for title in row.cells)
        if known > best and not any(map(_is_value, row.cells)):
            best, at = known, n
    if at is None and not any(map(_is_value, rows[0].cells)):
        # words above values are titles, although none of them is known
        below = (text for row in rows[1:] for text in row.cells)
        return 0 if any(map(_is_value, below)) else None
    return at


def _is_value(text: str) -> bool:
    """Tell whether a text stands in a row of values, and not in a header."""
    digits = sum(map(str.isdecimal, text))
    return bool(_EMAIL.search(text)) or digits >= 6


def _by_title(title: str, allowed: frozenset[ImportField]) -> ImportField:
    words = bare(title)
    if not words:
        return _F.NONE
    found = TITLES.get(words)
    if found is None:
        if _OF_OTHERS.search(words):
            return _F.NONE
        # what stands in brackets, stars, and "client" in front say no more
        trimmed = bare(re.sub(r"\([^)]*\)|\*", " ", title))
        found = TITLES.get(trimmed) or TITLES.get(
            re.sub(r"^(?:client|patient|customer|cliente|paziente|kunde)s? ", "", trimmed)
        )
    return found if found in allowed else _F.NONE


def _by_values(values: Sequence[str], region: str) -> ImportField:
    if not values:
        return _F.NONE
    enough = len(values) * _MOST_TOLD
    if sum(bool(_EMAIL.fullmatch(one)) for one in values) >= enough:
        return _F.EMAIL
    if sum(_is_mobile(one, region) for one in values) >= enough:
        return _F.MOBILE
    return _F.NONE


def _is_mobile(text: str, region: str) -> bool:
    try:
        numbers.mobile(text, region)
    except InvalidInput:
        return False
    return True


def _name_columns(found: list[ImportField], values: Sequence[Sequence[str]]) -> None:
    """Take the first columns of words of a file without header as names."""
    wordy = [
        n
        for n, some in enumerate(values)
        if found[n] is _F.NONE and some and all(map(_is_name, some))
    ]
    if len(wordy) >= 2:
        found[wordy[0]], found[wordy[1]] = _F.FIRST, _F.LAST
    elif wordy:
        found[wordy[0]] = _F.NAME


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and not any(map(str.isdecimal, text))


def _each_once(found: Sequence[ImportField], header: Sequence[str]) -> tuple[ImportField, ...]:
    """Let each field be held once; of several columns the first one counts."""
    seen: set[ImportField] = set()
    once = []
    for field in found:
        held = field
        if field in seen and field not in SEVERAL:
            held = _F.NONE
        seen.add(held)
        once.append(held)
    named = {field for field in once if field in {_F.FIRST, _F.LAST}}
    if len(named) == 2:
        once = [_F.NONE if field in {_F.NAME, _F.LAST_FIRST} else field for field in once]
    elif not seen & {_F.NAME, _F.LAST_FIRST} and named == {_F.LAST} and len(header) > 1:
        # "Nom" alone, or "Cognome" alone, holds the whole name
        once = [_F.NAME if field is _F.LAST else field for field in once]
    elif named == {_F.FIRST}:
        once = [_F.NAME if field is _F.FIRST and _F.NAME not in seen else field for field in once]
    return tuple(once)
