"""Those who watch the service are answered in time, whatever the store does."""

import asyncio

from gateway.cached_probe import CachedProbe


class Store:
    """Answers when it is let."""

    def __init__(self):
        self.asked, self.open = 0, asyncio.Event()

    async def look(self):
        self.asked += 1
        await self.open.wait()
        return self.asked


async def test_many_askers_are_one_look_and_a_silent_store_is_not_asked_again():
    store = Store()
    look = CachedProbe("queues", store.look, fresh=0, patience=0.01)
    assert await asyncio.gather(*(look.seen() for _ in range(20))) == [None] * 20
    assert await look.seen() is None
    assert store.asked == 1
    store.open.set()
    # what was asked before it fell silent is answered, and then it is asked anew
    assert [await look.seen(), await look.seen()] == [1, 2]


async def test_an_answer_serves_for_a_while():
    store = Store()
    store.open.set()
    look = CachedProbe("queues", store.look, fresh=60, patience=1)
    assert [await look.seen() for _ in range(5)] == [1] * 5


async def test_a_store_that_fails_has_not_answered():
    async def fail():
        raise OSError("no such host")

    assert await CachedProbe("queues", fail, fresh=0, patience=1).seen() is None
