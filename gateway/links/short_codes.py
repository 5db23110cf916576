"""Short codes: a signed link in ten characters, for texts.

A code is random, or made by our key (`Codes.short`), and says nothing; the store keeps the path
that it stands for. Its alphabet has no letters and digits that look alike, because people type
codes from one phone into another: 31 characters, ten of them, are 49 bits.
"""

import secrets
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.practices import short_links
from gateway.links.codes import ALPHABET, LENGTH


def new_code() -> str:
    """Return a new code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """Return a code as it is stored; "" for a text that cannot be one.

    Args:
        text: the code as it was opened, in any case.
    """
    code = text.lower() if text.isascii() else ""
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


async def short_link_for(tx: Transaction, practice_id: int, path: str, expires_at: datetime) -> str:
    """Return the short path of a link, as "/s/CODE"; `Links.at` makes a URL of it.

    Args:
        tx: a writing transaction.
        practice_id: the practice of the link.
        path: the path of the signed link, as "/a/TOKEN".
        expires_at: until when the code is valid, UTC.
    """
    code = new_code()
    while not await short_links.add(tx, code, practice_id, path.lstrip("/"), expires_at):
        code = new_code()
    return f"/s/{code}"
