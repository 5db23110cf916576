"""A paper to be drawn: sheets with rows, all in words; it passes between processes as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class RowKind(StrEnum):
    """The kinds of rows of a sheet.

    VISIT: somebody comes. GONE: somebody comes no longer at this time. FREE: a free time, with a
    line to write on. BLANK: a line to write on. AWAY: nobody can be booked.
    """

    VISIT = "visit"
    GONE = "gone"
    FREE = "free"
    BLANK = "blank"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of a sheet.

    Attributes:
        time: "09:00–09:30".
        name: the client's; of other rows, what there is.
        phone: the client's, as people of the country write it.
        note: what stands behind it, in small letters.
        mark: what is to be seen first, as "NEW".
    """

    kind: RowKind
    time: str = ""
    name: str = ""
    phone: str = ""
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SheetSection:
    """The rows of a day; in a week, with the day above them."""

    title: str
    rows: Sequence[PaperRow]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A practitioner's day or week; it runs over to further pages where it is long.

    Attributes:
        title: the practitioner.
        heading: the day or the week.
        note: what the sheet replaces; "" for nothing.
        letters: what names the sheet, beside its code: "12 · 2026-11-24".
        code: what its QR code says.
    """

    title: str
    heading: str
    note: str
    letters: str
    code: str
    sections: Sequence[SheetSection]


@dataclass(frozen=True, slots=True)
class Document:
    """A paper to be drawn.

    Attributes:
        language: code of its language.
        practice: the practice's name.
        size: "a4" or "letter".
        columns: columns of a page: 1, or 2 for a week.
        made: when it was made, in words.
        made_at: the same in ISO format, for the PDF's own date.
        words: sentences of every page, by name; with places for page numbers.
    """

    language: str
    practice: str
    size: str
    columns: int
    title: str
    made: str
    made_at: str
    words: dict[str, str]
    sheets: Sequence[Sheet]

    def write(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def read(cls, octets: bytes) -> "Document":
        """Return it from JSON."""
        plain = json.loads(octets)
        sheets = [
            Sheet(
                **{
                    **sheet,
                    "sections": [
                        SheetSection(
                            one["title"],
                            [
                                PaperRow(**{**row, "kind": RowKind(row["kind"])})
                                for row in one["rows"]
                            ],
                        )
                        for one in sheet["sections"]
                    ],
                }
            )
            for sheet in plain["sheets"]
        ]
        return cls(**{**plain, "sheets": sheets})
