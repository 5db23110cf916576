"""What faxes over a HylaFAX server need of the configuration."""

from dataclasses import dataclass
from datetime import timedelta

from config.fax_section import FaxSettings
from gateway.channels.fax.hylafax.session import FaxServerAddress


@dataclass(frozen=True, slots=True)
class FaxServerConfig:
    """A HylaFAX server, and how it is to send.

    Attributes:
        address: where it is.
        dial: a pattern of what it dials, as "{number}".
        fine: twice the lines an inch; twice the time.
        gives_up_after: how long it tries.
        most_dials: how often it dials.
        tag: the beginning of the tags of our jobs, which two services at one server differ in.
    """

    address: FaxServerAddress
    dial: str
    fine: bool
    gives_up_after: timedelta
    most_dials: int
    tag: str


def fax_server_config(fax: FaxSettings, tag: str) -> FaxServerConfig:
    """Convert the section `[fax]`, in which `server` is set.

    Args:
        fax: the section.
        tag: what the tags of our jobs begin with.
    """
    if fax.server is None:
        raise ValueError("[fax] names no server")
    return FaxServerConfig(
        FaxServerAddress(
            fax.server.host,
            fax.server.port,
            fax.user,
            fax.password.get_secret_value(),
            fax.timeout.total_seconds(),
        ),
        fax.dial,
        fax.fine,
        fax.give_up_after,
        fax.most_dials,
        tag,
    )
