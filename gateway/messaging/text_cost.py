"""Size and cost of a text before it is sent, and the characters that make it expensive.

A channel measures the text; people are shown which characters make it expensive, and which cheap
characters can replace them.
"""

from dataclasses import dataclass
from decimal import Decimal

MOST_PARTS = 10
"""How many parts a text written by people may have: a longer text is probably a mistake."""


@dataclass(frozen=True, slots=True)
class NonGsmCharacter:
    """A character that makes a text expensive; `instead` is a cheap character, "" if none."""

    char: str
    instead: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Size and cost of a text.

    Attributes:
        text: the text as it is sent, with cheap characters where the meaning stays the same.
        parts: how many parts are billed.
        used: number of characters, counted in the text's alphabet.
        room: number of characters that this many parts hold.
        part: number of characters that a text of one part holds.
        plain: whether the text fits the channel's cheapest alphabet.
        dear: the characters that do not fit it, each once.
        swapped: the characters that are replaced by cheaper ones, each once.
        price: of one part; None where it is not known.
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
        """The cost of all parts; None where the price is not known."""
        return None if self.price is None else self.price * self.parts

    @property
    def words(self) -> str:
        """Size and cost in one line, as "132 of 160 characters · 1 part · costs 0.045".

        Where a channel has no parts, as "132 characters".
        """
        if not self.parts:
            return f"{self.used} characters"
        count = f"{self.parts} part{'' if self.parts == 1 else 's'}"
        cost = "" if self.cost is None else f" · costs {amount(self.cost)}"
        return f"{self.used} of {self.room} characters · {count}{cost}"

    @property
    def why_dear(self) -> str:
        """The expensive characters and their replacements in a sentence, "" if there are none."""
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
        """The characters that were replaced by cheaper ones, in a sentence, "" if none."""
        told = [f"“{one.char}” as “{one.instead}”" for one in self.swapped[:5]]
        return f"Sent {', '.join(told)}, which is cheaper." if told else ""


def amount(money: Decimal) -> str:
    """Return an amount as people read it: at least two decimal places, no more zeros."""
    shown = f"{money.normalize():f}"
    whole, _, places = shown.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"
