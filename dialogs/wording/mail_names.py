"""Makes names and free texts safe to stand in a mail: no control characters, no turned lines.

A name may hold a line end, an escape, or a character that turns the direction of all that follows
(CVE-2021-42574 shows what that is good for). A right-to-left name would draw the digits after it
into its own direction; a mark on both sides keeps it apart (Unicode Standard Annex #9, 2.6).
"""

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""Control characters, marks and overrides of direction, and letters that nobody sees.

Joiners stay: names in Persian and emojis need them.
"""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MARK = "\u200e"


def name_in_mail(text: str) -> str:
    """Return a name or another value on one line, kept apart if it is written right to left.

    Args:
        text: the value as it is in the store.
    """
    one_line = " ".join(text.split())
    if one_line.isascii() and one_line.isprintable():
        return one_line
    shown = " ".join(_HIDDEN.sub("", one_line).split())
    return f"{_MARK}{shown}{_MARK}" if _RIGHT_TO_LEFT.search(shown) else shown


def text_in_mail(text: str) -> str:
    """Return a text of several lines without hidden characters.

    Args:
        text: the text; its line ends are kept.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return _HIDDEN.sub("", lines)
