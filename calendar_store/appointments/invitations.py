"""Marks the appointments whose client was sent a calendar invitation."""

from collections.abc import Collection

from sqlalchemy import update

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.schema import appointments

_INVITED = (
    update(appointments)
    .where(in_keys(appointments.c.practice_id, appointments.c.id))
    .where(appointments.c.invited.is_(False))
    .values(invited=True)
)


async def mark_invited(tx: Transaction, keys: Collection[tuple[int, int]]) -> None:
    """Note that invitations were sent, so that later changes are sent to calendars as well.

    Args:
        tx: the transaction that records the mails.
        keys: (practice id, appointment id) of the appointments.
    """
    if keys:
        await tx.execute(_INVITED, key_params(keys))
