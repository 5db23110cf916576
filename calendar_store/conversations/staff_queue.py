"""Conversations that wait for a person: texts that the service passed on, until somebody answered.

What waits is told by open alerts that came of a text; those of one conversation are seen to
together. There are two lists, so that many strangers do not hide one client: emergencies and
people we know in one, all others in a list of strangers. Order, pages and totals are the
database's, so that ten thousand conversations are listed as quickly as ten.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, literal, or_, select, update

from calendar_store.conversations import inbox
from calendar_store.conversations.alerts import value as alert_value
from calendar_store.conversations.conversation_state import key_of
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.conversations import Alert, ConversationKey, Inbound
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import AlertKind, Channel
from calendar_store.schema import alerts, clients, inbound, practitioners

PAGE = 50
"""Conversations on one page of a list."""
LOUD = 20
"""Emergencies of strangers that stand before clients; the others lead the list of strangers."""
_SHOWN = 20
"""Texts of one conversation that are shown, the newest of them."""
_KEY = (inbound.c.channel, inbound.c.our_address, inbound.c.their_address)


class Who(StrEnum):
    """Which of the conversations that wait."""

    ALL = "all"
    PEOPLE = "people"
    STRANGERS = "strangers"


@dataclass(frozen=True, slots=True)
class PendingConversation:
    """A conversation that waits for a person.

    Attributes:
        key: on which channel they wrote, to which of our addresses and from which of theirs.
        texts: those that reached a person, oldest first, at least one; the newest ones where
            there are very many.
        alerts: why each did, oldest first.
        earlier: how many texts before these wait, too.
    """

    key: ConversationKey
    texts: tuple[Inbound, ...]
    alerts: tuple[Alert, ...]
    earlier: int = 0

    @property
    def since(self) -> datetime:
        """When the first of them came, UTC."""
        return self.texts[0].received_at

    @property
    def urgent(self) -> bool:
        """Whether somebody may be in danger."""
        return any(alert.kind is AlertKind.EMERGENCY for alert in self.alerts)


@dataclass(frozen=True, slots=True)
class Waits:
    """How many conversations of a practice wait.

    Attributes:
        people: emergencies, and clients.
        strangers: all others.
    """

    people: int = 0
    strangers: int = 0

    @property
    def all(self) -> int:
        """How many there are together."""
        return self.people + self.strangers


async def waiting(
    tx: Transaction,
    practice_id: int,
    who: Who = Who.ALL,
    *,
    limit: int = PAGE,
    after: int = 0,
) -> list[PendingConversation]:
    """Return conversations of a practice that wait.

    Args:
        tx: any transaction.
        practice_id: whose.
        who: of which list.
        limit: how many at most.
        after: how many of the list to pass over.

    Returns:
        Emergencies first, those of clients before others, then clients, then strangers; of each
        those that wait longest.
    """
    listed = _listed(practice_id)
    statement = select(listed.c.channel, listed.c.our_address, listed.c.their_address)
    if who is not Who.ALL:
        statement = statement.where(listed.c.people == int(who is Who.PEOPLE))
    statement = statement.order_by(
        listed.c.people.desc(), listed.c.urgent.desc(), listed.c.known.desc(), listed.c.first
    )
    rows = await tx.execute(statement.limit(limit).offset(after))
    keys = [key_of(row) for row in rows]
    found = await of_conversations(tx, practice_id, keys)
    return [found[key] for key in keys]


async def of_conversations(
    tx: Transaction, practice_id: int, keys: Collection[ConversationKey]
) -> dict[ConversationKey, PendingConversation]:
    """Return what waits in conversations, by conversation.

    Args:
        tx: any transaction.
        practice_id: whose.
        keys: which; those where nothing waits are missing from the answer.
    """
    if not keys:
        return {}
    place = func.row_number().over(partition_by=_KEY, order_by=alerts.c.id.desc())
    newest = (
        select(
            alerts.c.id.label("alert"),
            place.label("place"),
            func.count().over(partition_by=_KEY).label("many"),
        )
        .join(inbound, inbound.c.id == alerts.c.inbound_id)
        .where(in_keys(inbound.c.practice_id, *_KEY))
        .where(alerts.c.practice_id == practice_id, alerts.c.resolved_at.is_(None))
        .subquery()
    )
    raised = (
        select(alerts, newest.c.many)
        .join(newest, newest.c.alert == alerts.c.id)
        .where(alerts.c.practice_id == practice_id, newest.c.place <= _SHOWN)
        .order_by(alerts.c.id)
    )
    wanted = key_params([(practice_id, *key) for key in keys])
    why = [(alert_value(row), row.many) for row in await tx.execute(raised, wanted)]
    ids = {(alert.inbound_id,) for alert, _ in why}
    texts = {
        row.id: inbox.value(row)
        for row in await tx.execute(select(inbound).where(in_keys(inbound.c.id)), key_params(ids))
    }
    together: dict[ConversationKey, list[tuple[Alert, int]]] = {}
    for alert, many in why:
        text = texts[alert.inbound_id or 0]
        together.setdefault(text.key, []).append((alert, many))
    return {key: _waiting(key, some, texts) for key, some in together.items()}


async def count(tx: Transaction, practice_id: int) -> Waits:
    """Return how many conversations of a practice wait for a person."""
    row = (await tx.execute(_COUNT, {"b_practice": practice_id})).one()
    return Waits(int(row.people), row.all - int(row.people))


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
    tx: Transaction, practice_id: int, seen: PendingConversation, *, by: Actor, now: datetime
) -> int:
    """Mark the alerts of a conversation as seen to, up to the newest that was seen.

    Args:
        tx: a writing transaction.
        practice_id: whose.
        seen: the conversation as it was shown.
        by: who saw to it.
        now: UTC.

    Returns:
        How many were open still.
    """
    theirs = select(inbound.c.id).where(
        inbound.c.practice_id == practice_id,
        inbound.c.channel == seen.key.channel,
        inbound.c.their_address == seen.key.their_address,
        inbound.c.our_address == seen.key.our_address,
    )
    return await _resolve(tx, practice_id, theirs, seen.alerts[-1].id, by=by, now=now)


async def close_strangers(
    tx: Transaction, practice_id: int, *, up_to: int, by: Actor, now: datetime
) -> int:
    """Mark what strangers wrote as seen to, all of their list at once.

    Args:
        tx: a writing transaction.
        practice_id: whose.
        up_to: the newest alert that was there when this was asked for: what came after it stays.
        by: who closes them.
        now: UTC.

    Returns:
        How many texts that were.
    """
    listed = _listed(practice_id)
    theirs = (
        select(inbound.c.id)
        .join(
            listed,
            and_(
                listed.c.channel == inbound.c.channel,
                listed.c.our_address == inbound.c.our_address,
                listed.c.their_address == inbound.c.their_address,
            ),
        )
        .where(inbound.c.practice_id == practice_id, listed.c.people == 0)
    )
    return await _resolve(tx, practice_id, theirs, up_to, by=by, now=now)


async def newest(tx: Transaction, practice_id: int) -> int:
    """Return the newest open alert that came of a text, 0 for none."""
    statement = select(func.max(alerts.c.id)).where(*_of_texts(practice_id))
    return (await tx.execute(statement)).scalar_one() or 0


async def _resolve(
    tx: Transaction,
    practice_id: int,
    texts: Select[Any],
    up_to: int,
    *,
    by: Actor,
    now: datetime,
) -> int:
    done = await tx.execute(
        update(alerts)
        .where(*_of_texts(practice_id), alerts.c.id <= up_to)
        .where(alerts.c.inbound_id.in_(texts))
        .values(resolved_at=now, resolved_by=by.label)
    )
    tx.notify(Topic.CALENDAR)
    return int(done.rowcount)


def _of_texts(practice_id: Any) -> tuple[Any, ...]:
    return (
        alerts.c.practice_id == practice_id,
        alerts.c.resolved_at.is_(None),
        alerts.c.inbound_id.is_not(None),
    )


def _listed(practice_id: Any) -> Any:
    """Return a subquery of the conversations that wait, each with its place in the two lists.

    Args:
        practice_id: whose; an id, or the parameter that stands for it.
    """
    pairs = (
        select(
            *_KEY,
            func.min(alerts.c.id).label("first"),
            func.max(case((alerts.c.kind == AlertKind.EMERGENCY, 1), else_=0)).label("urgent"),
        )
        .join(inbound, inbound.c.id == alerts.c.inbound_id)
        .where(*_of_texts(practice_id))
        .group_by(*_KEY)
        .subquery()
    )
    ours = or_(
        *(
            exists().where(
                table.c.practice_id == practice_id,
                table.c.mobile == pairs.c.their_address,
            )
            for table in (clients, practitioners)
        )
    )
    # beside the subqueries, which PostgreSQL hashes only without it
    known = case((and_(pairs.c.channel == Channel.SMS, ours), 1), else_=0)
    told = select(pairs, known.label("known")).subquery()
    place = func.row_number().over(
        partition_by=(told.c.known, told.c.urgent), order_by=told.c.first
    )
    placed = select(told, place.label("place")).subquery()
    loud = and_(placed.c.urgent == literal(1), placed.c.place <= LOUD)
    people = case((or_(placed.c.known == literal(1), loud), 1), else_=0)
    return select(placed, people.label("people")).subquery()


def _waiting(
    key: ConversationKey, raised: list[tuple[Alert, int]], texts: dict[int, Inbound]
) -> PendingConversation:
    ids = sorted({alert.inbound_id for alert, _ in raised if alert.inbound_id is not None})
    return PendingConversation(
        key,
        tuple(texts[one] for one in ids),
        tuple(alert for alert, _ in raised),
        raised[0][1] - len(raised),
    )


def _counted() -> Select[Any, Any]:
    listed = _listed(bindparam("b_practice"))
    people = func.coalesce(func.sum(listed.c.people), 0).label("people")
    return select(people, func.count().label("all")).select_from(listed)


# every page of staff asks this: it is built and compiled once
_COUNT = _counted()
