"""Everything that a service counts, in one value for whoever shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gateway.counting import Histogram
from gateway.messaging.fate_tally import FateTally
from gateway.supervisor import LoopState
from gateway.turns.turn_tally import TurnTally


class CarrierFigures(Protocol):
    """What a carrier of any channel has counted."""

    @property
    def binds(self) -> Mapping[str, int]:
        """How many binds it has, by state; a state that none is in counts 0."""

    @property
    def in_flight(self) -> int:
        """Parts that wait for a response."""

    @property
    def window(self) -> int:
        """Parts that may wait for one."""

    @property
    def throttled(self) -> int:
        """Answers of the carrier that wanted fewer parts."""

    @property
    def submits(self) -> Mapping[str, int]:
        """Parts sent, by outcome."""

    @property
    def response(self) -> Histogram:
        """Seconds to the response."""

    @property
    def texts(self) -> int:
        """Texts received, parts counted singly."""

    @property
    def receipts(self) -> Mapping[str, int]:
        """Delivery reports, by what they say."""

    @property
    def delays(self) -> Mapping[str, Histogram]:
        """By what delivery reports made of messages, the seconds since those were accepted."""


class CountingCarrier(Protocol):
    """A carrier that tells what it has counted."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""

    def figures(self) -> CarrierFigures:
        """Return what it has counted until now."""


@dataclass(frozen=True, slots=True)
class ServiceMetrics:
    """What a service has counted since its start; the parts go on counting.

    Attributes:
        carriers: each with what it counted.
        fates: of messages.
        turns: of texts.
        commits: seconds of each.
        loops: by name.
        csp_reports: what browsers reported that the content policy forbids, by directive.
    """

    carriers: Sequence[CountingCarrier]
    fates: FateTally
    turns: TurnTally
    commits: Histogram
    loops: Mapping[str, LoopState]
    csp_reports: Counter[str] = field(default_factory=Counter)
