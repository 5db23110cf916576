"""The mails that clients wrote last, which our answers refer to (RFC 5322 §3.6.4)."""

from collections.abc import Collection

from sqlalchemy import and_, func, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.plain import plain
from calendar_store.model.statuses import Channel
from calendar_store.schema import inbound, received_mails

_NEWEST = (
    select(inbound.c.practice_id, inbound.c.their_address, func.max(inbound.c.id).label("newest"))
    .where(in_keys(inbound.c.practice_id, inbound.c.channel, inbound.c.their_address))
    .group_by(inbound.c.practice_id, inbound.c.their_address)
    .subquery()
)
_MAILS = select(
    _NEWEST.c.practice_id,
    _NEWEST.c.their_address,
    received_mails.c.message_id,
    received_mails.c.subject,
).join(received_mails, and_(received_mails.c.inbound_id == _NEWEST.c.newest))


@plain
class WrittenMail:
    """A client's mail.

    Attributes:
        message_id: its Message-ID as received; "" for none.
        subject: its subject.
    """

    message_id: str
    subject: str


async def newest(
    tx: Transaction, conversations: Collection[tuple[int, str]]
) -> dict[tuple[int, str], WrittenMail]:
    """Return the newest mail of clients; absent where a client has never written.

    Args:
        tx: any transaction.
        conversations: (practice id, the client's address).
    """
    if not conversations:
        return {}
    keys = key_params([(practice, Channel.EMAIL, address) for practice, address in conversations])
    return {
        (row.practice_id, row.their_address): WrittenMail(row.message_id, row.subject)
        for row in await tx.execute(_MAILS, keys)
    }
