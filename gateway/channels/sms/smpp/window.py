"""The window of one bind: parts that were sent and wait for a response (SMPP 3.4 §2.9).

Owns the sequence numbers and the waiting parts. Has no clock: every `now` is an argument, loop
time in seconds.
"""

from collections.abc import Callable
from datetime import datetime

from gateway.channels.sms.smpp.submits import Submit, SubmitResult

_LAST_SEQUENCE = 0x7FFFFFFF  # §5.1.4
_REFUSED_KNOWN = 1_000
"""How many refused parts are remembered: some carriers accept a part after they refused it."""


class PendingPart:
    """One part from its submission to its result.

    Attributes:
        submit: the part.
        done: called once, with the result.
        ticket: place of the part in the order of submission.
        queued_at: when the part was submitted, loop time, seconds.
        sent_at: when the part was last sent, loop time, seconds.
        sent_utc: the same moment, aware, UTC; None if the part was never sent.
        taken: the result if the carrier accepted the part after it had refused it; else None.
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
    """The pending parts of one session by sequence number, oldest first.

    A part whose response is overdue is called slow. A slow part is not lost: its place in the
    window goes to another part, but its response is still accepted until the session ends. Slow
    parts included, at most twice the window is unanswered.
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
        """How many parts wait for a response that is not yet overdue."""
        return len(self._flights)

    def room(self, allowed: int, size: int) -> int:
        """Return how many more parts may be sent.

        Args:
            allowed: most parts that may wait without being overdue at this moment.
            size: size of the window; twice as many parts may be unanswered, slow parts included.

        Returns:
            0 or less if no part may be sent.
        """
        return min(allowed - len(self._flights), 2 * size - len(self))

    def has(self, sequence: int) -> bool:
        """Tell whether a part waits under a sequence number.

        Args:
            sequence: the sequence number.

        Returns:
            True if a part waits under it, slow or not.
        """
        return sequence in self._flights or sequence in self._slow

    def next_sequence(self) -> int:
        """Return the next free sequence number; after 0x7FFFFFFF comes 1 again.

        Returns:
            A number that no unanswered part has.
        """
        while True:
            self._sequence = self._sequence + 1 if self._sequence < _LAST_SEQUENCE else 1
            if not self.has(self._sequence):
                return self._sequence

    def add(self, sequence: int, flight: PendingPart, now: float) -> None:
        """Note a part as sent.

        Args:
            sequence: its sequence number.
            flight: the part.
            now: loop time, seconds.
        """
        flight.sent_at = now
        self._flights[sequence] = flight
        self._refused.pop(sequence, None)

    def answered(self, sequence: int) -> PendingPart | None:
        """Remove the part that a response is about, slow or not.

        Args:
            sequence: sequence number of the response.

        Returns:
            The part, None if no part waits under that number.
        """
        flight = self._flights.pop(sequence, None)
        return flight if flight is not None else self._slow.pop(sequence, None)

    def refused(self, sequence: int, flight: PendingPart) -> None:
        """Remember a part that was refused.

        Args:
            sequence: the sequence number that it was sent with.
            flight: the part.
        """
        self._refused[sequence] = flight, flight.sent_utc
        if len(self._refused) > _REFUSED_KNOWN:
            del self._refused[next(iter(self._refused))]

    def taken_after_all(self, sequence: int) -> tuple[PendingPart, datetime | None] | None:
        """Forget a refused part that the carrier now accepts.

        Args:
            sequence: sequence number of the response.

        Returns:
            The part, and when it was sent with that number (UTC); None if no part that was sent
            with that number was refused.
        """
        return self._refused.pop(sequence, None)

    def overdue(self, now: float, timeout: float) -> list[PendingPart]:
        """Mark the parts that have waited too long as slow.

        Args:
            now: loop time, seconds.
            timeout: seconds after which a response is overdue.

        Returns:
            The parts that are newly slow, oldest first.
        """
        slow: list[PendingPart] = []
        for sequence, flight in list(self._flights.items()):
            if flight.sent_at + timeout > now:
                break
            self._slow[sequence] = self._flights.pop(sequence)
            slow.append(flight)
        return slow

    def deadline(self, timeout: float, limit: float) -> float | None:
        """Return when the next part becomes slow, or the oldest slow part reaches the limit.

        Args:
            timeout: seconds after which a response is overdue.
            limit: longest wait of a slow part, seconds.

        Returns:
            Loop time in seconds, None if no part waits.
        """
        due = self.lost_at(limit)
        for flight in self._flights.values():
            return min(due, flight.sent_at + timeout)
        return due if self._slow else None

    def lost_at(self, limit: float) -> float:
        """Return when the oldest slow part reaches the limit.

        Args:
            limit: longest wait of a slow part, seconds.

        Returns:
            Loop time in seconds, infinite if no part is slow.
        """
        for flight in self._slow.values():
            return flight.sent_at + limit
        return float("inf")

    def abandon(self) -> list[PendingPart]:
        """Remove all parts, since the session has ended.

        Returns:
            The parts, oldest first.
        """
        flights = [*self._slow.values(), *self._flights.values()]
        self._flights.clear()
        self._slow.clear()
        return flights
