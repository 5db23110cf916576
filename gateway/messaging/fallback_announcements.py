"""Mails in place of texts of announcements that did not arrive: their visits are told once more.

The worker of announcements does the rest, as for a client without a usable number: the mail is
worded as a mail, offers times that are free by then, and opens its question, so that an answer to
it moves the visit. Mails are no texts, so nothing goes to and fro.
"""

from collections.abc import Iterable
from datetime import datetime

from calendar_store.appointments import agenda, announcements
from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.statuses import STANDING, Channel, MessageKind, MessageStatus

_LOST = (MessageStatus.FAILED, MessageStatus.EXPIRED)
_Key = tuple[int, int]


async def plan(tx: Transaction, lost: Iterable[Outcome], now: datetime) -> set[_Key]:
    """Plan mails in place of texts of announcements that failed or expired.

    Args:
        tx: the transaction that records the outcomes of the texts.
        lost: the outcomes of messages that did not arrive.
        now: UTC.

    Returns:
        (practice, message) of each text for which a mail goes to somebody.
    """
    texts = {
        (one.message.practice_id, one.message.id)
        for one in lost
        if one.status in _LOST
        and one.message.kind is MessageKind.ANNOUNCEMENT
        and one.message.channel is Channel.SMS
    }
    rows = await announcements.told_in(tx, texts)
    if not rows:
        return set()
    about = await agenda.by_ids(tx, {(one.practice_id, one.appointment_id) for one in rows})
    people = await clients.get_many(tx, {(p, one.client_id) for (p, _), one in about.items()})
    announced = await announcements.by_ids(
        tx, {(one.practice_id, one.announcement_id) for one in rows}
    )
    candidates = {
        (one.practice_id, one.appointment_id): (
            *(one.practice_id, client.id, Channel.EMAIL),
            client.email,
        )
        for one in rows
        if (visit := about.get((one.practice_id, one.appointment_id))) is not None
        and visit.status in STANDING
        and visit.starts_at == one.starts_at > now
        and announced[one.practice_id, one.announcement_id].stopped_at is None
        and (client := people.get((one.practice_id, visit.client_id))) is not None
    }
    refused = await consent.gate(tx, candidates.values())
    again = [
        one
        for one in rows
        if (key := (one.practice_id, one.appointment_id)) in candidates
        and candidates[key] not in refused
    ]
    await announcements.tell_by_mail(tx, again, now)
    return {(one.practice_id, one.message_id) for one in again if one.message_id is not None}
