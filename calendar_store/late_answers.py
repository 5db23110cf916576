"""Answers to parts that had been given up: recorded, so that nothing is sent twice without need.

A part whose response does not come in time has an unknown fate, and its message is queued again.
When the response comes after all, its receipt can be matched, and what still waits need not go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from calendar_store import transfers
from calendar_store.database import Transaction
from calendar_store.keys import among, bound
from calendar_store.outbox import Outcome, PartSent, Transfer, advance, value
from calendar_store.schema import message_parts, messages
from calendar_store.statuses import MessageStatus
from calendar_store.upserts import insert_new_rows
from calendar_store.values import Message

_WAITS = frozenset({MessageStatus.QUEUED, MessageStatus.UNKNOWN})
_WORDS = "the carrier answered late: accepted"
_MESSAGES = select(messages).where(among(messages.c.practice_id, messages.c.id)).with_for_update()


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """A part of which it is known after all that the carrier took it.

    Attributes:
        message: as it was leased for that attempt.
        part: with the carrier's id, None where the carrier gave none.
        whole: whether every part of that attempt was taken.
    """

    message: Message
    part: PartSent | None
    whole: bool


async def record(
    tx: Transaction, answers: Sequence[LateAnswer], now: datetime
) -> tuple[list[Outcome], list[LateAnswer]]:
    """Record late answers; accept what waits to be sent again although every part was taken.

    What waits for another carrier by now goes back to the one that took it.

    Args:
        tx: the transaction.
        answers: as they came.
        now: UTC.

    Returns:
        What was recorded, to match parked receipts with; and the answers that came before the
        attempt itself was recorded as unknown, to be brought again.
    """
    keys = {(one.message.practice_id, one.message.id) for one in answers}
    rows = await tx.execute(_MESSAGES, bound(keys))
    known = {(row.practice_id, row.id): value(row) for row in rows}
    recorded, early, accepted, back = [], [], [], []
    for one in answers:
        stands = known.get((one.message.practice_id, one.message.id))
        if stands is None:
            continue
        under_way = stands.status is MessageStatus.SENDING
        if under_way and stands.attempt == one.message.attempt:
            early.append(one)
            continue
        recorded.append(_outcome(one.message, one))
        if one.whole and stands.status in _WAITS:
            took = one.message.carrier
            if stands.carrier != took:
                back.append((stands, Transfer(took, one.message.price, stands.refused_by)))
            accepted.append(_outcome(replace(stands, carrier=took), one))
    parts = [_part_columns(one.message, part) for one in recorded for part in one.parts]
    await insert_new_rows(tx, message_parts, parts)
    await transfers.move(tx, back, "", now)
    await advance(tx, accepted, now)
    return recorded, early


def _outcome(message: Message, answer: LateAnswer) -> Outcome:
    parts = (answer.part,) if answer.part else ()
    return Outcome(message, MessageStatus.ACCEPTED, _WORDS, parts)


def _part_columns(message: Message, part: PartSent) -> dict[str, object]:
    return {
        "practice_id": message.practice_id,
        "message_id": message.id,
        "attempt": message.attempt,
        "part": part.part,
        "carrier": message.carrier,
        "carrier_id": part.carrier_id,
        "carrier_key": part.carrier_key,
        "status": MessageStatus.ACCEPTED,
    }
