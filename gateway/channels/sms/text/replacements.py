"""Cheap characters in place of dear ones, where the meaning stays.

One typographic quote makes a whole text UCS-2 and halves the room in each part. Owns the table of
such characters, and the rule that a text is touched only if it then fits the GSM alphabet.
"""

import unicodedata

from gateway.channels.sms.text.alphabet import to_septets

_CHEAP = str.maketrans(
    {
        # quotation marks, U+2018 and on, and what keyboards offer in their place
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'", "´": "'", "`": "'", "ʼ": "'",
        "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
        # dashes and hyphens
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\u00ad": "",
        # spaces, and characters that only steer the layout
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
    """Rewrite a text so that it fits the GSM alphabet, if that can be had without loss.

    Args:
        text: what the client would read.
        accents: whether accented letters that the alphabet lacks may lose their accents; a
            practice's choice, since names then come out wrong.

    Returns:
        The rewritten text if all of it fits; else the text as it was, in composed form, since
        giving up characters would have bought nothing.
    """
    if text.isascii() and not any(char in text for char in _COSTLY_ASCII):
        return text  # by far most: nothing in it could be changed below
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
