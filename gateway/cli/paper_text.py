"""Reads a paper that was typed into a file: a line for each entry, headings for its pages. Pure.

    # 2026-11-24 Aurora
    10:30 Byron, Ada
    11:00 Lise Meitner +39 333 999 8877
    11:30! Curie
    09:00 Hopper x
    09:30 Peano > 15:00

A heading names the day and the practitioner of the lines below it. "!" says that they came; "x" and
"> TIME" stand on the line of a visit that the paper names.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from calendar_store.model.errors import InvalidInput

_HEADING = re.compile(r"#\s*(\S+)(?:\s+(.+))?")
_TIME = re.compile(r"([0-9]{1,2}[:.h]?[0-9]{0,2})(!?)\s+(.+)")
_PHONE = re.compile(r"(.*?)[\s,;]+(\+?[0-9][0-9 ()./-]{5,})")
_MOVED = re.compile(r"(.+?)\s*(?:->|>|→)\s*(\S.*)")
_CROSSED = re.compile(r"(.+?)\s+[xX×]")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line of the file.

    Attributes:
        number: of the line, from 1.
        day: as the heading has it; "" for the one of the command.
        practitioner: as the heading has it; "" for the one of the command.
        time: the time of the visit.
        name: the client's name, as it is written.
        phone: the client's number; "" for none.
        written: of a visit that stands on the paper: "x" or its other time; "" for a new visit.
        came: whether they came.
        key: the same for the same line of the same file.
    """

    number: int
    day: str
    practitioner: str
    time: str
    name: str
    phone: str
    written: str
    came: bool
    key: str


def read(text: str, paper: str) -> list[TypedLine]:
    """Return the lines of a file; empty ones are left out.

    Args:
        text: the file.
        paper: what names the paper: the same line of another paper is another entry.

    Raises:
        InvalidInput: with the first line that is no entry.
    """
    return list(_lines(text, paper))


def _lines(text: str, paper: str) -> Iterator[TypedLine]:
    day = practitioner = ""
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said:
            continue
        if said.startswith("#"):
            heading = _HEADING.fullmatch(said)
            if heading is None:
                raise InvalidInput(f"line {number}: a heading is # DAY PRACTITIONER")
            day, practitioner = heading[1], (heading[2] or "").strip()
            continue
        found = _TIME.fullmatch(said)
        if found is None:
            raise InvalidInput(f'line {number}: "{said}" is not a time and a name')
        # the same line twice on one page is two entries, but the same file twice is not
        whole = f"{paper}\n{day}\n{practitioner}\n{said}"
        seen[whole] += 1
        key = sha256(f"{whole}\n{seen[whole]}".encode()).hexdigest()[:32]
        name, phone, written = _parts(found[3].strip())
        yield TypedLine(
            *(number, day, practitioner, found[1], name, phone, written),
            came=bool(found[2]),
            key=key,
        )


def _parts(rest: str) -> tuple[str, str, str]:
    """Return name, phone, and what stands on the line of a visit that the paper names."""
    if found := _MOVED.fullmatch(rest):
        return found[1].strip(), "", found[2].strip()
    if found := _CROSSED.fullmatch(rest):
        return found[1].strip(), "", "x"
    if found := _PHONE.fullmatch(rest):
        return found[1].strip(), found[2].strip(), ""
    return rest, "", ""
