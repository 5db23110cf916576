"""Timing that carriers of every channel share: messages per second, the wait before reconnecting.

Has no clock: every `now` is an argument, loop time in seconds, so that tests of hours take no time.
"""

_PACE_TOLERANCE = 0.02


class Pace:
    """Limit of parts or mails per second, evenly spread (generic cell rate algorithm, ITU-T I.371).

    Timers wake late, so one may be sent up to 20 ms before it is due.
    """

    __slots__ = ("_due", "_step")

    def __init__(self, per_second: float) -> None:
        self._step = 1 / per_second if per_second else 0.0
        self._due = 0.0

    def wait(self, now: float) -> float:
        """Return how long until the next one may be sent.

        Args:
            now: loop time, seconds.

        Returns:
            Seconds, 0 if one may be sent at once.
        """
        return max(0.0, self._due - _PACE_TOLERANCE - now) if self._step else 0.0

    def take(self, now: float) -> None:
        """Count one as sent.

        Args:
            now: loop time, seconds.
        """
        if self._step:
            self._due = max(self._due, now) + self._step


def reconnect_delay(attempt: int, shortest: float, longest: float, chance: float) -> float:
    """Return how long to wait before connecting again.

    Args:
        attempt: how many attempts have failed in a row, 0 after a cut of a good session.
        shortest: seconds before the first attempt.
        longest: most seconds between attempts.
        chance: random, from 0 to 1; spreads the connections of many nodes after a server's restart.

    Returns:
        Seconds: doubled with each attempt, then multiplied by a random factor from 0.5 to 1.
    """
    full = min(longest, shortest * 2.0 ** min(attempt, 32))
    return full * (0.5 + chance / 2)
