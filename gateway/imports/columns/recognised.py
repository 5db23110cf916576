"""Recognises the header of a file, and the field of each column.

A title that is known decides. A column without one is told by what is in it, where that is clear:
email addresses, mobile numbers. What is not clear is left out, for staff to choose.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from calendar_store.entry import numbers
from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ImportKind
from gateway.imports.columns.fields import (
    FIELDS,
    PLACES,
    SEVERAL,
    SUBJECTS,
    TITLES,
    ImportField,
    bare,
)
from gateway.imports.columns.headers import header_of
from gateway.imports.columns.moments import clock, moment
from gateway.imports.columns.values import day
from gateway.imports.reading.table import RawRow

_F = ImportField
LOOKED_AT = 30
"""Rows at the beginning among which the header is looked for, and by which columns are told."""
_MOST_TOLD = 0.6
"""Share of a column's values that have to look alike."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_NUMBER = re.compile(r"['+(]*\d[\d\s()./+-]{5,}")
_HALVES = {_F.START: (_F.DAY, _F.TIME), _F.END: (_F.NONE, _F.END_TIME)}
"""What a column of moments is where it has days alone, or times alone."""
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
    header, first = (
        (tuple(rows[0].cells), 1)
        if titled
        else header_of(rows, lambda title: _by_title(title, allowed) is not _F.NONE)
    )
    width = max(len(row.cells) for row in rows)
    header = (*header, *[""] * (width - len(header)))
    found = [_by_title(title, allowed) for title in header]
    values = [
        [row.cells[n] for row in rows[first:] if n < len(row.cells) and row.cells[n]]
        for n in range(width)
    ]
    found = [_settled(*one) for one in zip(found, values, strict=True)]
    taken = Counter(found)
    numbered = bool(taken[_F.MOBILE] + taken[_F.PHONE])
    for n in range(width):
        if bare(header[n]) in PLACES and _holds_numbers(values[n], numbered):
            found[n] = _F.PHONE
        if found[n] is _F.NONE and not _OF_OTHERS.search(bare(header[n])):
            told = _by_values(values[n], region)
            if told in allowed and (not taken[told] or told in SEVERAL):
                found[n] = told
                taken[told] += 1
    if not first and kind is ImportKind.CLIENTS:
        _name_columns(found, values)
    return Recognised(header, _each_once(found, header), first, fingerprint(header, width))


def fingerprint(header: Sequence[str], width: int) -> str:
    """Return a name for all files with a header."""
    words = "\n".join(map(bare, header)) if any(header) else f"{width} columns"
    return sha256(words.encode("utf-8", "replace")).hexdigest()[:32]


def _by_title(title: str, allowed: frozenset[ImportField]) -> ImportField:
    words = bare(title)
    if not words:
        return _F.NONE
    if words in SUBJECTS:
        # a calendar says so of its visits; a list of people has other things there
        return _F.NAME if _F.START in allowed else _F.NONE
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


def _settled(field: ImportField, values: Sequence[str]) -> ImportField:
    """Return what a column of beginnings or ends holds by its values: days alone, or times alone.

    Calendars have the day and the time in two columns, of the same title in some languages.
    """
    if field not in _HALVES or not values:
        return field
    day_alone, time_alone = _HALVES[field]
    if all(_reads(clock, one) for one in values):
        return time_alone
    if all(map(_is_day, values)):
        return day_alone
    return field


def _is_day(text: str) -> bool:
    """Tell whether a text is a day of either order, and no moment."""
    orders = (False, True)
    return any(_reads(partial(day, month_first=order), text) for order in orders) and not any(
        _reads(partial(moment, month_first=order), text, "UTC") for order in orders
    )


def _reads(reader: Callable[..., object], *text: str) -> bool:
    try:
        reader(*text)
    except InvalidInput:
        return False
    return True


def _holds_numbers(values: Sequence[str], numbered: bool) -> bool:
    """Tell whether a column has telephone numbers and nothing else.

    Args:
        values: its values.
        numbered: whether the file has other columns of them; then one without values is one, too.
    """
    return all(map(_NUMBER.fullmatch, values)) and (numbered or bool(values))


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
