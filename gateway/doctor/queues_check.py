"""Checks of the queues: what waits too long, what is stuck, what belongs to nobody."""

from datetime import datetime, timedelta

from calendar_store.messages.backlog import QueueDepth, QueueKind
from gateway.doctor.examined import Examined, StoreFacts
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found, length

_QUEUES = Area.QUEUES
_PATIENCE = {
    QueueKind.INBOX: (FindingCode.INBOX_LATE, timedelta(minutes=2), timedelta(minutes=15)),
    QueueKind.REMINDERS: (FindingCode.REMINDERS_LATE, timedelta(minutes=10), timedelta(hours=1)),
}
"""How long the oldest may wait before it is a warning, and a trouble."""
OUTBOX_WARNS, OUTBOX_TROUBLES = timedelta(minutes=5), timedelta(hours=1)
_PARKED = timedelta(hours=1)


async def check_queues(examined: Examined) -> list[Finding]:
    """Check the queues."""
    facts = await examined.contents()
    return [] if facts is None else judged(facts, examined.asked.now)


def judged(facts: StoreFacts, now: datetime) -> list[Finding]:
    """Return how the queues stand.

    Args:
        facts: what was read of the store.
        now: UTC.
    """
    findings = []
    for one in facts.due:
        age = now - one.since
        if age > OUTBOX_WARNS:
            level = Level.TROUBLE if age > OUTBOX_TROUBLES else Level.WARNING
            told = {"count": one.count, "age": length(age.total_seconds())}
            findings.append(found(_QUEUES, level, FindingCode.OUTBOX_LATE, one.carrier, facts=told))
    for one in facts.stuck:
        since = length((now - one.since).total_seconds())
        told = {"count": one.count, "age": since, "owner": one.owner}
        findings.append(
            found(_QUEUES, Level.TROUBLE, FindingCode.LEASES_STUCK, one.carrier, facts=told)
        )
    for queue in facts.waiting:
        findings += _of_queue(queue, now)
    if not findings:
        findings.append(_fine(facts, now))
    return findings


def _fine(facts: StoreFacts, now: datetime) -> Finding:
    if not facts.due:
        return found(_QUEUES, Level.FINE, FindingCode.QUEUES_EMPTY)
    oldest = min(one.since for one in facts.due)
    count = sum(one.count for one in facts.due)
    told = {"count": count, "age": length((now - oldest).total_seconds())}
    return found(_QUEUES, Level.FINE, FindingCode.QUEUES_FINE, facts=told)


def _of_queue(queue: QueueDepth, now: datetime) -> list[Finding]:
    if not queue.count or queue.since is None:
        return []
    age = now - queue.since
    told = {"count": queue.count, "age": length(age.total_seconds())}
    if queue.queue in _PATIENCE:
        code, warns, troubles = _PATIENCE[queue.queue]
        if age <= warns:
            return []
        level = Level.TROUBLE if age > troubles else Level.WARNING
        return [found(_QUEUES, level, code, facts=told)]
    if queue.queue is QueueKind.UNATTRIBUTED:
        return [found(_QUEUES, Level.WARNING, FindingCode.UNATTRIBUTED, facts=told)]
    if queue.queue is QueueKind.RECEIPTS and age > _PARKED:
        return [found(_QUEUES, Level.HINT, FindingCode.RECEIPTS_PARKED, facts=told)]
    return []
