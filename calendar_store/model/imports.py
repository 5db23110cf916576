"""The values of imports: a file of clients or visits, its rows, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ImportKind(StrEnum):
    """What a file holds."""

    CLIENTS = "clients"
    VISITS = "visits"


class ImportStatus(StrEnum):
    """The status of an import.

    Nothing is written before CONFIRMED. PERFORMING and UNDOING go on after a restart.
    """

    UPLOADING = "uploading"
    READING = "reading"
    FAILED = "failed"
    READY = "ready"
    PERFORMING = "performing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


AT_WORK = (ImportStatus.READING, ImportStatus.PERFORMING, ImportStatus.UNDOING)
"""The statuses in which the service has something to do."""


class RowVerdict(StrEnum):
    """What a row of a file means for the practice."""

    NEW = "new"
    WITH_CLIENT = "with_client"
    """A new visit of somebody whom the practice does not have yet, and who is added with it."""
    CHANGED = "changed"
    SAME = "same"
    DOUBLE = "double"
    WRONG = "wrong"


class RowOutcome(StrEnum):
    """What became of a row; NONE: nothing yet, or nothing was to be done."""

    NONE = ""
    ADDED = "added"
    CHANGED = "changed"
    REFUSED = "refused"
    UNDONE = "undone"
    KEPT = "kept"


class ConsentChoice(StrEnum):
    """How an import takes consent; COLUMN and ALL need to say how it was given."""

    NONE = "none"
    COLUMN = "column"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What staff choose before they confirm.

    Attributes:
        consent: whose consent is recorded.
        how: how it was given, a `ConsentHow`; "" while not chosen.
        since: ISO date since when, where the file has none; "" while not chosen.
        strangers: whether clients are added from rows of visits with a name and a mobile number.
    """

    consent: ConsentChoice = ConsentChoice.NONE
    how: str = ""
    since: str = ""
    strangers: bool = False

    def as_json(self) -> dict[str, str]:
        """Return the choices as JSON."""
        written = {"consent": self.consent.value, "how": self.how, "since": self.since}
        return written | ({"strangers": "yes"} if self.strangers else {})

    @classmethod
    def of_json(cls, kept: Mapping[str, str]) -> "ImportChoices":
        """Return the choices that `as_json` has written."""
        consent = ConsentChoice(kept.get("consent", ConsentChoice.NONE.value))
        strangers = kept.get("strangers") == "yes"
        return cls(consent, kept.get("how", ""), kept.get("since", ""), strangers)


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that is imported.

    Attributes:
        name: the file's name, as its owner has it.
        by: label of the actor who imports it.
        facts: what was found out about the file: form, encoding, separator, sheet.
        header: the titles of its columns; "" for a column without one.
        columns: for each column the field that it holds, "" for none.
        fingerprint: names files with the same header.
        counts: rows by verdict, while it is read; by outcome afterwards, behind "outcome.".
        done: rows handled in the present status.
        total: rows to handle in the present status; 0: not known yet.
        last_line: the line up to which rows are handled in the present status.
        fault: why it failed, in English, as refusals are.
        version: raised by every choice; what was read with an older one is read again.
    """

    practice_id: int
    id: int
    kind: ImportKind
    name: str
    size: int
    status: ImportStatus
    created_at: datetime
    by: str
    facts: Mapping[str, str] = field(default_factory=dict)
    header: Sequence[str] = ()
    columns: Sequence[str] = ()
    fingerprint: str = ""
    choices: ImportChoices = ImportChoices()
    counts: Mapping[str, int] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    last_line: int = 0
    fault: str = ""
    version: int = 1
    changed_at: datetime | None = None

    @property
    def to_write(self) -> int:
        """How many rows would be written."""
        written = (RowVerdict.NEW, RowVerdict.WITH_CLIENT, RowVerdict.CHANGED)
        return sum(self.counts.get(one, 0) for one in written)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of a file.

    Attributes:
        line: the line in the file where the row begins, from 1.
        cells: the texts of the file.
        verdict: what it means.
        fault: why it is wrong, a double, refused or kept; "" otherwise.
        entry: the checked values by field.
        client_id: the client that it means, or made; None for none.
        visit_id: the visit that it means, or made; None for none.
        changes: old and new value of each field that changes.
        outcome: what became of it.
    """

    line: int
    cells: Sequence[str]
    verdict: RowVerdict
    fault: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)
    client_id: int | None = None
    changes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    outcome: RowOutcome = RowOutcome.NONE
    visit_id: int | None = None
