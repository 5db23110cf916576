"""Practitioners by name or id, for whoever may read the calendar."""

from collections.abc import Mapping

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.practices import practitioners


async def find(tx: Transaction, actor: Actor, practice: Practice, name_or_id: str) -> Practitioner:
    """Return a practitioner by name or id.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such practitioner.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    return await practitioners.find(tx, practice.id, name_or_id)


async def names(tx: Transaction, actor: Actor, practice: Practice) -> Mapping[int, str]:
    """Return the names of a practice's practitioners, by id.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    everybody = await practitioners.all_practitioners(tx, practice.id)
    return {one.id: one.name for one in everybody}
