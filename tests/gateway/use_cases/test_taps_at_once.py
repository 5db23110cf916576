"""Two of the staff who undo the same tap on an unclear text at the same moment."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.conversations import staff_queue
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import Stale
from calendar_store.model.statuses import Channel
from dialogs.meant import Meaning, SaidMeaning
from gateway.use_cases import staff_meanings, staff_meanings_undone
from tests.support.desk import mobile
from tests.support.exchange import OURS


class Slowed:
    """A transaction that waits before it locks a conversation."""

    def __init__(self, tx, locks, goes_on):
        self._tx, self._locks, self._goes_on = tx, locks, goes_on

    def __getattr__(self, name):
        return getattr(self._tx, name)

    async def execute(self, statement, values=None):
        if "advisory" in getattr(statement, "text", "") and not self._locks.is_set():
            self._locks.set()
            await self._goes_on.wait()
        return await self._tx.execute(statement, values)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_one_of_them_does(exchange, desk):
    await desk.book(await desk.client(), desk.now + timedelta(days=2))
    await exchange.says("Can I bring my dog?")
    practice_id, named = desk.practice.id, {"channels": exchange.channels, "now": exchange.now}
    key = ConversationKey(Channel.SMS, OURS, mobile(1))
    async with exchange.database.write() as tx:
        waiting = (await staff_queue.of_conversations(tx, practice_id, [key]))[key]
        text = waiting.texts[-1].id
        nothing = Meaning(SaidMeaning.NOTHING)
        await staff_meanings.settle(tx, OPERATOR, practice_id, text, nothing, **named)
    locks, goes_on = asyncio.Event(), asyncio.Event()

    async def slowly():
        async with exchange.database.write() as tx:
            slowed = Slowed(tx, locks, goes_on)
            await staff_meanings_undone.take_back(slowed, OPERATOR, practice_id, text, **named)

    other = asyncio.create_task(slowly())
    await locks.wait()
    async with exchange.database.write() as tx:
        await staff_meanings_undone.take_back(tx, OPERATOR, practice_id, text, **named)
    goes_on.set()
    with pytest.raises(Stale, match="taken back already"):
        await other
    async with exchange.database.read() as tx:
        found = await audit.entries(tx, practice_id)
    assert [one.action for one in found].count("text.unsettled") == 1
