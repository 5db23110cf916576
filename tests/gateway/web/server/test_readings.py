"""Who reads what is kept about a client is recorded, on whichever page it stands."""

from datetime import timedelta

import pytest

from calendar_store.database import audit
from gateway.use_cases.client_readings import READ
from tests.support.pages import DAY, EMAIL

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    "way",
    [
        "/clients/{client}",
        "/clients/{client}/form",
        "/inbox/client/{client}",
        "/inbox/email/{client}",
        "/inbox/email/{client}?poll=1",
        "/appointment/{visit}",
        DAY + "?appointment={visit}",
    ],
)
async def test_whoever_opens_a_record_is_recorded_once_an_hour(way, browser, desk, now):
    ada = await desk.client(email="ada@example.net")
    visit = await desk.book(ada, now + timedelta(hours=3))
    for _ in range(2):
        path = way.format(client=ada.id, visit=visit.id)
        async with browser.session.get(browser.server.make_url(path)) as response:
            assert response.status == 200
    async with desk.database.read() as tx:
        told = await audit.entries(tx, desk.practice.id, actions=(READ,))
    assert [(one.by, one.subject) for one in told] == [(EMAIL, str(ada.id))]


async def test_all_who_share_an_address_are_read_together_and_lists_are_no_records(
    browser, desk, now
):
    ada = await desk.client()
    augusta = await desk.client("Augusta", "Leigh", 1)
    await desk.book(ada, now + timedelta(hours=3))
    for path in (DAY, "/clients?q=byron", "/clients/rows?q=byron", "/clients/doubles"):
        await browser.get(path)
    async with desk.database.read() as tx:
        assert not await audit.entries(tx, desk.practice.id, actions=(READ,))
    await browser.get(f"/inbox/client/{ada.id}")
    async with desk.database.read() as tx:
        told = await audit.entries(tx, desk.practice.id, actions=(READ,))
    assert {one.subject for one in told} == {str(ada.id), str(augusta.id)}
