"""Held times: who is offered what while a time is held, how they are counted, and forgotten."""

from datetime import timedelta

import pytest

from calendar_store.appointments import booking_holds, slot_search
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.statuses import Channel
from tests.support.desk import Desk

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NONE = timedelta(0)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


def held(tx, desk, now, **changes):
    start = now + 3 * HOUR
    values = {
        "practice_id": desk.practice.id,
        "id": tx.ids.new(),
        "practitioner_id": desk.practitioner.id,
        "service_id": 1,
        "starts_at": start,
        "ends_at": start + HOUR,
        "busy_from": start - 15 * MINUTE,
        "busy_until": start + HOUR,
        "expires_at": now + 10 * MINUTE,
        "channel": Channel.SMS,
        "address": "+393471234567",
        "entered": {"first": "Grace"},
        "code_hash": b"hash",
        "tries": 0,
        "visitor": "home",
        "status": HoldStatus.HELD,
        "created_at": now,
    }
    return BookingHold(**values | changes)


async def starts(tx, desk, now, **options):
    slots = await slot_search.search(
        tx,
        desk.practice,
        practitioner_ids=None,
        duration=timedelta(minutes=30),
        buffers=(NONE, NONE),
        spans=[(desk.now + 2 * HOUR, desk.now + 5 * HOUR)],
        now=now,
        limit=100,
        **options,
    )
    return [f"{slot.starts_at:%H:%M}" for slot in slots]


async def test_a_held_time_is_offered_to_nobody_else_until_it_expires(desk, now):
    async with desk.database.write() as tx:
        before = await starts(tx, desk, now)
        hold = held(
            tx,
            desk,
            now,
            starts_at=now + 4 * HOUR,
            ends_at=now + 5 * HOUR,
            busy_from=now + 4 * HOUR,
            busy_until=now + 5 * HOUR,
        )
        await booking_holds.add(tx, hold)
        assert await starts(tx, desk, now) == [one for one in before if not "12:30" < one < "14:00"]
        assert await starts(tx, desk, now, exclude_hold=hold.id) == before
        assert await starts(tx, desk, now + 10 * MINUTE) == before
        for status in (HoldStatus.DONE, HoldStatus.DROPPED, HoldStatus.LOST):
            await booking_holds.change(tx, hold, status=status.value)
            assert await starts(tx, desk, now) == before
        span = (now + 4 * HOUR, now + 5 * HOUR)
        assert not await booking_holds.meets(tx, *_of(desk), span, now)
        await booking_holds.change(tx, hold, status=HoldStatus.HELD.value)
        assert await booking_holds.meets(tx, *_of(desk), span, now)
        assert not await booking_holds.meets(tx, *_of(desk), (span[1], span[1] + HOUR), now)


def _of(desk):
    return desk.practice.id, desk.practitioner.id


async def test_staff_may_book_a_held_time(desk, now):
    async with desk.database.write() as tx:
        await booking_holds.add(tx, held(tx, desk, now))
    ada = await desk.client()
    assert (await desk.book(ada, now + 3 * HOUR)).starts_at == now + 3 * HOUR


async def test_a_place_on_the_waiting_list_holds_no_time(desk, now):
    async with desk.database.write() as tx:
        before = await starts(tx, desk, now)
        await booking_holds.add(
            tx,
            held(
                tx,
                desk,
                now,
                status=HoldStatus.JOINING,
                starts_at=now + 2 * HOUR,
                ends_at=now + 200 * HOUR,
                busy_from=now + 2 * HOUR,
                busy_until=now + 2 * HOUR,
            ),
        )
        assert await starts(tx, desk, now) == before


async def test_a_hold_is_read_as_it_was_written(desk, now):
    async with desk.database.write() as tx:
        hold = held(tx, desk, now)
        await booking_holds.add(tx, hold)
        assert await booking_holds.get(tx, desk.practice.id, hold.id) == hold
        assert await booking_holds.locked(tx, desk.practice.id, hold.id) == hold
        assert await booking_holds.get(tx, 1, hold.id) is None
        assert await booking_holds.live(tx, hold.channel, hold.address, now) == [hold]
        assert await booking_holds.live(tx, Channel.EMAIL, hold.address, now) == []
        assert await booking_holds.live(tx, hold.channel, hold.address, hold.expires_at) == []
    assert "hash" not in repr(hold)


async def test_codes_are_counted_by_address_visitor_and_practice(desk, now):
    async with desk.database.write() as tx:
        for ago, changes in (
            (5 * MINUTE, {}),
            (30 * MINUTE, {"practice_id": 7}),
            (2 * HOUR, {}),
            (25 * HOUR, {}),
            (MINUTE, {"address": "grace@example.org", "channel": Channel.EMAIL}),
            (MINUTE, {"visitor": "office", "address": "+393477654321"}),
        ):
            made = held(tx, desk, now - ago, **changes)
            await booking_holds.add(tx, made)
        new = held(tx, desk, now)
        await booking_holds.lock(tx, new)
        counts = await booking_holds.counts(tx, new, now)
    assert counts == booking_holds.HoldCounts(
        address_hour=2,
        address_day=3,
        visitor_hour=3,
        visitor_live=2,
        visitor_day=3,
        practice_hour=3,
        practice_texts_hour=2,
    )


async def test_what_was_entered_is_forgotten_soon_and_the_rest_later(desk, now):
    async with desk.database.write() as tx:
        hold = held(tx, desk, now)
        await booking_holds.add(tx, hold)
        for later, kept in ((HOUR, True), (70 * MINUTE, False)):
            await booking_holds.forget(tx, now + later)
            found = await booking_holds.get(tx, desk.practice.id, hold.id)
            assert (bool(found.entered), bool(found.code_hash)) == (kept, kept)
            assert found.address == hold.address
        await booking_holds.forget(tx, now + booking_holds.COUNTED_FOR)
        assert await booking_holds.get(tx, desk.practice.id, hold.id) is None
