"""The parts that wait to be sent, and which of them goes first.

Owns their order, which is the order in which they came. Where the carrier limits each of our
numbers, every number has a line of its own: one at its limit holds up no other.
"""

from heapq import heappop, heappush

from gateway.channels.sms.smpp.pacing import Pace
from gateway.channels.sms.smpp.window import PendingPart

_CROWDED_SECONDS = 1.0
_ALL = ""
"""The one line of a carrier that does not limit numbers."""


class SubmitQueue:
    """The parts of one carrier that wait.

    Args:
        per_number: most parts a second of each of our numbers; 0 for no limit.
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
        """Let a part wait, before all that came after it.

        Args:
            flight: the part.
        """
        heappush(self._lines.setdefault(self._number(flight), []), flight)

    def first(self, now: float) -> PendingPart | None:
        """The part that goes next.

        Args:
            now: loop time, seconds.

        Returns:
            The oldest of those whose number is within its limit, None if there is none.
        """
        best = None
        for number, line in self._lines.items():
            if (best is None or line[0] < best) and not self._wait(number, now):
                best = line[0]
        return best

    def wait(self, now: float) -> float:
        """How long until `first` finds a part.

        Args:
            now: loop time, seconds.

        Returns:
            Seconds; 0 if there is one, or if nothing waits.
        """
        return min((self._wait(number, now) for number in self._lines), default=0.0)

    def take(self, flight: PendingPart, now: float) -> None:
        """Take out a part that `first` gave, and count it as gone.

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
        """Take out what has waited too long.

        Args:
            limit: loop time in seconds; what came then or before.

        Returns:
            The parts, in their order.
        """
        old = []
        for number, line in list(self._lines.items()):
            while line and line[0].queued_at <= limit:
                old.append(self._pop(number))
        return sorted(old)

    def over_limit(self) -> tuple[str, ...]:
        """Our numbers of which as much waits as goes in a second: more would only wait too.

        Returns:
            Numbers; none where the carrier does not limit them.
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
