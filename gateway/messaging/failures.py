"""What a failure is owed to, and so what can be done about it, on whichever channel it happened.

Each channel tells it of the words that it recorded a failure with.
"""

from collections.abc import Callable
from enum import StrEnum


class Failure(StrEnum):
    """What a failure is owed to."""

    NUMBER = "number"  # for good, until the client gives another
    PHONE = "phone"  # passing
    CARRIER = "carrier"
    CONTENT = "content"


FailureOf = Callable[[str], Failure | None]
"""Tells what a failure was owed to, by the words that it was recorded with; None: by none of it."""
