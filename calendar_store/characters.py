"""Characters that a text somebody enters may hold: none that control, turn round or hide others.

A NUL cannot be kept by PostgreSQL; an override (Unicode Standard Annex 9, section 2) makes a name
or a number read as another one; half of a surrogate pair cannot be written as UTF-8 at all.
"""

import re

LONGEST_NAME = 200
"""Letters of a name; the longest that people have are shorter."""

_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but for tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
    "\u200b\u2060\ufeff\ufff9-\ufffb"  # what nobody sees
    "\ud800-\udfff\ufffe\uffff]"
)


def cleaned_lines(text: str) -> str:
    """Return a text of several lines without what may not stand in it."""
    return _NEVER.sub("", _LINES.sub("\n", text))


def cleaned_line(text: str) -> str:
    """Return a text of one line without what may not stand in it."""
    return " ".join(cleaned_lines(text).split("\n"))
