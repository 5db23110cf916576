"""Every figure moves with what it counts, and tells nobody's name, number or words."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.practices import practices
from gateway.supervisor import Supervisor
from tests.support.carrier import BIND_TRX, SUBMIT_SM, Carrier, message
from tests.support.desk import BY, Desk, mobile
from tests.support.office import Office
from tests.support.watched import account, watched

RTHROTTLED, RINVDSTADR = 0x58, 0x0B
DAY = timedelta(days=1)


@pytest.fixture
async def carrier():
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


@pytest.fixture
async def studio(database, practice, aurora):
    """A practice that is at work now, without quiet hours."""
    now = datetime.now(UTC)
    async with database.write() as tx:
        always = {"locale": "en", "quiet_from": None, "quiet_until": None}
        english = await practices.change(tx, practice.id, now=now, by=BY, **always)
    return Desk(database, english, aurora, now)


def receipt(message_id, state=b"DELIVRD"):
    said = b"id:%s stat:%s" % (message_id, state)
    return message(said, source=mobile(1)[1:].encode(), esm_class=0x04)


async def test_what_goes_out_is_counted_by_its_outcome_and_time(studio, carrier):
    answers = iter([RTHROTTLED, 0, RINVDSTADR])

    def answer(got):
        status = next(answers)
        got.peer.answer(got, status, b"" if status else b"id1\0")

    carrier.rules[SUBMIT_SM] = answer
    office = Office(studio.database, studio.practice.id, studio.now)
    async with watched(studio.database, account(carrier.port, window=1)) as service:
        await office.queue(2, expires_at=studio.now + DAY)
        sender = service.service.carriers[0].sender
        await service.until(lambda: sender.sent == 2)
        seen = await service.figures()
    assert seen["textback_throttled_total", "primary"] == 1
    assert seen["textback_submits_total", "primary", "accepted"] == 1
    assert seen["textback_submits_total", "primary", "refused_permanent"] == 1
    assert seen["textback_submit_response_seconds_count", "primary"] == 2
    assert seen["textback_messages_total", "primary", "accepted"] == 1
    assert seen["textback_messages_total", "primary", "failed"] == 1
    assert (
        seen["textback_binds", "primary", "bound"] + seen["textback_binds", "primary", "paused"]
        == 1
    )
    assert seen["textback_store_commit_seconds_count",] > 3
    assert seen["process_resident_memory_bytes",] > 1e6


async def test_a_text_its_answer_and_the_receipt_are_counted_with_their_times(studio, carrier):
    client = await studio.client("Ada", "Byron")
    await studio.book(client, studio.now + 3 * DAY)
    async with watched(studio.database, account(carrier.port)) as service:
        # the confirmation of the booking
        await carrier.until(lambda: carrier.count(SUBMIT_SM) == 1)
        said = message(b"confermo di sicuro", source=mobile(1)[1:].encode())
        await carrier.answered(carrier.deliver(said))
        await carrier.until(lambda: carrier.count(SUBMIT_SM) == 2)
        fates = service.service.counted.fates
        await service.until(lambda: fates.answer.count == 1)
        for state in (b"ACCEPTD", b"DELIVRD"):
            await carrier.answered(carrier.deliver(receipt(b"id2", state)))
        seen = await service.figures()
        _, page = await service.get("/metrics")
        status = service.service.status()[0]
    assert seen["textback_texts_received_total", "primary"] == 1
    assert seen["textback_turns_total", "confirm"] == 1
    assert seen["textback_turn_seconds_count",] == seen["textback_text_wait_seconds_count",] == 1
    assert seen["textback_answer_seconds_count",] == 1
    assert 0 < seen["textback_answer_seconds_sum",] < 10
    assert seen["textback_receipts_total", "primary", "delivered"] == 1
    assert seen["textback_receipts_total", "primary", "accepted"] == 1
    assert seen["textback_receipt_delay_seconds_count", "primary", "delivered"] == 1
    assert seen["textback_messages_total", "primary", "delivered"] == 1
    for secret in ("Ada", "Byron", mobile(1)[1:], "confermo", studio.practice.sender[1:]):
        assert secret not in page
    assert status["receipts"] == {"accepted": 1, "delivered": 1}
    assert status["parts_last_minute"] == 2
    assert status["response_seconds"]["median"] > 0
    assert status["receipt_seconds"]["p95"] >= 0


async def test_what_waits_is_counted_while_the_carrier_is_away(studio, carrier):
    carrier.rules[BIND_TRX] = lambda got: got.peer.cut()
    office = Office(studio.database, studio.practice.id, studio.now)
    await office.queue(3, expires_at=studio.now + DAY)
    async with watched(studio.database, account(carrier.port)) as service, asyncio.timeout(20):
        # on a busy machine the first look at the store may outlast the wait for it
        while (seen := await service.figures())["textback_store_up",] != 1:
            pass
    assert seen["textback_queue_depth", "primary", "outbox"] == 3
    assert 0 < seen["textback_queue_oldest_seconds", "primary", "outbox"] < 60
    assert seen["textback_queue_depth", "inbox"] == 0
    assert seen["textback_binds", "primary", "bound"] == 0


async def test_a_store_that_does_not_answer_is_said_and_holds_up_no_figure(studio, carrier):
    async with watched(studio.database, account(carrier.port)) as service:
        opened, taken = asyncio.Event(), []

        async def hold():
            async with studio.database.read():
                taken.append(1)
                await opened.wait()

        # every connection that looks could make is taken
        holding = [asyncio.create_task(hold()) for _ in range(12)]
        await service.until(lambda: len(taken) >= 3)
        seen = await service.figures()
        opened.set()
        await asyncio.gather(*holding)
        assert seen["textback_store_up",] == 0
        assert seen["textback_throttled_total", "primary"] == 0
        assert not [key for key in seen if key[0] == "textback_queue_depth"]


async def test_a_token_opens_the_figures_and_nothing_else_does(studio, carrier):
    token = "a sample token of some length"
    async with watched(studio.database, account(carrier.port), token=token) as service:
        assert (await service.get("/metrics"))[0] == 401
        assert (await service.get("/metrics", Authorization="Bearer another"))[0] == 401
        assert await service.figures(Authorization=f"Bearer {token}")


async def test_without_a_token_a_proxy_is_not_this_machine(studio, carrier):
    async with watched(studio.database, account(carrier.port)) as service:
        assert await service.figures()
        for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
            for path in ("/metrics", "/status"):
                assert (await service.get(path, **{header: "192.0.2.1"}))[0] == 404


async def test_the_format_is_the_one_that_is_asked_for(studio, carrier):
    async with watched(studio.database, account(carrier.port)) as service:
        _, old = await service.get("/metrics", Accept="text/plain;version=0.0.4")
        _, new = await service.get("/metrics", Accept="application/openmetrics-text;version=1.0.0")
    assert not old.endswith("# EOF\n")
    assert new.endswith("# EOF\n")


async def test_a_loop_that_fails_is_counted_by_its_name():
    supervisor, failed = Supervisor(), asyncio.Event()

    async def fail():
        failed.set()
        raise OSError("the disk is full")

    supervisor.start("planner", fail)
    await failed.wait()
    await supervisor.stop()
    assert supervisor.courses["planner"].failures == 1
    assert supervisor.failing() == []
