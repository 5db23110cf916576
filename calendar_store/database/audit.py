"""The audit log: who changed what, and when; and visits of support.

Entries are only added and read, never changed or removed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, union_all

from calendar_store.database import ids
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
    """Add an entry for one change, in the transaction of the change.

    Args:
        tx: the transaction of the change itself.
        practice_id: the practice whose data changed.
        by: the actor; the entry keeps the actor's label, which staff read.
        action: name of the action, as "client.added".
        subject: name or id of the changed thing.
        now: time of the change, aware.
        detail: JSON-ready details; never a password or a client's text.
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
    """Add entries for the same action on many subjects, in one round trip.

    Args:
        tx: the transaction of the changes themselves.
        practice_id: the practice whose data changed.
        changes: (subject, detail) of each change.
        by: the actor.
        action: name of the action.
        now: time of the changes, aware.
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
    tx: Transaction,
    practice_id: int,
    *,
    limit: int = 100,
    before: int | None = None,
    actions: Sequence[str] = (),
    by: str = "",
    since: datetime | None = None,
) -> tuple[AuditEntry, ...]:
    """Return a practice's audit entries, newest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        limit: most entries to return.
        before: return only entries older than the entry with this id, for paging.
        actions: return only entries of these actions; () for all.
        by: return only entries of the actor with this label; "" for all.
        since: leave out most of what is older; entries of the hour before may come too, UTC.

    Returns:
        The entries.
    """
    statement = _READ.where(audit_log.c.practice_id == practice_id)
    if before is not None:
        statement = statement.where(audit_log.c.id < before)
    if since is not None:
        statement = statement.where(audit_log.c.id >= ids.since(since))
    if by:
        statement = statement.where(audit_log.c.by == by)
    if len(actions) <= 1:
        one = statement.where(audit_log.c.action == actions[0]) if actions else statement
        return tuple(_value(row) for row in await tx.execute(one.limit(limit)))
    # an index gives the newest of each action; a list of actions would be sorted as a whole
    parts = [
        select(statement.where(audit_log.c.action == action).limit(limit).subquery())
        for action in actions
    ]
    several = union_all(*parts).subquery()
    newest = select(several).order_by(several.c.id.desc()).limit(limit)
    return tuple(_value(row) for row in await tx.execute(newest))


async def entry(tx: Transaction, practice_id: int, entry_id: int) -> AuditEntry | None:
    """Return one entry of a practice; None if it has none with this id."""
    one = (audit_log.c.practice_id == practice_id) & (audit_log.c.id == entry_id)
    row = (await tx.execute(_READ.where(one))).first()
    return None if row is None else _value(row)


async def beside(tx: Transaction, one: AuditEntry) -> list[AuditEntry]:
    """Return the entries of the same action by the same actor in the same moment, with this one."""
    same = (audit_log.c.practice_id == one.practice_id) & (audit_log.c.action == one.action)
    then = (audit_log.c.at == one.at) & (audit_log.c.by == one.by)
    recent = audit_log.c.id >= ids.since(one.at)
    return [_value(row) for row in await tx.execute(_READ.where(same, then, recent))]


async def details_of(
    tx: Transaction, practice_id: int, *, by: str, action: str, limit: int
) -> list[dict[str, Any]]:
    """Return the details of an actor's last entries of an action, newest first."""
    whose = (audit_log.c.practice_id == practice_id) & (audit_log.c.by == by)
    statement = (
        select(audit_log.c.detail)
        .where(whose, audit_log.c.action == action)
        .order_by(audit_log.c.id.desc())
        .limit(limit)
    )
    return [dict(row.detail or {}) for row in await tx.execute(statement)]


async def is_recorded(
    tx: Transaction, practice_id: int, *, by: Actor, action: str, subject: str, since: datetime
) -> bool:
    """Tell whether there is an entry of a recent action; entries of before are not read.

    Args:
        tx: any transaction.
        practice_id: the practice.
        by: the actor.
        action: name of the action.
        subject: the thing.
        since: from when on, aware.
    """
    same = (audit_log.c.by == by.label, audit_log.c.action == action)
    statement = select(audit_log.c.id).where(
        audit_log.c.practice_id == practice_id,
        audit_log.c.id >= ids.since(since),
        audit_log.c.at >= since,
        audit_log.c.subject == subject,
        *same,
    )
    return (await tx.execute(statement.limit(1))).first() is not None


def _value(row: Any) -> AuditEntry:
    return AuditEntry(*row)
