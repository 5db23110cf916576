"""A client acts for themselves alone, whatever the page lets through."""

from datetime import timedelta

import pytest

from calendar_store.model.actors import BY_WEB, OPERATOR, client_by_web
from calendar_store.model.errors import NotFound, NotPermitted
from calendar_store.model.statuses import Channel
from gateway.use_cases import client_appointments, client_consents, client_waiting, stored_about
from gateway.use_cases.client_appointments import VisitRequest
from gateway.use_cases.client_consents import OwnStatement
from tests.support.acts import written
from tests.support.desk import Desk


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def test_nobody_else_acts_for_a_client(desk, now):
    ada, grace = await desk.client(), await desk.client("Grace", "Hopper", 2)
    one = await desk.book(ada, now + timedelta(days=2))
    before = await written(desk.database)
    elsewhere = client_by_web(desk.practice.id + 1, ada.id)
    others = [client_by_web(desk.practice.id, grace.id), elsewhere, BY_WEB, OPERATOR]
    for actor in others:
        with pytest.raises(NotPermitted):
            VisitRequest(actor, desk.practice, one, 1, now)
        with pytest.raises(NotPermitted):
            OwnStatement(actor, ada, "", now)
        async with desk.database.write() as tx:
            with pytest.raises(NotPermitted):
                await client_waiting.wait(tx, actor, ada, one.id, now)
            with pytest.raises(NotPermitted):
                await client_waiting.leave(tx, actor, ada, 1, now)
            with pytest.raises(NotPermitted):
                await stored_about.load(tx, actor, desk.practice, ada)
            with pytest.raises(NotPermitted):
                await client_consents.prefer(
                    *(tx, actor, desk.practice, ada),
                    wanted=[],
                    channels=[Channel.SMS],
                    prefers=None,
                    locale="",
                    now=now,
                )
    assert await written(desk.database) == before


async def test_an_appointment_of_another_practice_is_not_there(desk, now):
    one = await desk.book(await desk.client(), now + timedelta(days=2))
    async with desk.database.read() as tx:
        with pytest.raises(NotFound):
            await client_appointments.look(tx, desk.practice.id + 1, one.id, now)
