"""Families: what one number is reminded of on one day is one message, and each sees its fate."""

from datetime import timedelta

import pytest

from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import AppointmentStatus, MessageKind, MessageStatus
from calendar_store.views import day_view
from gateway.channels.sms.smpp.failures import failure_of
from gateway.messaging.outcomes import record_attempts
from gateway.wording.reason_words import in_words
from tests.support.desk import HALF_HOUR
from tests.support.exchange import CARRIER, START
from tests.support.reasons import saying

A, M = AppointmentStatus, MessageStatus
DAY = timedelta(days=1)
DUE = START - 2 * DAY


@pytest.fixture
async def family(exchange):
    """Ada at ten and Marie at half past, on one number; what was booked has been said."""
    return await _family(exchange, START + HALF_HOUR)


async def _family(exchange, second):
    ada = await exchange.desk.client("Ada", "Byron", 1)
    marie = await exchange.desk.client("Marie", "Byron", 1)
    booked = [
        await exchange.desk.book(ada, START),
        await exchange.desk.book(marie, second),
    ]
    while await exchange.planner.step():
        pass
    async with exchange.database.write() as tx:
        for message in await _lease(tx, exchange):
            accepted = attempt_outcomes.Outcome(message, M.ACCEPTED)
            await attempt_outcomes.advance(tx, [accepted], exchange.now)
    return booked


async def _lease(tx, exchange):
    lasting = timedelta(minutes=1)
    return await outbox.lease(
        tx, CARRIER.name, now=exchange.now, limit=10, owner="a", lasting=lasting
    )


async def _reminded(exchange, at=DUE):
    """Let reminders fall due; return the new messages."""
    before = {m.id for m in await exchange.desk.messages()}
    exchange.at(at)
    while await exchange.planner.step():
        pass
    return [m for m in await exchange.desk.messages() if m.id not in before]


async def _second_step(exchange, appointment):
    found = await exchange.desk.reminders(appointment)
    return [(r.status, r.message_id) for r in found if r.step == 2]


async def _fate(exchange, message):
    return next(m.status for m in await exchange.desk.messages() if m.id == message.id)


async def _entry(exchange, appointment):
    async with exchange.database.read() as tx:
        return await day_view.entry(tx, exchange.desk.practice, appointment.id)


async def _badge(exchange, appointment):
    """Return the status of the second step's reminder, as the day shows it."""
    entry = await _entry(exchange, appointment)
    (badge,) = [b for b in entry.badges if b.kind is MessageKind.REMINDER and b.step == 2]
    return badge.status


async def test_the_days_list_shows_the_fate_of_the_one_message_on_both(exchange, family):
    (one,) = await _reminded(exchange)
    async with exchange.database.write() as tx:
        await attempt_outcomes.advance(
            tx, [attempt_outcomes.Outcome(one, M.ACCEPTED, NO_REASON)], exchange.now
        )
        await attempt_outcomes.advance(
            tx, [attempt_outcomes.Outcome(one, M.DELIVERED, NO_REASON)], exchange.now
        )
    async with exchange.database.read() as tx:
        entries = await day_view.load(tx, exchange.desk.practice, START.date(), 1)
    assert len(entries) == 2
    for entry in entries:
        assert [b.status for b in entry.badges if b.message_id == one.id] == [M.DELIVERED]
        assert M.QUEUED not in {b.status for b in entry.badges if b.step == 2}
        assert entry.asked
    assert [e.badges for e in entries] == [
        (await _entry(exchange, appointment)).badges for appointment in family
    ]


async def test_two_of_one_number_and_day_are_reminded_by_one_message(exchange, family):
    (one,) = await _reminded(exchange)
    assert one.text == (
        "Studio Aurora: your appointments:\n"
        "1) Ada, Thu 15 Jan 10:00\n"
        "2) Marie, Thu 15 Jan 10:30\n"
        "Reply 1 to confirm them, 2 to cancel, 3 for another time. STOP to stop texts."
    )
    assert (one.appointment_id, one.expires_at) == (family[0].id, START)
    for appointment in family:
        assert await _second_step(exchange, appointment) == [(M.QUEUED, one.id)]
    assert await _reminded(exchange, DUE + HALF_HOUR) == []
    (thanks,) = await exchange.says("1")
    assert "1) Ada, Thu 15 Jan 10:00\n2) Marie, Thu 15 Jan 10:30" in thanks
    for appointment in family:
        assert (await exchange.desk.appointment(appointment)).status is A.CONFIRMED


async def test_the_day_shows_the_message_and_its_answer_on_each_of_them(exchange, family):
    (one,) = await _reminded(exchange)
    assert [await _badge(exchange, each) for each in family] == [M.QUEUED, M.QUEUED]
    async with exchange.database.write() as tx:
        (leased,) = await _lease(tx, exchange)
        await attempt_outcomes.advance(
            tx, [attempt_outcomes.Outcome(leased, M.FAILED, saying("switched off"))], exchange.now
        )
    assert leased.id == one.id
    assert [await _badge(exchange, each) for each in family] == [M.FAILED, M.FAILED]
    await exchange.says("yes we'll both be there")
    for appointment in family:
        entry = await _entry(exchange, appointment)
        assert [text.text for text in entry.texts] == ["yes we'll both be there"]


async def test_appointments_of_other_days_keep_messages_of_their_own(exchange):
    ada, marie = await _family(exchange, START + DAY)
    (first,) = await _reminded(exchange)
    (second,) = await _reminded(exchange, DUE + DAY)
    assert (first.appointment_id, second.appointment_id) == (ada.id, marie.id)
    assert "Thu 15 Jan at 10:00" in first.text


async def test_a_reminder_that_falls_due_much_later_is_not_said_along(exchange):
    await _family(exchange, START + timedelta(hours=5))
    (first,) = await _reminded(exchange)
    assert "Marie" not in first.text
    (second,) = await _reminded(exchange, DUE + timedelta(hours=5))
    assert "Marie" in second.text


async def test_both_due_at_once_after_an_outage_are_one_message(exchange):
    await _family(exchange, START + timedelta(hours=5))
    (one,) = await _reminded(exchange, DUE + timedelta(hours=6))
    assert "1) Ada" in one.text
    assert "2) Marie, Thu 15 Jan 15:00" in one.text


async def test_who_has_confirmed_is_not_asked_along_by_the_step_that_spares_them(exchange, family):
    ada, marie = family
    await _reminded(exchange)
    await exchange.says("Marie will be there")
    assert (await exchange.desk.appointment(marie)).status is A.CONFIRMED
    assert (await exchange.desk.appointment(ada)).status is A.BOOKED
    await exchange.taken()
    (last,) = await _reminded(exchange, START - timedelta(hours=2))
    assert "Ada" in last.text
    assert "Marie" not in last.text
    assert await _reminded(exchange, START - timedelta(hours=1)) == []
    reasons = [in_words(r.reason) for r in await exchange.desk.reminders(marie) if r.step == 3]
    assert reasons == ["already confirmed"]


@pytest.mark.parametrize("gone", [0, 1])
async def test_when_one_is_cancelled_before_it_is_sent_the_other_is_reminded_alone(
    exchange, family, gone
):
    (one,) = await _reminded(exchange)
    stays = family[1 - gone]
    await exchange.desk.cancel(family[gone])
    assert await _fate(exchange, one) is M.CANCELLED
    (again,) = await _reminded(exchange, DUE + HALF_HOUR)
    assert (again.appointment_id, again.status) == (stays.id, M.QUEUED)
    assert ["Ada", "Marie"][1 - gone] in again.text
    assert ["Ada", "Marie"][gone] not in again.text
    assert await _second_step(exchange, stays) == [(M.QUEUED, again.id)]


@pytest.mark.parametrize("gone", [0, 1])
async def test_when_one_is_cancelled_while_it_is_sent_the_second_try_is_about_the_other(
    exchange, family, gone
):
    (one,) = await _reminded(exchange)
    async with exchange.database.write() as tx:
        (leased,) = await _lease(tx, exchange)
    await exchange.desk.cancel(family[gone])
    async with exchange.database.write() as tx:
        retry_at = exchange.now + timedelta(minutes=1)
        outcome = attempt_outcomes.Outcome(leased, M.QUEUED, saying("no answer"), retry_at=retry_at)
        await record_attempts(tx, [outcome], exchange.now, failure_of=failure_of)
    assert await _fate(exchange, one) is M.CANCELLED
    (again,) = await _reminded(exchange, DUE + HALF_HOUR)
    assert again.appointment_id == family[1 - gone].id


async def test_stop_by_one_of_them_holds_back_what_was_for_all(exchange, family):
    (one,) = await _reminded(exchange)
    await exchange.says("stop")
    assert await _fate(exchange, one) is M.SKIPPED
    assert await _reminded(exchange, START - timedelta(hours=2)) == []


async def test_two_appointments_of_one_client_on_a_day_are_one_message(exchange):
    ada = await exchange.desk.client()
    for start in (START, START + 2 * HALF_HOUR):
        await exchange.desk.book(ada, start)
    while await exchange.planner.step():
        pass
    (one,) = await _reminded(exchange)
    assert "1) Ada, Thu 15 Jan 10:00\n2) Ada, Thu 15 Jan 11:00" in one.text
