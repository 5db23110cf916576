"""Waking: a change between two waits is not missed, and whoever is stopped stops."""

import asyncio

import pytest

from calendar_store.database.notify import Changes, Topic


async def test_a_change_between_two_waits_is_not_missed():
    changes = Changes()
    listener = changes.listen(Topic.OUTBOX)
    changes.publish([Topic.INBOUND])
    assert not await listener.wait(0)
    changes.publish([Topic.OUTBOX])
    assert await listener.wait(1)
    assert not await listener.wait(0)


@pytest.mark.parametrize("turns", range(5))
async def test_a_waiter_that_is_stopped_in_the_moment_of_a_change_stops(turns):
    changes = Changes()
    listener = changes.listen(Topic.OUTBOX)

    async def work():
        while True:
            await listener.wait(60)

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    changes.publish([Topic.OUTBOX])
    for _ in range(turns):
        await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait([working], timeout=1)
    assert working.cancelled()
