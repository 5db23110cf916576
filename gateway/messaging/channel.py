"""The port of a channel: the interfaces that a channel implements for workers and the service.

A channel is a way by which clients are reached and answer, for example SMS; a carrier is one
company or machine that takes the channel's messages. Use cases and workers get `Channels`, the
configured channels by kind, and use a `MessageChannel` for each message: how a text is written on
the channel, how much it costs, and which carrier takes it. A channel without parts and prices
counts 0 parts at the price 0. The service
uses each `MessageCarrier`: how the carrier is started, drained and stopped. Only the service and
the commands' composition know which channels there are.

A channel passes on texts that clients send to `calendar_store.conversations.inbox`, where they are
committed before they are acknowledged. It passes outcomes of attempts to
`gateway.messaging.outcomes.record_attempts`, and changes by delivery reports to `follow_up` in the
same module.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from calendar_store.model.messages import Message
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from gateway.messaging.refusals import LogIn
from gateway.messaging.text_cost import Measure


class TextTooLongError(ValueError):
    """A text that is longer than its channel allows.

    Attributes:
        parts: how many parts the text needs.
        most: how many parts the channel allows.
    """

    def __init__(self, parts: int, most: int) -> None:
        super().__init__(f"a text of {parts} parts is too long, at most {most}")
        self.parts = parts
        self.most = most


@dataclass(frozen=True, slots=True)
class RouteChoice:
    """A carrier that takes a message.

    Attributes:
        carrier: the carrier's name.
        price: of one part; 0 where the price is not known.
        destination: the group of addresses with this price, for which the carrier's health is
            judged together. For SMS: the prefix of the price, or the country's calling code
            where there are no prices.
        priced: whether the configuration names the price.
    """

    carrier: str
    price: Decimal
    destination: str = ""
    priced: bool = True

    @property
    def known_price(self) -> Decimal | None:
        """The price of one part; None where it is not known."""
        return self.price if self.priced else None


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text in the form in which a channel sends it.

    Attributes:
        text: the text that the client reads.
        parts: how many parts are billed.
    """

    text: str
    parts: int


class MessageChannel(Protocol):
    """A channel, as use cases and workers use it.

    No method waits or reads the store: the methods are called for every message of a batch.
    """

    @property
    def kind(self) -> Channel:
        """The kind of the channel: messages and consent are recorded under it."""

    @property
    def ours(self) -> frozenset[str]:
        """Our addresses that clients can answer to."""

    def fit(self, text: str) -> FittedText:
        """Return a text as the channel sends it, with the number of parts billed.

        Args:
            text: the text as it was worded; a text that was fitted before stays as it is.

        Raises:
            TextTooLongError: if the text is longer than the channel allows.
        """

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return the size and cost of a text for the person who writes it; any length is allowed.

        Args:
            text: the text as it was written.
            price: of one part; None where it is not known.
        """

    def way(self, sender: str, recipient: str, now: datetime) -> RouteChoice | None:
        """Return the carrier to send a message over, None when no carrier takes it.

        Args:
            sender: our address; clients have to be able to answer to it.
            recipient: the client's address.
            now: UTC; the health of the carriers at this time counts.
        """

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the cheapest carrier, whatever its health; None when no carrier takes the message.

        Args:
            sender: our address.
            recipient: the client's address.
        """

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a usual client in a practice's country, None if unknown.

        Args:
            sender: the practice's address.
            region: the practice's ISO country.
        """

    def unreached(self, sender: str, recipient: str) -> str:
        """Return in words why no carrier reaches a client; "" when a carrier does.

        Where no carrier is configured the result is "": nobody is written to yet.

        Args:
            sender: our address.
            recipient: the client's address.
        """

    def why_none(self, sender: str) -> Reason:
        """Return the reason why no carrier sends from an address of ours.

        Args:
            sender: our address.
        """


class Channels:
    """The configured channels, by kind.

    Args:
        channels: at most one of each kind.
    """

    def __init__(self, channels: Iterable[MessageChannel] = ()) -> None:
        self._by_kind = {one.kind: one for one in channels}

    def __iter__(self) -> Iterator[MessageChannel]:
        """Iterate over the configured channels."""
        return iter(self._by_kind.values())

    @property
    def kinds(self) -> frozenset[Channel]:
        """The kinds of the configured channels."""
        return frozenset(self._by_kind)

    def of(self, kind: Channel) -> MessageChannel | None:
        """Return the channel of a kind, None where it is not configured."""
        return self._by_kind.get(kind)

    def ours(self, kind: Channel) -> frozenset[str]:
        """Return our addresses on a kind of channel; none where it is not configured."""
        channel = self.of(kind)
        return channel.ours if channel else frozenset()


Loop = Callable[[], Awaitable[None]]
"""A loop of the service: it runs until it is cancelled, or until its owner ends it."""


class MessageCarrier(Protocol):
    """A carrier of a channel, as the service starts and stops it.

    Start: run its loops, then call `connect`. Stop: call `take_no_more` of every carrier, then
    `drain`; the sender's loop returns by itself once every message under way is recorded.
    """

    @property
    def name(self) -> str:
        """The carrier's name in the configuration."""

    @property
    def reachable(self) -> bool:
        """Whether messages can be sent over the carrier now."""

    @property
    def broken(self) -> bool:
        """Whether one of the carrier's own loops has failed, so that it cannot go on."""

    @property
    def log_in(self) -> LogIn:
        """Whether the carrier accepts our log-in."""

    async def run_sender(self) -> None:
        """Send the carrier's messages from the outbox in batches, and record their outcomes.

        Returns after `take_no_more` and `drain`, once every message under way has an outcome.
        """

    def watches(self) -> Mapping[str, Loop]:
        """Return the carrier's other loops by what each watches; each runs until cancelled."""

    async def connect(self) -> None:
        """Begin to connect; return at once, whether the carrier can be reached or not.

        From then on texts and delivery reports of the carrier are committed, then acknowledged.
        """

    def take_no_more(self) -> None:
        """Take no more messages from the outbox."""

    async def drain(self, seconds: float) -> None:
        """Wait for the carrier's last responses, then disconnect.

        Args:
            seconds: the longest wait; messages without a response then count as unknown.
        """

    async def record_last(self) -> None:
        """Record which of the carrier's sessions have ended; call this after `drain`."""

    def holds(self, message: Message) -> bool:
        """Tell whether an attempt of this process to send a message is still under way."""

    def status(self, now: datetime) -> dict[str, Any]:
        """Return the carrier's status, for `textback carriers`."""
