"""Find attempts without a response from the carrier: to which numbers, and since when.

From its lease until its outcome is recorded a message has the status `sending`, whichever process
sends it: no message is submitted before its lease is committed.
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
    """Return when the oldest attempts without a response were leased.

    Args:
        tx: any transaction.
        carriers: names of the carriers.

    Returns:
        By carrier and client's number, when the oldest attempt was leased, UTC; under ANY_NUMBER,
        the oldest of all numbers. The attempts are few: at most the windows of all binds.
    """
    found: dict[str, dict[str, datetime]] = {one: {} for one in carriers}
    for row in await tx.execute(_SINCE, key_params([(one,) for one in carriers])):
        here = found[row.carrier]
        here[row.recipient] = row.at
        here[ANY_NUMBER] = min(row.at, here.get(ANY_NUMBER, row.at))
    return found
