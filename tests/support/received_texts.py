"""Texts as a carrier link hands them to the store's inbox."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.conversations.long_texts import StoredPart
from calendar_store.database.connection import Database
from calendar_store.model.conversations import ConversationKey, Inbound
from calendar_store.model.statuses import Channel
from calendar_store.schema import inbound

OURS = "+390699000111"
ADA, MARIE = "+393331110001", "+393331110002"


def text(
    said: str,
    at: datetime,
    *,
    theirs: str = ADA,
    session: str = "a",
    part: tuple[int, int] | None = None,
    reference: int = 7,
) -> ReceivedText:
    """Return a text as it arrives; `part` is (number, total) of a long one."""
    number, total = part or (1, 1)
    raw = said.encode("utf-8", "surrogatepass")
    header = bytes((reference, total, number)) if part else b""
    return ReceivedText(
        carrier="primary",
        key=ConversationKey(Channel.SMS, OURS, theirs),
        text=said,
        raw=raw,
        fingerprint=hashlib.sha256(f"{theirs} {OURS} ".encode() + header + raw).digest(),
        session=session,
        received_at=at,
        reference=reference if part else None,
        total=total,
        part=number,
    )


async def stored_texts(database: Database) -> list[Inbound]:
    """Return what is stored, in the order it will be handled."""
    async with database.read() as tx:
        rows = await tx.execute(inbound.select().order_by(inbound.c.id))
        return [inbox.value(row) for row in rows]


def joins(parts: Sequence[StoredPart], total: int) -> str:
    """Read parts together, as a service does; here they are UTF-8, with a sign at each gap."""
    there = {part.number: part.raw for part in parts}
    octets = b"".join(there.get(number, b"~") for number in range(1, total + 1))
    return octets.decode("utf-8", "surrogatepass")
