"""Which text of ours a phone's reaction quotes, and whether a text is the one sent last.

Phones quote the text as they got it, with other quotation marks and, if it is long, cut short; so
only letters and digits are compared.
"""

from hashlib import blake2s

from dialogs.normalise import fold

_KEPT = 320
"""Letters and digits kept of a text: two parts hold no more."""
_TELLING = 24
"""Letters and digits that a quotation cut short needs to have."""


def key(text: str) -> str:
    """Return a text as its quotations are known by.

    Args:
        text: what we sent, or what is quoted.
    """
    return "".join(filter(str.isalnum, fold(text)))[:_KEPT]


def quotes(quoted: str, asked: str) -> bool:
    """Return whether a quotation is of a text.

    Args:
        quoted: as the phone gives it, perhaps cut short.
        asked: the `key` of a text of ours, "" where none is known.
    """
    words = key(quoted)
    if not asked or not words:
        return False
    cut_short = quoted.rstrip(' "“”»').endswith(("…", "..."))
    return words == asked or (cut_short and len(words) >= _TELLING and asked.startswith(words))


def digest(text: str) -> str:
    """Return a short digest of a text, by which it is known again."""
    return blake2s(key(text).encode(), digest_size=8).hexdigest()
