"""Conversations that wait for a person: texts that the service passed on, until somebody answered.

What waits is told by open alerts that came of a text; those of one conversation are seen to
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from calendar_store import inbox
from calendar_store.alerts import value as alert_value
from calendar_store.changes import Topic
from calendar_store.database import Transaction
from calendar_store.errors import NotFound
from calendar_store.keys import among, bound
from calendar_store.schema import alerts, inbound
from calendar_store.statuses import AlertKind
from calendar_store.values import Alert, Inbound

_MOST = 500
"""Open alerts that are looked at; a practice with more has to see to the oldest first."""

_OPEN = (
    select(alerts)
    .where(alerts.c.resolved_at.is_(None), alerts.c.inbound_id.is_not(None))
    .order_by(alerts.c.id)
    .limit(_MOST)
)
_TEXTS = select(inbound).where(among(inbound.c.id))
_PAIRS = (
    select(inbound.c.our_number, inbound.c.their_number)
    .join(alerts, alerts.c.inbound_id == inbound.c.id)
    .where(alerts.c.resolved_at.is_(None))
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for a person.

    Attributes:
        our_number: to which of ours they wrote.
        their_number: who wrote.
        texts: those that reached a person, oldest first, at least one.
        alerts: why each did, oldest first.
    """

    our_number: str
    their_number: str
    texts: tuple[Inbound, ...]
    alerts: tuple[Alert, ...]

    @property
    def since(self) -> datetime:
        """When the first of them came, UTC."""
        return self.texts[0].received_at

    @property
    def urgent(self) -> bool:
        """Whether somebody may be in danger."""
        return any(alert.kind is AlertKind.EMERGENCY for alert in self.alerts)


async def waiting(tx: Transaction, practice_id: int) -> list[Waiting]:
    """Return the conversations of a practice that wait: emergencies first, then the longest."""
    found = await tx.execute(_OPEN.where(alerts.c.practice_id == practice_id))
    raised = [alert_value(row) for row in found]
    ids = {alert.inbound_id for alert in raised}
    rows = await tx.execute(_TEXTS, bound([(one,) for one in ids]))
    texts = {row.id: inbox.value(row) for row in rows}
    pairs: dict[tuple[str, str], list[Alert]] = {}
    for alert in raised:
        text = texts.get(alert.inbound_id or 0)
        if text is not None:
            pairs.setdefault((text.our_number, text.their_number), []).append(alert)
    together = [_waiting(pair, some, texts) for pair, some in pairs.items()]
    return sorted(together, key=lambda one: (not one.urgent, one.since))


async def of_numbers(
    tx: Transaction, practice_id: int, our_number: str, their_number: str
) -> Waiting | None:
    """Return what waits in one conversation, None when nothing does."""
    pair = (our_number, their_number)
    found = await waiting(tx, practice_id)
    return next((one for one in found if (one.our_number, one.their_number) == pair), None)


async def count(tx: Transaction, practice_id: int) -> int:
    """Return how many conversations of a practice wait for a person."""
    return len((await tx.execute(_PAIRS.where(alerts.c.practice_id == practice_id))).all())


async def text(tx: Transaction, practice_id: int, inbound_id: int) -> Inbound:
    """Return a text that came to a practice.

    Raises:
        NotFound: if none such did.
    """
    statement = select(inbound).where(
        inbound.c.id == inbound_id, inbound.c.practice_id == practice_id
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("this practice has no such text")
    return inbox.value(row)


async def see_to(
    tx: Transaction, practice_id: int, seen: Sequence[Alert], *, by: str, now: datetime
) -> int:
    """Mark alerts as seen to; those that somebody else saw to meanwhile stay as they are.

    Args:
        tx: a writing transaction.
        practice_id: whose.
        seen: which.
        by: who saw to them.
        now: UTC.

    Returns:
        How many were open still.
    """
    done = await tx.execute(
        update(alerts)
        .where(alerts.c.practice_id == practice_id, alerts.c.resolved_at.is_(None))
        .where(alerts.c.id.in_([alert.id for alert in seen]))
        .values(resolved_at=now, resolved_by=by)
    )
    tx.touch(Topic.CALENDAR)
    return int(done.rowcount)


def _waiting(pair: tuple[str, str], raised: Sequence[Alert], texts: dict[int, Inbound]) -> Waiting:
    ids = sorted({alert.inbound_id for alert in raised if alert.inbound_id is not None})
    return Waiting(*pair, tuple(texts[one] for one in ids), tuple(raised))
