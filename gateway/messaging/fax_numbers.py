"""Which numbers a fax can be sent to, and what a server or a gateway dials for one. Pure."""

import re

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{5,14}")
"""A number in international form (E.164), without blanks, letters or extensions."""
PATTERN_FIELDS = frozenset({"number", "digits"})
"""What a pattern may name: the number with its "+", or its digits alone."""


def is_fax_number(number: str) -> bool:
    """Tell whether a fax can be sent to a number as it is stored."""
    return _INTERNATIONAL.fullmatch(number) is not None


def filled(pattern: str, number: str) -> str:
    """Return a pattern with a number in it.

    Args:
        pattern: as "{number}" for what is dialled, or "{digits}@fax.example.org".
        number: in international form.
    """
    return pattern.replace("{number}", number).replace("{digits}", number.removeprefix("+"))
