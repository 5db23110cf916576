"""Read and write the ledger of messages: one row for each copy of a part that was sent.

`delivery_status` computes a message's status from the ledger. A copy in doubt is replaced as soon
as its status is known; a known status is not overwritten by a repeated write.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, false, or_, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.upserts import Insert, insert_into
from calendar_store.messages.delivery_status import Copy
from calendar_store.model.messages import Message
from calendar_store.model.statuses import PART_MOVES, PartStatus, sources
from calendar_store.schema import message_parts

Key = tuple[int, int]
"""Practice id and message id."""

_OF_MESSAGES = (
    select(message_parts)
    .where(in_keys(message_parts.c.practice_id, message_parts.c.message_id))
    .order_by(message_parts.c.attempt, message_parts.c.part)
)
_TELL = {
    status: update(message_parts)
    .where(
        message_parts.c.practice_id == bindparam("b_practice"),
        message_parts.c.message_id == bindparam("b_message"),
        message_parts.c.attempt == bindparam("b_attempt"),
        message_parts.c.part == bindparam("b_part"),
        # executemany cannot expand the list of an IN condition
        or_(false(), *(message_parts.c.status == s for s in sources(PART_MOVES, status))),
    )
    .values(status=status)
    for status in PartStatus
}


async def write(tx: Transaction, new: Iterable[tuple[Message, Sequence[Copy]]]) -> None:
    """Add copies to the ledgers of their messages.

    A commit that seemed to fail may have succeeded, so the same copies may be written twice: a
    copy that is already in the ledger stays, unless that copy is in doubt.
    """
    rows = [_columns(message, copy) for message, copies in new for copy in copies]
    await tx.executemany(_unless_known(tx.dialect), rows)


async def of_messages(tx: Transaction, messages: Collection[Key]) -> dict[Key, list[Copy]]:
    """Return the ledgers of messages, ordered by attempt; empty ledgers are left out."""
    found: dict[Key, list[Copy]] = {}
    if messages:
        for row in await tx.execute(_OF_MESSAGES, key_params(messages)):
            found.setdefault((row.practice_id, row.message_id), []).append(value(row))
    return found


async def tell(tx: Transaction, news: Mapping[Key, Sequence[Copy]]) -> None:
    """Write the new statuses of copies, as far as `PART_MOVES` allows them."""
    by_status: dict[PartStatus, list[dict[str, int]]] = {}
    for (practice_id, message_id), copies in news.items():
        for copy in copies:
            by_status.setdefault(copy.status, []).append(
                {
                    "b_practice": practice_id,
                    "b_message": message_id,
                    "b_attempt": copy.attempt,
                    "b_part": copy.part,
                }
            )
    for status, rows in by_status.items():
        await tx.executemany(_TELL[status], rows)


def value(row: Any) -> Copy:
    """Convert a row of `message_parts` to a `Copy`."""
    return Copy(
        attempt=row.attempt,
        part=row.part,
        total=row.total,
        carrier=row.carrier,
        status=PartStatus(row.status),
        key=row.carrier_key,
        carrier_id=row.carrier_id,
        sent_at=row.sent_at,
        bind=row.bind,
    )


def _columns(message: Message, copy: Copy) -> dict[str, Any]:
    return {
        "practice_id": message.practice_id,
        "message_id": message.id,
        "attempt": copy.attempt,
        "part": copy.part,
        "total": copy.total,
        "carrier": copy.carrier,
        "bind": copy.bind,
        "sent_at": copy.sent_at,
        "carrier_id": copy.carrier_id,
        "carrier_key": copy.key,
        "status": copy.status,
    }


@cache
def _unless_known(dialect: str) -> Insert:
    statement = insert_into(dialect, message_parts)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in message_parts.primary_key],
        set_={
            name: new[name]
            for name in ("total", "bind", "sent_at", "carrier_id", "carrier_key", "status")
        },
        where=message_parts.c.status == PartStatus.DOUBT,
    )
