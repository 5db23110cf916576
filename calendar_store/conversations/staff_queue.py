"""The staff queue: conversations that wait for an answer from a person.

A conversation is in the queue while it has open alerts raised by received texts; the alerts of one
conversation are resolved together. There are two lists, so that many strangers do not hide one
client: people (emergencies, clients, practitioners) and strangers. The database sorts, pages and
counts, so that ten thousand conversations are listed as quickly as ten.
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
from calendar_store.schema import conversation_marks as marks

PAGE = 50
"""Conversations on one page of a list."""
LOUD = 20
"""Most emergencies of strangers in the list of people; others come first among strangers."""
_SHOWN = 20
"""Most texts shown of one conversation, the newest."""
_KEY = (inbound.c.channel, inbound.c.our_address, inbound.c.their_address)


class Who(StrEnum):
    """The lists of the staff queue."""

    ALL = "all"
    PEOPLE = "people"
    STRANGERS = "strangers"


@dataclass(frozen=True, slots=True)
class PendingConversation:
    """A conversation that waits for a person.

    Attributes:
        key: the channel, our address and the client's address.
        texts: the texts that raised alerts, oldest first, at least one; only the newest if there
            are very many.
        alerts: the open alerts of these texts, oldest first.
        earlier: number of older waiting texts that are not in `texts`.
    """

    key: ConversationKey
    texts: tuple[Inbound, ...]
    alerts: tuple[Alert, ...]
    earlier: int = 0

    @property
    def since(self) -> datetime:
        """When the first of the texts came, UTC."""
        return self.texts[0].received_at

    @property
    def urgent(self) -> bool:
        """Whether the conversation has an emergency alert."""
        return any(alert.kind is AlertKind.EMERGENCY for alert in self.alerts)


@dataclass(frozen=True, slots=True)
class Waits:
    """Number of waiting conversations of a practice.

    Attributes:
        people: number in the list of people.
        strangers: number in the list of strangers.
    """

    people: int = 0
    strangers: int = 0

    @property
    def all(self) -> int:
        """Number in both lists."""
        return self.people + self.strangers


async def waiting(
    tx: Transaction,
    practice_id: int,
    who: Who = Who.ALL,
    *,
    limit: int = PAGE,
    after: int = 0,
    assignee_id: int | None = None,
) -> list[PendingConversation]:
    """Return the waiting conversations of a practice.

    Args:
        tx: any transaction.
        practice_id: the practice.
        who: the list to return.
        limit: most conversations to return.
        after: number of conversations to skip.
        assignee_id: only those that this member of staff sees to; None: all.

    Returns:
        Emergencies first (of clients, then of strangers), then clients, then strangers; within
        each group, those that nobody has opened first, then the longest waiting first.
    """
    listed = _listed(practice_id)
    theirs = (marks.c.practice_id == practice_id) & _marked(listed)
    listed = (
        select(
            listed,
            case((listed.c.newest > func.coalesce(marks.c.read_id, 0), 1), else_=0).label("unread"),
            marks.c.assignee_id,
        )
        .join_from(listed, marks, theirs, isouter=True)
        .subquery()
    )
    statement = select(listed.c.channel, listed.c.our_address, listed.c.their_address)
    if who is not Who.ALL:
        statement = statement.where(listed.c.people == int(who is Who.PEOPLE))
    if assignee_id is not None:
        statement = statement.where(listed.c.assignee_id == assignee_id)
    statement = statement.order_by(
        *(listed.c.people.desc(), listed.c.urgent.desc(), listed.c.known.desc()),
        *(listed.c.unread.desc(), listed.c.first),
    )
    rows = await tx.execute(statement.limit(limit).offset(after))
    keys = [key_of(row) for row in rows]
    found = await of_conversations(tx, practice_id, keys)
    return [found[key] for key in keys]


async def count_assigned(tx: Transaction, practice_id: int, assignee_id: int) -> int:
    """Return how many waiting conversations a member of staff sees to."""
    statement = (
        select(func.count(func.distinct(marks.c.channel + " " + marks.c.their_address)))
        .select_from(alerts)
        .join(inbound, inbound.c.id == alerts.c.inbound_id)
        .join(marks, (marks.c.practice_id == practice_id) & _marked(inbound))
        .where(*_of_texts(practice_id), marks.c.assignee_id == assignee_id)
    )
    return int((await tx.execute(statement)).scalar_one())


async def of_conversations(
    tx: Transaction, practice_id: int, keys: Collection[ConversationKey]
) -> dict[ConversationKey, PendingConversation]:
    """Return the given conversations as far as they wait, by key.

    Args:
        tx: any transaction.
        practice_id: the practice.
        keys: the conversations; a conversation without open alerts is absent from the result.
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
    """Return the number of waiting conversations of a practice."""
    row = (await tx.execute(_COUNT, {"b_practice": practice_id})).one()
    return Waits(int(row.people), row.all - int(row.people))


async def text(tx: Transaction, practice_id: int, inbound_id: int) -> Inbound:
    """Return one received text of a practice.

    Raises:
        NotFound: if the practice has no such text.
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
    """Resolve the alerts of a conversation, up to the newest alert that was shown.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        seen: the conversation as it was shown.
        by: the actor who resolves the alerts.
        now: UTC.

    Returns:
        Number of alerts that were still open.
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
    """Resolve all alerts of the list of strangers.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        up_to: id of the newest alert when the page was loaded; later alerts stay open.
        by: the actor who resolves the alerts.
        now: UTC.

    Returns:
        Number of alerts resolved.
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
    """Return the id of the newest open alert raised by a text; 0 if there is none."""
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


def _marked(of: Any) -> Any:
    """Return the condition that a mark is of the address of a row."""
    return (marks.c.channel == of.c.channel) & (marks.c.their_address == of.c.their_address)


def _listed(practice_id: Any) -> Any:
    """Return a subquery of the waiting conversations, each with its list and its order.

    Args:
        practice_id: the practice's id, or a bind parameter for it.
    """
    pairs = (
        select(
            *_KEY,
            func.min(alerts.c.id).label("first"),
            func.max(alerts.c.inbound_id).label("newest"),
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
    theirs = exists().where(
        clients.c.practice_id == practice_id, clients.c.email == pairs.c.their_address
    )
    known = case(
        (and_(pairs.c.channel == Channel.SMS, ours), 1),
        (and_(pairs.c.channel == Channel.EMAIL, theirs), 1),
        else_=0,
    )
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


# every staff page runs this query, so it is built and compiled once
_COUNT = _counted()
