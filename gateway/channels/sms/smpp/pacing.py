"""Timing of a link: throttling and liveness.

Has no clock: every `now` is an argument, loop time in seconds, so that tests of hours take no time.
"""

from enum import Enum, auto

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 4.0


class Throttle:
    """Slows one bind down when the carrier throttles it (ESME_RTHROTTLED, ESME_RMSGQFUL).

    The bind pauses, twice as long each time, but at most 4 seconds, so that the end of the
    throttling is noticed soon. The window is halved. It grows back by one for each accepted part
    up to half of its size before the throttling, and from there by one for each full window of
    accepted parts.
    """

    __slots__ = ("_allowed", "_half", "_pause", "_window", "resume_at")

    def __init__(self, window: int) -> None:
        self._window = window
        self._allowed = self._half = float(window)
        self._pause = _FIRST_PAUSE
        self.resume_at = 0.0

    @property
    def allowed(self) -> int:
        """How many unanswered parts are allowed at this moment."""
        return int(self._allowed)

    def paused(self, now: float) -> bool:
        """Tell whether the bind pauses.

        Args:
            now: loop time, seconds.

        Returns:
            True until the pause is over.
        """
        return now < self.resume_at

    def refused(self, now: float, sent_at: float) -> bool:
        """Note a throttling response.

        Args:
            now: loop time, seconds.
            sent_at: when the refused part was sent, loop time.

        Returns:
            Whether a pause began. Further throttling responses to parts that were sent before the
            pause ended change nothing.
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
        """Note that a part was accepted.

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
    """Reaction to the peer's silence: nothing, an enquire_link, or ending the session."""

    ALIVE = auto()
    ASK = auto()
    DEAD = auto()


class Liveness:
    """Checks whether the peer is alive (enquire_link, SMPP 3.4 §4.11).

    Args:
        interval: seconds of silence before an enquire_link.
        timeout: seconds to wait for any PDU after the enquire_link.
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
        """Whether an enquire_link was sent and no PDU has arrived since."""
        return self._asked_at is not None

    def silent_for(self, now: float) -> float:
        """Return the seconds since the last PDU arrived.

        Args:
            now: loop time, seconds.
        """
        return max(0.0, now - self._heard_at)

    def heard(self, now: float) -> None:
        """Note that a PDU of any kind arrived.

        Args:
            now: loop time, seconds.
        """
        self._heard_at = now
        self._asked_at = None

    def asked(self, now: float) -> None:
        """Note that an enquire_link was sent.

        Args:
            now: loop time, seconds.
        """
        self._asked_at = now

    def deadline(self) -> float:
        """Return when `verdict` will next be other than ALIVE.

        Returns:
            Loop time, seconds.
        """
        if self._asked_at is not None:
            return self._asked_at + self._timeout
        return self._heard_at + self._interval

    def verdict(self, now: float) -> Verdict:
        """Decide the reaction to the silence up to now.

        Args:
            now: loop time, seconds.

        Returns:
            The reaction.
        """
        if now < self.deadline():
            return Verdict.ALIVE
        return Verdict.ASK if self._asked_at is None else Verdict.DEAD
