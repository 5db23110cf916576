"""The inbox: everything a client says, committed before it is acknowledged, handled once.

Repetitions are left out (`received_texts`), long texts joined (`long_texts`). A conversation is
handled by one at a time, in the order its texts came.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from calendar_store.conversations import carrier_sessions, conversation_state, long_texts
from calendar_store.conversations.conversation_state import key_of
from calendar_store.conversations.received_texts import (
    PriorDelivery,
    ReceivedText,
    is_duplicate,
    said_between,
    seen_before,
    whole_row,
)
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.conversations import ConversationKey, Inbound
from calendar_store.model.statuses import Channel, InboundStatus
from calendar_store.schema import inbound
from calendar_store.schema.columns import is_now

__all__ = [
    "Handled",
    "PriorDelivery",
    "ReceivedText",
    "claim",
    "count",
    "finish",
    "last_handled",
    "of_address",
    "store",
    "value",
]

_INSERT = insert(inbound)
_NEW = (
    select(inbound)
    .where(is_now(inbound.c.status, InboundStatus.NEW))
    .order_by(inbound.c.id)
    .with_for_update(skip_locked=True)
)
_FIRSTS = (
    select(func.min(inbound.c.id))
    .where(is_now(inbound.c.status, InboundStatus.NEW))
    .group_by(inbound.c.channel, inbound.c.our_address, inbound.c.their_address)
    .order_by(func.min(inbound.c.id))
)
_FINISH = (
    update(inbound)
    .where(inbound.c.id == bindparam("b_id"), is_now(inbound.c.status, InboundStatus.NEW))
    .values(
        status=bindparam("b_status"),
        practice_id=bindparam("b_practice"),
        client_id=bindparam("b_client"),
        intent=bindparam("b_intent"),
        understood=bindparam("b_understood"),
        handled_at=bindparam("b_now"),
    )
)


@dataclass(frozen=True, slots=True)
class Handled:
    """What was made of a text.

    Attributes:
        inbound_id: which.
        practice_id: whose it is, None when that cannot be known.
        client_id: whose it is, None when not known or not clear.
        intent: what was understood.
        understood: the whole understanding and what was done, as JSON.
    """

    inbound_id: int
    practice_id: int | None
    client_id: int | None
    intent: str
    understood: dict[str, Any]

    @property
    def status(self) -> InboundStatus:
        """Where the text stands then: done, or waiting for whoever runs the service."""
        nobodys = self.practice_id is None
        return InboundStatus.UNATTRIBUTED if nobodys else InboundStatus.DONE


async def store(
    tx: Transaction,
    arrivals: Sequence[ReceivedText],
    ended: Mapping[str, datetime],
    joins: long_texts.Joins,
    again: dict[PriorDelivery, PriorDelivery] | None = None,
    *,
    kept: Callable[[str], bool] = lambda _: False,
) -> int:
    """Store what came, repeats left out, complete long texts joined.

    Args:
        tx: the transaction; commit it before acknowledging.
        arrivals: in the order they came.
        ended: when sessions ended, for those that this process knows; of others the store does.
        joins: reads the parts of a long text together.
        again: where a repetition was seen of what is stored; kept up. What comes after it is
            judged by it: the carrier has its answer now, and the next may be meant.
        kept: tells of a text that it is stored although it may be a repetition: a STOP.

    Returns:
        How many texts are new and whole.
    """
    keys = {long_texts.text_key(arrival) for arrival in arrivals if arrival.reference is not None}
    await long_texts.hold(tx, keys)
    waiting = await long_texts.waiting_parts(tx, keys)
    given_up = await long_texts.given_up_parts(tx, keys - waiting.keys())
    seen = await seen_before(tx, arrivals)
    again = {} if again is None else again
    ended = await _with_others(tx, ended, arrivals, seen)
    rows: list[dict[str, Any]] = []
    last: dict[ConversationKey, PriorDelivery] = {}
    for arrival in arrivals:
        here = PriorDelivery(
            arrival.fingerprint, arrival.received_at, arrival.session, arrival.carrier
        )
        before = seen.setdefault((arrival.key.channel, arrival.fingerprint), [])
        repeated = [one for one in before if is_duplicate(arrival, again.get(one, one), ended)]
        if repeated and not await _meant(tx, arrival, _cut(arrival, repeated, ended), last, kept):
            again |= dict.fromkeys(repeated, here)
            continue
        before.append(here)
        last[arrival.key] = here
        # in the order they came, which is the order they are handled in
        if arrival.reference is None:
            rows.append(whole_row(tx.ids.new(), arrival))
        else:
            key = long_texts.text_key(arrival)
            together, late = waiting.setdefault(key, {}), given_up.setdefault(key, {})
            rows += await long_texts.add_part(tx, arrival, together, late, joins)
    await tx.executemany(_INSERT, rows)
    if rows:
        tx.acknowledged = max(row["id"] for row in rows)
        tx.notify(Topic.INBOUND)
    return len(rows)


async def _with_others(
    tx: Transaction,
    ended: Mapping[str, datetime],
    arrivals: Sequence[ReceivedText],
    seen: Mapping[tuple[Channel, bytes], Sequence[PriorDelivery]],
) -> Mapping[str, datetime]:
    """Return when sessions ended, those of other processes and of former ones included."""
    ours = {arrival.session for arrival in arrivals} | ended.keys()
    others = {one.session for some in seen.values() for one in some} - ours
    if not others:
        return ended
    now = max(arrival.received_at for arrival in arrivals)
    return await carrier_sessions.ends(tx, others, now) | dict(ended)


def _cut(
    arrival: ReceivedText, repeated: Sequence[PriorDelivery], ended: Mapping[str, datetime]
) -> frozenset[str]:
    """Give the sessions that were cut before it came, and of which it may be a repetition.

    One that lives counts as ending now.
    """
    others = {one.session for one in repeated} - {arrival.session}
    return frozenset(one for one in others if ended[one] < arrival.received_at)


async def _meant(
    tx: Transaction,
    arrival: ReceivedText,
    cut: Collection[str],
    last: Mapping[ConversationKey, PriorDelivery],
    kept: Callable[[str], bool],
) -> bool:
    """Tell whether the same bytes again are said anew: 1, 2 and 1 are three answers.

    They are where something else of the conversation came between, whichever session brought it,
    and always where losing them does most harm. After a cut a carrier says again, in their order,
    the texts that were unanswered: only what came on another session than they did came between.
    """
    if arrival.reference is not None:
        return False  # a phone gives the next long text another reference
    if kept(arrival.text):
        return True
    before = last.get(arrival.key)
    if before is not None and before.session not in cut:
        return before.fingerprint != arrival.fingerprint
    return await said_between(tx, arrival, cut)


async def claim(tx: Transaction, limit: int) -> list[Inbound]:
    """Take texts to handle, at most one for each conversation, oldest first.

    They, and their conversations, are locked until the transaction ends: handle and `finish`
    them in it. What another process holds is left to it.

    Args:
        tx: the transaction of the turns.
        limit: how many at most.
    """
    first = await _first(tx, limit)
    ours = await conversation_state.hold(tx, first)
    return [one for key, one in first.items() if key in ours]


async def waiting(tx: Transaction, limit: int) -> list[Inbound]:
    """Return the texts that `claim` would take now; none of them is locked.

    Args:
        tx: any transaction.
        limit: how many at most.
    """
    return list((await _first(tx, limit)).values())


async def _first(tx: Transaction, limit: int) -> dict[ConversationKey, Inbound]:
    """Return the oldest text of each conversation."""
    rows = list(await tx.execute(_NEW.limit(limit)))
    if len(rows) == limit and 2 * len({key_of(row) for row in rows}) <= limit:
        # one address sent very much: the others do not wait behind it
        rows = list(await tx.execute(_NEW.where(inbound.c.id.in_(_FIRSTS.limit(limit)))))
    first: dict[ConversationKey, Inbound] = {}
    for row in rows:
        first.setdefault(key_of(row), value(row))
    return first


async def finish(tx: Transaction, handled: Sequence[Handled], now: datetime) -> None:
    """Mark texts as handled, with what was made of them."""
    await tx.executemany(
        _FINISH,
        [
            {
                "b_id": one.inbound_id,
                "b_practice": one.practice_id,
                "b_client": one.client_id,
                "b_intent": one.intent,
                "b_understood": one.understood,
                "b_now": now,
                "b_status": one.status,
            }
            for one in handled
        ],
    )
    if handled:
        tx.notify(Topic.CALENDAR)


async def of_address(
    tx: Transaction, practice_id: int, theirs: tuple[Channel, str], limit: int = 100
) -> list[Inbound]:
    """Return what came to a practice from a (channel, address), newest first."""
    channel, address = theirs
    statement = (
        select(inbound)
        .where(inbound.c.practice_id == practice_id, inbound.c.channel == channel)
        .where(inbound.c.their_address == address)
        .order_by(inbound.c.id.desc())
        .limit(limit)
    )
    return [value(row) for row in await tx.execute(statement)]


async def last_handled(
    tx: Transaction, practice_ids: Collection[int], key: ConversationKey
) -> Inbound | None:
    """Return the text of a conversation that was handled last, for whichever of some practices.

    Args:
        tx: any transaction.
        practice_ids: of those that share our address.
        key: the conversation.
    """
    statement = (
        select(inbound)
        .where(inbound.c.practice_id.in_(practice_ids), inbound.c.channel == key.channel)
        .where(inbound.c.their_address == key.their_address)
        .where(inbound.c.our_address == key.our_address)
        .order_by(inbound.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else value(row)


async def newest(
    tx: Transaction, practice_id: int, theirs: Collection[tuple[Channel, str]]
) -> dict[tuple[Channel, str], int]:
    """Return the last text of each (channel, address) to a practice; those without are missing."""
    of_each = (inbound.c.channel, inbound.c.their_address)
    statement = (
        select(*of_each, func.max(inbound.c.id).label("last"))
        .where(in_keys(inbound.c.practice_id, *of_each))
        .group_by(*of_each)
    )
    rows = await tx.execute(statement, key_params([(practice_id, *one) for one in theirs]))
    return {(Channel(row.channel), row.their_address): row.last for row in rows}


async def count(tx: Transaction) -> int:
    """Return how many texts are stored."""
    return int((await tx.execute(select(func.count()).select_from(inbound))).scalar_one())


def value(row: Any) -> Inbound:
    """Return the text of a row of `inbound`."""
    return Inbound(
        id=row.id,
        carrier=row.carrier,
        key=key_of(row),
        text=row.text,
        raw=row.raw,
        received_at=row.received_at,
        status=InboundStatus(row.status),
        partial=row.partial,
        practice_id=row.practice_id,
        client_id=row.client_id,
        intent=row.intent,
        understood=row.understood,
    )
