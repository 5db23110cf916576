"""On their own page clients agree to messages after visits, where the practice sends any."""

import json
from datetime import timedelta

import pytest
from yarl import URL

from calendar_store.appointments import follow_ups
from calendar_store.clients import kind_consents, muted_kinds
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, MessageKind
from tests.support.desk import BY

ALL = {f"sms_{kind}": "1" for kind in ("reminder", "booked", "offer")}


@pytest.fixture
async def recalls(desk, now):
    async with desk.database.write() as tx:
        kind, after = MessageKind.RECALL, timedelta(days=180)
        await follow_ups.set_policy(tx, desk.practice.id, kind, after, by=BY, now=now)


@pytest.fixture
def page(client_links, desk, ada, now):
    sent_to = (Channel.SMS, ada.mobile)
    until = now + timedelta(days=30)
    return URL(client_links.preferences(desk.practice.id, ada.id, sent_to, until)).raw_path


async def said(desk, client):
    async with desk.database.read() as tx:
        return await kind_consents.history(tx, [(client.practice_id, client.id)])


async def test_what_a_practice_does_not_send_is_asked_of_nobody(stranger, page, desk, ada):
    await stranger.get(page)
    assert "When it is time for the next appointment" not in stranger.text
    await stranger.post(page, ALL | {"sms_recall": "1"})
    assert await said(desk, ada) == ()


async def test_a_box_that_nobody_has_ticked_is_empty_and_agrees_when_it_is(
    stranger, page, desk, ada, recalls
):
    await stranger.get(page)
    assert "When it is time for the next appointment" in stranger.text
    assert "After a missed appointment" not in stranger.text
    assert 'name="sms_recall" value="1">' in stranger.html
    # saving something else says nothing of it
    await stranger.post(page, ALL)
    assert await said(desk, ada) == ()
    async with desk.database.read() as tx:
        assert await muted_kinds.load(tx, [(desk.practice.id, ada.id)]) == set()
    await stranger.post(page, ALL | {"sms_recall": "1"})
    assert 'name="sms_recall" value="1" checked>' in stranger.html
    (event,) = await said(desk, ada)
    assert (event.about, event.kind, event.how) == (
        *(MessageKind.RECALL, ConsentKind.GRANTED),
        ConsentHow.WEB,
    )
    await stranger.post(page, ALL | {"sms_recall": "1"})
    assert len(await said(desk, ada)) == 1
    await stranger.post(page, ALL)
    assert [one.kind for one in await said(desk, ada)][1:] == [ConsentKind.WITHDRAWN]
    await stranger.get(f"{page}/data")
    assert "When it is time for the next appointment: agreed" in stranger.text
    assert "When it is time for the next appointment: stopped" in stranger.text
    await stranger.get(f"{page}/data.json")
    kept = json.loads(stranger.html)["consents_to_kinds"]
    assert [(one["messages"], one["kind"]) for one in kept] == [
        ("recall", "granted"),
        ("recall", "withdrawn"),
    ]
