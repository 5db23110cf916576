"""The copies of messages that bear the ids of receipts, with their messages as they are now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, and_, bindparam, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages import ledger, message_rows
from calendar_store.messages.delivery_status import Copy
from calendar_store.messages.receipt_match import Sent
from calendar_store.messages.received_receipts import Receipt
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.statuses import FINAL_MESSAGE, PartStatus
from calendar_store.schema import message_parts, messages

ReceiptKey = tuple[str, str]
"""Id and carrier of a receipt."""

_OF_PART = len(messages.c)
_JOINED = select(messages, message_parts).join(
    message_parts,
    and_(
        message_parts.c.practice_id == messages.c.practice_id,
        message_parts.c.message_id == messages.c.id,
    ),
)
_WITH_KEYS = _JOINED.where(in_keys(message_parts.c.carrier_key, message_parts.c.carrier)).limit(
    bindparam("b_limit", type_=Integer)
)
_WITH_NUMBERS = (
    _JOINED.where(
        in_keys(message_parts.c.carrier_key, message_parts.c.carrier, messages.c.recipient)
    )
    .order_by(messages.c.id.desc())
    .limit(bindparam("b_limit", type_=Integer))
)
_STILL_OPEN = (
    _JOINED.where(in_keys(message_parts.c.carrier_key, message_parts.c.carrier))
    .where(messages.c.status.not_in(FINAL_MESSAGE))
    .order_by(messages.c.id.desc())
    .limit(bindparam("b_limit", type_=Integer))
)
_MOST_EACH = 20
"""Most copies read for one id, on average over the ids of one query."""


@plain
class FoundCopy:
    """A copy with the id of a receipt, and the message as it is now."""

    message: Message
    copy: Copy

    @property
    def key(self) -> ledger.Key:
        """Practice and id of the message."""
        return self.message.practice_id, self.message.id

    @property
    def sent(self) -> Sent:
        """What a receipt is matched to."""
        one = self.message
        copy = self.copy
        return Sent(self.key, one.status, one.sender, one.recipient, copy.sent_at, copy.status)


async def with_keys(tx: Transaction, new: Sequence[Receipt]) -> dict[ReceiptKey, list[FoundCopy]]:
    """Return the copies with the id and the carrier of each receipt."""
    found: dict[ReceiptKey, list[FoundCopy]] = {}
    keys = {(one.key, one.carrier) for one in new}
    if not keys:
        return found
    limit = {"b_limit": _MOST_EACH * (len(keys) + 1)}
    rows = list(await tx.execute(_WITH_KEYS, key_params(keys) | limit))
    if len(rows) == limit["b_limit"]:
        # the carrier reuses one id many times: read open messages, and messages to these numbers
        rows = list(await tx.execute(_STILL_OPEN, key_params(keys) | limit))
        numbers = {
            (one.key, one.carrier, number)
            for one in new
            for number in (one.source, one.destination)
            if number
        }
        limit = {"b_limit": _MOST_EACH * (len(numbers) + 1)}
        rows += await tx.execute(_WITH_NUMBERS, key_params(numbers) | limit)
    for row in rows:
        one = FoundCopy(message_rows.value(row), _copy(row))
        found.setdefault((one.copy.key, one.copy.carrier), []).append(one)
    return found


def _copy(row: Any) -> Copy:
    """Convert a row of `messages` joined with `message_parts` to a `Copy`."""
    _, _, attempt, part, total, carrier, bind, sent_at, carrier_id, key, status = row[_OF_PART:]
    return Copy(
        attempt=attempt,
        part=part,
        total=total,
        carrier=carrier,
        status=PartStatus(status),
        key=key,
        carrier_id=carrier_id,
        sent_at=sent_at,
        bind=bind,
    )
