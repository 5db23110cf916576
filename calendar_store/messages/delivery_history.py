"""What became of texts to a number, what came back from it, what stands in place of lost ones."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, func, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages.message_rows import value
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.schema import inbound, messages

_ENDED = (
    MessageStatus.DELIVERED,
    MessageStatus.FAILED,
    MessageStatus.EXPIRED,
    MessageStatus.UNKNOWN,
)
_RANKED = (
    select(
        messages.c.practice_id,
        messages.c.id,
        func.row_number()
        .over(
            # the practice last: with it first SQLite reads all its messages, ordered so
            partition_by=(messages.c.channel, messages.c.recipient, messages.c.practice_id),
            order_by=messages.c.id.desc(),
        )
        .label("place"),
    )
    .where(in_keys(messages.c.practice_id, messages.c.channel, messages.c.recipient))
    .where(messages.c.attempt > 0, messages.c.status.in_(_ENDED))
    .subquery()
)
_LAST = (
    select(messages)
    .join(
        _RANKED,
        and_(_RANKED.c.practice_id == messages.c.practice_id, _RANKED.c.id == messages.c.id),
    )
    .where(_RANKED.c.place <= bindparam("b_count", type_=Integer))
    .order_by(messages.c.id.desc())
)
_HEARD = (
    select(
        inbound.c.practice_id,
        inbound.c.their_address,
        func.max(inbound.c.received_at).label("at"),
    )
    .where(in_keys(inbound.c.practice_id, inbound.c.channel, inbound.c.their_address))
    .group_by(inbound.c.practice_id, inbound.c.their_address)
)
_BY_EMAIL = (
    select(messages)
    .where(in_keys(messages.c.practice_id, messages.c.appointment_id))
    .where(messages.c.channel == Channel.EMAIL)
)


async def last(
    tx: Transaction, numbers: Collection[tuple[int, str]], count: int
) -> dict[tuple[int, str], list[Message]]:
    """Return the last texts to some numbers that came to an end, the newest first.

    Args:
        tx: any transaction.
        numbers: as (practice id, number).
        count: how many for each at most; what was never sent is not among them.
    """
    found: dict[tuple[int, str], list[Message]] = {}
    for row in await tx.execute(_LAST, _of_sms(numbers) | {"b_count": count}):
        found.setdefault((row.practice_id, row.recipient), []).append(value(row))
    return found


async def heard(
    tx: Transaction, numbers: Collection[tuple[int, str]]
) -> dict[tuple[int, str], datetime]:
    """Return when a practice last had a text from some (practice id, number); never is absent."""
    rows = await tx.execute(_HEARD, _of_sms(numbers))
    return {(row.practice_id, row.their_address): row.at for row in rows}


def _of_sms(numbers: Collection[tuple[int, str]]) -> dict[str, str]:
    # given with each key: the index over practice, channel and address then serves
    return key_params([(practice_id, Channel.SMS, number) for practice_id, number in numbers])


async def emails(tx: Transaction, appointments: Collection[tuple[int, int]]) -> list[Message]:
    """Return every email about some appointments, given as (practice id, appointment id)."""
    if not appointments:
        return []
    return [value(row) for row in await tx.execute(_BY_EMAIL, key_params(appointments))]
