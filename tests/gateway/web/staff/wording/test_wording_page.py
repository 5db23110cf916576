"""Wording on the web: ours beside the practice's own, tried before it is saved, then sent."""

import gzip
import html
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.database import audit
from calendar_store.model.statuses import Role
from calendar_store.practices import practices, services, staff
from dialogs.wording import own_wording
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from gateway.web.server.static_files import read_assets
from tests.support.desk import BY
from tests.support.exchange import OURS, Exchange
from tests.support.sms import texts

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

ADMIN = "grace@example.org"
TARIFF = Tariff(texts(("primary", (OURS,), {"39": Decimal("0.045")})))
OWN = "Ciao[ {first}], a presto: {when}. STOP ferma gli SMS."


@pytest.fixture
async def server(desk, clock):
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=TARIFF,
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def admin(stranger, desk, password_hash):
    """A browser that an administrator is logged in with."""
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email=ADMIN,
            role=Role.ADMIN,
            password_hash=password_hash,
            by=BY,
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    return await stranger.get("/wording")


async def own(desk):
    async with desk.database.read() as tx:
        return dict((await practices.templates(tx, [desk.practice.id]))[desk.practice.id])


def typed(browser):
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", browser.html, re.DOTALL)[1]
    return html.unescape(found)


async def save(browser, text, do="save", path="/wording/it/reminder"):
    await browser.get(path)
    return await browser.post(path, {"csrf": browser.csrf, "text": text, "do": do})


async def test_every_text_of_a_language_is_listed_as_clients_read_it(admin):
    assert "il suo appuntamento è mer 25 nov alle 15:00 con Aurora" in admin.text
    assert "154 of 160 characters · 1 part · costs 0.045" in admin.text
    for code in ("en", "it", "es", "fr", "de", "pt"):
        await admin.get(f"/wording?locale={code}")
        for name in own_wording.names():
            assert f'href="/wording/{code}/{name}"' in admin.html


async def test_words_that_tell_why_they_come_are_overruled_with_a_reason_or_not_at_all(admin, desk):
    text = "{practice}: {first}, chemioterapia {when}. STOP ferma gli SMS."
    await save(admin, text)
    assert admin.status == 422
    assert "“chemioterapia” tells others why a client comes" in admin.text
    assert await own(desk) == {}
    form = {"csrf": admin.csrf, "text": text, "do": "save", "reason": "we do nothing else"}
    await admin.post("/wording/it/reminder", form)
    assert "✓ Saved." in admin.text
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id, limit=20)
    (kept,) = [one for one in entries if one.action == "disclosure.overruled"]
    assert (kept.by, kept.detail["reason"]) == (ADMIN, "we do nothing else")


async def test_ours_stands_beside_ones_own(admin):
    await save(admin, OWN)
    assert "✓ Saved." in admin.text
    assert "● your own" in admin.text
    await admin.get("/wording/it/reminder")
    assert typed(admin) == OWN
    assert "Ours {practice}:[ {first},] il suo appuntamento" in admin.text
    assert "With usual names Ciao Ada, a presto: mer 25 nov alle 15:00." in admin.text
    assert "With long names and lists Ciao Maria Antonietta" in admin.text
    assert "GSM alphabet" in admin.text


async def test_what_was_saved_is_what_is_sent_and_who_saved_it_is_told(admin, desk):
    await save(admin, OWN)
    exchange = Exchange(desk)
    await desk.book(await desk.client(), desk.now + timedelta(days=2, hours=1))
    exchange.at(desk.now + timedelta(hours=1))
    await exchange.planner.step()
    (sent,) = [m.text for m in await desk.messages() if "a presto" in m.text]
    assert sent == "Ciao Ada, a presto: mer 14 gen alle 11:00. STOP ferma gli SMS."
    async with desk.database.read() as tx:
        actions = [(e.by, e.action, e.subject) for e in await audit.entries(tx, desk.practice.id)]
    assert (ADMIN, "template.changed", "reminder (it)") in actions
    await admin.get("/practice")
    assert "wording of reminder (it)" in admin.text


async def test_ones_own_gives_way_to_ours_again(admin, desk):
    await save(admin, OWN)
    await save(admin, "whatever", "reset")
    assert await own(desk) == {}
    assert "your own" not in admin.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ciao {nome} {when} STOP", "{nome} is not known"),
        ("Ciao {diagnosis} {when} STOP", "would tell others why a client comes"),
        ("A presto. STOP", "{when} is missing"),
        ("A presto {when}.", "STOP is missing"),
        ("La sua podologia: {when}. STOP", "“Podología” may not stand in a message"),
        ("x" * 1001 + " {when} STOP", "characters are too many, 1000 at most"),
    ],
)
async def test_what_may_not_be_sent_is_said_beside_the_field_and_kept_there(
    admin, desk, text, words
):
    async with desk.database.write() as tx:
        await services.add(
            tx,
            desk.practice.id,
            "Podología",
            duration=timedelta(minutes=30),
            by=BY,
            now=desk.now,
        )
    await save(admin, text)
    assert admin.status == 422
    assert words in admin.text
    assert typed(admin) == text
    assert await own(desk) == {}


async def test_a_wording_is_tried_without_saving_it(admin, desk):
    await save(admin, "Ciao {when} – “a presto”! STOP", "preview")
    assert admin.status == 200
    assert 'Ciao mer 25 nov alle 15:00 - "a presto"! STOP' in admin.text
    assert "which is cheaper" in admin.text
    assert await own(desk) == {}
    await admin.post(
        "/wording/it/reminder/preview", {"csrf": admin.csrf, "text": "Ciao {when} ş STOP"}
    )
    assert "UCS-2" in admin.text
    assert "because of “ş” (write “s”)" in admin.text


async def test_a_wording_is_kept_with_cheap_characters(admin, desk):
    await save(admin, "Ciao {when} – “a presto”! STOP")
    assert await own(desk) == {("it", "reminder"): 'Ciao {when} - "a presto"! STOP'}


@pytest.mark.parametrize("path", ["/wording/xx/reminder", "/wording/it/nothing"])
async def test_what_does_not_exist_is_said(admin, path):
    await admin.get(path)
    assert admin.status == 404


async def test_a_receptionist_sees_and_sets_nothing(browser, desk):
    for path in ("/wording", "/wording/it/reminder"):
        await browser.get(path)
        assert browser.status == 403
    await browser.get("/inbox")
    await browser.post("/wording/it/reminder", {"csrf": browser.csrf, "text": OWN, "do": "save"})
    assert browser.status == 403
    assert await own(desk) == {}


async def test_a_form_without_its_token_sets_nothing(admin, desk):
    await admin.post("/wording/it/reminder", {"csrf": "0" * 64, "text": OWN, "do": "save"})
    assert admin.status == 403
    assert await own(desk) == {}


async def test_the_pages_are_light(admin):
    for path in ("/wording", "/wording/it/reminder", "/practice"):
        await admin.get(path)
        assets = read_assets()
        loaded = set(re.findall(r'(?:src|href)="/static/([^"?]+)\?', admin.html))
        files = sum(len(assets[name].packed) for name in loaded)
        assert len(gzip.compress(admin.html.encode())) + files < 30_000


async def test_the_list_names_texts_in_words_with_the_code_beside(admin):
    await admin.get("/wording?locale=en")
    assert "<b>Staff have moved it, shortly before</b></a>" in admin.html
    assert "<code>told_moved_last</code>" in admin.html
    await admin.get("/language/it?next=/wording")
    await admin.get("/wording?locale=it")
    assert "<b>Il personale l’ha spostato, a ridosso</b></a>" in admin.html
    await admin.get("/wording/it/told_moved_last")
    assert "Il personale l’ha spostato, a ridosso" in admin.text
    assert "told_moved_last" in admin.text
