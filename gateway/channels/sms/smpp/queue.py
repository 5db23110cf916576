"""The queue of one carrier's parts that wait to be sent.

Parts are sent in the order of submission. If the carrier limits each of our numbers, every number
has a queue of its own, so that a number at its limit does not hold up other numbers.
"""

from heapq import heappop, heappush

from gateway.channels.sms.smpp.window import PendingPart
from gateway.pacing import Pace

_CROWDED_SECONDS = 1.0
_ALL = ""
"""Key of the only queue of a carrier without a limit for each number."""


class SubmitQueue:
    """The waiting parts of one carrier.

    Args:
        per_number: most parts per second for each of our numbers; 0 for no limit.
    """

    __slots__ = ("_crowd", "_lines", "_paces", "_per_number")

    def __init__(self, per_number: float) -> None:
        self._per_number = per_number
        self._crowd = max(1.0, per_number * _CROWDED_SECONDS)
        self._lines: dict[str, list[PendingPart]] = {}
        self._paces: dict[str, Pace] = {}

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, flight: PendingPart) -> None:
        """Add a part, before parts that were submitted later.

        Args:
            flight: the part.
        """
        heappush(self._lines.setdefault(self._number(flight), []), flight)

    def first(self, now: float) -> PendingPart | None:
        """Return the part to send next.

        Args:
            now: loop time, seconds.

        Returns:
            The oldest part whose number is within its limit, None if there is none.
        """
        best = None
        for number, line in self._lines.items():
            if (best is None or line[0] < best) and not self._wait(number, now):
                best = line[0]
        return best

    def wait(self, now: float) -> float:
        """Return how long until `first` returns a part.

        Args:
            now: loop time, seconds.

        Returns:
            Seconds; 0 if `first` returns a part now, or if no part waits.
        """
        return min((self._wait(number, now) for number in self._lines), default=0.0)

    def take(self, flight: PendingPart, now: float) -> None:
        """Remove the part that `first` returned, and count it as sent.

        Args:
            flight: the part.
            now: loop time, seconds.
        """
        number = self._number(flight)
        self._pop(number)
        if self._per_number:
            pace = self._paces.get(number)
            if pace is None:
                pace = self._paces[number] = Pace(self._per_number)
            pace.take(now)

    def take_older(self, limit: float) -> list[PendingPart]:
        """Remove the parts that were submitted at or before a time.

        Args:
            limit: that time, loop time in seconds.

        Returns:
            The parts, in the order of submission.
        """
        old = []
        for number, line in list(self._lines.items()):
            while line and line[0].queued_at <= limit:
                old.append(self._pop(number))
        return sorted(old)

    def over_limit(self) -> tuple[str, ...]:
        """Return our numbers with at least as many waiting parts as can be sent in a second.

        Returns:
            Numbers; none if the carrier has no limit for each number.
        """
        if not self._per_number:
            return ()
        return tuple(number for number, line in self._lines.items() if len(line) >= self._crowd)

    def _number(self, flight: PendingPart) -> str:
        return flight.submit.source if self._per_number else _ALL

    def _wait(self, number: str, now: float) -> float:
        pace = self._paces.get(number)
        return pace.wait(now) if pace is not None else 0.0

    def _pop(self, number: str) -> PendingPart:
        line = self._lines[number]
        flight = heappop(line)
        if not line:
            del self._lines[number]
        return flight
