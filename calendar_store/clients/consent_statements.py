"""What all statements about consent have in common: when they can be made, and how they are kept.

They are about channels (`consent`) or about kinds of messages (`kind_consents`), in tables of their
own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.clients import ConsentEvent, KindConsentEvent
from calendar_store.model.errors import InvalidInput
from calendar_store.model.moments import require_aware
from calendar_store.model.statuses import ConsentHow, ConsentKind

_Event = ConsentEvent | KindConsentEvent


def said_at(at: datetime, now: datetime) -> datetime:
    """Return when a statement was made.

    Args:
        at: the moment, aware.
        now: time of recording, aware.

    Raises:
        InvalidInput: if the moment is in the future.
    """
    at = require_aware(at, "the time of consent")
    if at > now:
        raise InvalidInput("consent cannot be given in the future; enter when it was given")
    return at


async def log(
    tx: Transaction,
    practice_id: int,
    said: Iterable[tuple[Actor, _Event, Mapping[str, str]]],
    now: datetime,
) -> None:
    """Put statements into the audit log, one entry for each.

    Args:
        tx: a writing transaction.
        practice_id: the clients' practice.
        said: who records it, the stored event, and what it is about, of each statement.
        now: time of recording, aware.
    """
    entries: dict[Actor, list[tuple[str, dict[str, str]]]] = {}
    for by, event, about in said:
        told = {**about, "kind": event.kind.value, "how": event.how.value}
        entries.setdefault(by, []).append((str(event.client_id), told))
    for by, subjects in entries.items():
        await audit.record_many(tx, practice_id, subjects, by=by, action="consent", now=now)


def row_of(event: _Event) -> dict[str, Any]:
    """Return the row of an event, but for what it is about."""
    return {
        "practice_id": event.practice_id,
        "id": event.id,
        "client_id": event.client_id,
        "kind": event.kind.value,
        "how": event.how.value,
        "by": event.by,
        "evidence": event.evidence,
        "at": event.at,
    }


def said_in(row: Any) -> tuple[ConsentKind, ConsentHow, str, datetime, str]:
    """Return the last fields of an event: kind, how, actor's label, moment and evidence."""
    return ConsentKind(row.kind), ConsentHow(row.how), row.by, row.at, row.evidence
