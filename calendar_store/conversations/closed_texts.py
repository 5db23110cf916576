"""Texts that a person has seen to: list the last ones, and open them again."""

from datetime import datetime

from sqlalchemy import select, update

from calendar_store.conversations import alerts as alerts_of_staff
from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.conversations import Alert, Inbound
from calendar_store.model.statuses import Channel
from calendar_store.schema import alerts, inbound

MOST = 50
"""Most addresses in the list."""
_TEXTS_EACH = 10
"""Texts looked at for each address of the list."""


async def closed(
    tx: Transaction, practice_id: int, since: datetime, limit: int = MOST
) -> list[tuple[Alert, Inbound]]:
    """Return the texts that a person has seen to last, the newest first, one of each address.

    Args:
        tx: any transaction.
        practice_id: the practice.
        since: texts closed before are left out, UTC.
        limit: most addresses to return.
    """
    statement = (
        select(alerts)
        .where(alerts.c.practice_id == practice_id, alerts.c.resolved_at >= since)
        .where(alerts.c.inbound_id.is_not(None))
        .order_by(alerts.c.resolved_at.desc(), alerts.c.id.desc())
        .limit(limit * _TEXTS_EACH)
    )
    found = [alerts_of_staff.value(row) for row in await tx.execute(statement)]
    ids = {(one.inbound_id,) for one in found}
    rows = await tx.execute(select(inbound).where(in_keys(inbound.c.id)), key_params(ids))
    texts = {row.id: inbox.value(row) for row in rows}
    last: dict[tuple[Channel, str], tuple[Alert, Inbound]] = {}
    for alert in found:
        text = texts[alert.inbound_id or 0]
        if text.key.their_address:  # that of a client who was erased is gone
            last.setdefault((text.key.channel, text.key.their_address), (alert, text))
    return list(last.values())[:limit]


async def reopen(
    tx: Transaction, practice_id: int, theirs: tuple[Channel, str], closed_at: datetime
) -> int:
    """Open the alerts of a (channel, address) again that were resolved at a moment.

    Returns:
        Number of alerts that are open again.
    """
    channel, address = theirs
    texts = select(inbound.c.id).where(
        inbound.c.practice_id == practice_id,
        inbound.c.channel == channel,
        inbound.c.their_address == address,
    )
    done = await tx.execute(
        update(alerts)
        .where(alerts.c.practice_id == practice_id, alerts.c.resolved_at == closed_at)
        .where(alerts.c.inbound_id.in_(texts))
        .values(resolved_at=None, resolved_by="")
    )
    tx.notify(Topic.CALENDAR)
    return int(done.rowcount)
