"""What carriers refuse: sent again, given to another carrier, or given up and told to staff."""

from datetime import timedelta

import pytest

from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.channels.sms.sending.attempt import RETRY_AFTER
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.messaging.attempts import ATTEMPTS_EACH, MAX_ATTEMPTS
from gateway.wording.reason_words import in_words
from tests.support.scripted_sender import Line, open_alerts

M = MessageStatus


@pytest.fixture
def line(database, practice, now):
    return Line(database, practice.id, now)


async def test_a_temporary_refusal_is_tried_again_after_a_pause(line):
    (queued,) = await line.office.queue()
    async with line.running():
        await line.link.until(1)
        line.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "the carrier is busy")
        (message,) = await line.until(M.QUEUED)
        assert (in_words(message.reason), message.not_before) == (
            "the carrier is busy",
            line.now + timedelta(seconds=15),
        )
        line.now = message.not_before
        await line.office.queue()  # wakes the sender, which looks at its clock again
        await line.link.until(2)
        line.link.answer()
        await line.until(M.ACCEPTED, 2)
    message, history = await line.office.fate(queued)
    assert history == ["queued", "sending", "queued", "sending", "accepted"]
    assert message.attempt == 2


@pytest.mark.row("2.unknown-status")
async def test_a_message_refused_too_often_is_given_up_and_staff_are_alerted(line):
    await line.office.queue(attempt=MAX_ATTEMPTS - 1)
    async with line.running():
        await line.link.until(1)
        line.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "the carrier is busy")
        await line.until(M.FAILED)
    assert [in_words(alert.reason) for alert in await open_alerts(line)] == ["the carrier is busy"]


async def test_a_permanent_refusal_fails_at_once_and_staff_are_alerted(line):
    (queued,) = await line.office.queue()
    async with line.running():
        await line.link.until(1)
        line.link.answer(SubmitOutcome.REFUSED_PERMANENT, "the number does not exist")
        await line.until(M.FAILED)
    (alert,) = await open_alerts(line)
    assert (alert.kind, alert.message_id) == (AlertKind.NOT_DELIVERED, queued.id)
    assert in_words(alert.reason) == "the number does not exist"
    assert len(line.link.submitted) == 1


@pytest.fixture
def two(database, practice, now):
    """A sender of the first of two carriers."""
    return Line(database, practice.id, now, others=("second",))


async def test_what_a_carrier_refuses_for_reasons_of_its_own_goes_to_the_next(two):
    (queued,) = await two.office.queue()
    async with two.running():
        await two.link.until(1)
        two.link.answer(SubmitOutcome.REFUSED_PERMANENT, "cannot reach it", status=0x0B)
        (message,) = await two.until(M.QUEUED)
    assert (message.carrier, message.refused_by) == ("second", ("primary",))
    assert in_words(message.reason) == "cannot reach it; moved to second"
    assert (await two.office.fate(queued))[1] == ["queued", "sending", "queued"]
    assert await open_alerts(two) == []
    assert [m.id for m in await two.office.lease(carrier="second")] == [queued.id]


async def test_what_every_carrier_would_refuse_fails_at_once(two):
    await two.office.queue()
    async with two.running():
        await two.link.until(1)
        two.link.answer(SubmitOutcome.REFUSED_PERMANENT, "too long", status=0x01)
        (message,) = await two.until(M.FAILED)
    assert message.carrier == "primary"
    assert [in_words(alert.reason) for alert in await open_alerts(two)] == ["too long"]


async def test_what_the_last_carrier_refuses_has_failed_and_staff_are_alerted(two):
    await two.office.queue(refused_by=("second",), attempt=1)
    async with two.running():
        await two.link.until(1)
        two.link.answer(SubmitOutcome.REFUSED_PERMANENT, "cannot reach it", status=0x0B)
        await two.until(M.FAILED)
    assert [in_words(alert.reason) for alert in await open_alerts(two)] == ["cannot reach it"]


async def test_a_refusal_that_lasts_is_given_to_a_healthy_carrier_soon(two):
    await two.office.queue(attempt=ATTEMPTS_EACH - 2)
    async with two.running():
        await two.link.until(1)
        two.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "busy", status=0x08)
        (message,) = await two.until(M.QUEUED)
        assert message.carrier == "primary"
        two.now = message.not_before
        await two.office.queue()
        await two.link.until(2)
        two.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "busy", status=0x08)
        messages = await two.until(M.QUEUED, 2)
    assert [m.carrier for m in messages] == ["second", "primary"]


@pytest.mark.parametrize(
    ("attempt", "carrier"), [(MAX_ATTEMPTS - 1, "primary"), (MAX_ATTEMPTS, "second")]
)
async def test_a_refusal_that_lasts_is_borne_with_while_the_others_are_down(two, attempt, carrier):
    two.health.binds("second", two.now - timedelta(minutes=1), bound=False)
    await two.office.queue(attempt=attempt - 1)
    async with two.running():
        await two.link.until(1)
        two.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "busy", status=0x08)
        (message,) = await two.until(M.QUEUED)
    assert message.carrier == carrier


async def test_what_may_have_been_sent_stays_with_its_carrier(two):
    (queued,) = await two.office.queue(attempt=ATTEMPTS_EACH)
    (last,) = await two.office.queue(attempt=MAX_ATTEMPTS - 1)
    async with two.running():
        await two.link.until(2)
        two.link.bound = False
        two.link.answer(SubmitOutcome.UNKNOWN, "the connection was cut", status=None)
        await two.until(M.QUEUED)
    assert (await two.office.fate(queued))[0].carrier == "primary"
    assert (await two.office.fate(last))[0].status is M.UNKNOWN


async def test_what_never_left_is_refused_by_nobody_and_so_never_given_up(two):
    two.health.binds("second", two.now - timedelta(minutes=1), bound=False)
    await two.office.queue(attempt=MAX_ATTEMPTS)
    async with two.running():
        await two.link.until(1)
        two.link.bound = False
        two.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "no connection", status=None)
        (message,) = await two.until(M.QUEUED)
    assert (message.carrier, message.not_before) == ("primary", two.now + RETRY_AFTER)


@pytest.mark.parametrize(("status", "pause"), [(None, timedelta(0)), (0x08, RETRY_AFTER)])
async def test_what_never_left_a_carrier_that_is_down_may_go_at_once(two, status, pause):
    two.health.binds("primary", two.now - timedelta(minutes=1), bound=False)
    await two.office.queue()
    async with two.running():
        await two.link.until(1)
        two.link.bound = False
        two.link.answer(SubmitOutcome.REFUSED_TEMPORARY, "no connection", status=status)
        (message,) = await two.until(M.QUEUED)
    assert message.not_before == two.now + pause
