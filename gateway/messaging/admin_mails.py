"""Mails to the administrators of a practice, in the language of each of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.messages import outbox
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageKind, Role
from calendar_store.practices import staff
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message

_OF_USE = timedelta(days=7)


async def send(
    tx: Transaction,
    channels: Channels,
    practice: Practice,
    told: Callable[[str], str],
    *,
    now: datetime,
) -> int:
    """Put a mail to each administrator into the outbox; return how many there are.

    Args:
        tx: a writing transaction.
        channels: the configured channels; without mails nothing is sent.
        practice: the practice.
        told: gives the text in a language: the subject on its first line.
        now: UTC.
    """
    channel = channels.of(Channel.EMAIL)
    if channel is None:
        return 0
    messages: list[Message] = []
    for member in await staff.all_staff(tx, practice.id):
        if member.role is not Role.ADMIN:
            continue
        sender = our_address(channels, practice, Channel.EMAIL)
        messages.append(
            compose_message(
                *(tx.ids, MessageKind.ACCOUNT, told(member.locale or practice.locale)),
                Envelope(practice.id, sender, member.email),
                channel=channel,
                now=now,
                way=channel.way(sender, member.email, now),
                expires_at=now + _OF_USE,
            )
        )
    await outbox.enqueue(tx, messages)
    return len(messages)
