"""Reads vCards (RFC 6350, RFC 2426 and vCard 2.1), one row for each card."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from calendar_store.model.errors import InvalidInput
from gateway.imports.reading.decoding import decoded
from gateway.imports.reading.table import NotReadable, RawRow, RawTable, cell

HEADER = (
    *("First Name", "Last Name", "Full Name", "Company", "Mobile", "Phone", "Email", "Language"),
)
_BEGIN = re.compile(r"^BEGIN:VCARD[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^END:VCARD", re.IGNORECASE | re.MULTILINE)
_LARGE = re.compile(
    r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:].*"
    r"(?:\r?\n[ \t].*|\r?\n[A-Za-z0-9+/=]{60,}\s*$)*\r?\n?",
    re.IGNORECASE | re.MULTILINE,
)
"""Pictures and sounds, over as many lines as they take."""
_NAMED_KIND = re.compile(
    r"^((?:TEL|EMAIL)[^:\n]{0,200}?);X-[\w-]{1,40}\([^:\n]{0,200}\)(?=[:;])",
    re.IGNORECASE | re.MULTILINE,
)
_MOBILE = frozenset({"cell", "iphone", "mobile"})
_FAX = frozenset({"fax", "pager"})
_LONGEST = 200_000
_NOTHING = ("",) * len(HEADER)


def table_of_cards(content: bytes, encoding: str = "") -> RawTable:
    """Return the rows of a file of vCards, titled as `HEADER`.

    Raises:
        NotReadable: if it is no text, or has no card.
    """
    text, found = decoded(content, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [one.start() for one in _BEGIN.finditer(text)]
    if not starts:
        raise NotReadable("the file has no rows")
    return RawTable(
        _rows(text, starts), len(starts) + 1, {"form": "vcard", "encoding": found}, titled=True
    )


def _rows(text: str, starts: Sequence[int]) -> Iterator[RawRow]:
    yield RawRow(0, HEADER)
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        yield _row(line, text[start:end])


def _row(line: int, card: str) -> RawRow:
    import vobject

    closed = _END.search(card)
    if closed is None:
        return RawRow(line, _NOTHING, str(InvalidInput("the card is not complete")))
    written = _LARGE.sub("", card[: closed.end()])
    if len(written) > _LONGEST:
        return RawRow(line, _NOTHING, str(InvalidInput("the card is too long")))
    try:
        read = vobject.readOne(_unfolded(written) + "\r\n", ignoreUnreadable=True)
        return RawRow(line, _cells(read))
    except Exception:  # noqa: BLE001 (the library raises whatever a broken card leads it to)
        return RawRow(line, _NOTHING, str(InvalidInput("the card cannot be read")))


def _unfolded(card: str) -> str:
    """Return a card with the lines of vCard 2.1 made one that "=" at their ends continues.

    A kind of number that its owner has named has a bracket, which no form of vCard knows.
    """
    written: list[str] = []
    goes_on = quoted = False
    for line in card.split("\n"):
        if not goes_on:
            quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        goes_on = quoted and line.endswith("=")
        written.append(line[:-1] if goes_on else line + "\n")
    card = "".join(written)
    return _NAMED_KIND.sub(r"\1", card)


def _cells(card: Any) -> list[str]:
    contents = card.contents
    family = given = ""
    for name in contents.get("n", ())[:1]:
        family, given = _words(name.value.family), _words(name.value.given)
    full = _first(contents, "fn")
    if not (family or given) and not contents.get("org"):
        # some address books write the name as it is shown, and nothing else
        first, last = full.partition(",")[::2][::-1] if "," in full else full.partition(" ")[::2]
        given, family = first.strip(), last.strip()
    company = "; ".join(_words(part) for one in contents.get("org", ())[:1] for part in one.value)
    mobiles, others = _numbers(contents.get("tel", ()))
    emails = [one.value for one in contents.get("email", ()) if isinstance(one.value, str)]
    language = _first(contents, "lang")
    found = (given, family, full, company, " ::: ".join(mobiles), " ::: ".join(others))
    return [cell(one) for one in (*found, emails[0] if emails else "", language)]


def _numbers(numbers: Sequence[Any]) -> tuple[list[str], list[str]]:
    mobiles, others = [], []
    for one in numbers:
        if not isinstance(one.value, str):
            continue
        kinds = {kind.lower() for kind in (*one.params.get("TYPE", ()), *one.singletonparams)}
        if kinds & _MOBILE:
            mobiles.append(one.value.removeprefix("tel:"))
        elif not kinds & _FAX:
            others.append(one.value.removeprefix("tel:"))
    return mobiles, others


def _first(contents: Any, name: str) -> str:
    return next((_words(one.value) for one in contents.get(name, ())), "")


def _words(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
