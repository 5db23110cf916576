"""The counters of one carrier without types of SMPP, as `gateway.metrics` reads them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.channels.sms.inbox_tally import InboxTally
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.link import Link
from gateway.counting import Histogram


@dataclass(frozen=True, slots=True)
class SmsFigures:
    """The counters of a carrier's link and inbox; the histograms are live, not copies.

    Attributes:
        binds: number of binds by state.
        in_flight: number of parts that wait for a response.
        window: number of parts that may wait for a response.
        throttled: number of throttling responses.
        submits: number of parts by outcome.
        response: seconds to the response.
        texts: number of received texts, parts counted singly.
        receipts: number of receipts by state.
        delays: seconds from acceptance to receipt, by the status that the receipt gave the message.
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
    """Return the current counters of a link and an inbox.

    Args:
        link: the carrier's link.
        came: the counters of its inbox.
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
