"""Resolve numbers that a carrier wrote without the country code to numbers known in the store.

Known numbers are the numbers of clients and practitioners, and of conversations. Digits that fit
several known numbers are not resolved.
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
"""Least number of digits of a phone number; fewer digits are a short code."""
_LONGEST = 15
_TELLING = 9
"""Number of last digits compared, if the leading digits were changed on the way."""

_ZEROS = ("2250", "2410")
"""Country codes plus zero, where mobile numbers keep the leading zero: Ivory Coast, Gabon."""

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
    """Tell whether a number lacks its country code: digits only, too many for a short code."""
    return number.isascii() and number.isdigit() and len(number) >= SHORTEST


async def behind(
    tx: Transaction, received: Collection[tuple[str, tuple[int, ...]]]
) -> dict[tuple[str, tuple[int, ...]], str]:
    """Return the known numbers that match received digits.

    The digits match with or without a country code, and without a leading zero.

    Args:
        tx: any transaction.
        received: digits, each with the practices that have the number written to; numbers known
            to these practices are preferred to numbers known to other practices.

    Returns:
        The number in E.164 for each match; digits that match no number or several are absent.
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
    """Return the only client's number of practices that ends with the same digits.

    This match is good enough to stop messages, and for nothing else.

    Args:
        tx: any transaction.
        practice_ids: the practices of the clients.
        digits: the digits as received.

    Returns:
        The number in E.164; None if no number matches, or several do.
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
    """Return the calling codes by number of digits of a national mobile number."""
    found: dict[int, set[str]] = {}
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            lengths = plan.mobile.possible_length if plan and plan.mobile else ()
            for length in lengths:
                found.setdefault(length, set()).add(str(code))
    return found
