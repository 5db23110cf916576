"""Alerts: marked as seen to by staff."""

from datetime import datetime

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require


async def see_to(
    tx: Transaction, actor: Actor, practice_id: int, alert_id: int, *, now: datetime
) -> None:
    """Mark an alert as seen to.

    Args:
        tx: a writing transaction.
        actor: who saw to it.
        practice_id: the practice.
        alert_id: the alert.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not see to alerts.
        NotFound: if the practice has no such open alert.
    """
    require(actor, Permission.SEE_TO_ALERTS, practice_id)
    await alerts.resolve(tx, practice_id, alert_id, by=actor, now=now)
