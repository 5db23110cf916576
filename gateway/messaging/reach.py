"""By which channel a client gets a message that we begin: consent, muted kinds, preference.

Loaded for a whole batch in a few queries; answers never come here, since they go back by the
channel on which the client wrote.
"""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from calendar_store.clients import consent, muted_kinds
from calendar_store.clients.muted_kinds import MutedKind
from calendar_store.database.connection import Transaction
from calendar_store.model.clients import Client
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel, MessageKind
from gateway.messaging.addresses import their_address
from gateway.messaging.channel import Channels


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be sent to the clients of a batch, and by which channels.

    Attributes:
        kinds: the kinds of the configured channels.
        refused: why recipients may not be written to.
        muted: kinds of messages that clients do not want.
    """

    kinds: frozenset[Channel]
    refused: Mapping[consent.Candidate, Reason]
    muted: AbstractSet[MutedKind]

    def refusal(self, client: Client, channel: Channel) -> Reason:
        """Return why nothing may be sent to a client by a channel; a false reason if it may be."""
        return self.refused.get(_candidate(client, channel), NO_REASON)

    def why_not(self, client: Client, channel: Channel, kind: MessageKind) -> Reason:
        """Return why no message of a kind may be sent; a false reason if it may be sent."""
        refused = self.refusal(client, channel)
        if refused:
            return refused
        is_muted = (client.practice_id, client.id, channel, kind) in self.muted
        return Reason(ReasonCode.CLIENT_MUTED) if is_muted else NO_REASON

    def preferred(self, client: Client, channel: Channel, kind: MessageKind) -> Channel:
        """Return the channel of a message that is meant for a channel: email if that is preferred.

        SMS is also what a client prefers who was never asked, so it means no special wish.

        Args:
            client: the client.
            channel: the channel that the message is meant for.
            kind: the kind of message.
        """
        wants_email = channel is Channel.SMS and client.prefers is Channel.EMAIL
        if wants_email and Channel.EMAIL in self.kinds:
            return channel if self.why_not(client, Channel.EMAIL, kind) else Channel.EMAIL
        return channel

    def channel_of(self, client: Client, step: Channel, kind: MessageKind) -> Channel | None:
        """Return the channel by which a message of a reminder step goes; None if it goes by none.

        Args:
            client: the client.
            step: the channel of the step.
            kind: the kind of message.
        """
        channel = self.preferred(client, step, kind)
        if channel in self.kinds and not self.why_not(client, channel, kind):
            return channel
        falls_back = step is Channel.EMAIL and self.refusal(client, step)
        if falls_back and not self.why_not(client, Channel.SMS, kind):
            return Channel.SMS
        return None


async def load(
    tx: Transaction, people: Iterable[tuple[Client, Collection[Channel]]], channels: Channels
) -> Reach:
    """Load what may be sent to clients.

    Args:
        tx: any transaction.
        people: the clients, each with the channels that may be asked about.
        channels: the configured channels.
    """
    pairs = [(client, kind) for client, kinds in people for kind in kinds]
    refused = await consent.gate(tx, [_candidate(*pair) for pair in pairs])
    muted = await muted_kinds.load(tx, {(one.practice_id, one.id) for one, _ in pairs})
    return Reach(channels.kinds, refused, muted)


def asked_about(client: Client, channels: Channels, *also: Channel) -> tuple[Channel, ...]:
    """Return the channels by which a client may get a message that is meant as a text.

    Args:
        client: the client.
        channels: the configured channels.
        also: channels that are asked about whatever the client prefers.
    """
    wants_email = client.prefers is Channel.EMAIL and channels.of(Channel.EMAIL) is not None
    asked = {Channel.SMS, *also} | ({Channel.EMAIL} if wants_email else set())
    return tuple(sorted(asked))


def _candidate(client: Client, channel: Channel) -> consent.Candidate:
    return (client.practice_id, client.id, channel, their_address(client, channel))
