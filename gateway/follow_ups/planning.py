"""Finds the visits after which a client is written to: one message for each."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from calendar_store.appointments import follow_ups
from calendar_store.database.connection import Transaction
from calendar_store.model.follow_ups import FollowUp, FollowUpPolicy
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.statuses import MessageKind, MessageStatus
from calendar_store.practices import practices

LOOKED_BACK = {MessageKind.FOLLOW_UP: timedelta(days=3), MessageKind.RECALL: timedelta(days=14)}
"""How long ago a message may have been due: visits are marked late, and services stand still."""
_MOST = 500
"""Most messages planned at once of a practice and kind."""


async def to_plan(tx: Transaction, now: datetime) -> list[FollowUp]:
    """Return the messages to be planned, of all practices that want any.

    Args:
        tx: any transaction; nobody waits for one that only reads.
        now: UTC.
    """
    wanted = await follow_ups.policies(tx)
    if not wanted:
        return []
    known = {one.id: one for one in await practices.all_practices(tx)}
    return [one for policy in wanted for one in await _found(tx, policy, known, now)]


async def _found(
    tx: Transaction, policy: FollowUpPolicy, known: Mapping[int, Practice], now: datetime
) -> list[FollowUp]:
    practice = known[policy.practice_id]
    if practice.suspended_at is not None:
        return []
    # what was due before the practice wanted it is left alone, but for months that have just passed
    begin = now - LOOKED_BACK[policy.kind]
    if policy.kind is MessageKind.FOLLOW_UP:
        begin = max(begin, policy.since)
    until = now - policy.after
    found = await follow_ups.candidates(tx, policy, begin - policy.after, until, _MOST)
    return [
        FollowUp(
            *(practice.id, tx.ids.new(), policy.kind, client, visit),
            after_quiet(practice, now),
            MessageStatus.PLANNED,
            now,
        )
        for visit, client, _ in found
    ]
