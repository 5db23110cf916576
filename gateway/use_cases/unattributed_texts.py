"""Texts that belong to no practice: listed, assigned or dismissed by the operator."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.conversations import unattributed
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.conversations import Inbound
from calendar_store.model.practices import Practice


async def listed(tx: Transaction, actor: Actor, limit: int) -> tuple[Sequence[Inbound], int]:
    """Return the oldest of these texts, at most `limit`, and the number of all of them.

    Raises:
        NotPermitted: if the actor does not run the service.
    """
    require(actor, Permission.RUN_SERVICE, None)
    return await unattributed.listed(tx, limit), await unattributed.count(tx)


async def assign(tx: Transaction, actor: Actor, inbound_id: int, practice: Practice) -> None:
    """Give a text to a practice; the practice then answers it as its own.

    Raises:
        NotPermitted: if the actor does not run the service.
        NotFound: if no such text waits.
    """
    require(actor, Permission.RUN_SERVICE, None)
    await unattributed.assign(tx, inbound_id, practice)


async def dismiss(tx: Transaction, actor: Actor, inbound_id: int, *, now: datetime) -> None:
    """Mark a text as done although it belongs to no practice.

    Raises:
        NotPermitted: if the actor does not run the service.
        NotFound: if no such text waits.
    """
    require(actor, Permission.RUN_SERVICE, None)
    await unattributed.dismiss(tx, inbound_id, by=actor, now=now)
