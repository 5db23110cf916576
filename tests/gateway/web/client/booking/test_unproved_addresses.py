"""Who proves one address and enters somebody else's as the other has no say over the other."""

import re

import pytest

from calendar_store.clients import clients, consent
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from gateway.use_cases.consent_changes import standing
from tests.support.desk import BY, mobile

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

EMAIL = "victim@example.org"


@pytest.fixture
async def victim(desk, now):
    """A client with mails that they have agreed to."""
    added = await desk.client("Vera", "Victim", 5)
    async with desk.database.write() as tx:
        added = await clients.change(tx, desk.practice, added.id, by=BY, now=now, email=EMAIL)
        said = consent.ConsentStatement(
            added.id, Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, now
        )
        await consent.record(tx, desk.practice.id, [said], now=now)
    return added


async def preferences_of_a_new_booking(visitor, **entered):
    """Book a visit, and return the path of the preferences to which its page leads."""
    await visitor.choose()
    await visitor.enter(**entered)
    await visitor.code()
    assert "Your appointment is booked" in visitor.browser.text
    found = re.search(r'href="[^"]*(/a/[^"]+)"', visitor.browser.html)
    await visitor.look(found[1])
    return re.search(r'href="(/p/[^"#]+)"', visitor.browser.html)[1]


async def reached(desk, client):
    async with desk.database.read() as tx:
        return {channel for channel, why_not in (await standing(tx, client)).items() if not why_not}


async def test_stop_everything_leaves_mails_of_others(visitor, desk, victim):
    path = await preferences_of_a_new_booking(visitor, email=EMAIL)
    await visitor.send(f"{path}/stop", {"channel": "all"})
    assert await reached(desk, victim) == {Channel.SMS, Channel.EMAIL}


async def test_stop_everything_leaves_texts_of_others(visitor, desk, victim):
    path = await preferences_of_a_new_booking(visitor, by="email", mobile=mobile(5))
    await visitor.send(f"{path}/stop", {"channel": "all"})
    assert await reached(desk, victim) == {Channel.SMS, Channel.EMAIL}


async def test_nobody_agrees_to_mails_for_somebody_else(visitor, desk, now):
    async with desk.database.write() as tx:
        await consent.opt_out(tx, [(desk.practice.id, Channel.EMAIL, EMAIL, "STOP")], now)
    path = await preferences_of_a_new_booking(visitor, email=EMAIL)
    assert "Yes, send me emails" not in (await visitor.look(path)).html
    assert "checked yet" in visitor.browser.text
    await visitor.send(f"{path}/start", {"channel": "email"})
    async with desk.database.read() as tx:
        assert await consent.stopped(tx, [(desk.practice.id, Channel.EMAIL, EMAIL)])


async def test_nobody_agrees_to_texts_for_a_number_that_costs_more(visitor, desk):
    path = await preferences_of_a_new_booking(visitor, by="email", mobile="+44 7400 123456")
    await visitor.send(f"{path}/start", {"channel": "sms"})
    async with desk.database.read() as tx:
        found = await clients.by_mobiles(tx, [desk.practice.id], ["+447400123456"])
    (made,) = found[(desk.practice.id, "+447400123456")]
    assert await reached(desk, made) == {Channel.EMAIL}


async def test_who_proved_a_number_stops_and_starts_it(visitor, desk):
    path = await preferences_of_a_new_booking(visitor)
    await visitor.send(f"{path}/stop", {"channel": "sms"})
    async with desk.database.read() as tx:
        found = await clients.by_mobiles(tx, [desk.practice.id], ["+393471234567"])
    (made,) = found[(desk.practice.id, "+393471234567")]
    assert await reached(desk, made) == set()
    await visitor.send(f"{path}/start", {"channel": "sms"})
    assert await reached(desk, made) == {Channel.SMS}
