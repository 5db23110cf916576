"""Says in words whether a fax server takes our log-in; sends nothing."""

from dataclasses import dataclass

from gateway.channels.fax.hylafax.errors import FaxServerError
from gateway.channels.fax.hylafax.jobs import find_jobs
from gateway.channels.fax.hylafax.session import FaxServerAddress, logged_in
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class FaxCheck:
    """What was found.

    Attributes:
        fine: whether faxes can be handed over.
        words: what is so, or what to do.
    """

    fine: bool
    words: str


async def check_fax_server(address: FaxServerAddress) -> FaxCheck:
    """Log in, look into the queues, and log out.

    Args:
        address: the server, and our log-in there.
    """
    try:
        async with logged_in(address) as session:
            waiting = len(await find_jobs(session))
            greeting = session.greeting.partition(" ")[2]
    except FaxServerError as error:
        return FaxCheck(fine=False, words=in_words(error.reason))
    known = "1 job" if waiting == 1 else f"{waiting} jobs"
    return FaxCheck(
        fine=True, words=f"{greeting} It takes the log-in of {address.user}; {known} in its queues."
    )
