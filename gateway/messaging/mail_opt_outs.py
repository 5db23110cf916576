"""Stops emails to addresses whose owners said so by a mail: unsubscribed, or marked us as spam."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.messages import after_visits, suppression
from calendar_store.model.plain import plain
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind


@plain
class MailOptOut:
    """An opt-out by mail.

    Attributes:
        practice_id: the practice whose message the mail belongs to.
        address: the address that the message was sent to.
        words: what was written, kept as evidence.
    """

    practice_id: int
    address: str
    words: str


async def stop_emails(tx: Transaction, stops: Sequence[MailOptOut], now: datetime) -> None:
    """Stop all emails of practices to addresses, for every client who has the address.

    Args:
        tx: a writing transaction.
        stops: the opt-outs.
        now: UTC.
    """
    if not stops:
        return
    reached = [(one.practice_id, Channel.EMAIL, one.address) for one in stops]
    await consent.opt_out(
        tx, [(*to, one.words) for to, one in zip(reached, stops, strict=True)], now
    )
    for one in stops:
        found = await clients.by_emails(tx, [one.practice_id], [one.address])
        people = found.get((one.practice_id, one.address), ())
        await consent.record_of_number(
            *(tx, one.practice_id, [client.id for client in people], ConsentKind.WITHDRAWN),
            word=one.words,
            now=now,
            channel=Channel.EMAIL,
            how=ConsentHow.EMAIL,
        )
        await after_visits.recheck(tx, [(one.practice_id, client.id) for client in people], now)
    await suppression.to_recipients(tx, reached, Reason(ReasonCode.OPTED_OUT), now)
