"""From the cells of a row to the checked fields of a client.

What is written down is JSON: it is kept with the row, and written to the store when the import is
confirmed.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from calendar_store.clients.new_client import checked_email
from calendar_store.entry import lookup, numbers
from calendar_store.entry.search_terms import plain, terms
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Channel
from gateway.imports.columns import values
from gateway.imports.columns.fields import OF_CONSENT, ImportField

_F = ImportField
Entry = dict[str, Any]
_MOBILE_KIND = re.compile(r"mobil|cell|handy|portable|movil|natel|iphone", re.IGNORECASE)
_CONSENT_OF = {Channel.SMS: _F.CONSENT_SMS.value, Channel.EMAIL: _F.CONSENT_EMAIL.value}
_SINCE_OF = {
    _F.CONSENT_FOLLOW_UP: "since_follow_up",
    _F.CONSENT_RECALL: "since_recall",
}
"""Where a day in a column about messages after visits is kept: it is of that consent alone."""
_PARTICLES = frozenset(
    {
        *(
            "di",
            "de",
            "da",
            "del",
            "della",
            "dello",
            "dei",
            "degli",
            "dal",
            "dalla",
            "la",
            "lo",
            "li",
        ),
        *(
            "le",
            "du",
            "des",
            "van",
            "von",
            "der",
            "den",
            "zu",
            "zum",
            "dos",
            "das",
            "do",
            "los",
            "san",
        ),
    }
)
"""Words with which a last name begins that has another word."""
_TWICE = re.compile(r"(?:\+|00)(\d{1,3}?)[\s./-]*(?:\+|00)?\1([\d\s./-]+)")
_FAX_KIND = re.compile(r"fax|pager", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of a row stand.

    Attributes:
        fields: the field of each column.
        region: country of numbers without one.
        today: the day after which nobody has agreed yet.
        timezone: the zone of times without one.
        month_first: whether 03/04 is the fourth of March in this file.
    """

    fields: Sequence[ImportField]
    region: str
    today: date
    timezone: str = "UTC"
    month_first: bool = False

    _places: dict[ImportField, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for n, one in enumerate(self.fields):
            self._places.setdefault(one, []).append(n)

    def of(self, cells: Sequence[str], *wanted: ImportField) -> Iterator[tuple[int, str]]:
        """Yield (column, text) of the cells of some fields that are not empty, by column."""
        places = (n for one in wanted for n in self._places.get(one, ()))
        for n in places if len(wanted) == 1 else sorted(places):
            if n < len(cells) and (text := cells[n].strip()):
                yield n, text

    def first(self, cells: Sequence[str], wanted: ImportField) -> str:
        """Return the first text of a field; "" for none."""
        places = self._places.get(wanted)
        if places is None:
            return ""
        for n in places:
            if n < len(cells) and (text := cells[n].strip()):
                return text
        return ""


def client_entry(cells: Sequence[str], columns: Columns) -> Entry:
    """Return the fields of the client that a row is about; fields without a value are absent.

    Raises:
        InvalidInput: if a value is missing or wrong; the text names it.
    """
    entry = person(cells, columns, need_mobile=True)
    if code := values.language(columns.first(cells, _F.LANGUAGE)):
        entry["locale"] = code
    channel = values.preferred(columns.first(cells, _F.PREFERS))
    if channel is Channel.SMS or (channel is Channel.EMAIL and entry.get("email")):
        entry["prefers"] = channel.value
    entry |= _agreed(cells, columns)
    # worked out here, beside the service; no term has a space
    entry["terms"] = " ".join(sorted(terms(entry["first"], entry["last"], entry["mobile"])))
    return entry


def person(cells: Sequence[str], columns: Columns, *, need_mobile: bool) -> Entry:
    """Return first, last, mobile and email of a row.

    Raises:
        InvalidInput: if a value is wrong, or a name is missing, or the mobile where it is needed.
    """
    first, last = _names(cells, columns)
    entry: Entry = {
        "first": lookup.cleaned(first, "client's first name"),
        "last": lookup.cleaned(last, "client's last name"),
    }
    if mobile := likely_mobile(cells, columns):
        entry["mobile"] = mobile
    elif need_mobile:
        raise InvalidInput("there is no mobile number")
    if email := email_of(cells, columns):
        entry["email"] = email
    return entry


def email_of(cells: Sequence[str], columns: Columns) -> str:
    """Return the first email address of a row; "" if it has none.

    Raises:
        InvalidInput: if what stands there is no address.
    """
    for _, text in columns.of(cells, _F.EMAIL):
        if not values.says_nothing(text):
            return checked_email(next(values.several(text), text).removeprefix("mailto:"))
    return ""


def _names(cells: Sequence[str], columns: Columns) -> tuple[str, str]:
    first, last = columns.first(cells, _F.FIRST), columns.first(cells, _F.LAST)
    whole, turned = columns.first(cells, _F.NAME), columns.first(cells, _F.LAST_FIRST)
    if not (first and last) and (whole or turned):
        both = last_first(turned) if turned else parted(whole)
        whole = whole or turned
        if both is not None:
            return first or both[0], last or both[1]
    if not (first or last or whole):
        raise InvalidInput("there is no name")
    if not (first and last):
        raise InvalidInput(
            f'"{first or last or whole}" is one name alone; a client has a first and a last name'
        )
    return first, last


def parted(whole: str) -> tuple[str, str] | None:
    """Return first and last name of "Ada Byron" and of "Byron, Ada"; None for one word."""
    last, comma, first = whole.partition(",")
    if comma and first.strip() and last.strip():
        return first.strip(), last.strip()
    first, _, last = whole.strip(" ,").partition(" ")
    return (first, last.strip()) if last.strip() else None


def last_first(whole: str) -> tuple[str, str] | None:
    """Return first and last name of "Byron Ada", "De Luca Mario" and "Byron, Ada"; None for one."""
    if "," in whole:
        return parted(whole)
    words = whole.split()
    at = 1
    while at < len(words) - 1 and words[at - 1].casefold() in _PARTICLES:
        at += 1
    return (" ".join(words[at:]), " ".join(words[:at])) if len(words) > 1 else None


def likely_mobile(cells: Sequence[str], columns: Columns) -> str:
    """Return the mobile of a row; "" if it has no number at all.

    Raises:
        InvalidInput: if none of its numbers is a mobile; the text is about the likeliest one.
    """
    ranked = []
    for n, text in columns.of(cells, _F.MOBILE, _F.PHONE):
        kind = ""
        if n and columns.fields[n - 1] is _F.PHONE_KIND and n - 1 < len(cells):
            kind = plain(cells[n - 1])
        if _FAX_KIND.search(kind):
            continue
        likely = 0 if _MOBILE_KIND.search(kind) else 2 if kind.strip(" *") else 1
        by_column = 0 if columns.fields[n] is _F.MOBILE else 1
        ranked += [(likely, by_column, n, one) for one in values.several(text)]
    wrong: InvalidInput | None = None
    for *_, text in sorted(ranked, key=lambda one: one[:3]):
        try:
            return _mobile(values.whole(text), columns.region)
        except InvalidInput as error:
            wrong = wrong or error
        for part in values.numbers_of(text):
            with suppress(InvalidInput):
                return _mobile(part, columns.region)
    if wrong is not None:
        raise wrong
    return ""


def _mobile(text: str, region: str) -> str:
    """Return a mobile number; a calling code that a formula has put there twice counts once.

    The zero of "+39 (0)347" is not dialled, though a landline of Italy has one.
    """
    try:
        return numbers.mobile(text, region)
    except InvalidInput:
        if "(0)" in text:
            return numbers.mobile(text.replace("(0)", ""), region)
        twice = _TWICE.fullmatch(text.strip())
        if twice is None or twice[1] not in numbers.CALLING_CODES:
            raise
        return numbers.mobile(f"+{twice[1]}{twice[2]}", region)


def _agreed(cells: Sequence[str], columns: Columns) -> Entry:
    found: Entry = {}
    for one in OF_CONSENT:
        text = columns.first(cells, one)
        said = values.agreement(text, month_first=columns.month_first)
        if isinstance(said, frozenset):
            if one in _SINCE_OF:
                raise InvalidInput(
                    f'"{text}" in the column of consent is neither yes nor no, nor a date'
                )
            found |= _by_channel(one, said)
        elif said is not None:
            found[one.value] = bool(said)
        if isinstance(said, date):
            found[_SINCE_OF.get(one, "since")] = _past(said, columns)
    if text := columns.first(cells, _F.SINCE):
        found["since"] = _past(values.day(text, month_first=columns.month_first), columns)
    return found


def _by_channel(column: ImportField, said: frozenset[Channel]) -> Entry:
    """Return what the channels say that a column of consent names, and nothing of others."""
    if column is _F.CONSENT:
        return {_CONSENT_OF[one]: True for one in sorted(said)}
    return {column.value: any(_CONSENT_OF[one] == column for one in said)}


def _past(since: date, columns: Columns) -> str:
    if since > columns.today:
        raise InvalidInput(f"consent of {since.isoformat()} is in the future")
    return since.isoformat()
