"""A thread of the inbox: all that is said with the clients of an address, by texts and by mails.

A client who answers a text by mail has two conversations, one on each channel. Staff read
them as one, choose by which to answer, and what they do closes both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.conversations import conversation_marks
from calendar_store.conversations.staff_queue import PendingConversation
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.model.conversation_marks import Address
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import TO_CLIENTS, Channel
from gateway.messaging.addresses import conversation, their_address
from gateway.use_cases import staff_conversation, staff_replies
from gateway.use_cases.staff_conversation import Correspondence
from gateway.use_cases.tariff import Tariff


@dataclass(frozen=True, slots=True)
class InboxThread:
    """The conversations with the clients of an address.

    Attributes:
        talks: the conversations; the first one is the one that was opened.
    """

    talks: tuple[Correspondence, ...]

    @property
    def first(self) -> Correspondence:
        """The conversation that was opened."""
        return self.talks[0]

    @property
    def practice_id(self) -> int:
        """The practice."""
        return self.first.context.practice.id

    @property
    def clients(self) -> tuple[Client, ...]:
        """The clients of the conversation that was opened."""
        return self.first.clients

    @property
    def addresses(self) -> list[Address]:
        """The (channel, address) pairs of the thread, that of the opened conversation first."""
        keys = (one.context.key for one in self.talks)
        return [(key.channel, key.their_address) for key in keys]

    def keyed(self) -> list[tuple[Correspondence, ConversationKey]]:
        """Return each conversation with its key."""
        return [(one, one.context.key) for one in self.talks]

    @property
    def newest(self) -> int:
        """The id of the last text of the thread; 0 if there is none."""
        return max(one.newest for one in self.talks)

    @property
    def waiting(self) -> tuple[PendingConversation, ...]:
        """The conversations that wait for a person, the longest waiting first."""
        found = (one.waiting for one in self.talks if one.waiting is not None)
        return tuple(sorted(found, key=lambda one: one.since))

    def by(self, channel: Channel) -> Correspondence | None:
        """Return the conversation on a channel with the first client; None if there is none."""
        return next((one for one in self.talks if one.channel is channel), None)


async def load(
    tx: Transaction, practice_id: int, key: ConversationKey, tariff: Tariff, now: datetime
) -> InboxThread:
    """Load the thread of a conversation.

    Args:
        tx: any transaction.
        practice_id: the practice.
        key: the conversation that is opened.
        tariff: the channels with their carriers and prices.
        now: UTC.
    """
    first = await staff_conversation.load(tx, practice_id, key, tariff, now)
    others = await staff_conversation.load_all(tx, practice_id, _others(first, tariff), tariff, now)
    return InboxThread((first, *others))


def _others(first: Correspondence, tariff: Tariff) -> Sequence[ConversationKey]:
    """Return the keys of the conversations with the same clients by other channels."""
    here, practice = first.channel, first.context.practice
    keys = [
        conversation(tariff.channels, practice, client, channel)
        for channel in TO_CLIENTS
        if channel is not here and channel in tariff.channels.kinds
        for client in first.clients
        if their_address(client, channel)
    ]
    return list(dict.fromkeys(keys))


async def see_to_the_rest(
    tx: Transaction, actor: Actor, thread: InboxThread, answered: Correspondence, *, now: datetime
) -> None:
    """Close what waits in the other conversations of a thread, after one of them was answered.

    Raises:
        Stale: if the service is answering the client at this moment.
    """
    for one in thread.talks:
        if one is not answered and one.waiting is not None:
            await staff_replies.set_aside(tx, actor, one, now=now)


async def close(tx: Transaction, actor: Actor, thread: InboxThread, *, now: datetime) -> None:
    """Close all that waits in a thread without an answer.

    Raises:
        NotPermitted: if the actor may not answer clients.
        Stale: if the service is answering the client at this moment.
    """
    await staff_replies.close(tx, actor, thread.first, now=now)
    await conversation_marks.set_done(tx, thread.practice_id, thread.addresses, by=actor, now=now)
    await see_to_the_rest(tx, actor, thread, thread.first, now=now)
