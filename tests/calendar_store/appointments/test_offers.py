"""Freed times and offers: nothing freed is lost, one open offer for an entry, one who takes it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import appointments, freed_times, offers, waiting_list
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.database.notify import Topic
from calendar_store.model.appointments import Offer
from calendar_store.model.statuses import AppointmentStatus, OfferStatus, WaitingStatus
from tests.support.desk import BY, HALF_HOUR, Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def _freed(desk):
    async with desk.database.write() as tx:
        return await freed_times.claim(tx, await freed_times.practices(tx), 10, desk.now)


async def _entry(desk, **changes):
    client = changes.pop("client_id", None) or (await desk.client()).id
    async with desk.database.write() as tx:
        return await waiting_list.join(
            *(tx, desk.practice.id, client),
            starts_at=desk.now,
            ends_at=desk.now + 7 * DAY,
            by=BY,
            now=desk.now,
            **changes,
        )


def _offer(desk, entry, number=1, **changes):
    start = desk.now + DAY
    made = Offer(
        practice_id=desk.practice.id,
        id=number,
        entry_id=entry.id,
        client_id=entry.client_id,
        practitioner_id=desk.practitioner.id,
        starts_at=start,
        ends_at=start + HALF_HOUR,
        status=OfferStatus.OFFERED,
        offered_at=desk.now,
        expires_at=desk.now + HOUR,
    )
    return replace(made, **changes)


async def _make(desk, *made):
    async with desk.database.write() as tx:
        return [await offers.make(tx, one) for one in made]


async def _status(desk, entry):
    async with desk.database.read() as tx:
        return (await waiting_list.get(tx, desk.practice.id, entry.id)).status


async def test_what_is_cancelled_or_moved_is_freed_with_it_and_what_is_confirmed_is_not(desk):
    client = await desk.client()
    start = desk.now + DAY
    booked = [await desk.book(client, start + n * HOUR) for n in range(3)]
    listener = desk.database.changes.listen(Topic.FREED)
    await desk.change(appointments.confirmed(booked[2]))
    assert await _freed(desk) == []
    await desk.cancel(booked[0])
    await desk.move(booked[1], start + 5 * HOUR)
    assert await listener.wait(5)
    listener.close()
    assert [(one.starts_at, one.ends_at) for one in await _freed(desk)] == [
        (start, start + HALF_HOUR),
        (start + HOUR, start + HOUR + HALF_HOUR),
    ]
    assert {one.practitioner_id for one in await _freed(desk)} == {desk.practitioner.id}


async def test_what_is_undone_frees_nothing_and_what_has_begun_serves_nobody(desk):
    booked = await desk.book(await desk.client(), desk.now + DAY)
    with pytest.raises(RuntimeError):
        await _cancelled_and_undone(desk, booked)
    assert await _freed(desk) == []
    late = desk.at(booked.starts_at)
    await late.change(appointments.cancelled(booked, late.now))
    assert await _freed(desk) == []


async def _cancelled_and_undone(desk, booked):
    async with desk.database.write() as tx:
        cancelled = appointments.cancelled(booked, desk.now)
        policy = (desk.practice, desk.steps)
        await appointments.change(tx, cancelled, policy, now=desk.now, by=BY)
        raise RuntimeError("the process ended before the commit")


async def test_freed_times_are_claimed_by_one_and_forgotten(desk):
    start = desk.now + DAY
    times = [
        FreedTime(desk.practice.id, desk.practitioner.id, start + n * HOUR, start + (n + 1) * HOUR)
        for n in range(3)
    ]
    async with desk.database.write() as tx:
        await freed_times.free(tx, times, desk.now)
    async with desk.database.write() as tx:
        mine = await freed_times.claim(tx, [desk.practice.id], 2, desk.now)
        if tx.dialect == "postgresql":
            # what one process looks at, another passes over
            assert len(await _freed(desk)) == 1
        await freed_times.forget(tx, mine)
    assert [one.starts_at for one in await _freed(desk)] == [start + 2 * HOUR]
    async with desk.database.write() as tx:
        assert await freed_times.claim(tx, [], 2, desk.now) == []


async def test_an_entry_has_one_open_offer_and_waits_again_when_it_was_not_taken(desk):
    entry = await _entry(desk)
    assert await _make(desk, _offer(desk, entry, 1), _offer(desk, entry, 2)) == [True, False]
    assert await _status(desk, entry) is WaitingStatus.OFFERED
    async with desk.database.write() as tx:
        closed = await offers.close(tx, desk.practice.id, 1, OfferStatus.DECLINED, desk.now)
        again = await offers.close(tx, desk.practice.id, 1, OfferStatus.EXPIRED, desk.now)
    assert closed is not None
    assert (closed.status, again) == (OfferStatus.DECLINED, None)
    assert await _status(desk, entry) is WaitingStatus.WAITING
    assert [one.starts_at for one in await _freed(desk)] == [desk.now + DAY]
    assert await _make(desk, _offer(desk, entry, 3)) == [True]


async def test_a_lost_time_is_not_free(desk):
    entry = await _entry(desk)
    await _make(desk, _offer(desk, entry))
    async with desk.database.write() as tx:
        await offers.close(tx, desk.practice.id, 1, OfferStatus.LOST, desk.now)
    assert (await _freed(desk), await _status(desk, entry)) == ([], WaitingStatus.WAITING)


async def test_offers_run_out_in_their_order_and_each_goes_on(desk):
    first, second = await _entry(desk), await _entry(desk)
    await _make(
        desk,
        _offer(desk, first, 1, expires_at=desk.now + 2 * HOUR),
        _offer(desk, second, 2, starts_at=desk.now + 2 * DAY, ends_at=desk.now + 2 * DAY + HOUR),
    )
    async with desk.database.write() as tx:
        assert await offers.next_expiry(tx) == desk.now + HOUR
        assert await offers.run_out(tx, desk.now + HOUR - timedelta(seconds=1), 10) == []
        assert [one.id for one in await offers.run_out(tx, desk.now + HOUR, 10)] == [2]
        assert await offers.next_expiry(tx) == desk.now + 2 * HOUR
        assert [one.id for one in await offers.open_of(tx, [desk.practice.id])] == [1]
        assert [one.status for one in await offers.made(tx, (await _claimed(tx, desk))[0])] == [
            OfferStatus.EXPIRED
        ]


async def _claimed(tx, desk):
    return await freed_times.claim(tx, [desk.practice.id], 10, desk.now)


async def test_of_many_who_take_an_offer_at_once_one_has_it(desk):
    entry = await _entry(desk)
    await _make(desk, _offer(desk, entry))

    async def take():
        async with desk.database.write() as tx:
            return await offers.take(tx, desk.practice.id, 1)

    async def expire():
        async with desk.database.write() as tx:
            found = await offers.run_out(tx, desk.now + HOUR, 10)
            return found[0] if found else None

    taken = await asyncio.gather(*(take() for _ in range(8)), *(expire() for _ in range(4)))
    assert len([one for one in taken if one is not None]) == 1
    served = {WaitingStatus.SERVED, WaitingStatus.WAITING}
    assert await _status(desk, entry) in served


async def test_a_practice_s_offers_are_made_by_one_process_at_a_time(desk):
    async with desk.database.write() as tx:
        assert await offers.hold(tx, [desk.practice.id]) == [desk.practice.id]
        if tx.dialect == "postgresql":
            async with desk.database.write() as other:
                assert await offers.hold(other, [desk.practice.id]) == []


async def test_who_waits_again_keeps_their_place_and_waits_for_what_was_said_last(desk):
    ada = await desk.client()
    first = desk.now + DAY

    async def wait(*spans, **changes):
        async with desk.database.write() as tx:
            return await waiting_list.wait_for(
                tx, desk.practice.id, ada.id, spans, by=BY, now=desk.now, **changes
            )

    (one, two) = await wait((first, first + HOUR), (first + DAY, first + DAY + HOUR))
    (again,) = await wait((first, first + 5 * DAY), practitioner_id=desk.practitioner.id)
    assert (again.id, again.ends_at) == (one.id, first + 5 * DAY)
    assert again.practitioner_id == desk.practitioner.id
    assert await _status(desk, two) is WaitingStatus.WITHDRAWN
    booked = await desk.book(ada, first + 9 * DAY)
    (other,) = await wait((first, booked.starts_at), appointment_id=booked.id)
    async with desk.database.read() as tx:
        waits = await waiting_list.waiting(tx, desk.practice.id, desk.now)
    assert [entry.id for entry in waits] == [one.id, other.id]


async def test_who_has_cancelled_waits_for_nothing_earlier_until_that_is_undone(desk):
    ada = await desk.client()
    booked = await desk.book(ada, desk.now + 5 * DAY)
    entry = await _entry(desk, client_id=ada.id, appointment_id=booked.id)

    async def waits():
        async with desk.database.read() as tx:
            found = await waiting_list.of_clients(tx, [(desk.practice.id, ada.id)], desk.now)
            return [one.id for one in found]

    cancelled = await desk.cancel(booked)
    assert await waits() == []
    await desk.change(appointments.restored(cancelled))
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED
    assert await waits() == [entry.id]


async def test_who_is_served_waits_for_that_appointment_no_more_in_any_span(desk):
    ada = await desk.client()
    booked = await desk.book(ada, desk.now + 5 * DAY)
    moving = [await _entry(desk, client_id=ada.id, appointment_id=booked.id) for _ in range(2)]
    new = await _entry(desk, client_id=ada.id)
    async with desk.database.write() as tx:
        await waiting_list.serve(tx, moving[0])
    assert [await _status(desk, one) for one in (*moving, new)] == [
        *(WaitingStatus.SERVED, WaitingStatus.SERVED, WaitingStatus.WAITING)
    ]


async def test_what_is_on_offer_to_who_is_taken_off_goes_to_the_next(desk):
    entry = await _entry(desk)
    await _make(desk, _offer(desk, entry))
    async with desk.database.write() as tx:
        await waiting_list.withdraw(tx, desk.practice.id, entry.id, by=BY, now=desk.now)
        assert await offers.take(tx, desk.practice.id, 1) is None
    assert await _status(desk, entry) is WaitingStatus.WITHDRAWN
    assert len(await _freed(desk)) == 1
