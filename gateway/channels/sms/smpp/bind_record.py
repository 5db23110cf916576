"""What a carrier answered on one bind lately, over all of its sessions.

A session can be dead at the carrier while its connection lives. It is then always the emptiest, so
that room alone would give it most of the traffic. Owns no clock: every `now` is loop time, seconds.
"""

from collections import deque

_LATELY = 20
_LEAST = 10
"""Answers that have to be known before they are judged."""
_BAD_SHARE = 0.8
_FIRST_REST, _LONGEST_REST = 15.0, 600.0


class BindRecord:
    """The answers on one bind, and whether it is trusted.

    Attributes:
        on_probation: one part at a time is risked, until one is accepted.
    """

    __slots__ = ("_answers", "_rest", "_rests_until", "on_probation")

    def __init__(self) -> None:
        self._answers: deque[bool] = deque(maxlen=_LATELY)
        self._rest = _FIRST_REST
        self._rests_until = 0.0
        self.on_probation = False

    def trusted(self, now: float) -> bool:
        """Tell whether the bind is used while others are there.

        Args:
            now: loop time, seconds.

        Returns:
            False for a while after its sessions or most of its parts were refused.
        """
        return now >= self._rests_until

    def accepted(self) -> None:
        """Note that a part was taken."""
        if self.on_probation:
            self.on_probation, self._rests_until = False, 0.0
        answers = self._answers
        answers.append(True)
        if self._rest > _FIRST_REST and len(answers) == _LATELY and all(answers):
            self._rest = _FIRST_REST

    def refused(self, now: float) -> None:
        """Note that a part was refused for a reason that may be the bind's.

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
