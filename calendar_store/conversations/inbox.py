"""The inbox: store received texts, claim them for handling, and mark them as handled.

A text is committed before it is acknowledged to the carrier, and handled once. Duplicates are
dropped (`received_texts`), the parts of long texts are joined (`long_texts`). The texts of one
conversation are handled one after the other, in the order in which they came.
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
from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.conversations import ConversationKey, Inbound
from calendar_store.model.statuses import Channel, InboundStatus
from calendar_store.schema import inbound, received_mails
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
_ADDRESS = (inbound.c.practice_id, inbound.c.channel, inbound.c.their_address)
FROM = select(inbound).where(in_keys(*_ADDRESS))
"""What was received from addresses."""
NEWEST = (
    select(*_ADDRESS[1:], func.max(inbound.c.id).label("last"))
    .where(in_keys(*_ADDRESS))
    # in the order of an index: by the channel first, SQLite would read all texts of the channel
    .group_by(*_ADDRESS)
)
"""The last text from each of several addresses."""
_ANSWERS = (
    select(received_mails.c.answers_id)
    .where(received_mails.c.inbound_id == inbound.c.id)
    .limit(1)
    .scalar_subquery()
)
_NEW = (
    select(inbound, _ANSWERS.label("answers_id"))
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
    """The result of handling a text.

    Attributes:
        inbound_id: id of the text.
        practice_id: the practice of the text; None if it cannot be determined.
        client_id: the client of the text; None if unknown or ambiguous.
        intent: name of the intent.
        understood: the full result of understanding, and the actions taken, as JSON.
    """

    inbound_id: int
    practice_id: int | None
    client_id: int | None
    intent: str
    understood: dict[str, Any]

    @property
    def status(self) -> InboundStatus:
        """The new status of the text: DONE, or UNATTRIBUTED if it belongs to no practice."""
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
    """Store received texts; drop duplicates and join complete long texts.

    Args:
        tx: the transaction; commit it before acknowledging.
        arrivals: the texts, in the order in which they came.
        ended: when sessions ended, for the sessions that this process knows; the other sessions
            are looked up in the store.
        joins: decodes and joins the parts of a long text.
        again: maps a stored delivery to its last duplicate; updated by this function. The next
            text with the same bytes is compared with that duplicate: the carrier has the response
            by then, so the client may mean the next text.
        kept: returns True for a text that is stored even if it may be a duplicate: a STOP.

    Returns:
        Number of new, complete texts.
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
        # ids follow the order of arrival, which is the order of handling
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
    """Return when sessions ended, including the sessions of other and former processes."""
    ours = {arrival.session for arrival in arrivals} | ended.keys()
    others = {one.session for some in seen.values() for one in some} - ours
    if not others:
        return ended
    now = max(arrival.received_at for arrival in arrivals)
    return await carrier_sessions.ends(tx, others, now) | dict(ended)


def _cut(
    arrival: ReceivedText, repeated: Sequence[PriorDelivery], ended: Mapping[str, datetime]
) -> frozenset[str]:
    """Return the sessions, cut before the text came, whose texts the received text may repeat.

    An open session counts as ending now, so it is not returned.
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
    """Tell whether the client sent the same bytes again on purpose: 1, 2 and 1 are three answers.

    The text is meant if another text of the conversation came in between, on any session, and
    always if dropping the text would do the most harm (`kept`). After a session is cut, the carrier
    repeats the texts without a response, in their order: then only a text that came on another
    session than the cut ones counts as in between.
    """
    if arrival.reference is not None:
        return False  # a phone uses another reference for the next long text
    if kept(arrival.text):
        return True
    before = last.get(arrival.key)
    if before is not None and before.session not in cut:
        return before.fingerprint != arrival.fingerprint
    return await said_between(tx, arrival, cut)


async def claim(tx: Transaction, limit: int) -> list[Inbound]:
    """Claim texts for handling, at most one for each conversation, oldest first.

    The texts and their conversations are locked until the transaction ends: handle and `finish`
    the texts in the same transaction. Texts locked by another process are skipped.

    Args:
        tx: the transaction of the turns.
        limit: most texts to claim.
    """
    first = await _first(tx, limit)
    ours = await conversation_state.hold(tx, first)
    return [one for key, one in first.items() if key in ours]


async def waiting(tx: Transaction, limit: int) -> list[Inbound]:
    """Return the texts that `claim` would return now, without locking their conversations.

    Args:
        tx: any transaction.
        limit: most texts to return.
    """
    return list((await _first(tx, limit)).values())


async def _first(tx: Transaction, limit: int) -> dict[ConversationKey, Inbound]:
    """Return the oldest new text of each conversation."""
    rows = list(await tx.execute(_NEW.limit(limit)))
    if len(rows) == limit and 2 * len({key_of(row) for row in rows}) <= limit:
        # one address sent very many texts: the other conversations must not wait for it
        rows = list(await tx.execute(_NEW.where(inbound.c.id.in_(_FIRSTS.limit(limit)))))
    first: dict[ConversationKey, Inbound] = {}
    for row in rows:
        first.setdefault(key_of(row), value(row))
    return first


async def finish(tx: Transaction, handled: Sequence[Handled], now: datetime) -> None:
    """Mark texts as handled, and store the results."""
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
    """Return the texts that a practice received from a (channel, address), newest first."""
    channel, address = theirs
    statement = (
        select(inbound)
        .where(inbound.c.practice_id == practice_id, inbound.c.channel == channel)
        .where(inbound.c.their_address == address)
        .order_by(inbound.c.id.desc())
        .limit(limit)
    )
    return [value(row) for row in await tx.execute(statement)]


async def of_client(
    tx: Transaction, practice_id: int, client_id: int, addresses: Collection[tuple[Channel, str]]
) -> list[Inbound]:
    """Return what was received from a client, oldest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        client_id: the client; what others wrote from the same address is left out.
        addresses: (channel, address) pairs of the client, by which it is found.
    """
    statement = FROM.where(inbound.c.client_id == client_id)
    rows = await tx.execute(statement, key_params([(practice_id, *one) for one in addresses]))
    return sorted(map(value, rows), key=lambda text: text.id)


async def last_handled(
    tx: Transaction, practice_ids: Collection[int], key: ConversationKey
) -> Inbound | None:
    """Return the newest text of a conversation that is attributed to one of the practices.

    Args:
        tx: any transaction.
        practice_ids: the practices that share our address.
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
    """Return the id of the last text from each (channel, address); absent if there is none."""
    rows = await tx.execute(NEWEST, key_params([(practice_id, *one) for one in theirs]))
    return {(Channel(row.channel), row.their_address): row.last for row in rows}


async def count(tx: Transaction) -> int:
    """Return the number of stored texts."""
    return int((await tx.execute(select(func.count()).select_from(inbound))).scalar_one())


def value(row: Any) -> Inbound:
    """Convert a row of `inbound` to an `Inbound`."""
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
        calendar=CalendarAnswer.from_json(row.calendar) if row.calendar else None,
        # only the rows of texts that are to be handled have it
        answers_id=getattr(row, "answers_id", None),
    )
