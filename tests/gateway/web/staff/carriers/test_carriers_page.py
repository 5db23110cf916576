"""Carriers and health: for whoever runs the service, with what only the running process knows."""

import re
from datetime import timedelta

import pytest

from calendar_store.model.statuses import MessageStatus, Role
from calendar_store.practices import staff
from tests.support.actors import named
from tests.support.pages import say

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

PRIMARY = {
    "carrier": "primary",
    "state": "bound",
    "hindrance": "",
    "numbers": ["+390699000111"],
    "binds": [
        {
            "name": "transceiver 1",
            "state": "bound",
            "address": "smsc.example.net:2775",
            "in_flight": 3,
            "window": 10,
            "words": "",
        },
        {
            "name": "transceiver 2",
            "state": "waiting",
            "address": "",
            "in_flight": 0,
            "window": 10,
            "words": "the carrier closed the connection",
        },
    ],
    "health": {
        "down": False,
        "poor": {"44": {"words": "texts are lost", "until": "2026-01-12T09:30:00+00:00"}},
    },
    "parts_last_minute": 120,
    "throttled": 2,
    "refused_wishes": [],
    "response_seconds": {"median": 0.012, "p95": 0.2},
    "receipts": {"delivered": 97, "expired": 1},
    "receipt_seconds": {"median": 4.0, "p95": 30.0},
}
MAIL = {
    "carrier": "mail",
    "channel": "email",
    "state": "away",
    "hindrance": "it does not answer",
    "connections": {"open": 0, "busy": 0, "most": 8},
    "mails_last_minute": 0,
    "attempts": {},
    "numbers": [],
    "binds": [],
    "response_seconds": {"median": None, "p95": None},
    "last_fault": "",
    "incoming": {"mails": {"answer": 4}, "mailbox": {"state": "reading"}},
}
MAIL["incoming"]["mailbox"]["why"] = ""


@pytest.fixture
def links():
    return [PRIMARY, MAIL]


@pytest.fixture
async def operator(browser, desk, password_hash, now):
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="opal@example.org",
            role=Role.OPERATOR,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return browser


async def test_binds_windows_receipts_queues_and_spending_are_told(operator, desk):
    client = await desk.client()
    visit = await desk.book(client, desk.now + timedelta(days=1))
    await say(desk, visit, client, MessageStatus.QUEUED)
    await say(desk, visit, client, MessageStatus.DELIVERED)
    await operator.get("/carriers")
    assert operator.status == 200
    told = operator.text
    for words in (
        *("✓ bound smsc.example.net:2775 · 3 of 10 on the way", "Throttled 2 times"),
        *("▲ waiting to connect again", "the carrier closed the connection"),
        *("numbers that begin with +44: texts are lost", "Parts in the last minute 120"),
        *("12 ms, 95 percent in 200 ms", "97 delivered, 1 expired", "4 s, 95 percent in 30 s"),
        *("▲ it does not answer", "Messages to be sent · primary 1", "Received 4 answer"),
        *("1 queued", "1 delivered", "SQLite, version"),
    ):
        assert words in told, words
    assert "mail ▲ does not answer" in told
    assert re.search(r'hx-get="/carriers\?poll=1" hx-trigger="every 5s"', operator.html)


async def test_it_says_if_nothing_is_known(operator, links):
    links.clear()
    await operator.get("/carriers")
    assert "No carrier is configured" in operator.text


async def test_it_is_for_whoever_runs_the_service(admin, browser):
    await admin.get("/carriers")
    assert admin.status == 403
    assert "smsc.example.net" not in admin.html
