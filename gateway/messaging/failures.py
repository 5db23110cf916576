"""Failure categories: number, phone, carrier or content, the same for every channel.

For a mail the number is the address, and the phone is the mailbox.

Each channel maps the reasons that it records for failures to a category.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel


class Failure(StrEnum):
    """Failure category: the cause of a failure, which decides what can be done about it."""

    NUMBER = "number"  # permanent, until the client gives another number or address
    PHONE = "phone"  # temporary
    CARRIER = "carrier"
    CONTENT = "content"


FailureOf = Callable[[Reason], Failure | None]
"""Returns the failure category of a recorded reason; None where it has none."""

FailuresOf = Mapping[Channel, FailureOf]
"""The function of each channel."""
