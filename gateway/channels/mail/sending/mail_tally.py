"""Counts what happens to mails at the smarthost, for metrics and `textback carriers`."""

from collections import Counter

from gateway.channels.mail.sending.transactions import MailFate, MailResult
from gateway.counting import SHORT, Histogram, LastMinute, Recent


class MailTally:
    """Counts of one smarthost since the start of the service.

    Attributes:
        fates: attempts by what became of them.
        connections: connections that were made.
        response: seconds from the beginning of a mail to the last reply.
        recent: the last of these.
        taken: mails taken in the last minute.
    """

    def __init__(self) -> None:
        self.fates: Counter[MailFate] = Counter()
        self.connections = 0
        self.response = Histogram(SHORT)
        self.recent = Recent()
        self.taken = LastMinute()

    def ended(self, result: MailResult, seconds: float, now: float) -> None:
        """Count an attempt.

        Args:
            result: what became of it.
            seconds: how long it took.
            now: loop time, seconds.
        """
        self.fates[result.fate] += 1
        self.response.observe(seconds)
        self.recent.add(seconds)
        if result.fate is MailFate.TAKEN:
            self.taken.add(now)
