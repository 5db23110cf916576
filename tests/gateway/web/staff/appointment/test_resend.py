"""A message that did not arrive is sent again from the panel, by pages that have a carrier."""

import re
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.clients import clients
from calendar_store.model.statuses import MessageStatus
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from tests.support.pages import DAY, say
from tests.support.sms import texts

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def server(desk, clock, public_url):
    app = make_app(
        desk.database,
        clock=clock,
        public_url=public_url,
        secret_key=b"k" * 32,
        tariff=Tariff(texts(("primary", (desk.practice.sender,)))),
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def visit(desk, now):
    return await desk.book(await desk.client(), now + timedelta(hours=4))


async def resent(browser, visit, message_id):
    await browser.get(f"{DAY}?appointment={visit.id}")
    form = {"csrf": browser.csrf, "message": str(message_id)}
    await browser.post(f"/appointment/{visit.id}/resend", form)


async def test_a_lost_reminder_is_sent_again_and_once_more_when_it_is_lost_again(
    browser, desk, visit
):
    async with desk.database.read() as tx:
        ada = await clients.get(tx, desk.practice.id, visit.client_id)
    lost = await say(desk, visit, ada, MessageStatus.FAILED, "phone off")
    await resent(browser, visit, lost.id)
    assert browser.status == 200
    assert "✓ It is sent again." in browser.text
    first, again = await desk.messages()
    assert (first.status, again.status) == (MessageStatus.FAILED, MessageStatus.QUEUED)
    assert (again.recipient, again.appointment_id) == (ada.mobile, visit.id)
    # it is on its way: nothing is offered that would send it twice
    assert "Send again" not in browser.text
    assert re.search(r"queued", browser.text)
    await resent(browser, visit, lost.id)
    assert browser.status == 422
    assert len(await desk.messages()) == 2


async def test_what_arrived_is_not_sent_again(browser, desk, visit):
    async with desk.database.read() as tx:
        ada = await clients.get(tx, desk.practice.id, visit.client_id)
    there = await say(desk, visit, ada, MessageStatus.DELIVERED)
    await resent(browser, visit, there.id)
    assert browser.status == 422
    assert len(await desk.messages()) == 1
