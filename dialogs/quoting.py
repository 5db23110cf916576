"""Finds out which text of ours a phone's reaction quotes, and compares a text with the last one.

Phones quote the text as they received it, with other quotation marks and, if it is long, cut
short; so only letters and digits are compared.
"""

from hashlib import blake2s

from dialogs.normalise import fold

_KEPT = 320
"""Letters and digits kept of a text: two parts of SMS hold no more."""
_TELLING = 24
"""Fewest letters and digits of a quotation that is cut short."""


def key(text: str) -> str:
    """Return the letters and digits by which quotations of a text are recognised.

    Args:
        text: a text that we sent, or a quotation.
    """
    return "".join(filter(str.isalnum, fold(text)))[:_KEPT]


def quotes(quoted: str, asked: str) -> bool:
    """Return whether a quotation is of one of our texts.

    Args:
        quoted: the quotation as the phone gives it, perhaps cut short.
        asked: the `key` of a text of ours, "" where none is known.
    """
    words = key(quoted)
    if not asked or not words:
        return False
    cut_short = quoted.rstrip(' "“”»').endswith(("…", "..."))
    return words == asked or (cut_short and len(words) >= _TELLING and asked.startswith(words))


def digest(text: str) -> str:
    """Return a short digest by which a text is recognised again."""
    return blake2s(key(text).encode(), digest_size=8).hexdigest()
