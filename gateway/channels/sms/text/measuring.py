"""Measures a text before it is sent: its parts, its length, and its costly characters.

One character outside the GSM alphabet makes the whole text UCS-2, with 70 characters in a part
instead of 160 (3GPP 23.038 §4).
"""

from decimal import Decimal

from gateway.channels.sms.smpp.carrier_config import Encoding
from gateway.channels.sms.text.alphabet import to_septets
from gateway.channels.sms.text.parts import count_parts
from gateway.channels.sms.text.replacements import replace_costly_characters
from gateway.messaging.channel import TextTooLongError
from gateway.messaging.text_cost import Measure, NonGsmCharacter


def measure(text: str, price: Decimal | None = None) -> Measure:
    """Measure a text.

    Args:
        text: the text as written, before costly characters are replaced.
        price: price of one part, None if it is not known.
    """
    sent = replace_costly_characters(text)
    septets = to_septets(sent)
    used = len(sent.encode("utf-16-be", "replace")) // 2 if septets is None else len(septets)
    try:
        parts, encoding = count_parts(sent)
    except TextTooLongError:
        parts, encoding = 1 + used // 67, Encoding.UCS2 if septets is None else Encoding.GSM7
    plain = encoding is Encoding.GSM7
    alone, several = (160, 153) if plain else (70, 67)
    room = alone if parts == 1 else several * parts
    dear = () if septets is not None else _dear(sent)
    return Measure(sent, parts, used, room, alone, plain, dear, price, _swapped(text, sent))


def _dear(text: str) -> tuple[NonGsmCharacter, ...]:
    outside = (char for char in dict.fromkeys(text) if to_septets(char) is None)
    return tuple(NonGsmCharacter(char, _instead(char)) for char in outside)


def _swapped(text: str, sent: str) -> tuple[NonGsmCharacter, ...]:
    gone = (char for char in dict.fromkeys(text) if char not in sent and char.isprintable())
    return tuple(
        NonGsmCharacter(char, replace_costly_characters(char))
        for char in gone
        if replace_costly_characters(char) != char
    )


def _instead(char: str) -> str:
    cheap = replace_costly_characters(char, accents=True)
    return cheap if cheap != char and to_septets(cheap) is not None else ""
