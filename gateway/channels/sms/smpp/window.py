"""What one bind has sent and not yet heard of (SMPP 3.4 §2.9).

Owns sequence numbers and the parts that wait for their response. It knows no clock: the time is an
argument, in seconds of the loop's.
"""

from collections.abc import Callable
from datetime import datetime

from gateway.channels.sms.smpp.submits import Submit, SubmitResult

_LAST_SEQUENCE = 0x7FFFFFFF  # §5.1.4
_REFUSED_KNOWN = 1_000
"""So many parts that were refused are remembered: some carriers take one after all."""


class PendingPart:
    """One part on its way through the link.

    Attributes:
        submit: the part.
        done: called once with what became of it.
        ticket: its place in the order of submission.
        queued_at: when the link took it.
        sent_at: when it was last sent.
        sent_utc: the same, aware, UTC; None before.
        taken: what it came to when the carrier took it although it had refused it; None else.
        ended: whether `done` was called.
    """

    __slots__ = (
        *("done", "ended", "queued_at", "sent_at", "sent_utc", "submit", "taken", "ticket"),
    )

    def __init__(
        self, submit: Submit, done: Callable[[SubmitResult], None], ticket: int, now: float
    ) -> None:
        self.submit = submit
        self.done = done
        self.ticket = ticket
        self.queued_at = now
        self.sent_at = now
        self.sent_utc: datetime | None = None
        self.taken: SubmitResult | None = None
        self.ended = False

    def __lt__(self, other: "PendingPart") -> bool:
        return self.ticket < other.ticket


class Window:
    """The flights of one bind by sequence number, oldest first.

    A flight whose response is overdue is slow and not lost: it gives its place to another, and
    stays known until its session ends. At most as many again are sent meanwhile.
    """

    __slots__ = ("_flights", "_refused", "_sequence", "_slow")

    def __init__(self, first_sequence: int = 1) -> None:
        self._flights: dict[int, PendingPart] = {}
        self._slow: dict[int, PendingPart] = {}
        self._refused: dict[int, tuple[PendingPart, datetime | None]] = {}
        self._sequence = first_sequence - 1

    def __len__(self) -> int:
        return len(self._flights) + len(self._slow)

    @property
    def in_time(self) -> int:
        """How many wait within their time."""
        return len(self._flights)

    def room(self, allowed: int, size: int) -> int:
        """How many more may be sent.

        Args:
            allowed: most that may wait within their time just now.
            size: of the window; twice as many may be unanswered, the slow ones included.

        Returns:
            0 or less if none may.
        """
        return min(allowed - len(self._flights), 2 * size - len(self))

    def has(self, sequence: int) -> bool:
        """Whether a part waits under a number.

        Args:
            sequence: the number.

        Returns:
            True if one does.
        """
        return sequence in self._flights or sequence in self._slow

    def next_sequence(self) -> int:
        """The next free number, from 1 to 0x7FFFFFFF and round again.

        Returns:
            One that no unanswered part has.
        """
        while True:
            self._sequence = self._sequence + 1 if self._sequence < _LAST_SEQUENCE else 1
            if not self.has(self._sequence):
                return self._sequence

    def add(self, sequence: int, flight: PendingPart, now: float) -> None:
        """Note a part as sent.

        Args:
            sequence: under which number.
            flight: the part.
            now: loop time, seconds.
        """
        flight.sent_at = now
        self._flights[sequence] = flight
        self._refused.pop(sequence, None)

    def answered(self, sequence: int) -> PendingPart | None:
        """Take out the part that a response is about, in time or not.

        Args:
            sequence: of the response.

        Returns:
            The part, None if no part waits under that number.
        """
        flight = self._flights.pop(sequence, None)
        return flight if flight is not None else self._slow.pop(sequence, None)

    def refused(self, sequence: int, flight: PendingPart) -> None:
        """Remember a part that was refused.

        Args:
            sequence: under which number it was sent.
            flight: the part.
        """
        self._refused[sequence] = flight, flight.sent_utc
        if len(self._refused) > _REFUSED_KNOWN:
            del self._refused[next(iter(self._refused))]

    def taken_after_all(self, sequence: int) -> tuple[PendingPart, datetime | None] | None:
        """Take out a part that is accepted after it was refused.

        Args:
            sequence: of the response.

        Returns:
            The part, and when it was sent under that number; None if none was refused under it.
        """
        return self._refused.pop(sequence, None)

    def overdue(self, now: float, timeout: float) -> list[PendingPart]:
        """Take note of what has waited too long.

        Args:
            now: loop time, seconds.
            timeout: longest wait, seconds.

        Returns:
            The parts that have become slow, oldest first.
        """
        slow: list[PendingPart] = []
        for sequence, flight in list(self._flights.items()):
            if flight.sent_at + timeout > now:
                break
            self._slow[sequence] = self._flights.pop(sequence)
            slow.append(flight)
        return slow

    def deadline(self, timeout: float, limit: float) -> float | None:
        """When the next part will have waited too long, or the slowest for ever.

        Args:
            timeout: longest wait in time, seconds.
            limit: longest wait of a slow one, seconds.

        Returns:
            Loop time in seconds, None if nothing waits.
        """
        due = self.lost_at(limit)
        for flight in self._flights.values():
            return min(due, flight.sent_at + timeout)
        return due if self._slow else None

    def lost_at(self, limit: float) -> float:
        """When the slowest part will have waited for ever.

        Args:
            limit: longest wait of a slow one, seconds.

        Returns:
            Loop time in seconds, infinite if nothing is slow.
        """
        for flight in self._slow.values():
            return flight.sent_at + limit
        return float("inf")

    def abandon(self) -> list[PendingPart]:
        """Take out everything, since the session has ended.

        Returns:
            The parts, oldest first.
        """
        flights = [*self._slow.values(), *self._flights.values()]
        self._flights.clear()
        self._slow.clear()
        return flights
