"""The pages of clients: found as one types, added, corrected, and their consent recorded."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.clients import consent
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, Role
from calendar_store.practices import practices, staff
from gateway.use_cases import client_merging, client_readings, client_search
from tests.support.pages import hear, say

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
GRACE = {"first": "Grace", "last": "Hopper", "mobile": "333 111 0002", "email": "", "locale": "de"}


async def test_clients_are_found_as_one_types_and_without_a_script(browser, desk):
    ada = await desk.client()
    await desk.client("Grace", "Hopper", 2)
    await browser.get("/clients")
    assert browser.status == 200
    assert "Byron, Ada" in browser.text
    assert "Hopper, Grace" in browser.text
    await browser.get("/clients?q=by+ad")
    assert "Byron, Ada" in browser.text
    assert "Hopper" not in browser.text
    await browser.get("/clients/rows?q=0002")
    assert browser.html.startswith('<div id="found">')
    assert "Hopper, Grace" in browser.text
    await browser.get("/clients?q=%00zz")
    assert "Nobody found." in browser.text
    await browser.get(f"/clients/{ada.id}")
    assert "333 111 0001" in browser.text


@on_sqlite
async def test_the_list_goes_on_page_by_page(browser, desk):
    for number in range(1, 53):
        await desk.client("Ada", f"Byron{number:02}", number, consents=False)
    await browser.get("/clients")
    assert "Byron50" in browser.text
    assert "Byron51" not in browser.text
    (more,) = re.findall(r'href="(/clients\?after=\d+)"', browser.html)
    await browser.get(more)
    assert "Byron51, Ada" in browser.text
    assert "Byron50" not in browser.text


async def test_a_client_is_added_and_what_was_typed_stays_if_it_is_refused(browser, desk):
    csrf = (await browser.get("/clients")).csrf
    await browser.post("/clients", GRACE | {"csrf": csrf, "mobile": "12"})
    assert browser.status == 422
    assert 'value="Hopper"' in browser.html
    assert "▲" in browser.text
    await browser.post("/clients", GRACE | {"csrf": csrf, "consent": "form"})
    assert (browser.status, browser.path.partition("?")[2]) == (200, "said=added")
    assert "Client added." in browser.text
    assert "✓ may be sent" in browser.text
    await browser.post("/clients", GRACE | {"csrf": csrf})
    assert browser.status == 422
    assert "is a client already" in browser.text
    await browser.post("/clients", GRACE | {"csrf": csrf, "do": "anyway"})
    async with desk.database.read() as tx:
        found = await client_search.search(tx, OPERATOR, desk.practice, "hopper")
    assert [one.locale for one in found] == ["de", "de"]


async def test_a_card_tells_visits_messages_and_consent_and_who_reads_it_is_recorded(
    browser, desk, clock, now
):
    ada = await desk.client(email="ada@example.org")
    visit = await desk.book(ada, now + timedelta(days=1))
    await say(desk, visit, ada)
    await hear(desk, ada, "Can I bring my <b>dog</b>?")
    for _ in range(2):
        await browser.get(f"/clients/{ada.id}")
    for words in (
        "Tuesday",
        "13 January 2026",
        "Aurora",
        "will you come",
        "bring my <b>dog",
        "spoken",
    ):
        assert words in browser.text
    assert "0 no-shows" in browser.text
    clock.forward(timedelta(hours=1))
    await browser.get(f"/clients/{ada.id}")
    async with desk.database.read() as tx:
        read = [
            (one.by, one.subject)
            for one in await audit.entries(tx, desk.practice.id)
            if one.action == client_readings.READ
        ]
    assert read == [("ada@example.org", str(ada.id))] * 2


async def test_data_are_corrected_on_the_card(browser, desk):
    ada = await desk.client()
    csrf = (await browser.get(f"/clients/{ada.id}")).csrf
    data = {"csrf": csrf, "first": "Augusta", "last": "King", "mobile": ada.mobile}
    data |= {"email": "augusta@example.org", "locale": "fr", "prefers": "email"}
    await browser.post(f"/clients/{ada.id}/correct", data | {"email": "nobody"})
    assert browser.status == 422
    assert 'value="Augusta"' in browser.html
    assert "is not an email address" in browser.text
    await browser.post(f"/clients/{ada.id}/correct", data)
    assert "Corrected." in browser.text
    async with desk.database.read() as tx:
        (found,) = await client_search.search(tx, OPERATOR, desk.practice, "king augusta")
    assert (found.id, found.prefers, found.locale) == (ada.id, Channel.EMAIL, "fr")


async def test_consent_is_recorded_with_the_day_of_the_form_and_withdrawn(browser, desk, now):
    ada = await desk.client(consents=False)
    address = f"/clients/{ada.id}/consent"
    csrf = (await browser.get(f"/clients/{ada.id}")).csrf
    form = {"csrf": csrf, "channel": "sms", "how": "form", "evidence": "form 12", "do": "start"}
    for day, words in (
        ("2026-01-13", "consent cannot be given in the future"),
        ("tomorrow", "consent cannot be given in the future"),
        ("soon", '"soon" is not a day'),
    ):
        await browser.post(address, form | {"date": day})
        assert browser.status == 422
        assert words in browser.text
        assert 'value="form 12"' in browser.html
    await browser.post(address, form | {"date": "2026-01-05"})
    assert "Consent recorded." in browser.text
    assert "Monday 5 January 2026 · Texts: agreed, form" in browser.text
    await browser.post(address, form | {"date": "", "how": "spoken", "do": "stop"})
    assert "Nothing more is sent." in browser.text
    # a form that was signed before the stop lets nothing be sent again
    await browser.post(address, form | {"date": "2026-01-06"})
    assert browser.status == 422
    assert "they stopped messages after that" in browser.text
    async with desk.database.read() as tx:
        said = await consent.history(tx, desk.practice.id, ada.id)
    assert [(one.kind, one.how) for one in said] == [
        (ConsentKind.GRANTED, ConsentHow.FORM),
        (ConsentKind.WITHDRAWN, ConsentHow.SPOKEN),
    ]


@on_sqlite
async def test_the_clients_of_another_practice_are_not_there(browser, desk, now):
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=now,
        )
    theirs = await replace(desk, practice=other).client("Alan", "Turing", 9)
    csrf = (await browser.get("/clients?q=turing")).csrf
    assert "Nobody found." in browser.text
    assert (await browser.get(f"/clients/{theirs.id}")).status == 404
    assert (await browser.get(f"/clients?after={theirs.id}")).status == 200
    for act in ("correct", "consent"):
        data = {"csrf": csrf, "first": "X", "channel": "sms", "how": "form"}
        assert (await browser.post(f"/clients/{theirs.id}/{act}", data)).status == 404
    for what in ("form", "export", "export.json"):
        assert (await browser.get(f"/clients/{theirs.id}/{what}")).status == 404
    ours = await desk.client()
    both = {"csrf": csrf, "one": str(ours.id), "other": str(theirs.id)}
    for keep in ("one", "other"):
        assert (await browser.post("/clients/merge", both | {"keep": keep})).status == 404
    second = await replace(desk, practice=other).client("Alan", "Turing", 8)
    async with desk.database.write() as tx:
        merge = await client_merging.merge(tx, OPERATOR, other, theirs.id, second.id, now=now)
    undo = f"/clients/merges/{merge.id}/undo"
    assert (await browser.post(undo, {"csrf": csrf})).status == 404
    assert "Turing" not in (await browser.get("/clients/doubles")).html


@on_sqlite
async def test_the_form_is_a_pdf_in_the_language_that_is_chosen(browser, desk):
    ada = await desk.client()
    for language in ("de", "xx", ""):
        url = browser.server.make_url(f"/clients/{ada.id}/form?language={language}")
        async with browser.session.get(url) as answer:
            assert answer.headers["Content-Type"] == "application/pdf"
            assert (await answer.read()).startswith(b"%PDF-")
    assert (await browser.get("/clients/1/form")).status == 404


@on_sqlite
async def test_doubles_are_merged_and_parted_by_two_taps(browser, desk, now):
    ada = await desk.client()
    again = await desk.client("ada", "Byron")
    visit = await desk.book(again, now + timedelta(days=1))
    csrf = (await browser.get("/clients/doubles")).csrf
    assert "same number" in browser.text
    data = {"csrf": csrf, "one": str(ada.id), "other": str(again.id), "keep": "one"}
    await browser.post("/clients/merge", data)
    assert browser.path == f"/clients/{ada.id}?said=merged"
    assert "Merged: both are one client now." in browser.text
    assert f"appointment={visit.id}" in browser.html
    (undo,) = set(re.findall(r'action="(/clients/merges/\d+/undo)"', browser.html))
    await browser.get("/clients/doubles")
    assert "No doubles found." in browser.text
    await browser.post(undo, {"csrf": csrf})
    assert browser.path == f"/clients/{again.id}?said=parted"
    assert f"appointment={visit.id}" in browser.html
    csrf = browser.csrf
    assert (await browser.post(undo, {"csrf": csrf})).status == 404
    data["csrf"] = csrf
    assert (await browser.post("/clients/merge", data | {"one": "x"})).status == 400
    assert (await browser.post("/clients/merge", data | {"one": str(again.id)})).status == 422


@on_sqlite
async def test_all_that_is_stored_is_shown_and_taken_along(browser, desk, now):
    ada = await desk.client()
    visit = await desk.book(ada, now + timedelta(days=1))
    await say(desk, visit, ada)
    await hear(desk, ada, "May I bring <i>my</i> dog?")
    await browser.get(f"/clients/{ada.id}/export")
    for words in ("What is stored about Ada Byron", "will you come", "bring <i>my</i> dog?"):
        assert words in browser.text
    async with browser.session.get(
        browser.server.make_url(f"/clients/{ada.id}/export.json")
    ) as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        document = await answer.json()
    assert document["client"]["last"] == "Byron"
    assert len(document["messages"]) == 1
    # reception may not erase, and is not offered it
    csrf = (await browser.get(f"/clients/{ada.id}")).csrf
    assert "Erase" not in browser.text
    data = {"csrf": csrf, "reason": "asked for it"}
    assert (await browser.post(f"/clients/{ada.id}/erase", data)).status == 403


@on_sqlite
async def test_an_administrator_erases_a_client_with_a_reason(stranger, desk, password_hash, now):
    ada = await desk.client()
    await desk.book(ada, now + timedelta(days=1))
    async with desk.database.write() as tx:
        admin = await staff.add(
            tx,
            desk.practice.id,
            email="grace@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=OPERATOR,
            now=now,
        )
        token = await staff.log_in(tx, admin, now=now)
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    address = f"/clients/{ada.id}/erase"
    csrf = (await stranger.get(f"/clients/{ada.id}")).csrf
    assert "Erase for good" in stranger.text
    data = {"csrf": csrf, "reason": "asked for it"}
    await stranger.post(address, data)
    assert stranger.status == 422
    assert "visits are to come" in stranger.text
    assert 'value="asked for it"' in stranger.html
    await stranger.post(address, data | {"cancel": "yes"})
    assert "Erased. Visits stay, without a name." in stranger.text
    assert "Byron" not in stranger.html
    assert "cancelled" in stranger.text
    await stranger.get("/clients")
    assert "No clients yet." in stranger.text
    assert (await stranger.post(f"/clients/{ada.id}/correct", data)).status in {404, 422}


async def test_a_client_who_comes_no_longer_is_let_go_on_the_card_and_brought_back(browser, desk):
    ada = await desk.client()
    visit = await desk.book(ada, desk.now + timedelta(days=1))
    csrf = (await browser.get(f"/clients/{ada.id}")).csrf
    await browser.post(f"/clients/{ada.id}/retire", {"csrf": csrf})
    assert browser.status == 422
    assert "visits are to come" in browser.text
    await browser.post(f"/clients/{ada.id}/retire", {"csrf": csrf, "cancel": "yes", "tell": "yes"})
    assert (browser.status, browser.path.partition("?")[2]) == (200, "said=let-go")
    # an undo would promise the visit, which stays cancelled
    assert "What they had ahead is cancelled, and stays so." in browser.text
    assert "↶ Undo" not in browser.text
    assert f'action="/clients/{ada.id}/restore"' in browser.html
    assert (await desk.appointment(visit)).cancelled_at is not None
    await browser.get("/clients?q=byron")
    assert "Nobody found." in browser.text
    await browser.get("/clients?former=1")
    assert "Byron, Ada" in browser.text
    await browser.post(f"/clients/{ada.id}/restore", {"csrf": csrf})
    assert "A client again." in browser.text
    await browser.get("/clients?former=1")
    assert "No former clients." in browser.text
    await browser.post(f"/clients/{ada.id}/retire", {"csrf": csrf})
    assert browser.path.endswith("said=retired")
    assert "↶ Undo" in browser.text
