"""Consent to messages after visits on a client's card: shown, given, withdrawn, on the form."""

from datetime import timedelta

import pytest

from calendar_store.appointments import follow_ups
from calendar_store.clients import kind_consents
from calendar_store.database import audit
from calendar_store.model.statuses import ConsentHow, ConsentKind, MessageKind
from tests.support.desk import BY
from tests.support.printed import letters

RECALL = MessageKind.RECALL


@pytest.fixture
async def recalls(desk, now):
    async with desk.database.write() as tx:
        after = timedelta(days=180)
        await follow_ups.set_policy(tx, desk.practice.id, RECALL, after, by=BY, now=now)


async def test_a_practice_that_sends_none_sees_nothing_of_it(browser, desk):
    ada = await desk.client()
    await browser.get(f"/clients/{ada.id}")
    assert "time for the next visit" not in browser.text


async def test_it_is_recorded_with_the_day_of_the_form_and_withdrawn(browser, desk, recalls):
    ada = await desk.client()
    address = f"/clients/{ada.id}/consent"
    await browser.get(f"/clients/{ada.id}")
    assert "Messages when it is time for the next visit: – not agreed" in browser.text
    assert "missed visit" not in browser.text
    fields = {"csrf": browser.csrf, "channel": "recall", "how": "form", "evidence": "12"}
    await browser.post(address, fields | {"date": "2026-01-13", "do": "start"})
    assert browser.status == 422
    assert "consent cannot be given in the future" in browser.text
    await browser.post(address, fields | {"date": "2026-01-10", "do": "start"})
    assert "Consent recorded." in browser.text
    assert "Messages when it is time for the next visit: ✓ agreed" in browser.text
    assert "10 January 2026 · Messages when it is time for the next visit: agreed" in browser.text
    await browser.post(address, fields | {"how": "spoken", "date": "", "do": "stop"})
    assert "No more of these messages is sent." in browser.text
    # the client may be texted as before
    assert "Texts: ✓ may be sent" in browser.text
    await browser.post(address, fields | {"date": "2026-01-10", "do": "start"})
    assert browser.status == 422
    assert "they stopped messages after that" in browser.text
    async with desk.database.read() as tx:
        said = await kind_consents.history(tx, [(ada.practice_id, ada.id)])
        log = [one.action for one in await audit.entries(tx, desk.practice.id)]
    assert [(one.kind, one.how, one.evidence) for one in said] == [
        (ConsentKind.GRANTED, ConsentHow.FORM, "12"),
        (ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, "12"),
    ]
    assert log.count("consent") == 3
    await browser.get(f"/clients/{ada.id}/export")
    assert "Messages when it is time for the next visit: stopped" in browser.text
    # the form has a box of its own for it
    got = await browser.session.get(browser.server.make_url(f"/clients/{ada.id}/form?language=en"))
    said_there = letters(await got.read())
    assert "months after my last appointment" in said_there
    assert "that I missed" not in said_there
