"""Sums of spending as values, and writing an amount as text."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class By(StrEnum):
    """The groupings of spending."""

    PRACTICE = "practice"
    DESTINATION = "destination"
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Spent:
    """The spending on a group of messages.

    Attributes:
        name: name of the practice, the carrier or the destination's country.
        messages: number of messages.
        parts: number of parts billed.
        cost: cost of all attempts.
    """

    name: str
    messages: int
    parts: int
    cost: Decimal


def written(amount: Decimal) -> str:
    """Write an amount exactly, for people and machines: "0.045", "50"."""
    return f"{amount.normalize():f}"
