"""How the smarthost stands: up, away, paused or refusing us, and when it is tried again.

Has no clock: every `now` is an argument, loop time in seconds.
"""

from enum import StrEnum

import structlog

from calendar_store.model.reasons import NO_REASON, Reason
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.pacing import reconnect_delay
from gateway.wording.reason_words import in_words

_log = structlog.get_logger(__name__)

_FIRST_PAUSE = 60.0
_LONGEST_PAUSE = 600.0
"""Seconds that nothing is sent after the smarthost said that its queue is full."""
_DOUBTS = 2
"""Mails of unknown fate in a row after which the smarthost counts as away."""


class RouteState(StrEnum):
    """The state of the smarthost."""

    CONNECTING = "connecting"
    UP = "up"
    AWAY = "away"
    PAUSED = "paused"
    REFUSED = "refused"
    STOPPED = "stopped"


class SmarthostStanding:
    """The state of the smarthost, and the waits before it is tried again.

    Args:
        config: the smarthost.

    Attributes:
        state: the state.
        why: the reason where it is not up.
        last_fault: the last reason for which it was not up.
        since: when the present trouble began.
        next_at: when it is tried again, where it is not up.
        trial: whether one mail goes ahead of the others, as after every trouble with a mail.
    """

    def __init__(self, config: SmarthostConfig) -> None:
        self._config = config
        self.state = RouteState.CONNECTING
        self.why: Reason = NO_REASON
        self.last_fault: Reason = NO_REASON
        self.since = 0.0
        self.next_at = 0.0
        self.trial = False
        self._failures = 0
        self._pauses = 0
        self._doubts = 0

    @property
    def open(self) -> bool:
        """Whether mails may be begun."""
        return self.state is RouteState.UP

    @property
    def stopped(self) -> bool:
        """Whether nothing is sent any more."""
        return self.state is RouteState.STOPPED

    def begin(self, now: float) -> None:
        """Note that it is tried for the first time."""
        self.since = self.next_at = now

    def stop(self, why: Reason) -> None:
        """Note that nothing is sent any more."""
        self.state, self.why = RouteState.STOPPED, why

    def reached(self) -> None:
        """Note that a connection stands, or that a pause is over."""
        if self.open:
            return
        self.trial = self._failures > 0 or self.state is RouteState.PAUSED
        if self._failures:
            _log.info("the smarthost can be reached again", smarthost=self._config.address)
        self.state, self.why = RouteState.UP, NO_REASON

    def well(self) -> bool:
        """Note that it did its work with a mail; tell whether others waited for that."""
        self._failures = self._pauses = self._doubts = 0
        ahead, self.trial = self.trial, False
        return ahead

    def doubtful(self) -> bool:
        """Note a mail of unknown fate; tell whether these are too many in a row."""
        self._doubts += 1
        return self._doubts >= _DOUBTS

    def trouble(self, reason: Reason, now: float, chance: float, *, refused: bool = False) -> None:
        """Begin nothing until it was reached again.

        Args:
            reason: why.
            now: loop time, seconds.
            chance: random, from 0 to 1.
            refused: whether somebody has to correct something, so that it is tried slowly.
        """
        config = self._config
        wait = config.refused_retry
        if not refused:
            shortest, longest = config.reconnect_min, config.reconnect_max
            wait = reconnect_delay(self._failures, shortest, longest, chance)
        if not self._failures or reason.code is not self.why.code:
            words = "the smarthost refuses us" if refused else "the smarthost cannot be used"
            _log.warning(words, smarthost=config.address, why=in_words(reason))
        self._failures += 1
        self._doubts = 0
        self._shut(RouteState.REFUSED if refused else RouteState.AWAY, reason, now, wait)

    def pause(self, reason: Reason, now: float) -> None:
        """Begin nothing for a while: it takes no mail now.

        Args:
            reason: why.
            now: loop time, seconds.
        """
        wait = min(_FIRST_PAUSE * 2.0**self._pauses, _LONGEST_PAUSE)
        self._pauses = min(self._pauses + 1, 10)
        _log.warning("the smarthost takes no mail", seconds=wait, why=in_words(reason))
        self._shut(RouteState.PAUSED, reason, now, wait)

    def _shut(self, state: RouteState, reason: Reason, now: float, wait: float) -> None:
        if self.open:
            self.since = now
        self.state, self.why, self.last_fault = state, reason, reason
        self.next_at = now + wait
