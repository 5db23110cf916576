"""Queues planned mails once mails can be sent: those in place of texts, and those from before.

A fallback email is planned in the transaction that records that the text did not arrive, whichever
room records it; here it is queued seconds later. What was planned before a mail server was
configured goes out too, as far as it is still of use.
"""

from dataclasses import replace
from datetime import datetime

from calendar_store.appointments import invitations
from calendar_store.clients import consent
from calendar_store.database.connection import Database
from calendar_store.messages import attempt_outcomes, planned_mails
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.messaging import words_of_replacements
from gateway.messaging.channel import Channels

_ANSWERS = (MessageKind.REPLY, MessageKind.STAFF)


async def release(database: Database, channels: Channels, now: datetime, limit: int) -> int:
    """Queue planned mails, or skip those whose clients may not be written to any more.

    Args:
        database: the store.
        channels: the configured channels; without email nothing is done.
        now: UTC.
        limit: most mails to queue.

    Returns:
        How many planned mails were settled.
    """
    channel = channels.of(Channel.EMAIL)
    if channel is None:
        return 0
    async with database.read() as tx:
        if not await planned_mails.waiting(tx, now, 1):
            return 0
    ours = min(channel.ours)
    async with database.write() as tx:
        found = await planned_mails.waiting(tx, now, limit)
        refused = await consent.gate(tx, [_candidate(one) for one in found if _asks_consent(one)])
        going, held = list[Message](), list[attempt_outcomes.Outcome]()
        for one in found:
            why = refused.get(_candidate(one), NO_REASON)
            way = channel.way(ours, one.recipient, now)
            if why:
                held.append(attempt_outcomes.Outcome(one, MessageStatus.SKIPPED, why))
            elif way is not None:
                parts = channel.fit(one.text).parts
                going.append(
                    replace(one, sender=ours, carrier=way.carrier, price=way.price, parts=parts)
                )
        await attempt_outcomes.advance(tx, held, now)
        going = await words_of_replacements.in_mails(tx, going, channel, now)
        await planned_mails.queue(tx, going, now)
        # a mail about one visit carries its invitation, and so later changes have to follow
        await invitations.mark_invited(
            tx, {(one.practice_id, one.appointment_id or 0) for one in going if _invites(one)}
        )
    return len(going) + len(held)


def _invites(mail: Message) -> bool:
    return mail.kind not in _ANSWERS and mail.appointment_id is not None


def _asks_consent(mail: Message) -> bool:
    """Tell whether a mail is one that we begin: an answer goes to whoever has written."""
    return mail.kind not in _ANSWERS and mail.client_id is not None


def _candidate(mail: Message) -> consent.Candidate:
    return mail.practice_id, mail.client_id or 0, Channel.EMAIL, mail.recipient
