"""Killed at any moment: nothing is lost, nothing done twice, next to nothing said twice."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Column, func, select

from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import InboundStatus, MessageKind, MessageStatus
from calendar_store.schema import appointment_history, inbound, messages, reminders
from tests.end_to_end.installed import Installed
from tests.end_to_end.python_carrier import PythonCarrier, python_carrier
from tests.end_to_end.seeded import due_reminders

REMINDERS, REPLIES = 2000, 500
WINDOW = 50
KILLED_AFTER = (120, 470, 51, 900)
"""Submits and acknowledgements seen of each run before it is killed; the last run is not."""


@pytest.mark.row("2.doubled-by-a-cut")
async def test_a_service_killed_again_and_again_says_and_does_everything_once(
    textback_on_each: Installed,
) -> None:
    textback = textback_on_each
    await due_reminders(textback, REMINDERS)
    async with python_carrier(REPLIES) as carrier:
        textback.add_carrier(carrier.port, window=WINDOW)
        for after in KILLED_AFTER:
            await killed(textback, carrier, carrier.progress + after)
        async with textback.serving() as served:
            await textback.until_stored(all_done)
            assert await served.stopped() == 0
    assert carrier.acknowledged == REPLIES
    doubled = carrier.submits.total() - len(carrier.submits)
    assert doubled <= len(KILLED_AFTER) * WINDOW
    async with textback.store() as database, database.read() as tx:
        await every_reply_was_acted_on_once(tx)
        attempts = await pairs(tx, messages.c.status, messages.c.attempt)
    # a text that two kills cut off is not tried a third time, and shown as unknown
    unknown = [attempt for status, attempt in attempts if status is MessageStatus.UNKNOWN]
    assert set(unknown) <= {2}
    assert len(unknown) < WINDOW
    assert REMINDERS + REPLIES - len(unknown) <= len(carrier.submits) <= REMINDERS + REPLIES
    assert max(carrier.submits.values()) <= 2


async def killed(textback: Installed, carrier: PythonCarrier, progress: int) -> None:
    """Run the service until the carrier has seen that much of it in all, and kill it."""
    async with textback.serving() as served:
        await carrier.until(lambda: carrier.progress >= progress)
        served.kill()
        await served.ended()


async def all_done(tx: Transaction) -> bool:
    """Tell whether every reminder and every answer came to an end that is recorded."""
    kind_and_status = (messages.c.kind, messages.c.status)
    counted = select(*kind_and_status, func.count()).group_by(*kind_and_status)
    kinds, ends = Counter[str](), set[str]()
    for kind, status, count in await tx.execute(counted):
        kinds[kind] += count
        ends.add(status)
    wanted = {MessageKind.REMINDER: REMINDERS, MessageKind.REPLY: REPLIES}
    return kinds == wanted and ends <= {MessageStatus.ACCEPTED, MessageStatus.UNKNOWN}


async def pairs(tx: Transaction, *columns: Column[Any]) -> list[tuple[Any, ...]]:
    """Return these columns of all rows."""
    return [tuple(row) for row in await tx.execute(select(*columns))]


async def every_reply_was_acted_on_once(tx: Transaction) -> None:
    texts = await pairs(tx, inbound.c.their_address, inbound.c.status)
    assert len(texts) == len(set(texts)) == REPLIES
    assert {status for _, status in texts} == {InboundStatus.DONE}
    changes = await pairs(tx, appointment_history.c.appointment_id, appointment_history.c.change)
    assert len(changes) == len(set(changes)) == REPLIES
    answers = select(messages.c.recipient).where(messages.c.kind == MessageKind.REPLY)
    answered = [row.recipient for row in await tx.execute(answers)]
    assert sorted(answered) == sorted(number for number, _ in texts)
    settled = select(reminders.c.status, func.count()).group_by(reminders.c.status)
    assert [tuple(row) for row in await tx.execute(settled)] == [("queued", REMINDERS)]
