"""The inbox: everything a client says, committed before it is acknowledged, handled once.

SMPP gives no reliable identity to a client's text, so repeats are told by what they say and when
they came (SMPP.md section 5). Long texts arrive in parts, in any order, and are joined here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, text, tuple_, update

from calendar_store import conversations
from calendar_store.changes import Topic
from calendar_store.database import Transaction
from calendar_store.schema import inbound, inbound_parts
from calendar_store.statuses import InboundStatus
from calendar_store.values import Inbound

SAME_SESSION = timedelta(seconds=5)
"""Within it, the same bytes again on one session are the carrier's repetition."""
AFTER_CUT = timedelta(minutes=10)
"""Within it, the same bytes again on a new session may be the carrier's repetition."""
UNANSWERED = timedelta(seconds=10)
"""A text that came this long before its session was cut may have been left unanswered."""

_INSERT = insert(inbound)
_INSERT_PART = insert(inbound_parts)
_NEW = (
    select(inbound)
    .where(inbound.c.status == InboundStatus.NEW)
    .order_by(inbound.c.id)
    .with_for_update(skip_locked=True)
)
_FIRSTS = (
    select(func.min(inbound.c.id))
    .where(inbound.c.status == InboundStatus.NEW)
    .group_by(inbound.c.our_number, inbound.c.their_number)
    .order_by(func.min(inbound.c.id))
)
_FINISH = (
    update(inbound)
    .where(inbound.c.id == bindparam("b_id"), inbound.c.status == InboundStatus.NEW)
    .values(
        status=InboundStatus.DONE,
        practice_id=bindparam("b_practice"),
        client_id=bindparam("b_client"),
        intent=bindparam("b_intent"),
        understood=bindparam("b_understood"),
        handled_at=bindparam("b_now"),
    )
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text, or one part of one, as it came from a carrier.

    Attributes:
        fingerprint: of addresses and bytes; equal for a repetition.
        session: of the connection it came on.
        reference: of a long text (None for a whole one), with
        total: how many parts it has and
        part: which this is, 1 for the first.
    """

    carrier: str
    our_number: str
    their_number: str
    text: str
    raw: bytes
    fingerprint: bytes
    session: str
    received_at: datetime
    reference: int | None = None
    total: int = 1
    part: int = 1


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


class _PartKey(NamedTuple):
    """Which long text a part belongs to."""

    carrier: str
    our_number: str
    their_number: str
    reference: int
    total: int


async def store(tx: Transaction, arrivals: Sequence[Arrival], ended: Mapping[str, datetime]) -> int:
    """Store what came, repeats left out, complete long texts joined.

    Args:
        tx: the transaction; commit it before acknowledging.
        arrivals: in the order they came.
        ended: when sessions ended, for those known to have.

    Returns:
        How many texts are new and whole.
    """
    keys = {_key(arrival) for arrival in arrivals if arrival.reference is not None}
    await _hold_texts(tx, keys)
    waiting = await _waiting(tx, keys)
    seen = await _seen(tx, arrivals)
    rows: list[dict[str, Any]] = []
    for arrival in arrivals:
        before = seen.setdefault(arrival.fingerprint, [])
        if any(_repeats(arrival, at, session, ended) for at, session in before):
            continue
        before.append((arrival.received_at, arrival.session))
        # in the order they came, which is the order they are handled in
        if arrival.reference is None:
            rows.append(_columns(tx.ids.new(), arrival))
        else:
            rows += await _join(tx, arrival, waiting.setdefault(_key(arrival), {}))
    await tx.executemany(_INSERT, rows)
    if rows:
        tx.touch(Topic.INBOUND)
    return len(rows)


async def give_up_waiting(tx: Transaction, before: datetime, limit: int = 100) -> int:
    """Deliver long texts whose other parts never came, marked as partial.

    Args:
        tx: the transaction.
        before: parts received earlier than this are waited for no longer.
        limit: how many texts at most.

    Returns:
        How many texts were delivered so.
    """
    statement = (
        select(*_PART_KEY)
        .where(inbound_parts.c.inbound_id.is_(None))
        .group_by(*_PART_KEY)
        .having(func.max(inbound_parts.c.received_at) < before)
        .limit(limit)
    )
    keys = [_PartKey._make(row) for row in await tx.execute(statement)]
    if not keys:
        return 0
    await _hold_texts(tx, keys)
    waiting = await _waiting(tx, keys)
    rows = [await _joined(tx, key, some, partial=True) for key, some in waiting.items()]
    await tx.executemany(_INSERT, rows)
    if rows:
        tx.touch(Topic.INBOUND)
    return len(rows)


async def forget_parts(tx: Transaction, before: datetime) -> None:
    """Delete parts of joined texts once no repetition of them can come any more."""
    await tx.execute(
        delete(inbound_parts).where(
            inbound_parts.c.inbound_id.is_not(None), inbound_parts.c.received_at < before
        )
    )


async def claim(tx: Transaction, limit: int) -> list[Inbound]:
    """Take texts to handle, at most one for each conversation, oldest first.

    They, and their conversations, are locked until the transaction ends: handle and `finish`
    them in it. What another process holds is left to it.

    Args:
        tx: the transaction of the turns.
        limit: how many at most.
    """
    rows = list(await tx.execute(_NEW.limit(limit)))
    if len(rows) == limit and 2 * len({_conversation(row) for row in rows}) <= limit:
        # one number sent very much: the others do not wait behind it
        rows = list(await tx.execute(_NEW.where(inbound.c.id.in_(_FIRSTS.limit(limit)))))
    first: dict[tuple[str, str], Inbound] = {}
    for row in rows:
        first.setdefault(_conversation(row), value(row))
    ours = await conversations.hold(tx, first)
    return [one for pair, one in first.items() if pair in ours]


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
            }
            for one in handled
        ],
    )
    if handled:
        tx.touch(Topic.CALENDAR)


async def of_number(
    tx: Transaction, practice_id: int, their_number: str, limit: int = 100
) -> list[Inbound]:
    """Return what a number texted to a practice, newest first."""
    statement = (
        select(inbound)
        .where(inbound.c.practice_id == practice_id, inbound.c.their_number == their_number)
        .order_by(inbound.c.id.desc())
        .limit(limit)
    )
    return [value(row) for row in await tx.execute(statement)]


async def count(tx: Transaction) -> int:
    """Return how many texts are stored."""
    return int((await tx.execute(select(func.count()).select_from(inbound))).scalar_one())


def value(row: Any) -> Inbound:
    """Return the text of a row of `inbound`."""
    return Inbound(
        id=row.id,
        carrier=row.carrier,
        our_number=row.our_number,
        their_number=row.their_number,
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


def _conversation(row: Any) -> tuple[str, str]:
    return row.our_number, row.their_number


def _repeats(
    arrival: Arrival, before: datetime, session: str, ended: Mapping[str, datetime]
) -> bool:
    """Tell whether `arrival` says again what came `before` on `session`."""
    since = arrival.received_at - before
    if session == arrival.session:
        return since <= SAME_SESSION
    # a session of which nothing is known ended with the process that held it
    cut = ended.get(session, before)
    return since <= AFTER_CUT and cut - before <= UNANSWERED


async def _seen(
    tx: Transaction, arrivals: Sequence[Arrival]
) -> dict[bytes, list[tuple[datetime, str]]]:
    fingerprints = {arrival.fingerprint for arrival in arrivals}
    since = min(arrival.received_at for arrival in arrivals) - AFTER_CUT
    seen: dict[bytes, list[tuple[datetime, str]]] = {}
    tables = [inbound]
    if any(arrival.reference is not None for arrival in arrivals):
        tables.append(inbound_parts)
    for table in tables:
        statement = select(table.c.fingerprint, table.c.received_at, table.c.session).where(
            table.c.fingerprint.in_(fingerprints), table.c.received_at >= since
        )
        for row in await tx.execute(statement):
            seen.setdefault(row.fingerprint, []).append((row.received_at, row.session))
    return seen


_PART_KEY = (
    inbound_parts.c.carrier,
    inbound_parts.c.our_number,
    inbound_parts.c.their_number,
    inbound_parts.c.reference,
    inbound_parts.c.total,
)


def _key(part: Arrival) -> _PartKey:
    return _PartKey(
        part.carrier, part.our_number, part.their_number, part.reference or 0, part.total
    )


async def _waiting(tx: Transaction, keys: Collection[_PartKey]) -> dict[_PartKey, dict[int, Any]]:
    """Return the parts that wait for others, by text and number."""
    if not keys:
        return {}
    statement = select(inbound_parts).where(tuple_(*_PART_KEY).in_(list(keys)))
    statement = statement.where(inbound_parts.c.inbound_id.is_(None))
    found: dict[_PartKey, dict[int, Any]] = {}
    for row in await tx.execute(statement):
        key = _PartKey(row.carrier, row.our_number, row.their_number, row.reference, row.total)
        found.setdefault(key, {})[row.part] = row
    return found


async def _join(tx: Transaction, part: Arrival, together: dict[int, Any]) -> list[dict[str, Any]]:
    """Store a part; return the row of the text that is whole now, if one is.

    A part number that comes again with other bytes begins a new text under the same reference:
    what came before is delivered as partial.

    Args:
        tx: the transaction.
        part: a new one.
        together: what waits of its text, by number; kept up.
    """
    key, rows = _key(part), []
    if part.part in together:
        rows.append(await _joined(tx, key, together, partial=True))
        together.clear()
    if not together:
        # a reference used again begins anew
        await tx.execute(
            delete(inbound_parts).where(
                tuple_(*_PART_KEY) == key, inbound_parts.c.inbound_id.is_not(None)
            )
        )
    await tx.execute(_INSERT_PART, _part_columns(part))
    together[part.part] = part
    if len(together) == part.total:
        rows.append(await _joined(tx, key, together, partial=False))
        together.clear()
    return rows


async def _joined(
    tx: Transaction, key: _PartKey, together: Mapping[int, Any], *, partial: bool
) -> dict[str, Any]:
    ordered = [together[number] for number in sorted(together)]
    inbound_id = tx.ids.new()
    statement = update(inbound_parts).where(tuple_(*_PART_KEY) == key)
    await tx.execute(statement.values(inbound_id=inbound_id))
    newest = max(part.received_at for part in ordered)
    return _row(
        inbound_id,
        ordered[-1],
        text="".join(part.text for part in ordered),
        raw=b"".join(part.raw for part in ordered),
        received_at=newest,
        partial=partial,
    )


def _columns(inbound_id: int, arrival: Arrival) -> dict[str, Any]:
    return _row(
        inbound_id,
        arrival,
        text=arrival.text,
        raw=arrival.raw,
        received_at=arrival.received_at,
        partial=False,
    )


def _row(
    inbound_id: int, like: Any, *, text: str, raw: bytes, received_at: datetime, partial: bool
) -> dict[str, Any]:
    return {
        "id": inbound_id,
        "carrier": like.carrier,
        "our_number": like.our_number,
        "their_number": like.their_number,
        # PostgreSQL cannot hold a NUL in a text; the bytes keep it
        "text": text.replace("\x00", ""),
        "raw": raw,
        "partial": partial,
        "received_at": received_at,
        "status": InboundStatus.NEW,
        "practice_id": None,
        "client_id": None,
        "intent": "",
        "understood": None,
        "handled_at": None,
        "fingerprint": like.fingerprint,
        "session": like.session,
    }


def _part_columns(part: Arrival) -> dict[str, Any]:
    return {
        "carrier": part.carrier,
        "our_number": part.our_number,
        "their_number": part.their_number,
        "reference": part.reference,
        "total": part.total,
        "part": part.part,
        "text": part.text.replace("\x00", ""),
        "raw": part.raw,
        "fingerprint": part.fingerprint,
        "session": part.session,
        "received_at": part.received_at,
        "inbound_id": None,
    }


async def _hold_texts(tx: Transaction, keys: Collection[_PartKey]) -> None:
    """Keep other processes from these long texts until the commit.

    Parts may arrive on the binds of two processes at once; neither would see the other's. In one
    order, so that nobody waits in a circle; SQLite has one writer at a time anyway.
    """
    if tx.dialect == "postgresql" and keys:
        names = sorted(" ".join(map(str, ("part", *key))) for key in keys)
        statement = text(
            "SELECT pg_advisory_xact_lock(hash) FROM (SELECT DISTINCT hashtextextended(name, 0)"
            " AS hash FROM unnest(CAST(:names AS text[])) AS name ORDER BY hash) AS ordered"
        )
        await tx.execute(statement, {"names": names})
