"""Messages of practices that are suspended: they are not sent, whoever made them.

Workers and use cases look for themselves; this is where none gets by. Answers to who has just
written, and mails to staff about their accounts, go out.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageKind, MessageStatus
from calendar_store.schema import practices

_GO_OUT = frozenset({MessageKind.REPLY, MessageKind.ACCOUNT})
_WAITS = frozenset({MessageStatus.QUEUED, MessageStatus.PLANNED})
_SUSPENDED = select(practices.c.id).where(
    in_keys(practices.c.id), practices.c.suspended_at.is_not(None)
)


async def stopped(tx: Transaction, new: Sequence[Message]) -> Sequence[Message]:
    """Return new messages, those of suspended practices as cancelled.

    Args:
        tx: the transaction that puts them into the outbox.
        new: the messages.
    """
    asked = {(one.practice_id,) for one in new if one.kind not in _GO_OUT and one.status in _WAITS}
    if not asked:
        return new
    held = set((await tx.execute(_SUSPENDED, key_params(asked))).scalars())
    if not held:
        return new
    why = Reason(ReasonCode.PRACTICE_SUSPENDED)
    return [
        replace(one, status=MessageStatus.CANCELLED, reason=why)
        if one.practice_id in held and one.kind not in _GO_OUT and one.status in _WAITS
        else one
        for one in new
    ]
