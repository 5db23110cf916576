"""Reads the ids of texts and the threads that they name, for the commands of the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from gateway.use_cases.inbox_threads import InboxThread


def text_number(text_id: str) -> int:
    """Return the id of a text.

    Raises:
        InvalidInput: if it is no id.
    """
    from calendar_store.model.errors import InvalidInput

    if not (text_id.isascii() and text_id.isdecimal() and len(text_id) < 19):
        raise InvalidInput(f'"{text_id}" is no text\'s id; textback inbox list shows them')
    return int(text_id)


async def thread_of(
    tx: Transaction, practice: str | None, text_id: str, config: Any
) -> InboxThread:
    """Return the thread of a text.

    Raises:
        InvalidInput: if it is no id.
        NotFound: if the practice has no such text.
    """
    from calendar_store.conversations import staff_queue
    from gateway.cli import composition, store
    from gateway.use_cases import inbox_threads

    number = text_number(text_id)
    where = await store.practice(tx, practice)
    found = await staff_queue.text(tx, where.id, number)
    tariff = composition.tariff(config)
    return await inbox_threads.load(tx, where.id, found.key, tariff, store.now())
