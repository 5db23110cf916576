"""Find the client whom somebody is, by a number or an address and the name beside it.

A number alone names nobody: families share phones, and a practice has several clients with it.
"""

import unicodedata

from sqlalchemy import select

from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient, checked
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.entry.characters import folded
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from calendar_store.schema import clients as table

_BY_EMAIL = select(table.c.practice_id, table.c.id).where(
    in_keys(table.c.practice_id, table.c.email), clients.STANDING
)


async def with_address(
    tx: Transaction, practice_id: int, channel: Channel, address: str, name: str
) -> Client | None:
    """Return the client with a name and a number or email address; None if there is none.

    Args:
        tx: any transaction.
        practice_id: the practice.
        channel: the channel of the address.
        address: the number, E.164, or the email address.
        name: first and last name, as entered; case and accents are ignored.
    """
    if channel is Channel.SMS:
        found = await clients.by_mobiles(tx, [practice_id], [address])
        alike = found.get((practice_id, address), ())
    else:
        written = {(practice_id, one) for one in (address, address.lower())}
        rows = await tx.execute(_BY_EMAIL, key_params(written))
        some = await clients.get_many(tx, [(row.practice_id, row.id) for row in rows])
        alike = tuple(sorted(some.values(), key=lambda client: client.id))
    wanted = _plain(name)
    return next((one for one in alike if _plain(one.name) == wanted), None)


async def alike(
    tx: Transaction, practice: Practice, first: str, last: str, mobile: str
) -> Client | None:
    """Return the practice's existing client with the same name and number, or None.

    Args:
        tx: any transaction.
        practice: the practice.
        first: first name, as entered.
        last: last name, as entered.
        mobile: mobile number, as entered, with or without the country code.

    Raises:
        InvalidInput: if a field is invalid.
    """
    wanted = checked(practice, NewClient(first, last, mobile))
    key = (practice.id, wanted.mobile)
    same = (await clients.by_mobiles(tx, [practice.id], [wanted.mobile])).get(key, ())
    name = _plain(f"{wanted.first} {wanted.last}")
    return next((one for one in same if _plain(one.name) == name), None)


def _plain(name: str) -> str:
    """Return a name for comparison: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", folded(name))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
