"""What a failure is owed to, and so what can be done about it, on whichever channel it happened.

Each channel tells it of the reason that it recorded a failure with.
"""

from collections.abc import Callable
from enum import StrEnum

from calendar_store.model.reasons import Reason


class Failure(StrEnum):
    """What a failure is owed to."""

    NUMBER = "number"  # for good, until the client gives another
    PHONE = "phone"  # passing
    CARRIER = "carrier"
    CONTENT = "content"


FailureOf = Callable[[Reason], Failure | None]
"""Tells what a failure was owed to, by the reason that it was recorded with; None: nothing."""
