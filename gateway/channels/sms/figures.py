"""What a carrier counted, as figures that name no type of SMPP: `gateway.metrics` reads them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.channels.sms.inbox_tally import InboxTally
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.link import Link
from gateway.counting import Histogram


@dataclass(frozen=True, slots=True)
class SmsFigures:
    """What a carrier's link and inbox counted; the histograms go on counting.

    Attributes:
        binds: how many there are, by state.
        in_flight: parts that wait for a response.
        window: parts that may wait for one.
        throttled: answers that wanted fewer parts.
        submits: parts by outcome.
        response: seconds to the response.
        texts: received, parts counted singly.
        receipts: by what they say.
        delays: by what receipts made of messages, the seconds since those were accepted.
    """

    binds: Mapping[str, int]
    in_flight: int
    window: int
    throttled: int
    submits: Mapping[str, int]
    response: Histogram
    texts: int
    receipts: Mapping[str, int]
    delays: Mapping[str, Histogram]


def figures_of(link: Link, came: InboxTally) -> SmsFigures:
    """Return what a link and an inbox have counted until now.

    Args:
        link: the carrier's.
        came: what its inbox counted.
    """
    binds, went = link.status(), link.tally
    standing = Counter(bind.state for bind in binds)
    return SmsFigures(
        binds={state.value: standing[state] for state in BindState},
        in_flight=sum(bind.in_flight for bind in binds),
        window=sum(bind.window for bind in binds),
        throttled=went.throttled,
        submits={outcome.value: count for outcome, count in went.submits.items()},
        response=went.response,
        texts=came.texts,
        receipts={state.value: count for state, count in came.receipts.items()},
        delays={status.value: delays for status, delays in came.delays.items()},
    )
