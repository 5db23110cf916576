"""Retired practitioners and services: booked nowhere, and every visit ahead is dealt with."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import agenda, appointments, slot_search
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.practices import hours, practitioners, services
from calendar_store.views import day_view
from gateway import policies
from gateway.messaging.channel import Channels
from gateway.use_cases import (
    appointment_changes,
    booking,
    retiring,
    undoing,
    waiting_list,
    web_choices,
)
from gateway.use_cases import services as kinds
from gateway.use_cases.absence_dealing import AbsenceDecision, Dealing
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import VisitsAhead
from gateway.use_cases.waiting_list import WaitingRequest
from gateway.use_cases.web_choices import BookingOffer, WebWish
from tests.support.acts import takes, written
from tests.support.desk import BY

DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
ROME = ZoneInfo("Europe/Rome")
TUESDAY = date(2026, 1, 13)
CHANNELS = Channels()
CANCEL, MOVE, KEEP = AbsenceDecision.CANCEL, AbsenceDecision.MOVE, AbsenceDecision.KEEP


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), ROME)


@pytest.fixture
async def bruno(desk):
    async with desk.database.write() as tx:
        added = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        week = hours.parse("mon-fri 09:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=BY, now=desk.now)
    return added


@pytest.fixture
async def massage(desk):
    async with desk.database.write() as tx:
        return await services.add(
            *(tx, desk.practice.id, "Massage"), duration=HALF_HOUR, by=BY, now=desk.now
        )


async def retire(desk, named="Bruno", dealings=()):
    async with desk.database.write() as tx:
        return await retiring.retire_practitioner(
            *(tx, OPERATOR, desk.practice, named, dealings), channels=CHANNELS, now=desk.now
        )


async def retire_service(desk, named="Massage", dealings=()):
    async with desk.database.write() as tx:
        return await retiring.retire_service(
            *(tx, OPERATOR, desk.practice, named, dealings), channels=CHANNELS, now=desk.now
        )


async def done_by(desk, *names):
    async with desk.database.write() as tx:
        return await kinds.change(
            *(tx, OPERATOR, desk.practice, "Massage", {}), now=desk.now, done_by=names
        )


async def free(desk, **wanted):
    async with desk.database.read() as tx:
        found = await slot_search.search(
            tx,
            desk.practice,
            practitioner_ids=None,
            duration=HALF_HOUR,
            buffers=(timedelta(0), timedelta(0)),
            spans=[(at(TUESDAY, 10), at(TUESDAY, 10))],
            now=desk.now,
            limit=9,
            **wanted,
        )
    return {one.practitioner for one in found}


async def book(desk, client, practitioner, service=None, hour=10):
    asked = BookingRequest(str(client.id), at(TUESDAY, hour), practitioner, service)
    async with desk.database.write() as tx:
        return await booking.book(
            tx, OPERATOR, desk.practice, asked, channels=CHANNELS, now=desk.now
        )


async def test_administrators_retire(desk, bruno):
    async def act(tx, actor):
        await retiring.retire_practitioner(
            tx, actor, desk.practice, "Bruno", channels=CHANNELS, now=desk.now
        )
        await retiring.restore_practitioner(tx, actor, desk.practice, "Bruno", now=desk.now)

    await takes(desk, act, Permission.MANAGE_PRACTICE, roles={Role.ADMIN})


async def test_nothing_is_retired_over_visits_ahead(desk, bruno):
    ada, grace = await desk.client(), await desk.client("Grace", number=2)
    first = await desk.book(ada, at(TUESDAY, 10), practitioner=bruno)
    second = await desk.book(grace, at(TUESDAY, 11), practitioner=bruno)
    before = await written(desk.database)
    with pytest.raises(VisitsAhead, match=r"1 appointment ahead has .* Grace Byron") as left:
        await retire(desk, dealings=[Dealing(first.id, first.version, CANCEL)])
    assert [one.id for one in left.value.visits] == [second.id]
    assert await written(desk.database) == before


async def test_each_visit_is_moved_or_cancelled_with_the_retiring(desk, bruno):
    ada, grace = await desk.client(), await desk.client("Grace", number=2)
    first = await desk.book(ada, at(TUESDAY, 10), practitioner=bruno)
    second = await desk.book(grace, at(TUESDAY, 11), practitioner=bruno)
    taken = await desk.client("Mary", number=3)
    await desk.book(taken, at(TUESDAY, 11))
    async with desk.database.read() as tx:
        ahead = await retiring.visits_of(tx, OPERATOR, desk.practice, bruno.id, now=desk.now)
    assert [[name for _, name in one.free] for one in ahead] == [["Aurora"], []]
    done = await retire(
        desk,
        dealings=[
            Dealing(first.id, first.version, MOVE, practitioner="Aurora"),
            Dealing(second.id, second.version, CANCEL),
        ],
    )
    assert done.practitioner.retired_at == desk.now
    assert (await desk.appointment(first)).practitioner == "Aurora"
    assert (await desk.appointment(second)).status is AppointmentStatus.CANCELLED
    # each client is told, or there is a reason why not
    assert all(one.told.channel or one.told.why_not for one in done.dealt)


async def test_one_that_cannot_be_moved_refuses_all(desk, bruno):
    ada, grace = await desk.client(), await desk.client("Grace", number=2)
    first = await desk.book(ada, at(TUESDAY, 10), practitioner=bruno)
    second = await desk.book(grace, at(TUESDAY, 11), practitioner=bruno)
    await desk.book(await desk.client("Mary", number=3), at(TUESDAY, 11))
    before = await written(desk.database)
    with pytest.raises(InvalidInput, match="nothing was done: Tue 13 Jan 2026 11:00"):
        await retire(
            desk,
            dealings=[
                Dealing(first.id, first.version, MOVE, practitioner="Aurora"),
                Dealing(second.id, second.version, MOVE, practitioner="Aurora"),
            ],
        )
    assert await written(desk.database) == before


async def test_whoever_is_retired_is_offered_and_booked_nowhere(desk, bruno, massage):
    ada = await desk.client()
    kept = await desk.book(ada, at(TUESDAY, 12))
    assert await free(desk) == {"Aurora", "Bruno"}
    await retire(desk)
    assert await free(desk) == {"Aurora"}
    with pytest.raises(InvalidInput, match="Bruno is retired"):
        await book(desk, ada, "Bruno")
    with pytest.raises(SlotTaken, match="Bruno is retired"):
        await desk.book(ada, at(TUESDAY, 10), practitioner=bruno)
    with pytest.raises(InvalidInput, match="Bruno is retired"):
        async with desk.database.write() as tx:
            await appointment_changes.move(
                *(tx, OPERATOR, desk.practice, kept.id, at(TUESDAY, 13)),
                version=kept.version,
                channels=CHANNELS,
                now=desk.now,
                practitioner_id=bruno.id,
            )
    asked = WaitingRequest(str(ada.id), new=True, practitioner="Bruno")
    with pytest.raises(InvalidInput, match="Bruno is retired"):
        async with desk.database.write() as tx:
            await waiting_list.add(tx, OPERATOR, desk.practice, asked, now=desk.now)
    # with one practitioner left nobody has to be named
    assert (await book(desk, ada, None)).appointment.practitioner == "Aurora"
    async with desk.database.read() as tx:
        policy = (await policies.load(tx, [desk.practice.id]))[desk.practice.id]
        columns = await day_view.columns(tx, desk.practice, TUESDAY + DAY)
    assert [one.name for one in policy.practitioners] == ["Aurora"]
    assert [one.practitioner.name for one in columns] == ["Aurora"]


async def test_what_they_did_stays_and_is_shown(desk, bruno):
    ada = await desk.client()
    past = await desk.book(ada, at(TUESDAY, 10), practitioner=bruno)
    later = desk.at(at(TUESDAY + DAY, 9).astimezone(UTC))
    await retire(later)
    async with desk.database.read() as tx:
        columns = await day_view.columns(tx, desk.practice, TUESDAY)
        assert (await agenda.get(tx, desk.practice.id, past.id)).practitioner == "Bruno"
    assert "Bruno" in {one.practitioner.name for one in columns}


async def test_a_cancellation_is_not_undone_for_whoever_is_retired(desk, bruno):
    ada = await desk.client()
    visit = await desk.book(ada, at(TUESDAY, 10), practitioner=bruno)
    async with desk.database.write() as tx:
        gone = await appointment_changes.cancel(
            *(tx, OPERATOR, desk.practice, visit.id),
            version=visit.version,
            channels=CHANNELS,
            now=desk.now,
        )
    await retire(desk)
    with pytest.raises(SlotTaken, match="Bruno is retired"):
        async with desk.database.write() as tx:
            await undoing.restore(
                *(tx, OPERATOR, desk.practice, visit.id),
                version=gone.appointment.version,
                channels=CHANNELS,
                now=desk.now,
            )


async def test_whoever_is_brought_back_is_booked_again(desk, bruno):
    await retire(desk)
    with pytest.raises(InvalidInput, match="retired already"):
        await retire(desk)
    async with desk.database.write() as tx:
        await retiring.restore_practitioner(tx, OPERATOR, desk.practice, "Bruno", now=desk.now)
    assert await free(desk) == {"Aurora", "Bruno"}
    with pytest.raises(InvalidInput, match="not retired"):
        async with desk.database.write() as tx:
            await retiring.restore_practitioner(tx, OPERATOR, desk.practice, "Bruno", now=desk.now)


async def test_a_service_is_offered_by_those_who_do_it(desk, bruno, massage):
    ada = await desk.client()
    await done_by(desk, "Bruno")
    assert await free(desk, service_id=massage.id) == {"Bruno"}
    assert await free(desk) == {"Aurora", "Bruno"}
    with pytest.raises(InvalidInput, match="Aurora does not do Massage; it is done by Bruno"):
        await book(desk, ada, "Aurora", "Massage")
    known = await desk_service(desk, massage)
    with pytest.raises(SlotTaken, match="Aurora does not do Massage"):
        await desk.book(ada, at(TUESDAY, 10), service=known)
    visit = (await book(desk, ada, None, "Massage")).appointment
    assert visit.practitioner == "Bruno"
    # nor is it moved to somebody else, by anybody
    moving = {"exclude_appointment": visit.id}
    assert await free(desk, **moving) == {"Bruno"}
    slot = replace(desk.slot(at(TUESDAY, 12)))
    with pytest.raises(SlotTaken, match="Aurora does not do Massage"):
        await desk.change(appointments.moved(visit, slot, AppointmentStatus.BOOKED))
    async with desk.database.read() as tx:
        offer = BookingOffer(
            desk.practice, (known,), await practitioners.working(tx, desk.practice.id)
        )
        times = await web_choices.free_times(tx, offer, WebWish(known), [TUESDAY], desk.now)
    assert [one.name for one in offer.doing(known)] == ["Bruno"]
    assert {slot.practitioner for slot in times[TUESDAY]} == {"Bruno"}
    await done_by(desk)
    assert (await desk_service(desk, massage)).done_by == ()


async def desk_service(desk, one):
    async with desk.database.read() as tx:
        return await services.get(tx, desk.practice.id, one.id)


async def test_a_retired_service_is_offered_nowhere_and_its_visits_are_kept_or_cancelled(
    desk, massage
):
    ada, grace = await desk.client(), await desk.client("Grace", number=2)
    first = (await book(desk, ada, "Aurora", "Massage")).appointment
    second = (await book(desk, grace, "Aurora", "Massage", 11)).appointment
    with pytest.raises(VisitsAhead, match="2 appointments ahead have"):
        await retire_service(desk)
    dealings = [Dealing(first.id, first.version, KEEP), Dealing(second.id, second.version, CANCEL)]
    await retire_service(desk, dealings=dealings)
    assert (await desk.appointment(first)).status is AppointmentStatus.BOOKED
    assert (await desk.appointment(second)).status is AppointmentStatus.CANCELLED
    assert await free(desk, service_id=massage.id) == set()
    with pytest.raises(InvalidInput, match="Massage is retired"):
        await book(desk, grace, "Aurora", "Massage", 12)
    # the one that is kept can still be moved
    async with desk.database.write() as tx:
        await appointment_changes.move(
            *(tx, OPERATOR, desk.practice, first.id, at(TUESDAY, 15)),
            version=first.version,
            channels=CHANNELS,
            now=desk.now,
        )
        policy = (await policies.load(tx, [desk.practice.id]))[desk.practice.id]
    assert "Massage" not in {one.name for one in policy.services}
    async with desk.database.write() as tx:
        await retiring.restore_service(tx, OPERATOR, desk.practice, "Massage", now=desk.now)
    assert await free(desk, service_id=massage.id) == {"Aurora"}


async def test_settings_that_were_read_before_know_who_does_what(desk, bruno, massage):
    async with desk.database.read() as tx:
        await policies.load(tx, [desk.practice.id])
    await done_by(desk, "Bruno")
    async with desk.database.read() as tx:
        policy = (await policies.load(tx, [desk.practice.id]))[desk.practice.id]
    (known,) = (one for one in policy.services if one.id == massage.id)
    assert known.done_by == (bruno.id,)
