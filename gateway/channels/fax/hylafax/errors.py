"""What can go wrong with a fax server: a closed set; each kind says what follows from it."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason

_LONGEST_SAID = 200


class FaxServerError(Exception):
    """A request to the fax server had no good end.

    Attributes:
        reason: what staff read.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code.value)
        self.reason = reason


class FaxServerAway(FaxServerError):
    """The server cannot be reached, ended the connection or does not answer; try again later."""

    def __init__(self, fault: str) -> None:
        super().__init__(Reason(ReasonCode.FAX_SERVER_AWAY, {"fault": said_in_short(fault)}))


class FaxSubmissionUnknown(FaxServerAway):
    """The server did not answer to the submission of a job: it may stand in its queue."""


class FaxLogInRefused(FaxServerError):
    """The server refuses our log-in; somebody has to correct the configuration, there or here."""

    def __init__(self, said: str) -> None:
        super().__init__(Reason(ReasonCode.FAX_LOG_IN_REFUSED, {"said": said_in_short(said)}))


class FaxRequestRefused(FaxServerError):
    """The server refuses one request.

    Attributes:
        lasting: whether the same request would be refused again (RFC 959 §4.2: codes 5yz).
    """

    def __init__(self, said: str, *, lasting: bool) -> None:
        super().__init__(Reason(ReasonCode.FAX_REFUSED, {"said": said_in_short(said)}))
        self.lasting = lasting


def said_in_short(said: str) -> str:
    """Return a server's words on one line, without control characters, cut to a bounded length."""
    words = " ".join(said.split())
    return "".join(one for one in words if one.isprintable())[:_LONGEST_SAID]
