"""What a link counts of what its carrier answers; times of the loop are arguments."""

from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.counting import SHORT, Histogram, LastMinute, Recent


class LinkTally:
    """What a carrier answered.

    Attributes:
        submits: parts by what became of them.
        throttled: how often the carrier wanted fewer.
        response: seconds to the response.
        recent: the same, of the last responses.
        accepted: parts taken in the last minute.
    """

    def __init__(self) -> None:
        self.submits: dict[SubmitOutcome, int] = dict.fromkeys(SubmitOutcome, 0)
        self.throttled = 0
        self.response = Histogram(SHORT)
        self.recent = Recent()
        self.accepted = LastMinute()

    def finished(self, result: SubmitResult, now: float) -> None:
        """Count a part that was sent, and answered or given up.

        Args:
            result: what became of it.
            now: loop time, seconds.
        """
        self.submits[result.outcome] += 1
        if result.status is not None:
            self.response.observe(result.duration)
            self.recent.add(result.duration)
        if result.outcome is SubmitOutcome.ACCEPTED:
            self.accepted.add(now)
