"""Imports of a large practice, in all their stages: each a file with as many rows as clients."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from calendar_store.entry import search_terms
from calendar_store.model.imports import ImportStatus
from calendar_store.schema import import_rows, imports
from tests.bench.pages.bulk import BulkWriter, names_of
from tests.bench.pages.people_rows import SeededPerson, SeededPractice
from tests.bench.pages.shape import NOW, row_id

STAGES = (
    *(ImportStatus.READING, ImportStatus.READY, ImportStatus.PERFORMING, ImportStatus.DONE),
    *(ImportStatus.UNDOING, ImportStatus.UNDONE, ImportStatus.FAILED, ImportStatus.DISCARDED),
)
"""The stages that a page shows."""
_FILE = names_of(
    "practice_id id kind name size status created_at by facts header columns fingerprint choices "
    "counts done total last_line fault version changed_at"
)
_ROW = names_of("practice_id import_id line cells verdict fault entry client_id changes outcome")
_HEADER = ["First name", "Last name", "Mobile", "Email", "SMS consent"]
_COLUMNS = ["first", "last", "mobile", "email", "consent_sms"]
_CHOSEN = {"consent": "column", "how": "form", "since": "2026-01-01"}
_READ = {"form": "text", "encoding": "utf-8", "separator": "comma"}
_WITHOUT_ROWS = (ImportStatus.READING, ImportStatus.FAILED, ImportStatus.DISCARDED)
_WRITTEN = (ImportStatus.PERFORMING, ImportStatus.DONE, ImportStatus.UNDOING, ImportStatus.UNDONE)
_REFUSED = 200
"""One of so many rows could not be written, and was kept when the others were undone."""
_VERDICTS = ("new", "new", "new", "changed", "same", "wrong", "new", "double")


def import_id(practice: SeededPractice, stage: ImportStatus) -> int:
    """Return the id of the import in a stage."""
    number = STAGES.index(stage)
    return row_id(NOW - timedelta(hours=number + 1), number, practice.number)


async def write(writer: BulkWriter, practice: SeededPractice) -> None:
    """Write an import for each stage, with its rows."""
    await writer.put(imports, _FILE, (_file(practice, one) for one in STAGES))
    for stage in STAGES:
        if stage not in _WITHOUT_ROWS:
            await writer.put(import_rows, _ROW, _rows(practice, stage))


def _file(practice: SeededPractice, stage: ImportStatus) -> tuple[Any, ...]:
    many = len(practice.people)
    rows = () if stage in _WITHOUT_ROWS else range(many)
    counts = Counter(_VERDICTS[n % len(_VERDICTS)] for n in rows)
    counts.update(f"outcome.{one}" for n in rows if (one := _outcome(stage, n)))
    wrong = "this file is no table" if stage is ImportStatus.FAILED else ""
    at = NOW - timedelta(hours=1)
    return (
        *(practice.id, import_id(practice, stage), "clients", "clients.csv", many * 60),
        *(stage.value, at, "staff0@example.org", _READ, _HEADER, _COLUMNS, "0" * 32, _CHOSEN),
        *(counts, many // 2, many, many // 2 + 1, wrong, 2, at),
    )


def _rows(practice: SeededPractice, stage: ImportStatus) -> Iterator[tuple[Any, ...]]:
    made = import_id(practice, stage)
    for n, one in enumerate(practice.people):
        verdict = _VERDICTS[n % len(_VERDICTS)]
        cells = [one.first, one.last, one.mobile, one.email, "yes"]
        outcome = _outcome(stage, n)
        changes = {"email": ["", one.email]} if verdict == "changed" else {}
        fault = "“12” is too short for a number" if verdict == "wrong" else ""
        client = one.id if verdict in ("changed", "same") or outcome else None
        entry = {} if fault else _entry(one)
        yield practice.id, made, n + 2, cells, verdict, fault, entry, client, changes, outcome


def _outcome(stage: ImportStatus, number: int) -> str:
    """Return what became of the row of that number."""
    written = {"new": "added", "changed": "changed"}.get(_VERDICTS[number % len(_VERDICTS)], "")
    if not written or stage not in _WRITTEN or (number % 2 and stage is ImportStatus.PERFORMING):
        return ""
    undone = stage is ImportStatus.UNDONE
    if number % _REFUSED == 0:
        return "kept" if undone else "refused"
    return "undone" if undone else written


def _entry(one: SeededPerson) -> dict[str, Any]:
    terms = sorted(search_terms.terms(one.first, one.last, one.mobile))
    said = {"first": one.first, "last": one.last, "mobile": one.mobile, "email": one.email}
    return said | {"consent_sms": True, "terms": terms}
