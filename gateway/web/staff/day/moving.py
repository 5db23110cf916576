"""The appointment for which a new time is being chosen in the calendar."""

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from gateway.web.staff.day.day_filter import DayFilter


async def whose(tx: Transaction, practice: Practice, wish: DayFilter) -> str:
    """Return the name of the client whose appointment is being moved; "" if none is.

    Args:
        tx: any transaction.
        practice: the practice.
        wish: what is in view, and what is being moved.
    """
    if wish.moving is None:
        return ""
    try:
        one = await agenda.get(tx, practice.id, wish.moving)
    except NotFound:
        return ""
    return (await clients.get(tx, practice.id, one.client_id)).name
