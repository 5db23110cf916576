"""Counters of received mails, and of what the listener and the mailbox refused."""

from collections.abc import Iterable
from enum import StrEnum

from calendar_store.model.received_mails import MailKind
from gateway.counting import SHORT, Histogram


class MailRefusal(StrEnum):
    """Why the listener refused a connection, a recipient or a mail."""

    CONNECTIONS = "connections"
    RATE = "rate"
    UNKNOWN_RECIPIENT = "unknown_recipient"
    EXPIRED_RECIPIENT = "expired_recipient"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    FLOOD = "flood"
    TOO_LARGE = "too_large"
    BARE_LINE_END = "bare_line_end"
    MEMORY = "memory"
    TIMEOUT = "timeout"
    STORE_AWAY = "store_away"
    STOPPING = "stopping"


class ReceiveTally:
    """Counters since the start.

    Attributes:
        mails: number of mails by kind, each once.
        repeated: number of mails that were stored before.
        refused: number of refusals by reason.
        seconds: from the last octet of a mail to its commit.
        octets: octets of all mails.
    """

    def __init__(self) -> None:
        self.mails: dict[str, int] = dict.fromkeys(map(str, MailKind), 0)
        self.repeated = 0
        self.refused: dict[str, int] = dict.fromkeys(map(str, MailRefusal), 0)
        self.seconds = Histogram(SHORT)
        self.octets = 0

    def refuse(self, why: MailRefusal) -> None:
        """Count a refusal."""
        self.refused[why] += 1

    def stored(self, kinds: Iterable[MailKind], repeated: int, octets: int) -> None:
        """Count the mails of a commit."""
        for kind in kinds:
            self.mails[kind] += 1
        self.repeated += repeated
        self.octets += octets
