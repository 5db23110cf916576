"""A client's preferences: kinds, channels, language, waiting list, and what is stored."""

import json
from datetime import timedelta

import pytest
from yarl import URL

from calendar_store.appointments import waiting_list
from calendar_store.clients import clients, consent, muted_kinds
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.use_cases.consent_changes import standing
from tests.support.acts import written
from tests.support.desk import BY, mobile
from tests.support.pages import hear, say


@pytest.fixture
async def ada(desk, ada, now):
    async with desk.database.write() as tx:
        return await clients.change(
            tx, desk.practice, ada.id, by=BY, now=now, email="ada@example.org"
        )


@pytest.fixture
def page(client_links, desk, ada, now):
    until = now + timedelta(days=30)
    sent_to = (Channel.EMAIL, "ada@example.org")
    return URL(client_links.preferences(desk.practice.id, ada.id, sent_to, until)).raw_path


async def reached(desk, client):
    async with desk.database.read() as tx:
        return {channel for channel, why_not in (await standing(tx, client)).items() if not why_not}


async def test_the_page_shows_each_channel_and_stop_everything(stranger, page):
    await stranger.get(page)
    assert stranger.status == 200
    for words in ("Texts", "333 111 0001", "Emails", "ada@example.org", "Stop all messages"):
        assert words in stranger.text
    # without consent to emails there is nothing to choose, but to begin
    assert "Yes, send me emails" in stranger.text


async def test_kinds_language_and_channel_are_saved(stranger, page, desk, ada):
    await stranger.post(
        page, {"sms_reminder": "1", "prefers": "email", "locale": "it", "email_offer": "1"}
    )
    assert "Salvato." in stranger.text
    key = (desk.practice.id, ada.id)
    async with desk.database.read() as tx:
        muted = await muted_kinds.load(tx, [key])
        after = await clients.get(tx, *key)
    # kinds of emails were not on the form, as emails are not agreed to
    others = (MessageKind.BOOKED, MessageKind.OFFER)
    assert muted == {(*key, Channel.SMS, kind) for kind in others}
    assert (after.prefers, after.locale) == (Channel.EMAIL, "it")
    every = ("reminder", "booked", "offer", "follow_up", "recall")
    await stranger.post(page, {f"sms_{kind}": "1" for kind in every})
    async with desk.database.read() as tx:
        assert await muted_kinds.load(tx, [key]) == set()


async def test_what_was_not_offered_is_not_saved(stranger, page, desk, ada):
    await stranger.post(page, {"prefers": "pigeon", "locale": "xx", "pigeon_reminder": "1"})
    assert stranger.status == 200
    async with desk.database.read() as tx:
        after = await clients.get(tx, desk.practice.id, ada.id)
    assert (after.prefers, after.locale) == (ada.prefers, ada.locale)


async def test_stopping_is_at_once_and_starting_is_consent(stranger, page, desk, ada, booked):
    message = await say(desk, booked, ada, MessageStatus.QUEUED)
    await stranger.post(f"{page}/stop", {"channel": "sms"})
    assert "You will get no more of these messages." in stranger.text
    assert await reached(desk, ada) == set()
    (held,) = [one for one in await desk.messages() if one.id == message.id]
    assert held.status is MessageStatus.SKIPPED
    for _ in range(2):
        await stranger.post(f"{page}/start", {"channel": "sms"})
    assert await reached(desk, ada) == {Channel.SMS}
    await stranger.post(f"{page}/start", {"channel": "email"})
    assert await reached(desk, ada) == {Channel.SMS, Channel.EMAIL}
    async with desk.database.read() as tx:
        events = await consent.history(tx, desk.practice.id, ada.id)
    assert [(one.channel, one.kind, one.how) for one in events[1:]] == [
        ("sms", "withdrawn", "web"),
        ("sms", "granted", "web"),
        ("email", "granted", "web"),
    ]


async def test_stop_everything_stops_everything(stranger, page, desk, ada):
    await stranger.post(f"{page}/start", {"channel": "email"})
    await stranger.post(f"{page}/stop", {"channel": "all"})
    assert await reached(desk, ada) == set()
    assert "All messages are stopped." in stranger.text
    before = await written(desk.database)
    await stranger.post(f"{page}/stop", {"channel": "all"})
    assert await written(desk.database) == before


async def test_others_with_the_number_keep_their_texts(stranger, page, desk, ada):
    ben = await desk.client("Ben", "Byron", 1)
    await stranger.post(f"{page}/stop", {"channel": "sms"})
    assert await reached(desk, ada) == set()
    assert await reached(desk, ben) == {Channel.SMS}
    assert "Ben" not in stranger.text


async def test_waiting_for_an_earlier_time_and_leaving(stranger, page, desk, ada, booked):
    await stranger.get(page)
    assert "Your appointment on 14 Jan 2026, 10:00" in stranger.text
    for _ in range(2):
        await stranger.post(f"{page}/wait", {"appointment": str(booked.id)})
        assert "Earlier than 14 Jan 2026, 10:00" in stranger.text
    async with desk.database.read() as tx:
        (entry,) = await waiting_list.of_clients(tx, [(desk.practice.id, ada.id)], desk.now)
    assert (entry.appointment_id, entry.ends_at) == (booked.id, booked.starts_at)
    for _ in range(2):
        await stranger.post(f"{page}/leave", {"entry": str(entry.id)})
        assert "You are off the waiting list." in stranger.text
    async with desk.database.read() as tx:
        assert await waiting_list.of_clients(tx, [(desk.practice.id, ada.id)], desk.now) == []


async def test_nothing_of_others_can_be_touched(stranger, page, desk, ada, now):
    grace = await desk.client("Grace", "Hopper", 2)
    theirs = await desk.book(grace, now + timedelta(days=3))
    before = await written(desk.database)
    await stranger.post(f"{page}/wait", {"appointment": str(theirs.id)})
    assert stranger.status == 404
    for entry in ("1", "x", "9" * 18):
        await stranger.post(f"{page}/leave", {"entry": entry})
    assert await written(desk.database) == before


async def test_what_is_stored_is_shown_and_can_be_taken_along(stranger, page, desk, ada, booked):
    ben = await desk.client("Ben", "Byron", 1)
    await say(desk, booked, ada)
    await say(desk, booked, ben, text="For Ben alone.")
    await hear(desk, ada, "I will come")
    await stranger.get(f"{page}/data")
    assert stranger.status == 200
    for words in ("Ada Byron", "will you come?", "I will come", "14 Jan 2026, 10:00", "agreed"):
        assert words in stranger.text
    assert "Ben" not in stranger.text
    await stranger.get(f"{page}/data.json")
    assert stranger.headers["Content-Disposition"].startswith("attachment")
    copy = json.loads(stranger.html)
    assert copy["client"]["mobile"] == ada.mobile
    assert [one["text"] for one in copy["received"]] == ["I will come"]
    assert len(copy["messages"]) == len(copy["appointments"]) == len(copy["consents"]) == 1
    assert "Ben" not in stranger.html


async def test_what_came_from_a_number_of_before_is_in_the_copy_and_nobody_elses(
    stranger, page, booked, ada, desk
):
    now, ben = desk.now, await desk.client("Ben", "Byron", 1)
    await say(desk, booked, ada)
    await hear(desk, ada, "From my old number")
    before = ada.mobile
    async with desk.database.write() as tx:
        changed = await clients.change(
            *(tx, desk.practice, ada.id), by=BY, now=now, mobile=mobile(77)
        )
        # somebody else gets the number
        heir = await clients.change(*(tx, desk.practice, ben.id), by=BY, now=now, mobile=before)
    await hear(desk, changed, "From my new number")
    await hear(desk, heir, "Of somebody else")
    await stranger.get(f"{page}/data.json")
    copy = json.loads(stranger.html)
    assert [(one["from"], one["text"]) for one in copy["received"]] == [
        (before, "From my old number"),
        (changed.mobile, "From my new number"),
    ]
    assert "Of somebody else" not in stranger.html
    await stranger.get(f"{page}/data")
    assert "From my old number" in stranger.text


async def test_an_expired_link_tells_nothing(stranger, page, clock, ada):
    clock.forward(timedelta(days=31))
    for path in (page, f"{page}/data", f"{page}/data.json"):
        await stranger.get(path)
        assert stranger.status == 404
        assert "Ada" not in stranger.text
    await stranger.post(f"{page}/stop", {"channel": "all"})
    assert stranger.status == 404
