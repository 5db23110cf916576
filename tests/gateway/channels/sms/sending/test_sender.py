"""The sender: at most a window under way, no outcome lost, nothing sent twice without need."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.messages import outbox
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, MessageKind, MessageStatus
from gateway.channels.sms.sending.attempt import RETRY_AFTER
from gateway.channels.sms.sending.sender import _LOOK_AGAIN
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.messaging.attempts import MAX_ATTEMPTS
from gateway.messaging.leases import IDLE, LEASE
from gateway.messaging.timeouts import Timeouts
from gateway.wording.reason_words import in_words
from tests.support.desk import mobile
from tests.support.exchange import CARRIER, START, Flaky
from tests.support.scripted_sender import Line, open_alerts
from tests.support.sms import sweeper

M = MessageStatus


@pytest.fixture
def line(database, practice, now):
    return Line(database, practice.id, now)


async def test_what_is_queued_is_sent_and_its_acceptance_recorded(line):
    async with line.running():
        (queued,) = await line.office.queue(text="See you on Thursday.")
        await line.link.until(1)
        line.link.answer()
        (message,) = await line.until(M.ACCEPTED)
    (part,) = line.link.submitted
    assert (part.destination, part.source) == (mobile(1), "+390699000111")
    # the carrier is told to try until the appointment, and no longer
    assert part.validity == START - line.now
    assert (message.id, message.attempt, message.parts) == (queued.id, 1, 1)
    assert (await line.office.fate(queued))[1] == ["queued", "sending", "accepted"]


@pytest.mark.parametrize(
    ("answers", "status", "cost"),
    [
        ([SubmitOutcome.ACCEPTED, SubmitOutcome.ACCEPTED], M.ACCEPTED, "0.09"),
        # a part that nobody answered for may be on the bill all the same
        ([SubmitOutcome.ACCEPTED, SubmitOutcome.UNKNOWN], M.QUEUED, "0.09"),
        ([SubmitOutcome.ACCEPTED, SubmitOutcome.REFUSED_PERMANENT], M.FAILED, "0.045"),
        ([SubmitOutcome.REFUSED_PERMANENT, SubmitOutcome.REFUSED_PERMANENT], M.FAILED, "0"),
    ],
)
async def test_an_attempt_costs_the_parts_that_may_have_been_taken(line, answers, status, cost):
    await line.office.queue(text="word " * 60, price=Decimal("0.045"), parts=2)
    async with line.running():
        await line.link.until(2)
        line.link.bound = False
        for answer in answers:
            line.link.answer(answer, "as told", count=1)
        (message,) = await line.until(status)
    assert (message.parts, message.cost) == (2, Decimal(cost))


async def test_every_attempt_adds_its_cost(line):
    await line.office.queue(price=Decimal("0.045"), parts=1)
    async with line.running():
        await line.link.until(1)
        line.link.answer(SubmitOutcome.UNKNOWN, "the connection was cut")
        await line.link.until(1)
        line.link.answer()
        (message,) = await line.until(M.ACCEPTED)
    assert message.cost == Decimal("0.09")


@pytest.mark.row("2.window")
async def test_never_more_than_a_window_is_under_way(line):
    await line.office.queue(3 * CARRIER.window)
    async with line.running():
        for round_ in range(1, 4):
            await line.link.until(CARRIER.window)
            under_way = [m for m in await line.messages() if m.status is M.SENDING]
            assert len(under_way) == CARRIER.window
            assert len(line.link.submitted) == round_ * CARRIER.window
            line.link.answer()
        await line.until(M.ACCEPTED, 3 * CARRIER.window)
    assert line.sender.sent == 3 * CARRIER.window


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        ({"max_parts_per_second": 100}, 4),
        ({"max_parts_per_second": 0.5}, 2),
        ({"max_parts_per_second": 100, "max_parts_per_second_per_number": 0.6}, 3),
        ({"max_parts_per_second_per_number": 0.1}, 1),
    ],
)
async def test_no_more_is_leased_than_goes_within_seconds_at_the_slowest_pace(
    database, practice, now, limits, most
):
    line = Line(database, practice.id, now, **limits)
    await line.office.queue(CARRIER.window + 1)
    async with line.running():
        await line.link.until(most)
        assert sum(m.status is M.SENDING for m in await line.messages()) == most


async def test_messages_of_other_numbers_overtake_those_of_a_crowded_one(line):
    line.link.numbers_over_limit = ("+390699000222",)
    await line.office.queue(2 * CARRIER.window, sender="+390699000222")
    await line.office.queue(text="Done.")
    async with line.running():
        await line.link.until(1)
        line.link.answer()
        await line.until(M.ACCEPTED)
        assert [part.part.octets for part in line.link.submitted] == [b"Done."]
        line.link.numbers_over_limit = ()
        # looked at again before long, though nothing else is queued or answered
        line.now += _LOOK_AGAIN
        await line.link.until(CARRIER.window, within=IDLE / 2)


async def test_one_answer_makes_room_for_one_more(line):
    await line.office.queue(CARRIER.window + 2)
    async with line.running():
        await line.link.until(CARRIER.window)
        line.link.answer(count=1)
        await line.link.until(CARRIER.window)
        assert len(line.link.submitted) == CARRIER.window + 1
        assert sum(m.status is M.SENDING for m in await line.messages()) == CARRIER.window


async def test_a_message_queued_in_the_moment_of_an_answer_is_sent_at_once(line):
    async with line.running():
        await line.office.queue()
        await line.link.until(1)
        async with line.database.write() as tx:
            more = line.office._message(tx.ids.new())
            await outbox.enqueue(tx, [more])
        # the commit has woken the sender, and before it runs the carrier answers too
        line.link.answer()
        # not only when it looks at the outbox unasked
        await line.link.until(1, within=IDLE / 2)
        line.link.answer()
        await line.until(M.ACCEPTED, 2)


@pytest.mark.row("2.temporary-status")
@pytest.mark.row("3.not-asked")
async def test_where_no_receipt_was_asked_for_silence_is_accepted_in_words(line):
    await line.office.queue(text="x" * 300)
    async with line.running():
        await line.link.until(2)
        # the wish was refused with the second part
        line.link.answer(count=1)
        line.link.answer(awaits_receipt=False)
        (message,) = await line.until(M.ACCEPTED)
    assert (message.reason.code, message.awaits_receipt) == (ReasonCode.ARRIVAL_UNREPORTED, False)
    line.now = START + timedelta(days=30)
    await sweeper(line.database, lambda: line.now, Timeouts()).sweep()
    (message,) = await line.messages()
    assert message.status is M.ACCEPTED
    assert await open_alerts(line) == []


@pytest.mark.row("3.not-asked")
@pytest.mark.parametrize("first", [True, False])
async def test_a_later_attempt_knows_what_an_earlier_one_was_not_asked(line, first):
    await line.office.queue(text="x" * 300)
    async with line.running():
        await line.link.until(2)
        line.link.answer(count=1, awaits_receipt=first)
        line.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "busy", status=0x58)
        await line.until(M.QUEUED)
        line.now += RETRY_AFTER
        line.sender.link_changed()
        await line.link.until(1)
        line.link.answer()
        (message,) = await line.until(M.ACCEPTED)
    assert message.awaits_receipt is first


@pytest.mark.row("2.unknown-goes-again")
async def test_an_unknown_outcome_is_recorded_and_then_sent_again(line):
    (queued,) = await line.office.queue()
    async with line.running():
        await line.link.until(1)
        line.link.answer(SubmitOutcome.UNKNOWN, "the connection was cut")
        await line.link.until(1)
        line.link.answer()
        await line.until(M.ACCEPTED)
    history = (await line.office.fate(queued))[1]
    assert history == ["queued", "sending", "unknown", "queued", "sending", "accepted"]
    assert await open_alerts(line) == []


@pytest.mark.row("2.doubled-by-a-cut")
async def test_a_cut_with_a_full_window_loses_none_and_repeats_no_more_than_it(line):
    queued = await line.office.queue(3 * CARRIER.window)
    async with line.running():
        await line.link.until(CARRIER.window)
        line.link.bound = False
        line.link.answer(SubmitOutcome.UNKNOWN, "the connection was cut")
        await line.until(M.QUEUED, 3 * CARRIER.window)
        line.link.bound = True
        await line.office.queue()
        for _ in range(3):
            await line.link.until(CARRIER.window)
            line.link.answer()
        await line.link.until(1)
        line.link.answer()
        found = await line.until(M.ACCEPTED, len(queued) + 1)
    assert sum(m.attempt - 1 for m in found) == CARRIER.window


async def test_a_long_text_has_one_outcome_for_all_its_parts(line):
    (queued,) = await line.office.queue(text="word " * 60)
    async with line.running():
        await line.link.until(2)
        line.link.answer(count=1)
        assert [m.status for m in await line.messages()] == [M.SENDING]
        line.link.answer(SubmitOutcome.REFUSED_PERMANENT, "refused")
        await line.until(M.FAILED)
    assert (await line.office.fate(queued))[0].parts == 2


async def test_a_text_too_long_to_send_fails_and_holds_up_no_other(line):
    await line.office.queue(text="word " * 20_000)
    await line.office.queue(2 * CARRIER.window)
    async with line.running():
        # the text too long took a place of the first window
        for count in (CARRIER.window - 1, CARRIER.window, 1):
            await line.link.until(count)
            line.link.answer()
        await line.until(M.ACCEPTED, 2 * CARRIER.window)
    assert "too long" in in_words((await open_alerts(line))[0].reason)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_commit_that_fails_loses_no_outcome(store_url, practice, now, moment):
    flaky = Flaky.connect(store_url)
    line = Line(flaky, practice.id, now)
    (queued,) = await line.office.queue(price=Decimal("0.045"))
    async with line.running():
        await line.link.until(1)
        flaky.failing = moment
        line.link.answer()
        (message,) = await line.until(M.ACCEPTED)
    await flaky.close()
    assert (message.id, message.attempt, message.cost) == (queued.id, 1, Decimal("0.045"))
    assert len(line.link.submitted) == 1


async def test_nothing_is_leased_while_the_carrier_is_away(line):
    line.link.bound = False
    await line.office.queue()
    async with line.running():
        pass
    assert [m.status for m in await line.messages()] == [M.QUEUED]
    assert line.link.submitted == []


async def test_a_stop_waits_for_what_is_under_way_and_takes_nothing_more(line):
    await line.office.queue(CARRIER.window + 3)
    run = asyncio.create_task(line.sender.run())
    await line.link.until(CARRIER.window)
    line.sender.stop()
    line.link.answer(count=1)
    await line.until(M.ACCEPTED)
    assert not run.done()
    line.link.answer()
    async with asyncio.timeout(10):
        await run
    statuses = [m.status for m in await line.messages()]
    assert (statuses.count(M.ACCEPTED), statuses.count(M.QUEUED)) == (CARRIER.window, 3)


async def test_what_a_killed_sender_left_is_sent_again_by_the_next(line):
    (queued,) = await line.office.queue()
    await line.office.lease(owner="one")
    restarted = sweeper(line.database, lambda: line.now, Timeouts())
    assert await restarted.recover("one") == 1
    async with line.running():
        await line.link.until(1)
        line.link.answer()
        await line.until(M.ACCEPTED)
    history = (await line.office.fate(queued))[1]
    assert history == ["queued", "sending", "unknown", "queued", "sending", "accepted"]


async def test_a_message_that_ends_every_sender_is_given_up_at_last(line):
    await line.office.queue(attempt=MAX_ATTEMPTS - 1)
    await line.office.lease(owner="two")
    line.now += LEASE
    await sweeper(line.database, lambda: line.now, Timeouts()).sweep()
    assert [m.status for m in await line.messages()] == [M.UNKNOWN]
    assert [alert.kind for alert in await open_alerts(line)] == [AlertKind.NOT_DELIVERED]


async def test_replies_overtake_reminders_that_wait(line):
    await line.office.queue(CARRIER.window + 2)
    async with line.running():
        await line.link.until(CARRIER.window)
        await line.office.queue(
            text="Done.", kind=MessageKind.REPLY, priority=outbox.REPLY_PRIORITY
        )
        line.link.answer(count=1)
        await line.link.until(CARRIER.window)
    assert line.link.submitted[CARRIER.window].part.octets == b"Done."
