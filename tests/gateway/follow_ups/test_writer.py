"""After a missed visit new times are offered, after months a visit is recalled; once each."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda, follow_ups
from calendar_store.clients import muted_kinds
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind, MessageStatus
from calendar_store.model.transitions import marked, unmarked
from gateway.wording.reason_words import in_words
from tests.support.desk import BY
from tests.support.exchange import START

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def missed(exchange, service=None, number=1):
    """Return a client who has missed a visit, an hour after its start."""
    client = await exchange.desk.client("Ada", "Byron", number)
    visit = await exchange.desk.steps_of("none").book(
        client, START + (2 * number - 1) * HOUR, service=service
    )
    exchange.at(START + 2 * number * HOUR)
    await exchange.desk.change(marked(visit, AppointmentStatus.NO_SHOW))
    return client, await exchange.desk.appointment(visit)


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


async def test_without_a_policy_nothing_is_written(exchange, writer):
    await missed(exchange)
    assert await ran(exchange, writer, START + DAY) == ([], [])


async def test_a_missed_visit_leads_to_one_text_with_times_that_can_be_booked(
    exchange, writer, service, after_missed
):
    client, visit = await missed(exchange, service)
    assert await ran(exchange, writer, START + 3 * HOUR) == ([], [])
    (text,), _ = await ran(exchange, writer, START + 4 * HOUR)
    assert (text.kind, text.client_id, text.appointment_id) == (
        *(MessageKind.FOLLOW_UP, client.id, visit.id),
    )
    assert text.text.count("\n") == 4
    assert "First visit" not in text.text
    # once: neither later on, nor by another process
    for later in (5, 30, 70):
        assert (await ran(exchange, writer, START + later * HOUR))[0] == []
    exchange.at(START + 6 * HOUR)
    (answer,) = await exchange.says("2")
    async with exchange.database.read() as tx:
        made = await agenda.last_of_client(tx, exchange.desk.practice.id, client.id)
    assert (made.status, made.service_id) == (AppointmentStatus.BOOKED, service.id)
    assert made.starts_at > START + DAY
    assert "10" in answer or "11" in answer


async def test_without_a_service_it_is_asked_when(exchange, writer, after_missed, service):
    await missed(exchange)
    (text,), _ = await ran(exchange, writer, START + 4 * HOUR)
    assert "1)" not in text.text
    assert await exchange.says("mercoledì alle 10")


async def test_who_has_booked_again_or_came_after_all_is_left_alone(
    exchange, writer, service, after_missed
):
    client, _ = await missed(exchange, service)
    _, other = await missed(exchange, service, number=2)
    await exchange.desk.steps_of("none").book(client, START + 9 * DAY, service=service)
    night = START.replace(hour=22)
    assert (await ran(exchange, writer, night))[1] == [("planned", ""), ("planned", "")]
    await exchange.desk.change(unmarked(other, AppointmentStatus.BOOKED))
    texts, rows = await ran(exchange, writer, night + 12 * HOUR)
    assert texts == []
    assert {why for _, why in rows} == {
        "not sent: another visit is booked",
        "not sent: the visit is not marked as missed any more",
    }


async def test_consent_opt_outs_and_muted_kinds_are_honoured(
    exchange, writer, service, after_missed
):
    client, _ = await missed(exchange, service)
    async with exchange.database.write() as tx:
        muted = [(client.practice_id, client.id, Channel.SMS, MessageKind.FOLLOW_UP)]
        await muted_kinds.mute(tx, muted, by=BY, now=exchange.now)
    texts, ((status, why),) = await ran(exchange, writer, START + 4 * HOUR)
    assert (texts, status) == ([], "skipped")
    assert why


async def test_nobody_is_written_to_at_night(exchange, writer, service, after_missed):
    await missed(exchange, service)
    assert exchange.desk.practice.quiet_from is not None
    night = START.replace(hour=22)
    assert (await ran(exchange, writer, night))[0] == []
    (text,), _ = await ran(exchange, writer, night + 11 * HOUR)
    assert text.status is MessageStatus.QUEUED


async def test_what_was_missed_before_the_practice_wanted_it_is_left_alone(
    exchange, writer, service, wants
):
    await missed(exchange, service)
    exchange.at(START + DAY)
    await wants(MessageKind.FOLLOW_UP, 3 * HOUR)
    assert await ran(exchange, writer, START + DAY + HOUR) == ([], [])


async def test_after_months_without_a_visit_the_next_one_is_recalled(
    exchange, writer, service, after_months
):
    client = await exchange.desk.client()
    visit = await exchange.desk.steps_of("none").book(client, START, service=service)
    exchange.at(START + HOUR)
    await exchange.desk.change(marked(visit, AppointmentStatus.ATTENDED))
    assert (await ran(exchange, writer, START + 179 * DAY))[0] == []
    (text,), _ = await ran(exchange, writer, START + 180 * DAY + HOUR)
    assert (text.kind, text.client_id) == (MessageKind.RECALL, client.id)
    assert "First visit" not in text.text
    assert "Aurora:" in text.text
    assert (await ran(exchange, writer, START + 181 * DAY))[0] == []
    # an answer with a day goes on to times that can be booked
    (offer,) = await exchange.says("lunedì mattina")
    assert "1)" in offer


@pytest.mark.parametrize("status", [AppointmentStatus.BOOKED, AppointmentStatus.NO_SHOW])
async def test_who_has_another_visit_is_not_recalled(
    exchange, writer, service, after_months, status
):
    client = await exchange.desk.client()
    desk = exchange.desk.steps_of("none")
    await desk.book(client, START, service=service)
    later = await desk.book(client, START + 20 * DAY, service=service)
    if status is AppointmentStatus.NO_SHOW:
        exchange.at(START + 21 * DAY)
        await exchange.desk.change(marked(later, status))
    assert (await ran(exchange, writer, START + 180 * DAY + HOUR))[0] == []
