"""What the fax channel reads: the paper of a message, and the faxes whose end is not known yet."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from calendar_store.database.connection import Transaction
from calendar_store.messages.message_rows import value
from calendar_store.model.messages import Message
from calendar_store.model.papers import PaperSize
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.schema import messages, papers
from calendar_store.schema.columns import is_now

_OPEN = (
    select(messages)
    .where(is_now(messages.c.channel, Channel.FAX))
    .where(
        is_now(messages.c.status, MessageStatus.ACCEPTED)
        | is_now(messages.c.status, MessageStatus.UNKNOWN)
    )
    .where(messages.c.carrier == bindparam("b_carrier"))
    .where(messages.c.created_at > bindparam("b_since"))
    .order_by(messages.c.id)
    .limit(bindparam("b_limit", type_=Integer))
)


class FaxDocument(NamedTuple):
    """A paper to be faxed: its PDF and its size."""

    content: bytes
    size: PaperSize


async def document(tx: Transaction, message: Message) -> FaxDocument | None:
    """Return the paper of a message; None if it has none, or its PDF was removed."""
    statement = select(papers.c.content, papers.c.size).where(
        papers.c.practice_id == message.practice_id, papers.c.id == message.paper_id
    )
    row: Any = (await tx.execute(statement)).one_or_none()
    if row is None or row.content is None:
        return None
    return FaxDocument(row.content, PaperSize(row.size))


async def open_faxes(tx: Transaction, carrier: str, since: datetime, limit: int) -> list[Message]:
    """Return faxes that a carrier took, or may have taken, and whose end is not known.

    Args:
        tx: any transaction.
        carrier: the carrier's name.
        since: those created before this moment are left out, UTC.
        limit: most faxes to return, the oldest first.
    """
    values = {"b_carrier": carrier, "b_since": since, "b_limit": limit}
    return [value(row) for row in await tx.execute(_OPEN, values)]
