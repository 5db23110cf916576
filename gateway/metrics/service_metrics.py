"""Everything that a service counts, in one value for whoever shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.channels.sms.carriers import Carrier
from gateway.metrics.counters import FateTally, TurnTally
from gateway.metrics.histogram import Histogram
from gateway.supervisor import Course


@dataclass(frozen=True, slots=True)
class Counted:
    """What a service has counted since its start; the parts go on counting.

    Attributes:
        carriers: with what their links and inboxes counted.
        fates: of messages.
        turns: of texts.
        commits: seconds of each.
        loops: by name.
        csp_reports: what browsers reported that the content policy forbids, by directive.
    """

    carriers: Sequence[Carrier]
    fates: FateTally
    turns: TurnTally
    commits: Histogram
    loops: Mapping[str, Course]
    csp_reports: Counter[str] = field(default_factory=Counter)
