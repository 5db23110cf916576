"""Check and clean the characters of entered texts: control, direction and invisible characters.

PostgreSQL cannot store a NUL; a direction override (Unicode Standard Annex 9, section 2) makes a
name or a number look like another; half of a surrogate pair cannot be written as UTF-8.
"""

import re
import unicodedata

SHOWN_INSTEAD = "\N{REPLACEMENT CHARACTER}"
"""The character shown in place of an unsafe character."""
LONGEST_NAME = 200
"""Most characters of a name; real names are shorter."""

LONGEST_PARAGRAPH = 500
"""Most characters of an address, of directions, of a reason, on pages and in commands."""

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_TURNS_INTO_PICTURE = "\ufe0f\u20e3"
_LATIN = 0xFF
_JOINERS = "\u200c\u200d"
_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters except tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
    "\u200b\u2060\ufeff\ufff9-\ufffb"  # invisible characters
    "\ud800-\udfff\ufffe\uffff]"
)

_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters except line ends and tab
    "\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)


def refused(text: str) -> str:
    """Return the first control, direction or invalid character; "" if there is none.

    These characters are not typed by accident. Characters that come with copied text (marks,
    zero-width spaces, line ends) are cleaned away instead.
    """
    found = _REFUSED.search(text)
    return found[0] if found else ""


def cleaned_lines(text: str) -> str:
    """Return a text of several lines without forbidden characters."""
    return _NEVER.sub("", _LINES.sub("\n", text))


def cleaned_line(text: str) -> str:
    """Return a text as one line without forbidden characters."""
    return " ".join(cleaned_lines(text).split("\n"))


def is_picture(character: str) -> bool:
    """Tell whether a character is an emoji or turns another character into one."""
    return character in _TURNS_INTO_PICTURE or (
        unicodedata.category(character) in {"So", "Sk", "Cs"} and ord(character) > _LATIN
    )


def folded(text: str) -> str:
    """Return a text for comparison: texts that look alike to a reader fold to the same text."""
    if text.isascii() and text.isprintable():
        return " ".join(text.casefold().split())
    seen = (char for char in unicodedata.normalize("NFKC", text) if not _hides(char))
    return " ".join("".join(seen).casefold().split())


def _hides(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and not character.isspace()


def steers(character: str) -> bool:
    """Tell whether a character would control a terminal, or turn or hide its neighbours.

    Joiners are allowed: some scripts and emoji need them.
    """
    return character not in _JOINERS and unicodedata.category(character) in _STEERING


def cleaned_name(text: str) -> str:
    """Return a name without stray spaces and without invisible characters.

    Control and direction characters may come with a copied name. Joiners stay: some scripts need
    them.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    words = " ".join(cleaned_line(text).split())
    seen = (c for c in words if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(seen).split())
