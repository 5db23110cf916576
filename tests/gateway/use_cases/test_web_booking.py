"""Many people at once for one time: exactly one gets it, on both databases, whoever they are."""

import asyncio
import re
from datetime import timedelta

import pytest

from calendar_store.appointments import agenda, booking_holds
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.statuses import Channel, MessageKind
from calendar_store.practices import hours, practices, practitioners, services
from gateway.links.codes import Codes
from gateway.use_cases import web_booking, web_choices, web_confirmation
from gateway.use_cases.code_limits import CodeRefusal
from gateway.use_cases.web_booking import HoldRequest, TimeGone
from gateway.use_cases.web_choices import WebWish
from gateway.use_cases.web_confirmation import CodeWrong, HoldOver
from gateway.use_cases.web_entry import WebEntry
from tests.support.desk import BY, mobile
from tests.support.sms import texts

CODES = Codes([b"k" * 32])
CHANNELS = texts(("primary", ("+390699000111",)))
SLUG = "studio-aurora"
DAY = timedelta(days=1)


@pytest.fixture
async def service(desk, now):
    async with desk.database.write() as tx:
        await practices.change(
            tx, desk.practice.id, slug=SLUG, answers_to_strangers=100, by=BY, now=now
        )
        return await services.add(
            tx, desk.practice.id, "Cut", duration=timedelta(minutes=30), by=BY, now=now
        )


def entry(number):
    return WebEntry("Grace", f"Hopper {number}", mobile(number), "", "en", Channel.SMS)


async def ask(desk, service, number, starts_at, now, *, visitor=None):
    async with desk.database.write() as tx:
        offer = await web_choices.load(tx, SLUG)
        asked = HoldRequest(WebWish(service), starts_at, entry(number), visitor or f"home {number}")
        return await web_booking.hold(tx, offer, asked, CHANNELS, CODES, now=now)


async def enter(desk, hold, code, now):
    async with desk.database.write() as tx:
        offer = await web_choices.load(tx, SLUG)
        return await web_confirmation.confirm(tx, offer, hold.id, code, CODES, now=now)


async def code_for(desk, hold):
    (text,) = [
        one.text
        for one in await desk.messages()
        if one.kind is MessageKind.CODE and one.recipient == hold.address
    ]
    return re.search(r"\b[0-9]{6}\b", text)[0]


async def test_of_many_at_once_one_holds_the_time_and_others_get_the_nearest(desk, service, now):
    at = now + DAY
    found = await asyncio.gather(*(ask(desk, service, n, at, now) for n in range(20)))
    (hold,) = [one for one in found if isinstance(one, BookingHold)]
    gone = [one for one in found if isinstance(one, TimeGone)]
    assert len(gone) == 19
    half_hour = timedelta(minutes=30)
    for one in gone:
        starts = [slot.starts_at for slot in one.nearest]
        assert at not in starts
        assert {at - half_hour, at + half_hour} <= set(starts)
    done = await enter(desk, hold, await code_for(desk, hold), now)
    assert done.status is HoldStatus.DONE


async def test_one_code_at_once_from_many_windows_books_once(desk, service, now):
    hold = await ask(desk, service, 1, now + DAY, now)
    code = await code_for(desk, hold)
    found = await asyncio.gather(*(enter(desk, hold, code, now) for _ in range(10)))
    assert {one.appointment_id for one in found} == {found[0].appointment_id}
    async with desk.database.read() as tx:
        assert len(await agenda.between(tx, desk.practice.id, now, now + 2 * DAY)) == 1


async def test_guesses_at_once_are_counted_all(desk, service, now):
    hold = await ask(desk, service, 1, now + DAY, now)
    right = await code_for(desk, hold)
    guesses = [f"{n:06}" for n in range(12) if f"{n:06}" != right]
    found = await asyncio.gather(*(enter(desk, hold, one, now) for one in guesses))
    assert sum(isinstance(one, CodeWrong) for one in found) == 4
    assert isinstance(await enter(desk, hold, right, now), HoldOver)


async def test_staff_and_a_code_race_for_one_time(desk, service, now):
    ada = await desk.client()
    for n in range(4):
        at = now + DAY + timedelta(minutes=30 * n)
        hold = await ask(desk, service, 10 + n, at, now)
        code = await code_for(desk, hold)
        by_code, by_staff = await asyncio.gather(
            enter(desk, hold, code, now), desk.book(ada, at), return_exceptions=True
        )
        booked = isinstance(by_code, BookingHold)
        assert booked or isinstance(by_code, TimeGone)
        assert booked == isinstance(by_staff, Exception)
        async with desk.database.read() as tx:
            there = await agenda.between(tx, desk.practice.id, at, at + timedelta(minutes=1))
        assert len(there) == 1


async def test_requests_at_once_for_one_number_send_three_codes_at_most(desk, service, now):
    times = [now + DAY + timedelta(minutes=30 * n) for n in range(6)]
    found = await asyncio.gather(*(ask(desk, service, 1, at, now, visitor="home") for at in times))
    assert sum(isinstance(one, BookingHold) for one in found) == 3
    assert sum(one is CodeRefusal.ADDRESS for one in found) == 3
    async with desk.database.read() as tx:
        assert len(await booking_holds.live(tx, Channel.SMS, mobile(1), now)) == 1


async def test_whoever_has_least_to_do_is_chosen_where_anyone_will_do(desk, service, now):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Zeno", by=BY, now=now)
        week = hours.parse("mon-fri 09:00-13:00", bruno.id)
        await hours.set_week(tx, desk.practice.id, bruno.id, week, by=BY, now=now)
    await desk.book(await desk.client(), now + DAY)
    hold = await ask(desk, service, 5, now + DAY + timedelta(hours=1), now)
    assert hold.practitioner_id == bruno.id
