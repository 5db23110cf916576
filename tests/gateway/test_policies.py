"""What a practice decided for itself holds: quiet hours, notice, undo, the bound, its country."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus, MessageKind
from calendar_store.practices import practices
from gateway.wording.reason_words import in_words
from tests.support.desk import BY
from tests.support.exchange import START

NIGHT = datetime(2026, 1, 13, 22, tzinfo=UTC)
"""Eleven in the evening in Rome."""
MORNING = datetime(2026, 1, 14, 7, tzinfo=UTC)
"""Eight, when the quiet hours end."""


async def policies(desk, **changed):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, **changed)


@pytest.fixture
async def booked(desk):
    return await desk.book(await desk.client(), START)


async def test_quiet_hours_hold_what_nobody_asked_for_until_they_end(exchange, desk, booked):
    await exchange.planner.step()
    # the service was away when the reminder fell due at ten in the morning
    exchange.at(NIGHT)
    await exchange.planner.step()
    reminder = (await desk.messages())[-1]
    assert reminder.kind is MessageKind.REMINDER
    assert reminder.not_before == MORNING


async def test_quiet_hours_never_hold_a_reminder_past_its_appointment(exchange, desk):
    early = await desk.book(await desk.client(), MORNING - timedelta(hours=1))
    exchange.at(NIGHT)
    await exchange.planner.step()
    sent = [m for m in await desk.messages() if m.appointment_id == early.id]
    assert {m.not_before for m in sent} == {NIGHT}


async def test_a_client_who_writes_at_night_is_answered_at_night(exchange, desk, booked):
    await exchange.planner.step()
    exchange.at(NIGHT)
    (told,) = await exchange.says("1")
    assert "confirmed" in told
    reply = (await desk.messages())[-1]
    assert (reply.kind, reply.not_before) == (MessageKind.REPLY, NIGHT)


async def test_the_notice_decides_what_is_too_late(exchange, desk, booked):
    await policies(desk, minimum_notice=timedelta(days=7))
    (told,) = await exchange.says("cancel my appointment")
    assert "too late to change" in told
    await policies(desk, minimum_notice=timedelta(0))
    await exchange.says("cancel my appointment")
    assert (await desk.appointment(booked)).status is AppointmentStatus.CANCELLED


async def test_the_undo_window_decides_how_long_undo_restores(exchange, desk, booked):
    await policies(desk, undo_window=timedelta(minutes=10))
    await exchange.says("cancel my appointment")
    exchange.at(exchange.now + timedelta(minutes=11))
    await exchange.says("UNDO")
    assert (await desk.appointment(booked)).status is AppointmentStatus.CANCELLED


async def test_the_booking_window_decides_how_far_ahead_is_offered(exchange, desk, booked):
    await policies(desk, booking_window=timedelta(days=5))
    (near,) = await exchange.says("can we move it to friday 16 january?")
    assert "1) Fri 16 Jan" in near
    (far,) = await exchange.says("can we move it to friday 23 january?")
    assert "23 Jan" not in far


async def test_the_bound_ends_a_talk_and_staff_are_told(exchange, desk, booked):
    await policies(desk, texts_per_hour=2)
    assert [len(await exchange.says("where are you?")) for _ in range(3)] == [1, 1, 0]
    assert "had 2 automatic texts within an hour" in in_words((await desk.alerts())[0].reason)


@pytest.mark.parametrize(
    ("region", "word", "stops"),
    [
        ("US", "CANCEL", True),
        ("US", "END", True),
        ("CA", "QUIT", True),
        ("GB", "CANCEL", False),
        ("IT", "END", False),
        ("US", "STOP", True),
        ("GB", "STOP", True),
    ],
)
async def test_the_country_decides_which_words_stop_where_nothing_is_ahead(
    exchange, desk, region, word, stops
):
    await desk.client()
    await policies(desk, region=region)
    (told,) = await exchange.says(word)
    assert ("no more texts to this number" in told) is stops


@pytest.mark.parametrize("region", ["US", "GB"])
async def test_with_an_appointment_ahead_cancel_means_it_and_names_stop(
    exchange, desk, booked, region
):
    await policies(desk, region=region)
    (told,) = await exchange.says("CANCEL")
    assert "is cancelled" in told
    assert "STOP stops all texts" in told
