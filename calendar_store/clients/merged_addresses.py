"""Whose an address was that a client had who was merged into another, as a double.

Nothing is sent to such an address any more, and nothing that comes from it is acted on: it may be
somebody else's by now. But staff have to know whose it was.
"""

from collections.abc import Iterable

from sqlalchemy import select

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel
from calendar_store.schema import clients as table


async def kept_clients(
    tx: Transaction, practice_id: int, channel: Channel, addresses: Iterable[str]
) -> dict[str, Client]:
    """Return the clients into whom those were merged who had addresses, by address.

    Args:
        tx: any transaction.
        practice_id: the practice.
        channel: of the addresses.
        addresses: numbers in E.164, or email addresses in lower case.
    """
    column = table.c.mobile if channel is Channel.SMS else table.c.email
    wanted = [(practice_id, one) for one in set(addresses) if one]
    if not wanted:
        return {}
    merged = select(table.c.id, column.label("address")).where(
        in_keys(table.c.practice_id, column), table.c.merged_into.is_not(None)
    )
    rows = list(await tx.execute(merged, key_params(wanted)))
    kept = {row.address: await clients.get(tx, practice_id, row.id) for row in rows}
    return {address: one for address, one in kept.items() if not one.is_erased}
