"""A test text and a test mail to one's own phone or address, through the outbox as any message."""

from datetime import datetime, timedelta

from calendar_store.clients import consent, new_client
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import outbox
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageKind
from calendar_store.practices import first_steps, practices
from dialogs.wording.page_words import page_words
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message
from gateway.use_cases.first_steps import TESTS, FirstStep

_OF_USE = timedelta(minutes=30)
_APART = timedelta(seconds=30)
"""Time between two tests: a stolen log-in sends few, and each shows its fate."""


async def send(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    step: FirstStep,
    address: str,
    *,
    channels: Channels,
    now: datetime,
) -> Message:
    """Put a test message into the outbox; the step follows its fate.

    Args:
        tx: a writing transaction.
        actor: who sends it.
        practice_id: the practice.
        step: the step that it tries: a text or a mail.
        address: the phone number or the mail address that it goes to.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if the address is none or wants no messages, nothing can be sent to it, or
            the last test is fresh.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    practice = await practices.get(tx, practice_id)
    kind = TESTS[step]
    recipient = _checked(kind, address, practice)
    await require_wanted(tx, practice_id, kind, recipient)
    channel, ours = channels.of(kind), our_address(channels, practice, kind)
    if channel is None:
        raise InvalidInput("no mail server is configured; whoever runs the service enters it")
    if kind is Channel.SMS and ours not in channel.ours:
        raise InvalidInput(
            f"no carrier has the practice's number {ours}; whoever runs the service enters it"
        )
    before = (await first_steps.settled(tx, practice_id)).get(step)
    if before is not None and before.message_id is not None and now - before.at < _APART:
        raise InvalidInput("a test was sent a moment ago; wait half a minute before another one")
    way = channel.way(ours, recipient, now)
    if way is None:
        raise InvalidInput(f"no carrier takes messages to {recipient}")
    message = compose_message(
        *(tx.ids, MessageKind.TEST, _words(practice), Envelope(practice.id, ours, recipient)),
        channel=channel,
        now=now,
        way=way,
        expires_at=now + _OF_USE,
    )
    await outbox.enqueue(tx, [message])
    await first_steps.settle(tx, practice_id, step, by=actor, now=now, message_id=message.id)
    await audit.record(
        tx,
        practice_id,
        by=actor,
        action="test.sent",
        subject=recipient,
        now=now,
        detail={"channel": kind.value},
    )
    return message


async def require_wanted(tx: Transaction, practice_id: int, kind: Channel, address: str) -> None:
    """Refuse to write to an address that has stopped messages: it may be a client's.

    Raises:
        InvalidInput: if it has.
    """
    if await consent.stopped(tx, [(practice_id, kind, address)]):
        raise InvalidInput("no messages are wanted there: STOP came from it, and no START since")


def _checked(kind: Channel, address: str, practice: Practice) -> str:
    if not address.strip():
        raise InvalidInput("enter your own number or address")
    if kind is Channel.SMS:
        # one's own phone: the price of other numbers is not limited
        return numbers.mobile(address, practice.region)
    return new_client.checked_email(address).lower()


def _words(practice: Practice) -> str:
    name = " ".join(practice.told_as.split())
    return page_words(practice.locale).say("test.test_text", {"practice": name})
