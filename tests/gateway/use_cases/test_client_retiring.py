"""Clients who come no longer: in no list and no search, and back with their next appointment."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda, waiting_list
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotPermitted
from calendar_store.model.statuses import AppointmentStatus, Channel
from gateway.use_cases import client_card, client_retiring, client_search
from gateway.use_cases.errors import VisitsAhead
from tests.support.actors import named
from tests.support.desk import Desk
from tests.support.sms import NOBODY

DAY = timedelta(days=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def retire(desk, client, *, actor=OPERATOR, cancel_visits=False, tell=True):
    async with desk.database.write() as tx:
        return await client_retiring.retire(
            *(tx, actor, desk.practice, client.id),
            channels=NOBODY.channels,
            now=desk.now,
            cancel_visits=cancel_visits,
            tell=tell,
        )


async def restore(desk, client):
    async with desk.database.write() as tx:
        return await client_retiring.restore(tx, OPERATOR, desk.practice, client.id, now=desk.now)


async def seen(desk):
    """Return the names in the list, those that a search finds, and the former clients'."""
    async with desk.database.read() as tx:
        here = await client_card.listed(tx, OPERATOR, desk.practice)
        found = await client_search.search(tx, OPERATOR, desk.practice, "byron")
        former = await client_retiring.listed(tx, OPERATOR, desk.practice)
    return [[one.first for one in some] for some in (here, found, former)]


async def test_a_former_client_stands_in_no_list_and_no_search_until_they_are_back(desk):
    ada = await desk.client()
    await desk.client("Grace", "Hopper", 2)
    done = await retire(desk, ada)
    assert done.client.retired_at == desk.now
    assert await seen(desk) == [["Grace"], [], ["Ada"]]
    async with desk.database.read() as tx:
        number = (desk.practice.id, ada.mobile)
        known = await clients.by_mobiles(tx, [desk.practice.id], [ada.mobile])
        assert [one.id for one in known[number]] == [ada.id], "texts are theirs still"
        card = await client_card.load(tx, OPERATOR, desk.practice, ada.id, now=desk.now)
        assert not card.refused[Channel.SMS], "consent stands as it was"
    with pytest.raises(InvalidInput, match="already"):
        await retire(desk, ada)
    assert (await restore(desk, ada)).retired_at is None
    assert await seen(desk) == [["Ada", "Grace"], ["Ada"], []]
    with pytest.raises(InvalidInput, match="no former client"):
        await restore(desk, ada)
    async with desk.database.read() as tx:
        recorded = [one.action for one in await audit.entries(tx, desk.practice.id)]
    assert {"client.retired", "client.restored"} <= set(recorded)


async def test_a_correction_leaves_a_former_client_out_of_the_search(desk):
    ada = await desk.client()
    await retire(desk, ada)
    async with desk.database.write() as tx:
        await clients.change(tx, desk.practice, ada.id, by=OPERATOR, now=desk.now, first="Augusta")
    assert await seen(desk) == [[], [], ["Augusta"]]


async def test_appointments_ahead_are_named_or_cancelled_with_it(desk):
    ada = await desk.client()
    visit = await desk.book(ada, desk.now + DAY)
    with pytest.raises(VisitsAhead, match="visits are to come"):
        await retire(desk, ada)
    assert (await seen(desk))[2] == []
    done = await retire(desk, ada, cancel_visits=True)
    (gone,) = done.cancelled
    assert gone.appointment.id == visit.id
    assert (await desk.appointment(visit)).status is AppointmentStatus.CANCELLED


async def test_a_former_client_waits_for_no_time(desk):
    ada = await desk.client()
    span = {"starts_at": desk.now + DAY, "ends_at": desk.now + 2 * DAY}
    async with desk.database.write() as tx:
        await waiting_list.join(tx, desk.practice.id, ada.id, by=OPERATOR, now=desk.now, **span)
    await retire(desk, ada)
    async with desk.database.read() as tx:
        assert await waiting_list.waiting(tx, desk.practice.id, desk.now) == ()


async def test_the_next_appointment_brings_them_back(desk):
    ada = await desk.client()
    await retire(desk, ada)
    await desk.book(ada, desk.now + DAY)
    assert await seen(desk) == [["Ada"], ["Ada"], []]


async def test_who_may_not_enter_clients_retires_none(desk):
    ada = await desk.client()
    reader = named("zoe@example.org", Permission.READ_CLIENTS)
    with pytest.raises(NotPermitted):
        await retire(desk, ada, actor=reader)
    booker = named("zoe@example.org", Permission.EDIT_CLIENTS)
    visit = await desk.book(ada, desk.now + DAY)
    with pytest.raises(NotPermitted):
        await retire(desk, ada, actor=booker, cancel_visits=True)
    async with desk.database.read() as tx:
        (kept,) = await agenda.all_of_client(tx, desk.practice.id, ada.id)
    assert (kept.id, kept.status) == (visit.id, AppointmentStatus.BOOKED)
    assert (await seen(desk))[0] == ["Ada"]
