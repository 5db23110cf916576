"""Amounts of money as values: what some texts came to, and how an amount is written."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class By(StrEnum):
    """What spending is told apart by."""

    PRACTICE = "practice"
    DESTINATION = "destination"
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Spent:
    """What some messages came to.

    Attributes:
        name: of the practice or the carrier, or the destination's country in words.
        messages: how many a carrier took.
        parts: what they are billed as.
        cost: of all their attempts.
    """

    name: str
    messages: int
    parts: int
    cost: Decimal


def written(amount: Decimal) -> str:
    """Return an amount as people and machines read it, exact: "0.045", "50"."""
    return f"{amount.normalize():f}"
