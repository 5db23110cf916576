"""How fast and how long: pace, throttling, liveness and the wait between attempts.

Owns the arithmetic of time on a link, and no clock: every `now` is an argument in seconds of the
loop's, so that hours are tested in no time.
"""

from enum import Enum, auto

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 4.0
_PACE_TOLERANCE = 0.02


class Pace:
    """At most so many parts a second, evenly (the generic cell rate algorithm, ITU-T I.371).

    A timer wakes late, so 20 ms worth of parts may go at once; not more.
    """

    __slots__ = ("_due", "_step")

    def __init__(self, per_second: float) -> None:
        self._step = 1 / per_second if per_second else 0.0
        self._due = 0.0

    def wait(self, now: float) -> float:
        """How long until a part may go.

        Args:
            now: loop time, seconds.

        Returns:
            Seconds, 0 if it may go at once.
        """
        return max(0.0, self._due - _PACE_TOLERANCE - now) if self._step else 0.0

    def take(self, now: float) -> None:
        """Count a part as gone.

        Args:
            now: loop time, seconds.
        """
        if self._step:
            self._due = max(self._due, now) + self._step


class Throttle:
    """One bind's answer to a carrier that wants less (RTHROTTLED, RMSGQFUL).

    The bind pauses, twice as long each time but never so long that the end of the throttling would
    be missed by more than seconds. Its window is halved. It grows back by one for each part that
    is accepted, up to half of what it was before the throttling, and from there by one for each
    window.
    """

    __slots__ = ("_allowed", "_half", "_pause", "_window", "resume_at")

    def __init__(self, window: int) -> None:
        self._window = window
        self._allowed = self._half = float(window)
        self._pause = _FIRST_PAUSE
        self.resume_at = 0.0

    @property
    def allowed(self) -> int:
        """How many unanswered parts there may be just now."""
        return int(self._allowed)

    def paused(self, now: float) -> bool:
        """Whether nothing may be sent.

        Args:
            now: loop time, seconds.

        Returns:
            True until the pause is over.
        """
        return now < self.resume_at

    def refused(self, now: float, sent_at: float) -> bool:
        """Note a throttling answer.

        Args:
            now: loop time, seconds.
            sent_at: when the refused part was sent, loop time.

        Returns:
            Whether a pause began; the other answers of the same window change nothing, be they
            late or not.
        """
        if self.paused(now) or sent_at < self.resume_at:
            return False
        if self._pause == _FIRST_PAUSE:
            self._half = self._allowed / 2
        self.resume_at = now + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        self._allowed = max(1.0, self._allowed / 2)
        return True

    def accepted(self, now: float) -> None:
        """Note that a part was taken.

        Args:
            now: loop time, seconds.
        """
        if self._allowed >= self._window and self._pause == _FIRST_PAUSE:
            return
        if not self.paused(now):
            self._pause = _FIRST_PAUSE
            growth = 1.0 if self._allowed < self._half else 1 / self._allowed
            self._allowed = min(float(self._window), self._allowed + growth)


class Verdict(Enum):
    """What silence means."""

    ALIVE = auto()
    ASK = auto()
    DEAD = auto()


class Liveness:
    """Whether the peer is still there (enquire_link, SMPP 3.4 §4.11).

    Args:
        interval: seconds of silence before asking.
        timeout: seconds to wait for any sign after asking.
        now: loop time, seconds.
    """

    __slots__ = ("_asked_at", "_heard_at", "_interval", "_timeout")

    def __init__(self, interval: float, timeout: float, now: float) -> None:
        self._interval = interval
        self._timeout = timeout
        self._heard_at = now
        self._asked_at: float | None = None

    @property
    def asking(self) -> bool:
        """Whether an enquire_link waits for any sign."""
        return self._asked_at is not None

    def heard(self, now: float) -> None:
        """Note that a PDU came, of whatever kind.

        Args:
            now: loop time, seconds.
        """
        self._heard_at = now
        self._asked_at = None

    def asked(self, now: float) -> None:
        """Note that an enquire_link went.

        Args:
            now: loop time, seconds.
        """
        self._asked_at = now

    def deadline(self) -> float:
        """When `verdict` will next have something to say.

        Returns:
            Loop time, seconds.
        """
        if self._asked_at is not None:
            return self._asked_at + self._timeout
        return self._heard_at + self._interval

    def verdict(self, now: float) -> Verdict:
        """Judge the silence.

        Args:
            now: loop time, seconds.

        Returns:
            What to do.
        """
        if now < self.deadline():
            return Verdict.ALIVE
        return Verdict.ASK if self._asked_at is None else Verdict.DEAD


def reconnect_delay(attempt: int, shortest: float, longest: float, chance: float) -> float:
    """How long to wait before connecting again.

    Args:
        attempt: how many have failed in a row, 0 after a cut of a good session.
        shortest: seconds before the first attempt.
        longest: most seconds between attempts.
        chance: from 0 to 1; spreads the binds of many nodes after a carrier's restart.

    Returns:
        Seconds: doubled with each attempt, of which the upper half is left to chance.
    """
    full = min(longest, shortest * 2.0 ** min(attempt, 32))
    return full * (0.5 + chance / 2)
