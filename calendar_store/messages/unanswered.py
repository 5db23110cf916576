"""Attempts that carriers have not answered yet: to which numbers, and since when.

From its lease until its outcome is recorded a message stands as `sending`, in whichever process:
nothing is submitted before the lease is committed.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages.receipt_match import ANY_NUMBER
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import messages
from calendar_store.schema.columns import is_now

_SINCE = (
    select(messages.c.carrier, messages.c.recipient, func.min(messages.c.updated_at).label("at"))
    .where(is_now(messages.c.status, MessageStatus.SENDING))
    .where(in_keys(messages.c.carrier))
    .group_by(messages.c.carrier, messages.c.recipient)
)


async def since(tx: Transaction, carriers: Collection[str]) -> dict[str, dict[str, datetime]]:
    """Return since when there are attempts without a response.

    Args:
        tx: any transaction.
        carriers: their names.

    Returns:
        By carrier and the client's number the moment at which the first of them was leased, UTC,
        and that of the very first under ANY_NUMBER. They are few: the windows of all binds.
    """
    found: dict[str, dict[str, datetime]] = {one: {} for one in carriers}
    for row in await tx.execute(_SINCE, key_params([(one,) for one in carriers])):
        here = found[row.carrier]
        here[row.recipient] = row.at
        here[ANY_NUMBER] = min(row.at, here.get(ANY_NUMBER, row.at))
    return found
