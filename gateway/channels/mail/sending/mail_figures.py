"""The counters of the smarthost without types of SMTP, as `gateway.metrics` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.channels.mail.sending.connections import SmarthostPool
from gateway.channels.mail.sending.mail_tally import MailTally
from gateway.channels.mail.sending.smarthost_standing import RouteState
from gateway.channels.mail.sending.smtp_replies import ReplyMeaning
from gateway.channels.mail.sending.transactions import MailFate
from gateway.counting import Histogram


@dataclass(frozen=True, slots=True)
class MailFigures:
    """The counters of the smarthost; the histogram is live, not a copy.

    Attributes:
        binds: number of connections by state: idle, busy; and 1 for the state of the smarthost.
        in_flight: number of mails on a connection.
        window: number of mails that may be on a connection.
        throttled: how often the smarthost asked for a pause.
        submits: number of attempts by what became of them.
        response: seconds from the beginning of a mail to the last reply.
        texts: nothing is received from a smarthost.
        receipts: as `texts`; bounces are received mails.
        delays: as `texts`.
    """

    binds: Mapping[str, int]
    in_flight: int
    window: int
    throttled: int
    submits: Mapping[str, int]
    response: Histogram
    texts: int = 0
    receipts: Mapping[str, int] = field(default_factory=dict)
    delays: Mapping[str, Histogram] = field(default_factory=dict)


def mail_figures(pool: SmarthostPool, tally: MailTally) -> MailFigures:
    """Return the current counters.

    Args:
        pool: the connections.
        tally: what the pool counted.
    """
    return MailFigures(
        binds={state.value: int(pool.standing.state is state) for state in RouteState},
        in_flight=pool.running,
        window=pool.most,
        throttled=tally.meanings[ReplyMeaning.ROUTE_LATER],
        submits={fate.name.lower(): tally.fates[fate] for fate in MailFate},
        response=tally.response,
    )
