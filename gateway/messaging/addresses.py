"""The addresses of a message on each kind of channel: ours, a client's, and their conversation.

A practice has a number of its own for texts. On every other channel all practices write from the
channel's own address.
"""

from calendar_store.model.clients import Client
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from gateway.messaging.channel import Channels


def our_address(channels: Channels, practice: Practice, kind: Channel) -> str:
    """Return the address that a practice writes from, "" where the channel has none.

    Args:
        channels: the configured channels.
        practice: the practice.
        kind: the kind of channel.
    """
    if kind is Channel.SMS:
        return practice.sender
    return min(channels.ours(kind), default="")


def their_address(client: Client, kind: Channel) -> str:
    """Return a client's address on a kind of channel, "" if there is none."""
    return client.mobile if kind is Channel.SMS else client.email.lower()


def conversation(
    channels: Channels, practice: Practice, client: Client, kind: Channel
) -> ConversationKey:
    """Return the conversation of a practice with a client on a kind of channel."""
    ours = our_address(channels, practice, kind)
    return ConversationKey(kind, ours, their_address(client, kind))
