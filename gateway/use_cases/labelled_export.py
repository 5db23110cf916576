"""Exports what staff said that unclear texts mean, as JSON lines or CSV, for the practice.

Names, numbers, addresses and links are masked when an example is kept.
"""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from enum import StrEnum

from calendar_store.conversations import labelled_examples
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.labelled_examples import LabelledExample
from gateway.csv_text import PLAIN, CsvForm, csv_text

FIELDS = ("text", "locale", "question", "understood", "meant", "at")
_PAGE = 1000


class ExportFormat(StrEnum):
    """How examples are written."""

    JSONL = "jsonl"
    CSV = "csv"


async def export(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    form: ExportFormat,
    *,
    now: datetime,
    sheet: CsvForm = PLAIN,
) -> tuple[str, int]:
    """Return the examples of a practice as text, and how many they are; that it was is recorded.

    Args:
        tx: a writing transaction.
        actor: who exports them.
        practice_id: the practice.
        form: JSON lines or CSV.
        now: UTC.
        sheet: the separators of a CSV file.

    Raises:
        NotPermitted: if the actor may not export what clients have written.
    """
    require(actor, Permission.EXPORT_CLIENTS, practice_id)
    found = [one async for one in _all(tx, practice_id)]
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="examples.exported",
        subject="",
        now=now,
        detail={"texts": len(found)},
    )
    return (_lines(found) if form is ExportFormat.JSONL else _sheet(found, sheet)), len(found)


async def _all(tx: Transaction, practice_id: int) -> AsyncIterator[LabelledExample]:
    after = 0
    while some := await labelled_examples.listed(tx, practice_id, after=after, limit=_PAGE):
        for one in some:
            yield one
        after = some[-1].id


def _row(one: LabelledExample) -> dict[str, str]:
    said = (one.text, one.locale, one.question, one.heard, one.intent, one.at.isoformat())
    return dict(zip(FIELDS, said, strict=True))


def _lines(found: Sequence[LabelledExample]) -> str:
    return "".join(f"{json.dumps(_row(one), ensure_ascii=False)}\n" for one in found)


def _sheet(found: Sequence[LabelledExample], sheet: CsvForm) -> str:
    return csv_text(FIELDS, (list(_row(one).values()) for one in found), sheet)
