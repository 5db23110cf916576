"""The keys that sign links and mail addresses, and seal secrets; made at the first start.

Links in mails have to work after a restart and in every process on one store, so their keys cannot
be made anew at each start, and are kept in the store. Several keys may verify, the newest signs: a
key can be replaced while links of the old key are still under way.
"""

import secrets
from datetime import datetime

from sqlalchemy import insert, select

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.name_locks import hold
from calendar_store.schema import signing_keys

_OCTETS = 32


async def load(database: Database, now: datetime) -> tuple[bytes, ...]:
    """Return the keys, the newest first; make the first key if there is none.

    Args:
        database: the store.
        now: UTC.
    """
    async with database.read() as tx:
        found = await known(tx)
    if found:
        return found
    async with database.write() as tx:
        return await within(tx, now)


async def within(tx: Transaction, now: datetime) -> tuple[bytes, ...]:
    """Return the keys, the newest first; make the first key if there is none.

    Args:
        tx: a writing transaction.
        now: UTC.
    """
    if found := await known(tx):
        return found
    # two processes that start at once on a new store must not sign with different keys
    await hold(tx, ["signing keys"])
    if found := await known(tx):
        return found
    key = secrets.token_bytes(_OCTETS)
    await tx.execute(insert(signing_keys), {"id": tx.ids.new(), "key": key, "created_at": now})
    return (key,)


async def known(tx: Transaction) -> tuple[bytes, ...]:
    """Return the keys, the newest first; () on a store on which nothing was signed yet."""
    rows = await tx.execute(select(signing_keys.c.key).order_by(signing_keys.c.id.desc()))
    return tuple(row.key for row in rows)
