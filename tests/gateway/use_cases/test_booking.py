"""Appointments as staff make them: who may, what is looked at first, and what is left unwritten."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR, Permission, of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted, SlotTaken, Stale
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.practices import hours
from gateway.use_cases import appointment_changes, booking
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import AlreadyBegun, OutsideHours, TooFarAhead
from tests.calendar_store.desk import BY
from tests.support.actors import named

DAY = timedelta(days=1)
BOOKING = (Permission.BOOK, Permission.MOVE, Permission.CANCEL, Permission.MARK)


def staff(desk, role=Role.RECEPTION, *, elsewhere=False):
    practice_id = desk.practice.id + (1 if elsewhere else 0)
    return of_staff(StaffMember(practice_id, 5, "grace@example.org", "Grace", role))


def asked(client, starts_at, **more):
    return BookingRequest(str(client.id), starts_at, "Aurora", **more)


async def book(desk, actor, request):
    async with desk.database.write() as tx:
        done = await booking.book(tx, actor, desk.practice, request, now=desk.now)
    return done.appointment


async def written(desk):
    """Return what a use case may have written: appointments with their versions, and the log."""
    async with desk.database.read() as tx:
        who = [desk.practitioner.id]
        since, until = desk.now - 9 * DAY, desk.now + 2000 * DAY
        found = await agenda.of_practitioners(tx, desk.practice.id, who, since, until)
        entries = await audit.entries(tx, desk.practice.id)
    return [(one.id, one.version, one.status) for one in found], len(entries)


async def acts(desk, appointment):
    """Return every act of the room, by the permission that it takes."""
    practice, seen = desk.practice, appointment.version

    def change(deed, *more, **named_too):
        async def act(actor):
            async with desk.database.write() as tx:
                return await deed(
                    tx,
                    actor,
                    practice,
                    appointment.id,
                    *more,
                    version=seen,
                    now=desk.now,
                    **named_too,
                )

        return act

    ada = await desk.client()
    return {
        Permission.BOOK: lambda actor: book(
            desk, actor, asked(ada, appointment.starts_at + timedelta(hours=1))
        ),
        Permission.MOVE: change(
            appointment_changes.move, appointment.starts_at + timedelta(hours=1)
        ),
        Permission.CANCEL: change(appointment_changes.cancel),
        Permission.MARK: change(appointment_changes.mark, AppointmentStatus.CONFIRMED),
    }


@pytest.mark.parametrize("permission", BOOKING)
async def test_an_act_takes_its_permission_and_writes_nothing_without(desk, coming, permission):
    act = (await acts(desk, coming))[permission]
    before = await written(desk)
    others = named("ada@example.org", *set(Permission) - {permission}, practice_id=None)
    with pytest.raises(NotPermitted, match=r"^ada@example\.org may not .* here$"):
        await act(others)
    assert await written(desk) == before
    await act(named("ada@example.org", permission, practice_id=desk.practice.id))
    assert await written(desk) != before


@pytest.mark.parametrize("permission", BOOKING)
async def test_staff_of_another_practice_learn_nothing(desk, coming, permission):
    there = (await acts(desk, coming))[permission]
    nowhere = (await acts(desk, replace(coming, id=coming.id + 1)))[permission]
    before = await written(desk)
    stranger = staff(desk, Role.ADMIN, elsewhere=True)
    with pytest.raises(NotPermitted) as of_something:
        await there(stranger)
    with pytest.raises(NotPermitted) as of_nothing:
        await nowhere(stranger)
    assert str(of_something.value) == str(of_nothing.value)
    assert await written(desk) == before


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ADMIN, True),
        (Role.RECEPTION, True),
        (Role.PRACTITIONER, False),
        (Role.SUPPORT, False),
    ],
)
async def test_the_desk_books_and_others_do_not(desk, role, may):
    ada, starts_at = await desk.client(), desk.now + DAY
    if may:
        booked = await book(desk, staff(desk, role), asked(ada, starts_at))
        async with desk.database.read() as tx:
            (event,) = await agenda.history(tx, desk.practice.id, booked.id)
        assert (event.change, event.by) == ("booked", "grace@example.org")
    else:
        with pytest.raises(NotPermitted):
            await book(desk, staff(desk, role), asked(ada, starts_at))


@pytest.mark.parametrize(
    ("after", "error"),
    [
        (timedelta(hours=14), OutsideHours),
        (1000 * DAY, TooFarAhead),
        (-timedelta(hours=1), AlreadyBegun),
    ],
)
async def test_what_is_unusual_has_to_be_meant_by_somebody_who_may(desk, after, error):
    request = asked(await desk.client(), desk.now + after)
    before = await written(desk)
    for actor in (OPERATOR, staff(desk)):
        with pytest.raises(error):
            await book(desk, actor, request)
    meant = asked(await desk.client("Grace", number=2), desk.now + after, override=True)
    with pytest.raises(NotPermitted, match="book outside the hours"):
        await book(desk, staff(desk), meant)
    assert (await written(desk))[0] == before[0]
    for number, actor in enumerate((OPERATOR, staff(desk, Role.ADMIN))):
        later = asked(
            await desk.client("Bo", number=3 + number),
            meant.starts_at + number * timedelta(minutes=30),
            override=True,
        )
        await book(desk, actor, later)


async def test_the_hours_are_looked_at_before_the_time_is_asked_for(desk):
    """A time that is taken and outside the hours: nothing was tried."""
    ada = await desk.client()
    night = desk.now + timedelta(hours=14)
    await book(desk, OPERATOR, asked(ada, night, override=True))
    with pytest.raises(OutsideHours, match="09:00-13:00, 14:00-18:00"):
        await book(desk, OPERATOR, asked(ada, night))
    with pytest.raises(SlotTaken):
        await book(desk, OPERATOR, asked(ada, night, override=True))


async def test_hours_that_are_changed_meanwhile_are_waited_for(desk):
    """Whoever changes the hours first is heard first: the booking then meets the new hours."""
    ada, starts_at = await desk.client(), desk.now + DAY
    changing, booked = asyncio.Event(), asyncio.Event()

    async def change():
        async with desk.database.write() as tx:
            await hours.set_week(
                tx, desk.practice.id, desk.practitioner.id, (), by=BY, now=desk.now
            )
            changing.set()
            # the booking is under way, and cannot have looked at the hours yet
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await booked.wait()

    async def take():
        await changing.wait()
        try:
            await book(desk, OPERATOR, asked(ada, starts_at))
        finally:
            booked.set()

    done = await asyncio.gather(change(), take(), return_exceptions=True)
    assert done[0] is None
    assert isinstance(done[1], OutsideHours)
    assert (await written(desk))[0] == []


async def test_a_stale_look_changes_nothing(desk, coming):
    actor = staff(desk)
    async with desk.database.write() as tx:
        moved = await appointment_changes.move(
            *(tx, actor, desk.practice, coming.id, coming.starts_at + timedelta(hours=1)),
            version=coming.version,
            now=desk.now,
        )
    assert (moved.status, moved.version) == (AppointmentStatus.BOOKED, coming.version + 1)
    before = await written(desk)
    for deed, more in (
        (appointment_changes.cancel, ()),
        (appointment_changes.mark, (AppointmentStatus.CONFIRMED,)),
    ):
        async with desk.database.write() as tx:
            with pytest.raises(Stale):
                await deed(
                    *(tx, actor, desk.practice, coming.id, *more),
                    version=coming.version,
                    now=desk.now,
                )
    assert await written(desk) == before


async def test_a_move_is_held_to_the_hours_and_to_five_years(desk, coming):
    async def move(to, actor=None, **more):
        async with desk.database.write() as tx:
            return await appointment_changes.move(
                *(tx, actor or staff(desk), desk.practice, coming.id, to),
                version=coming.version,
                now=desk.now,
                **more,
            )

    night = coming.starts_at.replace(hour=22)
    with pytest.raises(OutsideHours):
        await move(night)
    with pytest.raises(NotPermitted):
        await move(night, override=True)
    with pytest.raises(InvalidInput, match="5 years"):
        await move(desk.now + 4000 * DAY, OPERATOR, override=True)
    with pytest.raises(InvalidInput, match="has passed"):
        await move(desk.now - DAY, OPERATOR, override=True)
    assert (await desk.appointment(coming)).version == coming.version
    assert (await move(night, OPERATOR, override=True)).starts_at == night


async def test_marks_follow_the_clock(desk, coming):
    actor = staff(desk)
    late = desk.at(coming.ends_at)

    async def mark(desk, status, version):
        async with desk.database.write() as tx:
            return await appointment_changes.mark(
                tx, actor, desk.practice, coming.id, status, version=version, now=desk.now
            )

    for early in (AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW):
        with pytest.raises(InvalidInput, match="has not begun yet"):
            await mark(desk, early, coming.version)
    confirmed = await mark(desk, AppointmentStatus.CONFIRMED, coming.version)
    async with desk.database.write() as tx:
        with pytest.raises(InvalidInput, match="has begun"):
            await appointment_changes.cancel(
                *(tx, actor, desk.practice, coming.id),
                version=confirmed.version,
                now=late.now,
            )
    with pytest.raises(InvalidInput, match="has begun"):
        await mark(late, AppointmentStatus.CONFIRMED, confirmed.version)
    with pytest.raises(InvalidInput, match="not marked as cancelled"):
        await mark(late, AppointmentStatus.CANCELLED, confirmed.version)
    missed = await mark(late, AppointmentStatus.NO_SHOW, confirmed.version)
    assert missed.status is AppointmentStatus.NO_SHOW
    with pytest.raises(InvalidInput, match="cannot become"):
        await mark(late, AppointmentStatus.ATTENDED, missed.version)


async def test_an_appointment_of_another_practice_is_not_there(desk, coming):
    async with desk.database.write() as tx:
        with pytest.raises(NotFound):
            await appointment_changes.cancel(
                *(tx, staff(desk), desk.practice, coming.id + 1), version=1, now=desk.now
            )


@pytest.fixture
async def coming(desk):
    """Ada's appointment tomorrow at the hour of now."""
    ada = await desk.client(number=9)
    return await desk.book(ada, desk.now + DAY)
