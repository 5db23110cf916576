"""Read the delivery history of numbers: the last texts sent, the last text received, emails."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, func, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages.message_rows import value
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.schema import inbound, message_history, messages

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
            # the practice comes last: if it is first, SQLite reads all messages of the practice
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


_INSTEAD = (
    select(message_history.c.practice_id, message_history.c.message_id)
    .where(in_keys(message_history.c.practice_id, message_history.c.message_id))
    .where(message_history.c.reason_code == ReasonCode.INSTEAD_OF_TEXT)
    .distinct()
)


async def last(
    tx: Transaction, numbers: Collection[tuple[int, str]], count: int
) -> dict[tuple[int, str], list[Message]]:
    """Return the last texts to numbers whose delivery has ended, newest first.

    Args:
        tx: any transaction.
        numbers: (practice id, number) pairs.
        count: most texts for each number. Texts that were never sent are not counted.
    """
    found: dict[tuple[int, str], list[Message]] = {}
    for row in await tx.execute(_LAST, _of_sms(numbers) | {"b_count": count}):
        found.setdefault((row.practice_id, row.recipient), []).append(value(row))
    return found


async def heard(
    tx: Transaction, numbers: Collection[tuple[int, str]]
) -> dict[tuple[int, str], datetime]:
    """Return when a practice last received a text from a number; absent if never."""
    rows = await tx.execute(_HEARD, _of_sms(numbers))
    return {(row.practice_id, row.their_address): row.at for row in rows}


def _of_sms(numbers: Collection[tuple[int, str]]) -> dict[str, str]:
    # the channel is part of each key, so that the index over practice, channel, address is used
    return key_params([(practice_id, Channel.SMS, number) for practice_id, number in numbers])


async def emails(tx: Transaction, appointments: Collection[tuple[int, int]]) -> list[Message]:
    """Return every email about appointments, given as (practice id, appointment id)."""
    if not appointments:
        return []
    return [value(row) for row in await tx.execute(_BY_EMAIL, key_params(appointments))]


async def in_place_of_texts(tx: Transaction, mails: Collection[Message]) -> set[tuple[int, int]]:
    """Return (practice id, message id) of those mails that were planned in place of texts."""
    if not mails:
        return set()
    rows = await tx.execute(_INSTEAD, key_params([(one.practice_id, one.id) for one in mails]))
    return {(row.practice_id, row.message_id) for row in rows}
