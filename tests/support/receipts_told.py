"""What carriers tell of an office's messages, and what the store makes of it."""

from typing import Any

from calendar_store.messages import receipts
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.messages.received_receipts import Receipt
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import MessageStatus
from tests.support.office import Office
from tests.support.reasons import saying


def says(
    status: MessageStatus,
    key: str = "17",
    *,
    carrier: str = "primary",
    decides: bool = False,
    **where: Any,
) -> Receipt:
    """Return a receipt that says so of an id."""
    return Receipt(carrier, key, status, saying(f"carrier: {status}"), decides, **where)


async def leased(office: Office, **changes: Any) -> Message:
    """Queue a message and take it to be sent."""
    await office.queue(**changes)
    return (await office.lease())[0]


def acceptance(message: Message, *keys: str) -> Outcome:
    """Return the outcome of a message each of whose parts was given one of these ids."""
    parts = tuple(PartSent(n, key.upper(), key) for n, key in enumerate(keys, start=1))
    return Outcome(message, MessageStatus.ACCEPTED, NO_REASON, parts, len(keys))


async def come(office: Office, *came: Receipt) -> list[tuple[int, MessageStatus]]:
    """Let receipts come; return which messages they moved, and where to."""
    async with office.database.write() as tx:
        moved = await receipts.record(tx, came, office.now)
    return [(one.message.id, one.status) for one in moved]


async def status_of(office: Office, message: Message) -> MessageStatus:
    """Return how a message stands."""
    return (await office.fate(message))[0].status
