"""Which known number is behind digits that a carrier wrote without their country.

Only the store can say: a client, a practitioner, or whoever was written to. What fits several
numbers fits none.
"""

from collections.abc import Collection, Mapping
from functools import cache

import phonenumbers
from sqlalchemy import select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.statuses import Channel
from calendar_store.schema import clients, conversations, practitioners

SHORTEST = 7
"""Digits that a number has at least; fewer are a short code."""
_LONGEST = 15
_TELLING = 9
"""Last digits by which a number is told where what stands before them was changed on the way."""

_ZEROS = ("2250", "2410")
"""Where mobiles keep their zero behind the country's code: Ivory Coast, Gabon."""

_KNOWN = (
    *(
        select(table.c.practice_id, table.c.mobile.label("number"))
        .where(in_keys(table.c.mobile))
        .distinct()
        for table in (clients, practitioners)
    ),
    select(conversations.c.practice_id, conversations.c.their_address.label("number"))
    .where(in_keys(conversations.c.their_address), conversations.c.channel == Channel.SMS)
    .distinct(),
)


def is_unresolved(number: str) -> bool:
    """Tell whether a number lacks its country: digits alone, too many for a short code."""
    return number.isascii() and number.isdigit() and len(number) >= SHORTEST


async def behind(
    tx: Transaction, received: Collection[tuple[str, tuple[int, ...]]]
) -> dict[tuple[str, tuple[int, ...]], str]:
    """Return the known numbers that digits are with or without a country, or without a zero.

    Args:
        tx: any transaction.
        received: digits, each with the practices that have the number written to; what they know
            goes before what other practices know.

    Returns:
        In E.164; what fits no number or more than one is missing.
    """
    candidates = {digits: _candidates(digits) for digits, _ in received}
    wanted = {(number,) for some in candidates.values() for number in some}
    practices: dict[str, set[int]] = {}
    for statement in _KNOWN if wanted else ():
        for row in await tx.execute(statement, key_params(wanted)):
            practices.setdefault(row.number, set()).add(row.practice_id)
    found: dict[tuple[str, tuple[int, ...]], str] = {}
    for digits, practice_ids in received:
        known = [number for number in candidates[digits] if number in practices]
        theirs = [number for number in known if not practices[number].isdisjoint(practice_ids)]
        chosen = theirs or known
        if len(chosen) == 1:
            found[digits, practice_ids] = chosen[0]
    return found


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
    if len(end) < SHORTEST or not (end.isascii() and end.isdigit()):
        return None
    mobile = clients.c.mobile
    statement = select(mobile).where(clients.c.practice_id.in_(set(practice_ids)))
    rows = await tx.execute(statement.where(mobile.endswith(end, autoescape=True)).distinct())
    found = [row.mobile for row in rows]
    return found[0] if len(found) == 1 else None


def _candidates(digits: str) -> tuple[str, ...]:
    core = digits.lstrip("0")
    if not SHORTEST <= len(core) <= _LONGEST:
        return ()
    written = [core, *(code + core for code in _codes_by_length().get(len(core), ()))]
    written += [code + core for code in _ZEROS]
    return tuple(f"+{one}" for one in written if len(one) <= _LONGEST)


@cache
def _codes_by_length() -> Mapping[int, Collection[str]]:
    """Return the calling codes whose mobiles have so many digits behind them."""
    found: dict[int, set[str]] = {}
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            lengths = plan.mobile.possible_length if plan and plan.mobile else ()
            for length in lengths:
                found.setdefault(length, set()).add(str(code))
    return found
