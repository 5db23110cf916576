"""What a text costs before it is sent: how it is written, in how many parts, what makes it dear.

A channel measures it; people are told which character makes it dear, and what would do in its
place.
"""

from dataclasses import dataclass
from decimal import Decimal

MOST_PARTS = 10
"""Parts that a text written by people may have: more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class NonGsmCharacter:
    """A character that makes a text dear; `instead` is a cheap one, "" where there is none."""

    char: str
    instead: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text comes to.

    Attributes:
        text: as it is sent, cheap characters in place of dear ones where the meaning stays.
        parts: how many it is billed as.
        used: characters of the alphabet it takes.
        room: characters that as many parts hold.
        part: characters that one part holds by itself.
        plain: it fits the channel's cheapest alphabet.
        dear: what keeps it from fitting, each once.
        swapped: what was written and is sent as something cheaper, each once.
        price: of a part, None where it is not known.
    """

    text: str
    parts: int
    used: int
    room: int
    part: int
    plain: bool
    dear: tuple[NonGsmCharacter, ...] = ()
    price: Decimal | None = None
    swapped: tuple[NonGsmCharacter, ...] = ()

    @property
    def cost(self) -> Decimal | None:
        """What it costs, None where the price is not known."""
        return None if self.price is None else self.price * self.parts

    @property
    def words(self) -> str:
        """The measure in a line, as "132 of 160 characters · 1 part · costs 0.045"."""
        count = f"{self.parts} part{'' if self.parts == 1 else 's'}"
        cost = "" if self.cost is None else f" · costs {amount(self.cost)}"
        return f"{self.used} of {self.room} characters · {count}{cost}"

    @property
    def why_dear(self) -> str:
        """What makes the text dear and what to write instead, "" when nothing does."""
        if self.plain:
            return ""
        told = [
            f"“{one.char}”" + (f" (write “{one.instead}”)" if one.instead else "")
            for one in self.dear
        ]
        some = ", ".join(told[:5]) + (" …" if len(told) > 5 else "")
        return f"Only {self.part} characters fit a part because of {some}."

    @property
    def why_swapped(self) -> str:
        """What is sent as something cheaper, "" when nothing is."""
        told = [f"“{one.char}” as “{one.instead}”" for one in self.swapped[:5]]
        return f"Sent {', '.join(told)}, which is cheaper." if told else ""


def amount(money: Decimal) -> str:
    """Return an amount as people read it: two places at least, no more zeros than that."""
    shown = f"{money.normalize():f}"
    whole, _, places = shown.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"
