"""All counts of a service in one value, for the metrics page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gateway.counting import Histogram
from gateway.messaging.fate_tally import FateTally
from gateway.supervisor import LoopState
from gateway.turns.turn_tally import TurnTally


class CarrierFigures(Protocol):
    """The counts of a carrier of any channel."""

    @property
    def binds(self) -> Mapping[str, int]:
        """Number of binds by state; a state without a bind counts 0."""

    @property
    def in_flight(self) -> int:
        """Number of parts that wait for a response."""

    @property
    def window(self) -> int:
        """Number of parts that may wait for a response."""

    @property
    def throttled(self) -> int:
        """Responses in which the carrier asked for fewer parts."""

    @property
    def submits(self) -> Mapping[str, int]:
        """Number of parts sent, by outcome."""

    @property
    def response(self) -> Histogram:
        """Seconds from a part to its response."""

    @property
    def texts(self) -> int:
        """Number of texts received; each part counts."""

    @property
    def receipts(self) -> Mapping[str, int]:
        """Number of delivery reports, by reported state."""

    @property
    def delays(self) -> Mapping[str, Histogram]:
        """Seconds from acceptance to the delivery report, by the message's new status."""


class CountingCarrier(Protocol):
    """A carrier that returns its counts."""

    @property
    def name(self) -> str:
        """The carrier's name in the configuration."""

    def figures(self) -> CarrierFigures:
        """Return the counts until now."""


class ReceivedMailCounts(Protocol):
    """The counts of received mails."""

    @property
    def mails(self) -> Mapping[str, int]:
        """Number of mails, by kind."""

    @property
    def refused(self) -> Mapping[str, int]:
        """Number of connections, recipients and mails that were refused, by reason."""

    @property
    def repeated(self) -> int:
        """Number of mails that came again."""

    @property
    def seconds(self) -> Histogram:
        """Seconds from the end of a mail to its commit."""


class CountedBackups(Protocol):
    """The figures of backups."""

    def ages(self, now: datetime) -> Mapping[str, float]:
        """Return seconds since "backup", "drill" and "log" were last made."""

    @property
    def octets(self) -> int:
        """Size of the newest backup; 0 for none."""

    @property
    def troubles(self) -> Mapping[str, str]:
        """What is wrong, in words, by its short name."""


@dataclass(frozen=True, slots=True)
class ServiceMetrics:
    """The counts of a service since its start; its parts keep counting.

    Attributes:
        carriers: the carriers, each with its counts.
        fates: outcomes of messages.
        turns: turns by intent, and their durations.
        commits: duration of each commit, seconds.
        loops: states of the loops, by name.
        mails: received mails; None where none come in.
        backups: of the store; None where none are made.
        csp_reports: browsers' reports of violations of the content policy, by directive.
    """

    carriers: Sequence[CountingCarrier]
    fates: FateTally
    turns: TurnTally
    commits: Histogram
    loops: Mapping[str, LoopState]
    mails: ReceivedMailCounts | None = None
    backups: CountedBackups | None = None
    csp_reports: Counter[str] = field(default_factory=Counter)
