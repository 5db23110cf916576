"""The port of a channel: what use cases and workers ask of it, and what the service asks.

A channel is a way by which clients are reached and answer, as SMS; a carrier is one company or
machine that takes its messages. Use cases and workers know a `MessageChannel`: how a text is
written there, what it costs, and which carrier takes it. The service knows each `MessageCarrier`:
how it is started, drained and stopped. Only the service and the commands' composition know which
channel it is.

What a channel hands over: texts that clients send go into
`calendar_store.conversations.inbox` and are committed before they are acknowledged; outcomes of
attempts go to `gateway.messaging.outcomes.record_attempts`, and what delivery reports made of
messages to `follow_up` in the same module.
"""

from collections.abc import Awaitable, Callable, Mapping
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
    """A text that is longer than its channel takes.

    Attributes:
        parts: how many it needs.
        most: how many there can be.
    """

    def __init__(self, parts: int, most: int) -> None:
        super().__init__(f"a text of {parts} parts is too long, at most {most}")
        self.parts = parts
        self.most = most


@dataclass(frozen=True, slots=True)
class RouteChoice:
    """A carrier that takes a message.

    Attributes:
        carrier: its name.
        price: of one part; 0 where nobody told us.
        destination: of which addresses the price holds, and which do well or badly together: for
            SMS the digits that they begin with, by the prefix of the price, or by the country's
            calling code where there are no prices.
        priced: whether the configuration names the price.
    """

    carrier: str
    price: Decimal
    destination: str = ""
    priced: bool = True

    @property
    def known_price(self) -> Decimal | None:
        """The price of one part, None where nobody told us."""
        return self.price if self.priced else None


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text as a channel sends it.

    Attributes:
        text: what the client reads.
        parts: how many it is billed as.
    """

    text: str
    parts: int


class MessageChannel(Protocol):
    """A channel as use cases and workers know it.

    Nothing here waits or reads the store: it is asked for every message of a batch.
    """

    @property
    def kind(self) -> Channel:
        """Which channel it is: messages and consent are recorded under it."""

    @property
    def ours(self) -> frozenset[str]:
        """Our addresses that clients can answer to."""

    def fit(self, text: str) -> FittedText:
        """Return a text as it goes out, and what it is billed as.

        Args:
            text: as it was worded; fitted once, it stays as it is.

        Raises:
            TextTooLongError: if the channel does not take so long a text.
        """

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return what a text comes to, for people who write one; no text is too long for it.

        Args:
            text: as it was written.
            price: of one part, None where it is not known.
        """

    def way(self, sender: str, recipient: str, now: datetime) -> RouteChoice | None:
        """Return the carrier to send a message over, None when there is none.

        Args:
            sender: our address; clients have to be able to answer to it.
            recipient: the client's.
            now: UTC; how carriers do at this moment counts.
        """

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the cheapest carrier, however it does just now; None when there is none.

        Args:
            sender: our address.
            recipient: the client's.
        """

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a usual client of a practice's country, None unknown.

        Args:
            sender: the practice's address.
            region: its ISO country.
        """

    def unreached(self, sender: str, recipient: str) -> str:
        """Return in words why nothing can reach a client, "" when something can.

        Where no carrier is configured nothing is said: then nobody is written to yet.

        Args:
            sender: our address.
            recipient: the client's.
        """

    def why_none(self, sender: str) -> Reason:
        """Return why there is no way from an address of ours.

        Args:
            sender: our address.
        """


Loop = Callable[[], Awaitable[None]]
"""A loop of the service: it runs until it is cancelled, or as its owner says."""


class MessageCarrier(Protocol):
    """A carrier of a channel at work, as the service starts and stops it.

    Start: its loops, then `connect`. Stop: `take_no_more` of every carrier, then `drain`, and the
    loop of its sender comes to its end by itself once what was under way is recorded.
    """

    @property
    def name(self) -> str:
        """Its name in the configuration."""

    @property
    def reachable(self) -> bool:
        """Whether something can be sent over it now."""

    @property
    def broken(self) -> bool:
        """Whether it has lost a loop of its own and cannot go on."""

    @property
    def log_in(self) -> LogIn:
        """How it takes our log-in."""

    async def run_sender(self) -> None:
        """Send what waits for it in the outbox, batch by batch, and record what becomes of it.

        Returns after `take_no_more` and `drain`, once every message under way has an outcome.
        """

    def watches(self) -> Mapping[str, Loop]:
        """Return its other loops by what they watch; each runs until it is cancelled."""

    async def connect(self) -> None:
        """Begin to connect; returns at once, whether the carrier can be reached or not.

        From then on texts and delivery reports that it sends are committed, then acknowledged.
        """

    def take_no_more(self) -> None:
        """Take nothing more out of the outbox."""

    async def drain(self, seconds: float) -> None:
        """Wait for its last answers, and disconnect.

        Args:
            seconds: to wait at most; what is unanswered then counts as unknown.
        """

    async def record_last(self) -> None:
        """Record which of its sessions have ended, after `drain`."""

    def holds(self, message: Message) -> bool:
        """Tell whether an attempt of this process to send a message is still under way."""

    def status(self, now: datetime) -> dict[str, Any]:
        """Return how it stands, for `textback carriers`."""
