"""Counters of a carrier's answers to submitted parts; loop times are arguments."""

from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.counting import SHORT, Histogram, LastMinute, Recent


class LinkTally:
    """Counters of one carrier's answers.

    Attributes:
        submits: number of parts by outcome.
        throttled: number of throttling responses.
        response: seconds to the response.
        recent: seconds to the response, of the last responses only.
        accepted: parts accepted in the last minute.
    """

    def __init__(self) -> None:
        self.submits: dict[SubmitOutcome, int] = dict.fromkeys(SubmitOutcome, 0)
        self.throttled = 0
        self.response = Histogram(SHORT)
        self.recent = Recent()
        self.accepted = LastMinute()

    def finished(self, result: SubmitResult, now: float) -> None:
        """Count a part that has its result.

        Args:
            result: the result.
            now: loop time, seconds.
        """
        self.submits[result.outcome] += 1
        if result.status is not None:
            self.response.observe(result.duration)
            self.recent.add(result.duration)
        if result.outcome is SubmitOutcome.ACCEPTED:
            self.accepted.add(now)
