"""Failure categories: number, address, phone, carrier or content, the same for every channel.

Each channel maps the reasons that it records for failures to a category.
"""

from collections.abc import Callable
from enum import StrEnum

from calendar_store.model.reasons import Reason


class Failure(StrEnum):
    """Failure category: the cause of a failure, which decides what can be done about it."""

    NUMBER = "number"  # permanent, until the client gives another number
    ADDRESS = "address"  # permanent, until the client gives another email address
    PHONE = "phone"  # temporary
    MAILBOX = "mailbox"  # temporary
    CARRIER = "carrier"
    CONTENT = "content"


FailureOf = Callable[[Reason], Failure | None]
"""Returns the failure category of a recorded reason; None where it has none."""
