"""What a text costs before it is sent: how it is written, in how many parts, what makes it dear.

One character outside the GSM alphabet makes the whole text UCS-2, with 70 characters in a part
instead of 160 (3GPP 23.038 §4); people are told which one it is, and what would do in its place.
"""

from dataclasses import dataclass
from decimal import Decimal

from gateway.channels.sms.smpp.carrier_config import Encoding
from gateway.channels.sms.text.alphabet import to_septets
from gateway.channels.sms.text.parts import TextTooLongError, count_parts
from gateway.channels.sms.text.replacements import cheapen

MOST_PARTS = 10
"""Parts that a text written by people may have: more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Dear:
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
        plain: it fits the GSM alphabet.
        dear: what keeps it from fitting, each once.
        swapped: what was written and is sent as something cheaper, each once.
        price: of a part, None where it is not known.
    """

    text: str
    parts: int
    used: int
    room: int
    plain: bool
    dear: tuple[Dear, ...] = ()
    price: Decimal | None = None
    swapped: tuple[Dear, ...] = ()

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
        return f"Only 70 characters fit a part because of {some}."

    @property
    def why_swapped(self) -> str:
        """What is sent as something cheaper, "" when nothing is."""
        told = [f"“{one.char}” as “{one.instead}”" for one in self.swapped[:5]]
        return f"Sent {', '.join(told)}, which is cheaper." if told else ""


def measure(text: str, price: Decimal | None = None) -> Measure:
    """Measure a text.

    Args:
        text: what the client would read.
        price: of a part.
    """
    sent = cheapen(text)
    septets = to_septets(sent)
    used = len(sent.encode("utf-16-be", "replace")) // 2 if septets is None else len(septets)
    try:
        parts, encoding = count_parts(sent)
    except TextTooLongError:
        parts, encoding = 1 + used // 67, Encoding.UCS2 if septets is None else Encoding.GSM7
    plain = encoding is Encoding.GSM7
    alone, several = (160, 153) if plain else (70, 67)
    room = alone if parts == 1 else several * parts
    return Measure(sent, parts, used, room, plain, _dear(sent), price, _swapped(text, sent))


def amount(money: Decimal) -> str:
    """Return an amount as people read it: two places at least, no more zeros than that."""
    shown = f"{money.normalize():f}"
    whole, _, places = shown.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def _dear(text: str) -> tuple[Dear, ...]:
    outside = dict.fromkeys(char for char in text if to_septets(char) is None)
    return tuple(Dear(char, _instead(char)) for char in outside)


def _swapped(text: str, sent: str) -> tuple[Dear, ...]:
    gone = (char for char in dict.fromkeys(text) if char not in sent and char.isprintable())
    return tuple(Dear(char, cheapen(char)) for char in gone if cheapen(char) != char)


def _instead(char: str) -> str:
    cheap = cheapen(char, accents=True)
    return cheap if cheap != char and to_septets(cheap) is not None else ""
