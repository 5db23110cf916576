"""Texts that cannot be attributed to a practice: list, assign and dismiss them, for the operator.

The texts came to a number that no practice has, from a number to which no practice wrote.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from calendar_store.conversations import alerts, inbox
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.conversations import Alert, Inbound
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, InboundStatus
from calendar_store.schema import inbound, practices
from calendar_store.schema.columns import is_now

_WAITING = is_now(inbound.c.status, InboundStatus.UNATTRIBUTED)


async def listed(tx: Transaction, limit: int = 200) -> list[Inbound]:
    """Return the texts that wait for the operator, oldest first."""
    statement = select(inbound).where(_WAITING).order_by(inbound.c.id).limit(limit)
    return [inbox.value(row) for row in await tx.execute(statement)]


async def count(tx: Transaction) -> int:
    """Return how many texts wait for the operator."""
    statement = select(func.count()).select_from(inbound).where(_WAITING)
    return int((await tx.execute(statement)).scalar_one())


async def assign(tx: Transaction, inbound_id: int, practice: Practice) -> None:
    """Assign a text to a practice, as if the text had come to the practice's own number.

    Raises:
        NotFound: if no such text waits. Only SMS texts can be assigned: a practice has an address
            of its own on SMS only.
    """
    changed = await tx.execute(
        update(inbound)
        .where(inbound.c.id == inbound_id, _WAITING, inbound.c.channel == Channel.SMS)
        .values(our_address=practice.sender, status=InboundStatus.NEW)
    )
    _require_one(changed.rowcount)
    tx.notify(Topic.INBOUND)


async def dismiss(tx: Transaction, inbound_id: int, *, by: Actor, now: datetime) -> None:
    """Mark a text as done without assigning it to a practice.

    Raises:
        NotFound: if no such text waits.
    """
    changed = await tx.execute(
        update(inbound)
        .where(inbound.c.id == inbound_id, _WAITING)
        .values(
            status=InboundStatus.DONE,
            handled_at=now,
            understood={"did": [f"seen to by {by.label}, and given to no practice"]},
        )
    )
    _require_one(changed.rowcount)


async def alert(tx: Transaction, texts: Sequence[Inbound], now: datetime) -> None:
    """Alert the practice that texts wait for the operator, if there is only one practice.

    With several practices, the pages of one must not show texts that may belong to another: the
    operator sees these texts in `textback alerts`, `textback carriers`, the metrics and the log.
    If an alert is open already, no second one is raised.
    """
    if not texts:
        return
    ids = [row.id for row in await tx.execute(select(practices.c.id).limit(2))]
    if len(ids) != 1 or await alerts.open_of_kind(tx, AlertKind.UNATTRIBUTED):
        return
    told = Reason(ReasonCode.UNATTRIBUTED_TEXT)
    await alerts.raise_all(tx, [Alert(ids[0], tx.ids.new(), AlertKind.UNATTRIBUTED, told, now)])


def _require_one(changed: int) -> None:
    if changed != 1:
        raise NotFound("no such text waits; textback inbox unattributed shows those that do")
