"""Appointments: nobody is booked twice, every change is kept, and reminders follow."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments import agenda, appointments
from calendar_store.database.connection import Database
from calendar_store.model.errors import InvalidInput, NotFound, SlotTaken, Stale
from calendar_store.model.statuses import AppointmentStatus, MessageStatus
from calendar_store.practices import practices, practitioners, services
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR, Desk

START = datetime(2026, 1, 15, 9, tzinfo=UTC)
MANY = 60


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def _all(work):
    """Return what came of each: None where it succeeded, else the error."""
    done = await asyncio.gather(*work, return_exceptions=True)
    return [one if isinstance(one, BaseException) else None for one in done]


def _one_won(errors):
    return errors.count(None) == 1 and all(isinstance(e, SlotTaken) for e in errors if e)


async def test_of_many_who_book_one_time_at_once_exactly_one_gets_it(desk):
    client = await desk.client()
    errors = await _all(desk.book(client, START) for _ in range(MANY))
    assert _one_won(errors), errors
    async with desk.database.read() as tx:
        stands = await agenda.between(tx, desk.practice.id, START, START + HALF_HOUR)
    assert len(stands) == 1
    assert len(await desk.reminders(stands[0])) == 3


async def test_two_processes_cannot_book_one_time_either(desk, store_url):
    client = await desk.client()
    other = replace(desk, database=Database.connect(store_url))
    errors = await _all((desk, other)[n % 2].book(client, START) for n in range(20))
    await other.database.close()
    assert _one_won(errors), errors


async def test_of_many_who_move_to_one_time_at_once_exactly_one_gets_it(desk):
    client = await desk.client()
    booked = [await desk.book(client, START + HALF_HOUR * n) for n in range(1, 25)]
    errors = await _all(desk.move(one, START) for one in booked)
    assert _one_won(errors), errors
    stand = [await desk.appointment(one) for one in booked]
    assert sum(one.starts_at == START for one in stand) == 1
    assert sum(one.version == 2 for one in stand) == 1


async def test_of_many_who_undo_a_cancellation_at_once_exactly_one_gets_the_time_back(desk):
    client = await desk.client()
    cancelled = [await desk.cancel(await desk.book(client, START)) for _ in range(24)]
    errors = await _all(desk.change(appointments.restored(one)) for one in cancelled)
    assert _one_won(errors), errors


async def test_bookers_movers_and_restorers_race_for_one_time_and_one_gets_it(desk):
    client = await desk.client()
    movers = [await desk.book(client, START + HALF_HOUR * n) for n in range(1, 9)]
    gone = [await desk.cancel(await desk.book(client, START)) for _ in range(8)]
    errors = await _all(
        [
            *(desk.book(client, START) for _ in range(8)),
            *(desk.move(one, START) for one in movers),
            *(desk.change(appointments.restored(one)) for one in gone),
        ]
    )
    assert _one_won(errors), errors


async def test_an_overlap_of_a_minute_is_refused(desk):
    client = await desk.client()
    await desk.book(client, START)
    for minutes in (-29, -1, 0, 1, 29):
        with pytest.raises(SlotTaken, match="just given to somebody else"):
            await desk.book(client, START + timedelta(minutes=minutes))


async def test_neighbours_cancelled_ones_and_other_calendars_do_not_clash(desk):
    client = await desk.client()
    await desk.cancel(await desk.book(client, START))
    await desk.book(client, START)
    await desk.book(client, START + HALF_HOUR)
    await desk.book(client, START - HALF_HOUR)
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
    await desk.book(client, START, practitioner=bruno)
    async with desk.database.read() as tx:
        day = await agenda.between(tx, desk.practice.id, START - HALF_HOUR, START + 2 * HALF_HOUR)
    assert [one.status for one in day].count(AppointmentStatus.BOOKED) == 4


async def test_an_appointment_as_long_as_a_day_clashes_to_its_last_minute(desk):
    client = await desk.client()
    await desk.book(client, START, duration=timedelta(hours=24))
    with pytest.raises(SlotTaken):
        await desk.book(client, START + timedelta(hours=23, minutes=59))
    await desk.book(client, START + timedelta(hours=24))


async def test_buffers_block_the_practitioner_and_not_the_client(desk):
    client = await desk.client()
    async with desk.database.write() as tx:
        treatment = await services.add(
            tx,
            desk.practice.id,
            "Treatment",
            duration=HALF_HOUR,
            buffer_before=timedelta(minutes=10),
            buffer_after=timedelta(minutes=15),
            by=BY,
            now=desk.now,
        )
    booked = await desk.appointment(await desk.book(client, START, service=treatment))
    assert (booked.starts_at, booked.duration) == (START, HALF_HOUR)
    assert (booked.buffer_before, booked.buffer_after) == (
        timedelta(minutes=10),
        timedelta(minutes=15),
    )
    for minutes in (-39, 44):
        with pytest.raises(SlotTaken):
            await desk.book(client, START + timedelta(minutes=minutes))
    await desk.book(client, START - timedelta(minutes=40))
    await desk.book(client, START + timedelta(minutes=45))


async def test_a_practice_sees_and_fills_its_own_calendar_only(desk):
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=desk.now,
        )
        bruno = await practitioners.add(tx, other.id, "Bruno", by=BY, now=desk.now)
    theirs = Desk(desk.database, other, bruno, desk.now)
    mine = await desk.book(await desk.client(), START)
    his = await theirs.book(await theirs.client(), START)
    async with desk.database.read() as tx:
        for practice, own, foreign in ((desk.practice, mine, his), (other, his, mine)):
            day = await agenda.between(tx, practice.id, START, START + HALF_HOUR)
            assert [one.id for one in day] == [own.id]
            assert await agenda.history(tx, practice.id, foreign.id) == []
            with pytest.raises(NotFound, match="has no appointment"):
                await agenda.get(tx, practice.id, foreign.id)
    with pytest.raises(Stale):
        await desk.change(appointments.cancelled(replace(his, practice_id=desk.practice.id), START))
    assert (await theirs.appointment(his)).status is AppointmentStatus.BOOKED


async def test_every_change_keeps_the_identity_raises_the_version_and_is_remembered(desk):
    booked = await desk.book(await desk.client(), START)
    await desk.change(appointments.confirmed(booked))
    moved = await desk.move(await desk.appointment(booked), START + HALF_HOUR)
    assert (moved.id, moved.version, moved.status) == (booked.id, 3, AppointmentStatus.BOOKED)
    cancelled = await desk.cancel(moved)
    assert cancelled.cancelled_at == desk.now
    await desk.change(appointments.restored(cancelled))
    restored = await desk.appointment(booked)
    assert (restored.version, restored.cancelled_at) == (5, None)
    assert restored.status is AppointmentStatus.CONFIRMED
    async with desk.database.read() as tx:
        history = await agenda.history(tx, desk.practice.id, booked.id)
    assert [(event.version, event.change, event.starts_at) for event in history] == [
        (1, "booked", START),
        (2, "confirmed", START),
        (3, "moved", START + HALF_HOUR),
        (4, "cancelled", START + HALF_HOUR),
        (5, "restored", START + HALF_HOUR),
    ]
    assert {event.by for event in history} == {BY.label}


async def test_what_was_decided_on_an_old_version_is_refused_and_changes_nothing(desk):
    booked = await desk.book(await desk.client(), START)
    await desk.change(appointments.confirmed(booked))
    for old in (appointments.cancelled(booked, desk.now), appointments.confirmed(booked)):
        with pytest.raises(Stale, match="look at it again"):
            await desk.change(old)
    stands = await desk.appointment(booked)
    assert (stands.version, stands.status) == (2, AppointmentStatus.CONFIRMED)


async def test_of_two_who_change_the_same_version_at_once_one_is_told_to_look_again(desk):
    booked = await desk.book(await desk.client(), START)
    errors = await _all(
        [
            desk.change(appointments.confirmed(booked)),
            desk.change(appointments.cancelled(booked, desk.now)),
        ]
    )
    assert [type(error) for error in errors if error] == [Stale]
    assert (await desk.appointment(booked)).version == 2


async def test_only_what_stands_can_be_changed(desk):
    cancelled = await desk.cancel(await desk.book(await desk.client(), START))
    slot = desk.slot(START + HALF_HOUR)
    with pytest.raises(InvalidInput, match="cancelled cannot become cancelled"):
        appointments.cancelled(cancelled, desk.now)
    with pytest.raises(InvalidInput, match="cancelled cannot be moved"):
        appointments.moved(cancelled, slot, AppointmentStatus.BOOKED)
    attended = replace(cancelled, status=AppointmentStatus.ATTENDED)
    with pytest.raises(InvalidInput, match="attended cannot become confirmed"):
        appointments.confirmed(attended)


async def test_what_cannot_be_booked_is_refused_in_words(desk):
    client = await desk.client()
    for starts_at, minutes, words in (
        (START.replace(tzinfo=None), 30, "has no time zone"),
        (desk.now, 30, "has passed; choose a later start"),
        (START, 0, "lasts more than nothing"),
        (START, 24 * 60 + 1, "at most 24 hours"),
    ):
        with pytest.raises(InvalidInput, match=words):
            await desk.book(client, starts_at, duration=timedelta(minutes=minutes))


async def test_a_booking_that_fails_leaves_nothing_behind(desk):
    client = await desk.client()
    steps = (*desk.steps, desk.steps[1])  # one number twice: the reminders cannot be written
    with pytest.raises(Exception, match=r"(?i)unique"):
        await replace(desk, steps=steps).book(client, START)
    async with desk.database.read() as tx:
        assert await agenda.between(tx, desk.practice.id, START, START + HALF_HOUR) == []
    await desk.book(client, START)


async def test_a_client_of_another_practice_cannot_be_booked(desk):
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="en",
            sender="48222",
            now=desk.now,
        )
    stranger = await replace(desk, practice=other).client()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await desk.book(stranger, START)


async def _planned(desk, appointment):
    found = await desk.reminders(appointment)
    return [(r.version, r.step) for r in found if r.status is MessageStatus.PLANNED]


async def test_reminders_follow_every_change_of_the_appointment(desk):
    booked = await desk.book(await desk.client(), START)
    assert await _planned(desk, booked) == [(1, 1), (1, 2), (1, 3)]
    await desk.change(appointments.confirmed(booked))
    assert await _planned(desk, booked) == [(1, 1), (1, 2), (1, 3)]
    moved = await desk.move(await desk.appointment(booked), START + timedelta(days=1))
    assert await _planned(desk, booked) == [(3, 1), (3, 2), (3, 3)]
    cancelled = await desk.cancel(moved)
    assert await _planned(desk, booked) == []
    await desk.change(appointments.restored(cancelled))
    # the client has just been answered: "booked" is not said again
    assert await _planned(desk, booked) == [(5, 2), (5, 3)]
    reasons = {r.version: in_words(r.reason) for r in await desk.reminders(booked)}
    assert reasons == {1: "appointment moved", 3: "appointment cancelled", 5: ""}


async def test_reminders_go_no_later_than_the_appointment(desk):
    booked = await desk.book(await desk.client(), START)
    for reminder in await desk.reminders(booked):
        assert desk.now <= reminder.due_at < reminder.expires_at == START
