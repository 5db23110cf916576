"""Counts what happens to mails at the smarthost, for metrics and `textback carriers`."""

import asyncio
from collections import Counter

from gateway.channels.mail.sending.smtp_replies import ReplyMeaning
from gateway.channels.mail.sending.transactions import MailFate, MailResult
from gateway.counting import SHORT, Histogram, LastMinute, Recent


class MailTally:
    """Counts of one smarthost since the start of the service.

    Attributes:
        fates: attempts by what became of them.
        meanings: refusals by what they mean.
        connections: connections that were made.
        response: seconds from the beginning of a mail to the last reply.
        recent: the last of these.
    """

    def __init__(self) -> None:
        self.fates: Counter[MailFate] = Counter()
        self.meanings: Counter[ReplyMeaning] = Counter()
        self.connections = 0
        self.response = Histogram(SHORT)
        self.recent = Recent()
        self._taken = LastMinute()

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
            self._taken.add(now)
        elif result.fate is MailFate.REFUSED:
            self.meanings[result.meaning] += 1

    def last_minute(self) -> int:
        """Return how many mails were taken in the last minute."""
        return self._taken.count(asyncio.get_running_loop().time())
