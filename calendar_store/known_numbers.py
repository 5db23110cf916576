"""Which known number is behind digits that a carrier wrote without their country.

Only the store can say: a client, a practitioner, or whoever was written to. What fits several
numbers fits none.
"""

from collections.abc import Collection

from sqlalchemy import select

from calendar_store.database import Transaction
from calendar_store.numbers import CALLING_CODES
from calendar_store.schema import clients, conversations, practitioners

SHORTEST = 7
"""Digits that a number has at least; fewer are a short code."""
_LONGEST = 15
_TELLING = 9
"""Last digits by which a number is told where what stands before them was changed on the way."""

_COLUMNS = (
    (clients.c.practice_id, clients.c.mobile),
    (practitioners.c.practice_id, practitioners.c.mobile),
    (conversations.c.practice_id, conversations.c.their_number),
)


def is_unresolved(number: str) -> bool:
    """Tell whether a number lacks its country: digits alone, too many for a short code."""
    return number.isascii() and number.isdigit() and len(number) >= SHORTEST


async def behind(tx: Transaction, digits: str, practice_ids: Collection[int]) -> str | None:
    """Return the known number that digits are with or without its country, or without its zero.

    Args:
        tx: any transaction.
        digits: as received.
        practice_ids: those that have the number written to; what they know goes before what other
            practices know.

    Returns:
        In E.164; None where no number or more than one fits.
    """
    wanted = _candidates(digits)
    known: set[tuple[int, str]] = set()
    for practice, number in _COLUMNS:
        rows = await tx.execute(
            select(practice, number.label("number")).where(number.in_(wanted)).distinct()
        )
        known |= {(row.practice_id, row.number) for row in rows}
    theirs = {number for practice, number in known if practice in set(practice_ids)}
    found = theirs or {number for _, number in known}
    return found.pop() if len(found) == 1 else None


async def ending_alike(tx: Transaction, practice_ids: Collection[int], digits: str) -> str | None:
    """Return the only client's number of some practices that ends as these digits do.

    Good enough to stop messages by, and for nothing else.

    Args:
        tx: any transaction.
        practice_ids: whose clients.
        digits: as received.

    Returns:
        In E.164; None where no number or more than one fits.
    """
    end = digits.lstrip("0")[-_TELLING:]
    if len(end) < SHORTEST:
        return None
    mobile = clients.c.mobile
    statement = select(mobile).where(clients.c.practice_id.in_(set(practice_ids)))
    rows = await tx.execute(statement.where(mobile.endswith(end, autoescape=True)).distinct())
    found = [row.mobile for row in rows]
    return found[0] if len(found) == 1 else None


def _candidates(digits: str) -> list[str]:
    core = digits.lstrip("0")
    # Italian landlines keep their zero behind the country's code
    written = [core, *(f"{code}{zero}{core}" for code in CALLING_CODES for zero in ("", "0"))]
    return [f"+{one}" for one in written if SHORTEST <= len(one) <= _LONGEST]
