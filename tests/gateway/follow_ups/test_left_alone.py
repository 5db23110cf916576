"""Who is left alone after visits, whatever order things happen in."""

from datetime import timedelta

from calendar_store.appointments import follow_ups
from calendar_store.conversations import alerts
from calendar_store.messages import attempt_outcomes, message_rows, suppression
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import AppointmentStatus, MessageStatus
from calendar_store.model.transitions import marked, unmarked
from calendar_store.practices import practitioners
from gateway.use_cases import client_merging, client_retiring
from gateway.wording.reason_words import in_words
from tests.support.desk import BY
from tests.support.exchange import START

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def ran(exchange, writer, at):
    """Let the worker run at a moment; return the texts that it has queued, and what it settled."""
    before = {one.id for one in await exchange.desk.messages()}
    exchange.at(at)
    while await writer.step():
        pass
    texts = [one for one in await exchange.desk.messages() if one.id not in before]
    async with exchange.database.read() as tx:
        rows = await follow_ups.listed(tx, exchange.desk.practice.id, 100)
    return texts, [(one.status.value, in_words(one.reason)) for one in rows]


async def visit(exchange, client, at, status=None, service=None):
    """Return a visit of a client as it was marked, an hour after its start."""
    one = await exchange.desk.steps_of("none").book(client, at, service=service)
    if status is not None:
        exchange.at(at + HOUR)
        await exchange.desk.change(marked(one, status))
    return await exchange.desk.appointment(one)


async def test_who_missed_a_visit_and_came_later_that_day_is_left_alone(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    await visit(exchange, client, START + 2 * HOUR, AppointmentStatus.ATTENDED, service)
    texts, rows = await ran(exchange, writer, START + 4 * HOUR)
    assert (texts, rows) == ([], [("skipped", "not sent: another visit is booked")])


async def test_two_visits_missed_the_same_day_lead_to_one_text(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    second = await visit(exchange, client, START + HOUR, service=service)
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    exchange.at(START + 2 * HOUR)
    await exchange.desk.change(marked(second, AppointmentStatus.NO_SHOW))
    texts = []
    for hours in range(3, 60):
        if 8 <= (START + hours * HOUR).hour <= 17:
            texts += (await ran(exchange, writer, START + hours * HOUR))[0]
    assert len(texts) == 1


async def test_of_two_visits_at_the_same_time_one_is_recalled(
    exchange, writer, service, after_months
):
    client = await exchange.desk.client()
    async with exchange.database.write() as tx:
        other = await practitioners.add(
            tx, exchange.desk.practice.id, "Dr. Due", by=BY, now=exchange.now
        )
    await exchange.desk.steps_of("none").book(client, START, practitioner=other)
    await visit(exchange, client, START, service=service)
    assert len(await recalled(exchange, writer)) == 1


async def recalled(exchange, writer):
    """Return the texts of some weeks from the first recall on."""
    texts = []
    for days in range(25):
        texts += (await ran(exchange, writer, START + (180 + days) * DAY + 2 * HOUR))[0]
    return texts


async def test_one_person_with_two_records_is_recalled_once(
    exchange, writer, service, after_months
):
    client = await exchange.desk.client()
    await visit(exchange, client, START, service=service)
    twin = await exchange.desk.client(number=2)
    await visit(exchange, twin, START + 3 * DAY, service=service)
    assert len((await ran(exchange, writer, START + 180 * DAY + HOUR))[0]) == 1
    async with exchange.database.write() as tx:
        merged = (client.id, twin.id)
        await client_merging.merge(
            *(tx, OPERATOR, exchange.desk.practice, *merged), now=exchange.now
        )
    assert await recalled(exchange, writer) == []


async def test_a_queued_one_is_not_sent_to_who_comes_no_longer(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    await ran(exchange, writer, START + 4 * HOUR)
    async with exchange.database.write() as tx:
        await client_retiring.retire(
            *(tx, OPERATOR, exchange.desk.practice, client.id),
            channels=exchange.channels,
            now=exchange.now,
        )
    (text,) = await exchange.desk.messages()
    assert text.status is MessageStatus.CANCELLED


async def test_a_queued_one_is_not_sent_when_the_mark_is_taken_back(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    missed = await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    (text,), _ = await ran(exchange, writer, START + 4 * HOUR)
    await exchange.desk.change(unmarked(missed, AppointmentStatus.BOOKED))
    (text,) = await exchange.desk.messages()
    assert text.status is MessageStatus.CANCELLED


async def test_a_queued_one_is_not_sent_when_a_visit_is_booked(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    await ran(exchange, writer, START + 4 * HOUR)
    await exchange.desk.steps_of("none").book(client, START + 9 * DAY, service=service)
    (text,) = await exchange.desk.messages()
    assert text.status is MessageStatus.CANCELLED


async def test_one_under_way_is_not_tried_again_when_a_visit_was_booked_meanwhile(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    (text,), _ = await ran(exchange, writer, START + 4 * HOUR)
    async with exchange.database.write() as tx:
        await attempt_outcomes.advance(tx, [Outcome(text, MessageStatus.SENDING)], exchange.now)
    await exchange.desk.steps_of("none").book(client, START + 9 * DAY, service=service)
    async with exchange.database.write() as tx:
        (sending,) = await message_rows.by_ids(tx, client.practice_id, [text.id])
        assert sending.status is MessageStatus.SENDING
        await attempt_outcomes.advance(tx, [Outcome(sending, MessageStatus.QUEUED)], exchange.now)
        await suppression.recheck_requeued(tx, [sending], exchange.now)
    (text,) = await exchange.desk.messages()
    assert text.status is MessageStatus.CANCELLED


async def test_a_queued_one_is_not_sent_to_who_has_died(exchange, writer, service, after_missed):
    client = await exchange.desk.client()
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    await ran(exchange, writer, START + 4 * HOUR)
    await exchange.says("I'm sorry to tell you that Ada passed away last week")
    text = (await exchange.desk.messages())[0]
    assert text.status is MessageStatus.CANCELLED


async def test_nobody_is_asked_to_book_before_a_person_has_read_what_they_wrote(
    exchange, writer, service, after_missed
):
    client = await exchange.desk.client()
    await visit(exchange, client, START, AppointmentStatus.NO_SHOW, service)
    await exchange.says("I was there and nobody opened, can a person ring me?")
    assert (await ran(exchange, writer, START + 4 * HOUR))[0] == []
    async with exchange.database.write() as tx:
        for alert in await exchange.desk.alerts():
            await alerts.resolve(tx, client.practice_id, alert.id, by=BY, now=exchange.now)
    assert len((await ran(exchange, writer, START + 5 * HOUR))[0]) == 1
