"""What each part of the service has counted since its start.

A tally is written by the one part that it belongs to, after its commit where there is one, and
read by whoever shows it. Times of the loop and of the clock are arguments.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import quantiles

from calendar_store.messages.attempt_outcomes import Outcome as Fate
from calendar_store.model.conversations import Inbound
from calendar_store.model.statuses import MessageKind, MessageStatus
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu, InboundText, ReceiptState
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.metrics.histogram import Histogram

SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600)
"""Bounds in seconds of what we do, and of what answers us at once."""
LONG = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400, 259200)
"""Bounds in seconds of what a phone may take."""

_RECENT = 1000
_MINUTE = 60


class Recent:
    """The last values of a kind, for the figures that people read."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=_RECENT)

    def add(self, value: float) -> None:
        """Take in a value; the oldest goes when there are too many."""
        self._values.append(value)

    def summary(self) -> dict[str, float | None]:
        """Return the median, and what all but the slowest twentieth stay below; None without."""
        if len(self._values) < 2:
            only = self._values[0] if self._values else None
            return {"median": only, "p95": only}
        cuts = quantiles(self._values, n=20, method="inclusive")
        return {"median": cuts[9], "p95": cuts[18]}


class LastMinute:
    """How many in the last sixty seconds, counted by the second."""

    __slots__ = ("_counts", "_seconds")

    def __init__(self) -> None:
        self._counts = [0] * _MINUTE
        self._seconds = [-1] * _MINUTE

    def add(self, now: float) -> None:
        """Count one at `now`, loop time in seconds."""
        second = int(now)
        at = second % _MINUTE
        if self._seconds[at] != second:
            self._seconds[at], self._counts[at] = second, 0
        self._counts[at] += 1

    def count(self, now: float) -> int:
        """Return how many there were in the minute before `now`."""
        since = int(now) - _MINUTE
        pairs = zip(self._seconds, self._counts, strict=True)
        return sum(count for second, count in pairs if second > since)


class LinkTally:
    """What a carrier answered.

    Attributes:
        submits: parts by what became of them.
        throttled: how often the carrier wanted fewer.
        response: seconds to the response.
        recent: the same, of the last responses.
        accepted: parts taken in the last minute.
    """

    def __init__(self) -> None:
        self.submits: dict[SubmitOutcome, int] = dict.fromkeys(SubmitOutcome, 0)
        self.throttled = 0
        self.response = Histogram(SHORT)
        self.recent = Recent()
        self.accepted = LastMinute()

    def finished(self, result: SubmitResult, now: float) -> None:
        """Count a part that was sent, and answered or given up.

        Args:
            result: what became of it.
            now: loop time, seconds.
        """
        self.submits[result.outcome] += 1
        if result.status is not None:
            self.response.observe(result.duration)
            self.recent.add(result.duration)
        if result.outcome is SubmitOutcome.ACCEPTED:
            self.accepted.add(now)


class FateTally:
    """What messages came to, each status as often as one came to it.

    Attributes:
        statuses: by carrier and status.
        answer: seconds from a reply's turn to the carrier's acceptance.
    """

    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, MessageStatus]] = Counter()
        self.answer = Histogram(SHORT)

    def settled(self, fates: Iterable[Fate], now: datetime) -> None:
        """Count outcomes that were committed.

        Args:
            fates: of attempts, of receipts, or decided by time alone.
            now: UTC.
        """
        for fate in fates:
            message = fate.message
            self.statuses[message.carrier, fate.status] += 1
            if fate.status is MessageStatus.ACCEPTED and message.kind is MessageKind.REPLY:
                self.answer.observe((now - message.created_at).total_seconds())


class InboxTally:
    """What a carrier brought.

    Attributes:
        texts: how many, parts counted singly.
        receipts: by what they say.
        delays: by what they made of the message, the seconds since it was accepted.
        recent: seconds to the last receipts of any kind.
    """

    def __init__(self) -> None:
        self.texts = 0
        self.receipts: dict[ReceiptState, int] = dict.fromkeys(ReceiptState, 0)
        self.delays: dict[MessageStatus, Histogram] = {}
        self.recent = Recent()

    def received(self, pdus: Sequence[InboundPdu]) -> None:
        """Count what was committed."""
        for pdu in pdus:
            if isinstance(pdu, InboundText):
                self.texts += 1
            else:
                self.receipts[pdu.state] += 1

    def moved(self, fates: Iterable[Fate], now: datetime) -> None:
        """Count how long receipts took that moved a message.

        Args:
            fates: with the messages as they stood before.
            now: UTC.
        """
        for fate in fates:
            accepted_at = fate.message.updated_at
            if accepted_at is None or fate.message.status is not MessageStatus.ACCEPTED:
                continue
            delay = (now - accepted_at).total_seconds()
            self.delays.setdefault(fate.status, Histogram(LONG)).observe(delay)
            self.recent.add(delay)


class TurnTally:
    """What texts were answered.

    Attributes:
        intents: turns by what was understood.
        seconds: what a turn took with its commit, that of others in its batch included.
        wait: seconds from a text's arrival to its turn.
    """

    def __init__(self) -> None:
        self.intents: Counter[str] = Counter()
        self.seconds = Histogram(SHORT)
        self.wait = Histogram(SHORT)

    def turned(self, texts: Sequence[tuple[Inbound, str]], took: float, began: datetime) -> None:
        """Count a batch of turns that was committed.

        Args:
            texts: each with the intent understood.
            took: seconds from taking them to the commit.
            began: when they were taken, UTC.
        """
        self.seconds.observe(took, len(texts))
        for text, intent in texts:
            self.intents[intent] += 1
            self.wait.observe((began - text.received_at).total_seconds())
