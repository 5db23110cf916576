"""Texts that reached a person: listed, shown whole, closed, and seen by nobody else."""

import gzip
import re
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AlertKind, Role
from calendar_store.practices import practices, staff
from gateway.web.server.static_files import read_assets
from tests.support.desk import BY
from tests.support.open_conversation import follow, suggested, typed
from tests.support.pages import DAY, alert

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def test_the_calendar_counts_conversations_and_leads_to_them(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    await exchange.says("and my cat?")
    await browser.get(DAY)
    assert "● needs a person 1 ▲ not delivered 0" in browser.text
    assert '<a href="/inbox" class="bad">' in browser.html
    exchange.at(exchange.now + timedelta(minutes=12))
    await browser.get("/inbox")
    assert "● to answer 1" in browser.text
    assert "Ada Byron 333 111 0001" in browser.text
    assert "Can I bring my dog? 10:00 · understood: unclear: nothing says what to do" in (
        browser.text
    )
    assert browser.text.index("my dog") < browser.text.index("my cat")


async def test_how_long_each_waits_is_said_and_an_emergency_comes_first(
    browser, exchange, desk, clock, booked
):
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, desk.now + timedelta(days=3))
    await exchange.says("Can I bring my dog?")
    exchange.at(exchange.now + timedelta(minutes=10))
    await exchange.says("chest pain", 2)
    clock.forward(timedelta(hours=1, minutes=30))
    await browser.get("/")
    clock.forward(timedelta(hours=1, minutes=30))
    await browser.get("/inbox")
    assert "▲ emergency waiting 2 h Grace Hopper" in browser.text
    assert "● a text to read waiting 3 h Ada Byron" in browser.text
    assert browser.text.index("Grace") < browser.text.index("Ada Byron")


async def test_the_conversation_shows_both_sides_their_fate_and_what_is_ahead(opened):
    assert "Can I bring my dog? 10:00 · understood: unclear" in opened.text
    assert "Thank you. We have passed your message on to Studio Aurora" in opened.text
    assert "✉◔ queued" in opened.text
    assert "Upcoming appointments Wed 14 January, 10:00 with Aurora ○ booked" in opened.text
    assert suggested(opened) == (
        "Your appointment is Wed 14 Jan at 10:00 with Aurora."
        " Reply 1 to confirm, 2 to cancel, 3 for another time."
    )
    assert "120 of 160 characters · 1 part · costs 0.045" in opened.text
    assert "1, 2 and 3 in their reply answer for Wed 14 January, 10:00" in opened.text


async def test_a_conversation_is_closed_without_an_answer(opened, exchange, desk):
    before = len(await desk.messages())
    await opened.post(opened.path, typed(opened, "", "close"))
    assert opened.path.startswith("/inbox?closed=")
    assert "No unanswered messages." in opened.text
    assert len(await desk.messages()) == before
    assert await desk.alerts() == []
    # the client is told anew the next time
    assert "passed your message on" in (await exchange.says("and my cat?"))[0]


async def test_staff_record_a_stop_and_an_agreement_beside_the_conversation(opened, desk, ada):
    form = {"csrf": opened.csrf, "client": str(ada.id), "channel": "sms", "how": "spoken"}
    path = opened.path
    assert "Texts: ✓ may be sent agreed Mon 12 January, spoken, ada@example.org" in opened.text
    await opened.post(f"{path}/consent", form | {"do": "stop"})
    assert opened.path == path
    assert "Texts: ✕ opted out by staff stopped Mon 12 January, spoken" in opened.text
    assert "done, no more texts to this number" in opened.text
    assert "They have stopped texts to this number" in opened.text
    await opened.post(f"{path}/consent", form | {"do": "start", "how": "form"})
    assert "Texts: ✓ may be sent agreed Mon 12 January, form" in opened.text
    assert 'value="send"' in opened.html


async def test_a_consent_form_of_another_login_or_practice_records_nothing(opened, desk, ada):
    form = {"csrf": opened.csrf, "client": str(ada.id), "channel": "sms", "how": "spoken"}
    path = opened.path
    await opened.post(f"{path}/consent", form | {"do": "stop", "csrf": "0" * 64})
    assert opened.status == 403
    await opened.post(f"{path}/consent", form | {"do": "stop", "client": "1"})
    assert opened.status == 404
    await opened.get(path)
    assert "Texts: ✓ may be sent" in opened.text


async def test_another_practice_sees_nothing_of_it(opened, desk, browser, now, password_hash):
    path = opened.path
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=now,
        )
        member = await staff.add(
            tx,
            other.id,
            email="bruno@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=BY,
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await browser.get("/inbox")
    assert "No unanswered messages." in browser.text
    await browser.get(path)
    assert browser.status == 404
    await browser.get(f"/inbox/client/{(await desk.messages())[0].client_id}")
    assert browser.status == 404


async def test_a_form_of_another_login_answers_nobody(opened, desk):
    before = len(await desk.messages())
    form = typed(opened, "Yes, do") | {"csrf": "0" * 64}
    await opened.post(opened.path, form)
    assert opened.status == 403
    assert len(await desk.messages()) == before


async def test_a_stranger_is_asked_to_log_in(stranger):
    await stranger.get("/inbox")
    assert stranger.path.startswith("/login")


async def test_other_matters_stand_by_themselves(browser, desk, ada, booked):
    await alert(desk, AlertKind.CALL_ME, "wants to talk", ada, booked)
    await browser.get("/inbox")
    assert "● to answer 0 ● other alerts 1" in browser.text
    await browser.get("/alerts/person")
    assert "wants to talk" in browser.text


async def test_the_pages_are_light(browser, exchange, desk, booked):
    for number in range(2, 32):
        await desk.client("Ada", f"Byron {number}", number)
        await exchange.says("Can I bring my dog? " * 4, number)
    for path in ("/inbox", None):
        if path:
            await browser.get(path)
        else:
            await follow(browser, "Answer")
        assets = read_assets()
        loaded = set(re.findall(r'(?:src|href)="/static/([^"?]+)\?', browser.html))
        files = sum(len(assets[name].packed) for name in loaded)
        assert len(gzip.compress(browser.html.encode())) + files < 30_000
