"""Replaces costly characters by GSM characters of the same meaning.

One typographic quote makes a whole text UCS-2 and halves the room in each part. Owns the table of
costly characters, and the rule that characters are replaced only if the text then fits the GSM
alphabet.
"""

import unicodedata

from gateway.channels.sms.text.alphabet import to_septets

_CHEAP = str.maketrans(
    {
        # quotation marks, from U+2018 on, and similar signs of keyboards
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'", "´": "'", "`": "'", "ʼ": "'",
        "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
        # dashes and hyphens
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\u00ad": "",
        # spaces, and characters that only control the layout
        "\t": " ", "\u00a0": " ", "\u2000": " ", "\u2001": " ", "\u2002": " ", "\u2003": " ",
        "\u2004": " ", "\u2005": " ", "\u2006": " ", "\u2007": " ", "\u2008": " ", "\u2009": " ",
        "\u200a": " ", "\u202f": " ", "\u205f": " ", "\u3000": " ", "\u200b": "", "\u2060": "",
        "\ufeff": "", "\u200e": "", "\u200f": "", "\u2028": "\n", "\u2029": "\n",
        # signs
        "…": "...", "•": "-", "·": "-", "×": "x", "➔": "->", "→": "->", "←": "<-",
    }
)  # fmt: skip

_COSTLY_ASCII = tuple(char for char in map(chr, range(128)) if ord(char) in _CHEAP)


def replace_costly_characters(text: str, accents: bool = False) -> str:
    """Replace costly characters of a text, if the text then fits the GSM alphabet.

    Args:
        text: the text that the client would read.
        accents: whether accented letters outside the alphabet may lose their accents; the practice
            decides, since names then look wrong.

    Returns:
        The text with replacements if all of it then fits the GSM alphabet. Else the text unchanged,
        in composed form, since replacements would save nothing.
    """
    if text.isascii() and not any(char in text for char in _COSTLY_ASCII):
        return text  # the usual case: there is nothing to replace
    composed = unicodedata.normalize("NFC", text)
    cheap = composed.translate(_CHEAP)
    if to_septets(cheap) is not None:
        return cheap
    if accents:
        plain = "".join(map(_unaccented, cheap))
        if to_septets(plain) is not None:
            return plain
    return composed


def _unaccented(char: str) -> str:
    if to_septets(char) is not None:
        return char
    return "".join(
        part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)
    )
