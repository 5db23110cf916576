"""Links into accounts of staff stand in the outbox until their mail has gone, and no longer.

A link's token is stored as a hash, so that nobody can use a copy of the store to get into an
account; the mail that waits needs the token itself.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, update

from calendar_store.database.connection import Transaction
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageKind
from calendar_store.schema import messages

_FORGET = (
    update(messages)
    .where(messages.c.practice_id == bindparam("b_practice"), messages.c.id == bindparam("b_id"))
    .values(text=bindparam("b_text"))
)


def told(message: Message) -> str:
    """Return the text of a message without the link into an account that stands in it."""
    secret = message.kind is MessageKind.ACCOUNT
    return message.text.partition("\n")[0] if secret else message.text


async def forget(tx: Transaction, over: Iterable[Message]) -> None:
    """Remove the links from mails that are not sent any more.

    Args:
        tx: a writing transaction.
        over: messages of any kind with their last outcome.
    """
    for one in over:
        if one.kind is MessageKind.ACCOUNT:
            key = {"b_practice": one.practice_id, "b_id": one.id, "b_text": told(one)}
            await tx.execute(_FORGET, key)
