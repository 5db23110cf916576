"""Record of a carrier's latest answers on one bind, over all of the bind's sessions.

A session can be dead at the carrier while its connection is alive. Its window is then always the
emptiest, so that choosing a bind by room alone would give it most of the traffic. Has no clock:
every `now` is loop time in seconds.
"""

from collections import deque

_LATELY = 20
_LEAST = 10
"""Fewest answers for which the share of refusals is judged."""
_BAD_SHARE = 0.8
_FIRST_REST, _LONGEST_REST = 15.0, 600.0


class BindRecord:
    """The answers on one bind, and whether the bind is trusted.

    Attributes:
        on_probation: whether only one part at a time may be sent, until a part is accepted.
    """

    __slots__ = ("_answers", "_rest", "_rests_until", "on_probation")

    def __init__(self) -> None:
        self._answers: deque[bool] = deque(maxlen=_LATELY)
        self._rest = _FIRST_REST
        self._rests_until = 0.0
        self.on_probation = False

    def trusted(self, now: float) -> bool:
        """Tell whether the bind may be used while other binds are available.

        Args:
            now: loop time, seconds.

        Returns:
            False for some time after its session or most of its parts were refused.
        """
        return now >= self._rests_until

    def accepted(self) -> None:
        """Note that a part was accepted."""
        if self.on_probation:
            self.on_probation, self._rests_until = False, 0.0
        answers = self._answers
        answers.append(True)
        if self._rest > _FIRST_REST and len(answers) == _LATELY and all(answers):
            self._rest = _FIRST_REST

    def refused(self, now: float) -> None:
        """Note that a part was refused for a reason that may concern the bind.

        Args:
            now: loop time, seconds.
        """
        self._answers.append(False)
        bad = self._answers.count(False)
        if len(self._answers) >= _LEAST and bad >= _BAD_SHARE * len(self._answers):
            self.session_failed(now)

    def session_failed(self, now: float) -> None:
        """Note that the session itself was refused.

        Args:
            now: loop time, seconds.
        """
        self._answers.clear()
        self.on_probation = True
        self._rests_until = now + self._rest
        self._rest = min(2 * self._rest, _LONGEST_REST)
