"""The audit log: who changed what, when (F24), and which support visits took place (F21).

Entries are only added and read; nothing changes or removes them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import AuditEntry
from calendar_store.schema import audit_log

_ADD = insert(audit_log)
_READ = select(
    audit_log.c.practice_id,
    audit_log.c.id,
    audit_log.c.at,
    audit_log.c.by,
    audit_log.c.action,
    audit_log.c.subject,
    audit_log.c.detail,
).order_by(audit_log.c.id.desc())


async def record(
    tx: Transaction,
    practice_id: int,
    *,
    by: Actor,
    action: str,
    subject: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down one change, in the transaction that makes it.

    Args:
        tx: the transaction of the change itself.
        practice_id: whose data changed.
        by: who did it; its label is kept, as staff read it.
        action: what was done, as "client.added".
        subject: to what: its name or id.
        now: when.
        detail: JSON-ready particulars; never a password or a text of a client.
    """
    changes = [(subject, detail or {})]
    await record_many(tx, practice_id, changes, by=by, action=action, now=now)


async def record_many(
    tx: Transaction,
    practice_id: int,
    changes: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    by: Actor,
    action: str,
    now: datetime,
) -> None:
    """Write down the same action on many subjects, in one round trip.

    Args:
        tx: the transaction of the changes themselves.
        practice_id: whose data changed.
        changes: (subject, detail) of each.
        by: who did it.
        action: what was done to each.
        now: when.
    """
    at = require_aware(now, "the time of a change")
    await tx.executemany(
        _ADD,
        [
            {
                "practice_id": practice_id,
                "id": tx.ids.new(),
                "at": at,
                "by": by.label,
                "action": action,
                "subject": subject,
                "detail": dict(detail),
            }
            for subject, detail in changes
        ],
    )


async def entries(
    tx: Transaction, practice_id: int, *, limit: int = 100, before: int | None = None
) -> tuple[AuditEntry, ...]:
    """Return a practice's audit entries, the newest first.

    Args:
        tx: any transaction.
        practice_id: whose.
        limit: how many at most.
        before: only those older than the entry with this id, for paging.

    Returns:
        The entries.
    """
    statement = _READ.where(audit_log.c.practice_id == practice_id).limit(limit)
    if before is not None:
        statement = statement.where(audit_log.c.id < before)
    return tuple(_value(row) for row in await tx.execute(statement))


def _value(row: Any) -> AuditEntry:
    return AuditEntry(*row)
