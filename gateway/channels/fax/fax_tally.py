"""Counts of the fax server, for status and metrics."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.counting import SHORT, Histogram


@dataclass(slots=True)
class FaxTally:
    """The counts since the start.

    Attributes:
        submits: number of attempts by what became of them: "taken", "found", "away", "refused",
            "unknown".
        response: seconds from the beginning of an attempt to its end.
        ends: number of jobs by what became of them.
    """

    submits: Counter[str] = field(default_factory=Counter)
    response: Histogram = field(default_factory=lambda: Histogram(SHORT))
    ends: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class FaxFigures:
    """The counters of the fax server, as `gateway.metrics` reads them.

    Attributes:
        binds: 1 for the state of the server.
        in_flight: number of faxes that are being submitted.
        window: how many there may be.
        throttled: the protocol knows nothing of it.
        submits: number of attempts by what became of them.
        response: seconds from the beginning of an attempt to its end.
        texts: nothing is received.
        receipts: number of jobs by what became of them.
        delays: not counted.
    """

    binds: Mapping[str, int]
    in_flight: int
    window: int
    submits: Mapping[str, int]
    response: Histogram
    receipts: Mapping[str, int]
    throttled: int = 0
    texts: int = 0
    delays: Mapping[str, Histogram] = field(default_factory=dict)
