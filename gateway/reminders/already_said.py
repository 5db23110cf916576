"""Decide when a client was last told an appointment's time, by a text or an answer.

A reminder that says the same shortly afterwards is useless and costs a text. Only sent texts count:
a text that failed, expired or was suppressed has told the client nothing. The rows come from
`calendar_store/appointments/texts_about.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import texts_about
from calendar_store.appointments.texts_about import AnswerText, Key, RecordedChange, ReminderText
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import BY_EMAIL, BY_TEXT, BY_WEB
from calendar_store.model.statuses import TO_CLIENTS, Channel, MessageStatus

_LOST = frozenset(
    {
        MessageStatus.FAILED,
        MessageStatus.EXPIRED,
        MessageStatus.SKIPPED,
        MessageStatus.CANCELLED,
    }
)
_GIVES_THE_TIME = frozenset({"booked", "confirmed", "moved", "restored"})
"""Changes by a client whose answer states the appointment's time."""
_THEMSELVES = frozenset({BY_TEXT.label, BY_EMAIL.label, BY_WEB.label})


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
) -> dict[tuple[Key, Channel], ToldTime]:
    """Return when clients were last told the times of appointments.

    Args:
        tx: any transaction.
        starts: start of each appointment, UTC; texts that state another time do not count.
        since: earlier texts and answers do not count, UTC.
        now: UTC.

    Returns:
        The last telling of each appointment by each channel, with answers by any channel; absent
        where there is none.
    """
    texts = await texts_about.of_reminders(tx, starts)
    changes = await texts_about.changes(tx, starts, since)
    return {
        (key, channel): told
        for channel in TO_CLIENTS
        for key, told in last_told(
            starts, [one for one in texts if one.channel is channel], changes, since=since, now=now
        ).items()
    }


def last_told(
    starts: Mapping[Key, datetime],
    texts: Iterable[ReminderText],
    changes: Iterable[RecordedChange],
    *,
    since: datetime,
    now: datetime,
) -> dict[Key, ToldTime]:
    """Return the last telling of each appointment by its texts on one channel; see `about`."""
    found: dict[Key, ToldTime] = {}
    for key, starts_at, said in [*_by_texts(texts, now), *_by_answers(changes)]:
        told = found.get(key)
        if starts[key] == starts_at and said.at >= since and (told is None or told.at < said.at):
            found[key] = said
    return found


async def written(tx: Transaction, keys: Iterable[Key], since: datetime) -> list[AnswerText]:
    """Return answers about appointments that reached clients or may still do.

    The caller has to find out from the text whether an answer states the appointment's time.

    Args:
        tx: any transaction.
        keys: the appointments.
        since: earlier answers do not count, UTC.
    """
    found = await texts_about.answers(tx, list(keys), since)
    return [one for one in found if one.status not in _LOST]


def _by_texts(
    texts: Iterable[ReminderText], now: datetime
) -> Iterator[tuple[Key, datetime, ToldTime]]:
    for one in texts:
        if one.status in _LOST:
            continue
        queued = one.status is MessageStatus.QUEUED
        on_its_way = queued or one.status is MessageStatus.SENDING
        began = max(one.written_at, one.not_before)
        waits = one.written_at if queued and not one.tried else None
        yield one.key, one.starts_at, ToldTime(now if on_its_way else began, waits=waits)


def _by_answers(changes: Iterable[RecordedChange]) -> Iterator[tuple[Key, datetime, ToldTime]]:
    for one in changes:
        if one.by in _THEMSELVES and one.change in _GIVES_THE_TIME:
            yield one.key, one.starts_at, ToldTime(one.at, answer=True)
