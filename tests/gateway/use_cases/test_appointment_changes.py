"""Appointments that stand, as staff move, cancel and mark them."""

from datetime import timedelta
from functools import partial

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted, Stale
from calendar_store.model.statuses import AppointmentStatus, Role
from gateway.messaging.channel import Channels
from gateway.use_cases import appointment_changes, appointment_marks, practitioners
from gateway.use_cases.errors import OutsideHours
from tests.support.acts import member, takes, written

CHANNELS = Channels()
DAY = timedelta(days=1)
DESK = {Role.ADMIN, Role.RECEPTION}


@pytest.fixture
async def coming(desk):
    """Ada's appointment tomorrow at the hour of now."""
    ada = await desk.client(number=9)
    return await desk.book(ada, desk.now + DAY)


async def test_the_desk_moves_cancels_and_marks(desk, coming):
    def act(deed, *more):
        told = {} if deed is appointment_marks.mark else {"channels": CHANNELS}

        async def done(tx, actor, appointment_id=coming.id):
            await deed(
                *(tx, actor, desk.practice, appointment_id, *more),
                version=coming.version,
                now=desk.now,
                **told,
            )

        return done

    for permission, do in (
        (Permission.MOVE, act(appointment_changes.move, coming.starts_at + timedelta(hours=1))),
        (Permission.CANCEL, act(appointment_changes.cancel)),
        (Permission.MARK, act(appointment_marks.mark, AppointmentStatus.CONFIRMED)),
    ):
        await takes(desk, do, permission, roles=DESK)
        # of what is not there staff of another practice read the same as of what is
        await _read_alike(desk, do, partial(do, appointment_id=coming.id + 1))


async def test_another_practitioner_has_hours_of_their_own(desk, coming):
    """Moved to somebody without hours, an appointment lies outside of them."""
    async with desk.database.write() as tx:
        bruno = await practitioners.add(
            tx, OPERATOR, desk.practice, "Bruno", now=desk.now, week="sat 09:00-12:00"
        )
        for actor, override, error in (
            (member(desk, Role.RECEPTION), False, OutsideHours),
            (member(desk, Role.RECEPTION), True, NotPermitted),
        ):
            with pytest.raises(error):
                await appointment_changes.move(
                    *(tx, actor, desk.practice, coming.id, coming.starts_at),
                    version=coming.version,
                    channels=CHANNELS,
                    now=desk.now,
                    practitioner_id=bruno[0].id,
                    override=override,
                )


async def test_a_stale_look_changes_nothing(desk, coming):
    actor = member(desk, Role.RECEPTION)
    async with desk.database.write() as tx:
        moved = await appointment_changes.move(
            *(tx, actor, desk.practice, coming.id, coming.starts_at + timedelta(hours=1)),
            version=coming.version,
            channels=CHANNELS,
            now=desk.now,
        )
    moved = moved.appointment
    assert (moved.status, moved.version) == (AppointmentStatus.BOOKED, coming.version + 1)
    before = await written(desk.database)
    for deed, more, told in (
        (appointment_changes.cancel, (), {"channels": CHANNELS}),
        (appointment_marks.mark, (AppointmentStatus.CONFIRMED,), {}),
    ):
        async with desk.database.write() as tx:
            with pytest.raises(Stale):
                await deed(
                    *(tx, actor, desk.practice, coming.id, *more),
                    version=coming.version,
                    now=desk.now,
                    **told,
                )
    assert await written(desk.database) == before


async def test_a_move_is_held_to_the_hours_and_to_five_years(desk, coming):
    async def move(to, actor=None, **more):
        async with desk.database.write() as tx:
            return await appointment_changes.move(
                *(tx, actor or member(desk, Role.RECEPTION), desk.practice, coming.id, to),
                version=coming.version,
                channels=CHANNELS,
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
    assert (await move(night, OPERATOR, override=True)).appointment.starts_at == night


async def test_marks_follow_the_clock(desk, coming):
    actor = member(desk, Role.RECEPTION)
    late = desk.at(coming.ends_at)

    async def mark(desk, status, version):
        async with desk.database.write() as tx:
            return await appointment_marks.mark(
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
                channels=CHANNELS,
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
                *(tx, member(desk, Role.RECEPTION), desk.practice, coming.id + 1),
                version=1,
                channels=CHANNELS,
                now=desk.now,
            )


async def _read_alike(desk, *acts):
    said = set()
    for act in acts:
        async with desk.database.write() as tx:
            with pytest.raises(NotPermitted) as refusal:
                await act(tx, member(desk, Role.ADMIN, elsewhere=True))
        said.add(str(refusal.value))
    assert len(said) == 1
