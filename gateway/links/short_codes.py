"""Short codes: a signed link in ten characters, for texts.

A code is made by our key (`Codes.short`), and says nothing; the store keeps the path
that it stands for. Its alphabet has no letters and digits that look alike, because people type
codes from one phone into another: 31 characters, ten of them, are 49 bits.
"""

from gateway.links.codes import ALPHABET, LENGTH


def read_code(text: str) -> str:
    """Return a code as it is stored; "" for a text that cannot be one.

    Args:
        text: the code as it was opened, in any case.
    """
    code = text.lower() if text.isascii() else ""
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
