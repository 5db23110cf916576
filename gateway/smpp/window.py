"""What one bind has sent and not yet heard of (SMPP 3.4 §2.9).

Owns sequence numbers and the parts that wait for their response. It knows no clock: the time is an
argument, in seconds of the loop's.
"""

from collections.abc import Callable

from gateway.smpp.values import Submit, SubmitResult

_LAST_SEQUENCE = 0x7FFFFFFF  # §5.1.4
_MOST_LATE = 10_000


class Flight:
    """One part on its way through the link.

    Attributes:
        submit: the part.
        done: called once with what became of it.
        ticket: its place in the order of submission.
        queued_at: when the link took it.
        sent_at: when it was last sent.
    """

    __slots__ = ("done", "queued_at", "sent_at", "submit", "ticket")

    def __init__(
        self, submit: Submit, done: Callable[[SubmitResult], None], ticket: int, now: float
    ) -> None:
        self.submit = submit
        self.done = done
        self.ticket = ticket
        self.queued_at = now
        self.sent_at = now

    def __lt__(self, other: "Flight") -> bool:
        return self.ticket < other.ticket


class Window:
    """The flights of one bind by sequence number, oldest first."""

    __slots__ = ("_flights", "_late", "_sequence")

    def __init__(self, first_sequence: int = 1) -> None:
        self._flights: dict[int, Flight] = {}
        self._late: dict[int, Flight] = {}
        self._sequence = first_sequence - 1

    def __len__(self) -> int:
        return len(self._flights)

    def has(self, sequence: int) -> bool:
        """Whether a part waits under a number.

        Args:
            sequence: the number.

        Returns:
            True if one does.
        """
        return sequence in self._flights

    def next_sequence(self) -> int:
        """The next free number, from 1 to 0x7FFFFFFF and round again.

        Returns:
            One that no unanswered part has.
        """
        while True:
            self._sequence = self._sequence + 1 if self._sequence < _LAST_SEQUENCE else 1
            if self._sequence not in self._flights:
                self._late.pop(self._sequence, None)
                return self._sequence

    def add(self, sequence: int, flight: Flight, now: float) -> None:
        """Note a part as sent.

        Args:
            sequence: under which number.
            flight: the part.
            now: loop time, seconds.
        """
        flight.sent_at = now
        self._flights[sequence] = flight

    def answered(self, sequence: int) -> Flight | None:
        """Take out the part that a response is about.

        Args:
            sequence: of the response.

        Returns:
            The part, None if no part waits under that number.
        """
        return self._flights.pop(sequence, None)

    def late(self, sequence: int) -> Flight | None:
        """Take out a part that was given up before its response came.

        Args:
            sequence: of the response.

        Returns:
            The part, None if there is none.
        """
        return self._late.pop(sequence, None)

    def overdue(self, now: float, timeout: float) -> list[Flight]:
        """Take out what has waited too long; it stays known to `late` for a while.

        Args:
            now: loop time, seconds.
            timeout: longest wait, seconds.

        Returns:
            The parts, oldest first.
        """
        given_up: list[Flight] = []
        for sequence, flight in list(self._flights.items()):
            if flight.sent_at + timeout > now:
                break
            del self._flights[sequence]
            self._late[sequence] = flight
            given_up.append(flight)
        while len(self._late) > _MOST_LATE:
            del self._late[next(iter(self._late))]
        return given_up

    def deadline(self, timeout: float) -> float | None:
        """When the oldest part will have waited too long.

        Args:
            timeout: longest wait, seconds.

        Returns:
            Loop time in seconds, None if nothing waits.
        """
        for flight in self._flights.values():
            return flight.sent_at + timeout
        return None

    def abandon(self) -> list[Flight]:
        """Take out everything, since the session has ended.

        Returns:
            The parts, oldest first.
        """
        flights = list(self._flights.values())
        self._flights.clear()
        self._late.clear()
        return flights
