"""Clients' texts on their way from the carrier's socket into the store: none lost, none twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import ClassVar

import pytest

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from tests.support.carrier import BIND_TRX, Carrier, message
from tests.support.studio import Studio

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
YES = message(b"yes")


# Identity: section 5


@pytest.mark.row("5.again-at-once")
async def test_the_same_text_again_at_once_is_one(studio: Studio) -> None:
    async with studio.running():
        await studio.all_answered([YES, YES])
        studio.now += 4 * SECOND
        assert await studio.heard(YES) == 0
    assert await studio.said() == ["yes"]


@pytest.mark.row("5.on-purpose")
async def test_the_same_word_half_a_minute_later_is_another_text(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(YES) == 0
        studio.now += 30 * SECOND
        assert await studio.heard(YES) == 0
    assert await studio.said() == ["yes", "yes"]


@pytest.mark.row("5.again-after-a-cut")
async def test_the_same_text_after_a_cut_before_its_response_is_one(studio: Studio) -> None:
    async with studio.running():
        # hung up on at once: whether we answered, the carrier never learns
        studio.carrier.deliver(YES)
        studio.carrier.receivers[-1].hang_up()

        async def stored() -> bool:
            return await studio.said() == ["yes"]

        await studio.until(stored)
        await studio.carrier.until(lambda: studio.carrier.count(BIND_TRX) == 2)
        await studio.bound()
        studio.now += 2 * MINUTE
        assert await studio.heard(YES) == 0
        assert await studio.said() == ["yes"]
        studio.now += 30 * SECOND
        assert await studio.heard(YES) == 0
        assert await studio.said() == ["yes", "yes"]


@pytest.mark.row("5.on-purpose")
async def test_a_text_long_before_the_cut_was_answered_and_comes_on_purpose(
    studio: Studio,
) -> None:
    async with studio.running():
        assert await studio.heard(YES) == 0
        studio.now += MINUTE
        await studio.cut()
        assert await studio.heard(YES) == 0
    assert await studio.said() == ["yes", "yes"]


@pytest.mark.row("5.last-word")
@pytest.mark.parametrize("hangs_up", [False, True])
async def test_the_last_word_counts_whichever_bind_brings_it(
    studio: Studio, hangs_up: bool
) -> None:
    no = message(b"cancel")
    async with studio.running(binds=2):
        await studio.carrier.until(lambda: len(studio.carrier.receivers) == 2)
        first, second = studio.carrier.receivers
        for body, peer in ((YES, first), (no, second), (YES, second), (YES, second)):
            assert await studio.heard(body, peer=peer) == 0
            studio.now += SECOND
            if hangs_up and peer is first:
                first.cut()
    assert await studio.said() == ["yes", "cancel", "yes"]


@pytest.mark.row("5.again-after-a-restart")
async def test_the_same_text_after_a_restart_is_one(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(YES) == 0
    studio.now += MINUTE
    async with studio.running():
        assert await studio.heard(YES) == 0
        assert await studio.said() == ["yes"]
        studio.now += 30 * SECOND
        assert await studio.heard(YES) == 0
    assert await studio.said() == ["yes", "yes"]


@pytest.mark.row("5.same-words-other-client")
async def test_the_same_word_from_another_client_or_to_another_number_is_another_text(
    studio: Studio,
) -> None:
    async with studio.running(numbers=("+390699000111", "4321")):
        await studio.all_answered(
            [YES, message(b"yes", source=b"393331234568"), message(b"yes", destination=b"4321")],
        )
    assert sorted(
        (text.key.their_address, text.key.our_address) for text in await studio.texts()
    ) == [
        ("+393331234567", "+390699000111"),
        ("+393331234567", "4321"),
        ("+393331234568", "+390699000111"),
    ]


@pytest.mark.row("7.other-process")
async def test_the_same_word_over_another_process_that_lives_is_another_text(
    studio: Studio,
) -> None:
    other = Studio(studio.database, studio.office.practice_id, studio.now, studio.carrier)
    other.owner = "two"
    async with studio.running():
        (first,) = studio.carrier.receivers
        async with other.running():
            await studio.carrier.until(lambda: len(studio.carrier.receivers) == 2)
            (second,) = [peer for peer in studio.carrier.receivers if peer is not first]
            assert await studio.heard(YES, peer=first) == 0
            studio.now += 30 * SECOND
            other.now = studio.now
            await studio.service._sweeper.sweep()  # says that its process lives
            assert await studio.heard(YES, peer=second) == 0
    assert await studio.said() == ["yes", "yes"]


@pytest.mark.row("7.other-carrier")
async def test_the_same_word_over_another_carrier_is_another_text(studio: Studio) -> None:
    second = Carrier()
    await second.start()
    async with studio.running(second):
        assert await studio.heard(YES) == 0
        assert await second.answered(second.deliver(YES)) == 0
    await second.stop()
    assert await studio.said() == ["yes", "yes"]


@pytest.mark.row("7.nothing-written")
async def test_an_empty_text_is_kept_and_neither_answered_nor_told(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(message(b"")) == 0

        async def handled() -> bool:
            return [one.status for one in await studio.texts()] == ["done"]

        await studio.until(handled)
    assert await studio.messages() == []
    assert await studio.alerts() == []


# A store in trouble: section 2


class Flaky(Database):
    """A store whose next commit of a text fails as told: before it is done, or only seemingly."""

    failing: ClassVar[set[str]] = set()  # shared with the same store apart

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        async with super().write() as tx:
            yield tx
            self._fail("before", tx)
        self._fail("after", tx)

    def _fail(self, moment: str, tx: Transaction) -> None:
        if moment in self.failing and Topic.INBOUND in tx.touched:
            self.failing.remove(moment)
            raise ConnectionResetError(f"the connection was lost {moment} the commit")


@pytest.fixture
async def flaky(studio: Studio, store_url: str) -> AsyncIterator[Flaky]:
    """A store whose next commit of a text can be made to fail."""
    flaky = Flaky.connect(store_url)
    flaky.failing.clear()
    studio.database = studio.office.database = flaky
    yield flaky
    await flaky.close()


@pytest.mark.row("2.cannot-commit", "1.store-fault", "1.response-status")
async def test_a_text_that_could_not_be_committed_is_asked_for_again(
    studio: Studio, flaky: Flaky
) -> None:
    async with studio.running():
        await studio.accepted()
        flaky.failing.add("before")
        assert await studio.heard(YES) == 0x64
        assert await studio.said() == []
        assert await studio.heard(YES) == 0
        await studio.accepted()
    assert await studio.said() == ["yes"]
    assert studio.carrier.connections == 1


@pytest.mark.row("2.cannot-commit", "5.again-at-once")
async def test_a_text_committed_although_it_seemed_not_to_be_is_one(
    studio: Studio, flaky: Flaky
) -> None:
    async with studio.running():
        await studio.accepted()
        flaky.failing.add("after")
        assert await studio.heard(YES) == 0x64
        assert await studio.heard(YES) == 0
    assert await studio.said() == ["yes"]


@pytest.mark.row("2.commit-before-ack", "2.pipelined")
async def test_texts_wait_for_one_commit_together_and_are_acknowledged_after_it(
    studio: Studio,
) -> None:
    async with studio.running():
        bodies = [message(b"%d" % n, source=b"39333%06d" % n) for n in range(300)]
        began = asyncio.get_running_loop().time()
        await studio.all_answered(bodies)
        assert asyncio.get_running_loop().time() - began < 5
    assert len(await studio.texts()) == 300
