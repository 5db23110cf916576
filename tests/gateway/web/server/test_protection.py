"""Security headers, and changes that were not asked for by our own pages."""

import re

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from calendar_store.model.statuses import AlertKind
from gateway.use_cases.alerts import see_to
from gateway.web.server.app import make_app
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, PASSWORD, Browser, alert
from tests.support.sms import NOBODY

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

IN_AN_HOUR = 11


@pytest.fixture
async def raised(desk, now):
    ada = await desk.client()
    appointment = await desk.book(ada, now.replace(hour=IN_AN_HOUR))
    return await alert(desk, AlertKind.CALL_ME, "wants to talk", ada, appointment)


@pytest.mark.parametrize("path", ["/login", DAY, "/nowhere", "/healthz", "/alerts/person"])
async def test_every_answer_carries_the_policy(browser, path):
    await browser.get(path)
    policy = browser.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert browser.headers["X-Content-Type-Options"] == "nosniff"
    assert browser.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/login", DAY, "/nowhere", "/alerts/person"])
async def test_no_page_needs_what_the_policy_forbids(browser, path):
    await browser.get(path)
    assert "<style" not in browser.html
    assert "style=" not in browser.html
    assert "onclick" not in browser.html
    assert "<script>" not in browser.html
    assert "http" not in browser.html.replace("http-equiv", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_changes_nothing(browser, desk, raised, headers):
    form = {"csrf": browser.csrf}
    await browser.post(f"/alerts/{raised.id}/seen", form, headers=headers)
    assert browser.status == 403
    assert "came from another website and was refused" in browser.text
    assert len(await desk.alerts()) == 1


async def test_another_site_logs_nobody_in(stranger):
    form = {"email": EMAIL, "password": PASSWORD}
    await stranger.post("/login", form, headers={"Origin": "https://evil.example"})
    assert stranger.status == 403


@pytest.mark.parametrize("form", [{}, {"csrf": "0" * 64}, {"csrf": "è"}])
async def test_a_form_without_its_token_changes_nothing(browser, desk, raised, form):
    await browser.post(f"/alerts/{raised.id}/seen", form)
    assert browser.status == 403
    assert len(await desk.alerts()) == 1


async def test_what_was_typed_before_another_log_in_is_not_lost(browser, desk, now):
    ada = await desk.client()
    form = {"client": str(ada.id), "date": f"{now.date()}", "time": "15:00", "q": "<b>"}
    ours = {"Origin": str(browser.server.make_url("/").origin())}
    await browser.post("/book", {"csrf": "0" * 64, **form}, headers=ours)
    assert browser.status == 403
    assert "nothing was lost" in browser.text
    assert await desk.messages() == []
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', browser.html))
    assert kept.pop("q") == "&lt;b&gt;"
    assert 'action="/book"' in browser.html
    await browser.post("/book", kept, headers=ours)
    assert "✓ Booked." in browser.text


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"client": "1"}, {}),
        ({"client": "1"}, {"Origin": "OURS", "HX-Request": "true"}),
        ({"client": "1", "password": "a secret of hers"}, {"Origin": "OURS"}),
    ],
)
async def test_what_no_page_of_ours_surely_sent_is_not_shown_again(browser, form, headers):
    ours = str(browser.server.make_url("/").origin())
    sent = {name: value.replace("OURS", ours) for name, value in headers.items()}
    await browser.post("/book", {"csrf": "0" * 64, **form}, headers=sent)
    assert browser.status == 403
    assert "Send it" not in browser.text
    assert "Open it again and repeat the change" in browser.text
    assert "secret" not in browser.html


async def test_our_own_page_sees_to_an_alert(browser, desk, raised):
    await browser.get("/alerts/person")
    form = {"csrf": browser.csrf, "next": "/alerts/person"}
    await browser.post(
        f"/alerts/{raised.id}/seen",
        form,
        headers={"Origin": str(browser.server.make_url("/").origin())},
    )
    assert (browser.status, browser.path) == (200, "/alerts/person")
    assert "No open alerts." in browser.text
    assert await desk.alerts() == []


async def test_seeing_to_it_twice_is_as_good_as_once(browser, desk, raised):
    await browser.get(DAY)
    token = browser.csrf
    for _ in range(2):
        await browser.post(f"/alerts/{raised.id}/seen", {"csrf": token})
        assert browser.status == 200
    assert await desk.alerts() == []


async def test_nobody_sees_a_page_without_a_login(stranger):
    for path in (DAY, "/alerts/person", "/appointment/1", "/"):
        await stranger.get(path)
        assert stranger.path.startswith("/login"), path
    await stranger.get(f"{DAY}/events", headers={"Accept": "text/event-stream"})
    assert stranger.status == 401
    await stranger.post("/alerts/1/seen", {})
    assert stranger.path.startswith("/login")


async def test_what_a_use_case_does_not_permit_is_answered_in_its_words(desk, clock):
    """Also where the address alone would have let it through."""

    async def page(request):
        stranger = named("grace@example.org", practice_id=desk.practice.id)
        async with desk.database.write() as tx:
            await see_to(tx, stranger, desk.practice.id, 1, now=clock())

    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=NOBODY,
    )
    app.router.add_get("/without-permission", page)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        answered = await Browser(server, session).get("/without-permission")
    assert answered.status == 403
    assert "grace@example.org may not see to alerts here." in answered.text
