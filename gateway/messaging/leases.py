"""What senders of all channels share: how long messages are leased, and how they wait for more."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Listener, Topic
from calendar_store.messages import outbox
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus

LEASE = timedelta(minutes=3)
"""Length of a lease; after it another process may take the message, unless it was renewed."""
RENEW_AFTER = LEASE / 3
IDLE = 5.0
"""Seconds after which the outbox is read even without a notification."""
NEVER = datetime.max.replace(tzinfo=UTC)
_SLOW = Reason(ReasonCode.RESPONSE_OVERDUE)


@dataclass(frozen=True, slots=True)
class WokenBy:
    """What ended a wait.

    Attributes:
        queued: whether messages may have been queued.
        nothing: whether nothing happened until the time-out.
    """

    queued: bool
    nothing: bool


async def remember_overdue(tx: Transaction, slow: Sequence[Message], now: datetime) -> None:
    """Record that the responses to messages are overdue.

    Args:
        tx: a writing transaction.
        slow: the messages, as leased.
        now: UTC.
    """
    await outbox.remember(tx, [(one, MessageStatus.SENDING, _SLOW) for one in slow], now)
    if slow:
        tx.notify(Topic.CALENDAR)


def until(now: datetime, dues: Iterable[datetime | None], longest: float) -> float:
    """Return the seconds until the first of some moments, at most `longest`; UTC, None for none."""
    seconds = ((due - now).total_seconds() for due in dues if due is not None)
    return min([longest, *(max(0.0, one) for one in seconds)])


async def woken(progress: asyncio.Event, queue: Listener, longest: float) -> WokenBy:
    """Wait for progress of what is under way, or for new messages.

    Args:
        progress: set when there is something to do; cleared here.
        queue: hears of messages in the outbox.
        longest: seconds to wait at most.
    """
    progressed = asyncio.ensure_future(progress.wait())
    queued = asyncio.ensure_future(queue.wait())
    done, waiting = await asyncio.wait(
        (progressed, queued), timeout=longest, return_when=asyncio.FIRST_COMPLETED
    )
    for task in waiting:
        task.cancel()
    progress.clear()
    # both may come together: the caller takes note of both
    return WokenBy(queued in done, not done)
