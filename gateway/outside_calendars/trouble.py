"""Why a calendar could not be read: an error with a reason, which never names its address."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason


class NotRead(Exception):
    """A calendar could not be read.

    Attributes:
        reason: why, for staff.
    """

    def __init__(self, code: ReasonCode, **facts: object) -> None:
        super().__init__(code.value)
        self.reason = Reason(code, facts)
