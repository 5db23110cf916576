"""Characters that a text somebody enters may hold: none that control, turn round or hide others.

A NUL cannot be kept by PostgreSQL; an override (Unicode Standard Annex 9, section 2) makes a name
or a number read as another one; half of a surrogate pair cannot be written as UTF-8 at all.
"""

import re
import unicodedata

SHOWN_INSTEAD = "\N{REPLACEMENT CHARACTER}"
"""What is shown in place of a character that nobody may be shown."""
LONGEST_NAME = 200
"""Letters of a name; the longest that people have are shorter."""

LONGEST_PARAGRAPH = 500
"""Characters of an address, of directions, of a reason, whoever enters them and where."""

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_TURNS_INTO_PICTURE = "\ufe0f\u20e3"
_LATIN = 0xFF
_JOINERS = "\u200c\u200d"
_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but for tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
    "\u200b\u2060\ufeff\ufff9-\ufffb"  # what nobody sees
    "\ud800-\udfff\ufffe\uffff]"
)

_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but for ends of lines and tab
    "\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)


def refused(text: str) -> str:
    """Return the first character that controls, turns round or is none, "" where there is none.

    Nobody types one by accident; what comes along when a text is copied (marks, spaces without
    width, ends of lines) is cleaned away instead.
    """
    found = _REFUSED.search(text)
    return found[0] if found else ""


def cleaned_lines(text: str) -> str:
    """Return a text of several lines without what may not stand in it."""
    return _NEVER.sub("", _LINES.sub("\n", text))


def cleaned_line(text: str) -> str:
    """Return a text of one line without what may not stand in it."""
    return " ".join(cleaned_lines(text).split("\n"))


def is_picture(character: str) -> bool:
    """Tell whether a character is an emoji or what turns another into one."""
    return character in _TURNS_INTO_PICTURE or (
        unicodedata.category(character) in {"So", "Sk", "Cs"} and ord(character) > _LATIN
    )


def folded(text: str) -> str:
    """Return a text as it is compared: whoever reads two that are folded alike reads one."""
    seen = (char for char in unicodedata.normalize("NFKC", text) if not _hides(char))
    return " ".join("".join(seen).casefold().split())


def _hides(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and not character.isspace()


def steers(character: str) -> bool:
    """Tell whether a character would steer a terminal, or turn or hide what stands beside it.

    Joiners belong to the scripts, and to the emoji, that need them.
    """
    return character not in _JOINERS and unicodedata.category(character) in _STEERING


def cleaned_name(text: str) -> str:
    """Return a name without stray spaces and without what nobody sees.

    Control characters and those that turn the direction of what stands beside them come along
    when a name is copied; joiners belong to the scripts that need them.
    """
    words = " ".join(cleaned_line(text).split())
    seen = (c for c in words if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(seen).split())
