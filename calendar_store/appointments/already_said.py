"""Find out when a client was last told an appointment's time, by a text or an answer.

A reminder that says the same shortly afterwards is useless and costs a text. Only sent texts count:
a text that failed, expired or was suppressed has told the client nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.actors import BY_TEXT
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.schema import appointment_history as history
from calendar_store.schema import messages, reminders
from calendar_store.schema.columns import Instant

Key = tuple[int, int]
"""Practice id and appointment id."""

_LOST = (
    MessageStatus.FAILED,
    MessageStatus.EXPIRED,
    MessageStatus.SKIPPED,
    MessageStatus.CANCELLED,
)
_GIVES_THE_TIME = ("booked", "confirmed", "moved", "restored")
"""Changes by text whose answer states the appointment's time."""

_TEXTS = (
    select(
        *(reminders.c.practice_id, reminders.c.appointment_id, reminders.c.expires_at),
        *(messages.c.status, messages.c.created_at, messages.c.not_before, messages.c.attempt),
    )
    .join(
        messages,
        and_(
            messages.c.practice_id == reminders.c.practice_id,
            messages.c.id == reminders.c.message_id,
        ),
    )
    .where(in_keys(reminders.c.practice_id, reminders.c.appointment_id))
    .where(messages.c.channel == Channel.SMS, messages.c.status.not_in(_LOST))
)
_ANSWERS = (
    select(history.c.practice_id, history.c.appointment_id, history.c.starts_at, history.c.at)
    .where(in_keys(history.c.practice_id, history.c.appointment_id))
    .where(history.c.by == BY_TEXT.label, history.c.change.in_(_GIVES_THE_TIME))
    .where(history.c.at >= bindparam("b_since", type_=Instant))
)


_WRITTEN = (
    select(
        *(messages.c.practice_id, messages.c.appointment_id, messages.c.created_at),
        messages.c.text,
    )
    .where(in_keys(messages.c.practice_id, messages.c.appointment_id))
    .where(messages.c.kind.in_((MessageKind.REPLY, MessageKind.STAFF)))
    .where(messages.c.created_at >= bindparam("b_since", type_=Instant))
    .where(messages.c.channel == Channel.SMS, messages.c.status.not_in(_LOST))
)


@dataclass(frozen=True, slots=True)
class ToldTime:
    """The last time that a client was told an appointment's time.

    Attributes:
        at: when the client was told, UTC; for a text that is still queued or being sent, the
            current time.
        waits: for a queued text without any attempt, when the text was written, UTC; None once a
            carrier may have the text.
        answer: whether the client was told in an answer to a text.
    """

    at: datetime
    waits: datetime | None = None
    answer: bool = False


async def about(
    tx: Transaction, starts: Mapping[Key, datetime], since: datetime, now: datetime
) -> dict[Key, ToldTime]:
    """Return when clients were last told the times of appointments.

    Args:
        tx: any transaction.
        starts: start of each appointment, UTC; texts that state another time do not count.
        since: earlier texts and answers do not count, UTC.
        now: UTC.

    Returns:
        The last telling of each appointment; an appointment without any is absent.
    """
    found: dict[Key, ToldTime] = {}
    if not starts:
        return found
    for key, starts_at, said in [
        *_texts(await tx.execute(_TEXTS, key_params(starts)), now),
        *_answers(await tx.execute(_ANSWERS, key_params(starts) | {"b_since": since})),
    ]:
        told = found.get(key)
        if starts[key] == starts_at and said.at >= since and (told is None or told.at < said.at):
            found[key] = said
    return found


async def written(
    tx: Transaction, keys: Collection[Key], since: datetime
) -> list[tuple[Key, datetime, str]]:
    """Return answers about appointments, by the service or by staff: key, time, text.

    The caller has to find out from the text whether an answer states the appointment's time.
    """
    rows = await tx.execute(_WRITTEN, key_params(keys) | {"b_since": since}) if keys else ()
    return [((row.practice_id, row.appointment_id), row.created_at, row.text) for row in rows]


def _texts(rows: Any, now: datetime) -> Iterator[tuple[Key, datetime, ToldTime]]:
    for row in rows:
        began = max(row.created_at, row.not_before)
        queued = row.status == MessageStatus.QUEUED
        on_its_way = queued or row.status == MessageStatus.SENDING
        untried = queued and not row.attempt
        said = ToldTime(now if on_its_way else began, waits=row.created_at if untried else None)
        yield (row.practice_id, row.appointment_id), row.expires_at, said


def _answers(rows: Any) -> Iterator[tuple[Key, datetime, ToldTime]]:
    for row in rows:
        yield (row.practice_id, row.appointment_id), row.starts_at, ToldTime(row.at, answer=True)
