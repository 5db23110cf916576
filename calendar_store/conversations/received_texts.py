"""Texts as received from a carrier: detect duplicates, and build the rows of `inbound`.

SMPP gives no reliable identity to a client's text, so duplicates are detected by content and time
.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    exists,
    func,
    literal,
    or_,
    select,
)

from calendar_store.database.connection import Transaction
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel, InboundStatus
from calendar_store.schema import inbound, inbound_parts

SAME_SESSION = timedelta(seconds=5)
"""Within this time, the same bytes again on one session are a duplicate sent by the carrier."""
AFTER_CUT = timedelta(minutes=10)
"""Within this time, the same bytes on a new session may be a duplicate sent by the carrier."""
UNANSWERED = timedelta(seconds=10)
"""A text that came at most this long before its session ended may have got no response."""


@dataclass(frozen=True, slots=True)
class ReceivedText:
    """A text, or one part of a long text, as received from a carrier.

    Attributes:
        key: the conversation that it belongs to.
        fingerprint: hash of addresses and bytes; equal for a duplicate on the same channel.
        session: id of the carrier session on which the text came.
        received_at: when the text came, UTC.
        reference: reference of a long text; None if the text has one part.
        total: number of parts.
        part: number of this part, 1 for the first.
        esm_class: esm_class as received; together with `data_coding` tells how to decode `raw`.
        data_coding: data_coding as received.
    """

    carrier: str
    key: ConversationKey
    text: str
    raw: bytes
    fingerprint: bytes
    session: str
    received_at: datetime
    reference: int | None = None
    total: int = 1
    part: int = 1
    esm_class: int = 0
    data_coding: int = 0


class PriorDelivery(NamedTuple):
    """An earlier delivery of the same bytes: when, on which session, from which carrier."""

    fingerprint: bytes
    at: datetime
    session: str
    carrier: str


def is_duplicate(
    arrival: ReceivedText, before: PriorDelivery, ended: Mapping[str, datetime]
) -> bool:
    """Tell whether `arrival` may be a duplicate of `before`, given when sessions `ended`."""
    if before.carrier != arrival.carrier:
        return False  # a carrier repeats only its own texts
    since = arrival.received_at - before.at
    if before.session == arrival.session:
        return since <= SAME_SESSION
    cut = ended.get(before.session)
    # an unknown session is not known to have been cut: the text counts as the client's own
    return cut is not None and since <= AFTER_CUT and cut - before.at <= UNANSWERED


async def seen_before(
    tx: Transaction, arrivals: Sequence[ReceivedText]
) -> dict[tuple[Channel, bytes], list[PriorDelivery]]:
    """Return recent deliveries of the same bytes, by channel and fingerprint."""
    fingerprints = {arrival.fingerprint for arrival in arrivals}
    since = min(arrival.received_at for arrival in arrivals) - AFTER_CUT
    seen: dict[tuple[Channel, bytes], list[PriorDelivery]] = {}
    channels = {arrival.key.channel for arrival in arrivals}
    whole = _sightings(inbound, inbound.c.channel, fingerprints, since)
    statements = [whole.where(inbound.c.channel.in_(channels))]
    if any(arrival.reference is not None for arrival in arrivals):
        # only SMS splits texts into parts
        parts = _sightings(inbound_parts, literal(Channel.SMS, String), fingerprints, since)
        statements.append(parts)
    for statement in statements:
        for row in await tx.execute(statement):
            sighting = PriorDelivery(row.fingerprint, row.received_at, row.session, row.carrier)
            seen.setdefault((Channel(row.channel), row.fingerprint), []).append(sighting)
    return seen


def _sightings(
    table: Table, channel: ColumnElement[str], fingerprints: Collection[bytes], since: datetime
) -> Select[Any]:
    return select(
        channel.label("channel"),
        *(table.c.fingerprint, table.c.received_at, table.c.session, table.c.carrier),
    ).where(table.c.fingerprint.in_(fingerprints), table.c.received_at >= since)


async def said_between(tx: Transaction, arrival: ReceivedText, cut: Collection[str]) -> bool:
    """Tell whether another text of the conversation came since the same bytes were stored.

    A part of a long text counts too, because the rest may never come. A text on a session that was
    cut does not count: the carrier repeats all texts without a response, in their order.

    Args:
        tx: any transaction.
        arrival: the received text.
        cut: ids of the sessions that were cut and whose texts `arrival` may repeat.
    """
    channel, ours, theirs = arrival.key
    same = (
        select(func.max(inbound.c.id).label("id"), func.max(inbound.c.received_at).label("at"))
        .where(inbound.c.channel == channel, inbound.c.fingerprint == arrival.fingerprint)
        .where(inbound.c.received_at >= arrival.received_at - AFTER_CUT)
        .subquery()
    )
    whole = exists().where(
        inbound.c.id > same.c.id,
        inbound.c.channel == channel,
        inbound.c.our_address == ours,
        inbound.c.their_address == theirs,
        inbound.c.session.not_in(cut),
    )
    waiting = exists().where(
        inbound_parts.c.received_at >= same.c.at,
        inbound_parts.c.inbound_id.is_(None),
        inbound_parts.c.our_number == ours,
        inbound_parts.c.their_number == theirs,
        inbound_parts.c.session.not_in(cut),
    )
    # only SMS has parts
    between = or_(whole, waiting) if channel is Channel.SMS else whole
    statement = select(between).select_from(same)
    return bool((await tx.execute(statement)).scalar_one())


def whole_row(inbound_id: int, arrival: ReceivedText) -> dict[str, Any]:
    """Return the row of `inbound` for a text with one part."""
    return joined_row(
        inbound_id,
        arrival.key,
        arrival,
        text=arrival.text,
        raw=arrival.raw,
        received_at=arrival.received_at,
        partial=False,
    )


def joined_row(
    inbound_id: int,
    key: ConversationKey,
    like: Any,
    *,
    text: str,
    raw: bytes,
    received_at: datetime,
    partial: bool,
) -> dict[str, Any]:
    """Return the row of `inbound` for a joined text; carrier and session are those of `like`."""
    return {
        "id": inbound_id,
        "carrier": like.carrier,
        **key._asdict(),
        # PostgreSQL cannot store a NUL in a text; `raw` still has it
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
        "calendar": None,
    }
