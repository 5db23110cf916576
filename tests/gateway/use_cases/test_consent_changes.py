"""Stopping one way of being reached, or all of them: said by text, recorded by staff."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.database import audit
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, MessageStatus
from gateway.use_cases import consent_changes
from gateway.use_cases.consent_changes import ConsentRequest
from gateway.use_cases.tariff import Tariff
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, mobile
from tests.support.exchange import OURS
from tests.support.sms import texts

SMS, EMAIL = Channel.SMS, Channel.EMAIL
TARIFF = Tariff(texts(("primary", (OURS,))))


@pytest.fixture
async def ada(desk):
    """Ada, who agreed to texts and emails."""
    return await agreed(desk, "Ada", 1, "ada@example.org")


async def agreed(desk, first, number, email):
    async with desk.database.write() as tx:
        entered = NewClient(first, "Byron", mobile(number), email)
        added = await clients.add(tx, desk.practice, entered, by=BY, now=desk.now)
        said = [
            ConsentStatement(
                added.id, channel, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, desk.now
            )
            for channel in (SMS, EMAIL)
        ]
        await consent.record(tx, desk.practice.id, said, now=desk.now)
    return added


async def standing(desk, client):
    """Why nothing goes to a client, by channel; "" where something may."""
    async with desk.database.read() as tx:
        found = await consent_changes.standing(tx, client)
    return in_words(found[SMS]), in_words(found[EMAIL])


async def deed(do, desk, client, *channels, how=ConsentHow.SPOKEN):
    async with desk.database.write() as tx:
        wish = ConsentRequest(channels, how)
        return await do(tx, BY, desk.practice, client, wish, tariff=TARIFF, now=desk.now)


async def test_no_more_emails_stops_emails_and_texts_go_on(exchange, desk, ada):
    (told,) = await exchange.says("no more emails please")
    assert told == "Studio Aurora: done, no more emails to you. Texts go on; STOP stops them."
    assert await standing(desk, ada) == ("", "opted out by no more emails please")
    appointment = await desk.book(ada, exchange.now + timedelta(days=3))
    await exchange.planner.step()
    assert (await desk.messages())[-1].appointment_id == appointment.id


@pytest.mark.parametrize("word", ["STOP ALL", "stopall", "basta tutto"])
async def test_stop_all_stops_every_way_and_is_confirmed_once(exchange, desk, ada, word):
    await desk.book(ada, exchange.now + timedelta(days=3))
    await exchange.planner.step()
    (told,) = await exchange.says(word)
    assert "START" in told
    assert await standing(desk, ada) == (f"opted out by {word}", f"opted out by {word}")
    assert await exchange.queued() == [told]
    exchange.at(exchange.now + timedelta(days=1, hours=1))
    await exchange.planner.step()
    assert await exchange.queued() == [told]
    assert await exchange.says("when is my appointment?") == []


async def test_start_brings_texts_back_and_not_emails(exchange, desk, ada):
    await exchange.says("STOP ALL")
    (told,) = await exchange.says("START")
    assert "we will text you" in told
    assert await standing(desk, ada) == ("", "opted out by STOP ALL")
    await exchange.says("start emails")
    assert await standing(desk, ada) == ("", "")


async def test_stop_all_after_a_stop_stops_emails_too_and_says_nothing(exchange, desk, ada):
    await exchange.says("STOP")
    assert await standing(desk, ada) == ("opted out by STOP", "")
    assert await exchange.says("STOP ALL") == []
    assert await standing(desk, ada) == ("opted out by STOP", "opted out by STOP ALL")
    assert await exchange.says("start emails") == []
    assert await standing(desk, ada) == ("opted out by STOP", "")


async def test_only_email_stops_texts_and_turns_to_email(exchange, desk, ada):
    (told,) = await exchange.says("only email please")
    assert "We write to you by email." in told
    assert await standing(desk, ada) == ("opted out by only email please", "")
    async with desk.database.read() as tx:
        assert (await clients.get(tx, desk.practice.id, ada.id)).prefers is EMAIL


async def test_only_email_without_an_address_changes_nothing_and_reaches_staff(exchange, desk):
    marie = await desk.client("Marie", "Curie", 2)
    (told,) = await exchange.says("only email please", 2)
    assert told.startswith("We have no email address of yours, so nothing has changed.")
    assert (await standing(desk, marie))[0] == ""
    assert len(await desk.alerts()) == 1


async def test_staff_stop_everything_with_who_and_how_and_one_text_confirms(exchange, desk, ada):
    await desk.book(ada, exchange.now + timedelta(days=3))
    await exchange.planner.step()
    told = await deed(consent_changes.stop, desk, ada, SMS, EMAIL, how=ConsentHow.FORM)
    assert told.text.startswith("Studio Aurora: done, nothing more from us")
    assert await standing(desk, ada) == ("opted out by staff", "opted out by staff")
    assert await exchange.queued() == [told.text]
    async with desk.database.read() as tx:
        *_, last = await consent.history(tx, desk.practice.id, ada.id)
        entries = await audit.entries(tx, desk.practice.id)
    assert (last.kind, last.how, last.by) == (ConsentKind.WITHDRAWN, ConsentHow.FORM, BY.label)
    assert [e.action for e in entries].count("consent") >= 2
    # the number is stopped as by STOP: nothing is answered
    assert await exchange.says("when is my appointment?") == []


async def test_staff_start_again_what_was_stopped(exchange, desk, ada):
    await exchange.says("STOP ALL")
    told = await deed(consent_changes.start, desk, ada, SMS)
    assert told.text.startswith("Studio Aurora: done, we will text you")
    assert await standing(desk, ada) == ("", "opted out by STOP ALL")
    assert await deed(consent_changes.start, desk, ada, EMAIL)
    assert await standing(desk, ada) == ("", "")


async def test_nobody_is_started_without_saying_how_they_agreed(desk, ada):
    with pytest.raises(InvalidInput, match="say how they agreed"):
        await deed(consent_changes.start, desk, ada, SMS, how=ConsentHow.STAFF)


async def test_who_has_no_email_agrees_to_none(desk):
    marie = await desk.client("Marie", "Curie", 2)
    with pytest.raises(InvalidInput, match="has no email address"):
        await deed(consent_changes.start, desk, marie, EMAIL)


async def test_one_of_a_family_stops_and_the_number_stays_to_the_other(exchange, desk, ada):
    son = await agreed(desk, "Ralph", 1, "")
    mine = await desk.book(ada, exchange.now + timedelta(days=3))
    theirs = await desk.book(son, exchange.now + timedelta(days=4))
    await exchange.planner.step()
    assert await deed(consent_changes.stop, desk, ada, SMS) is None
    assert (await standing(desk, ada))[0] == "consent withdrawn"
    assert (await standing(desk, son))[0] == ""
    fates = {m.appointment_id: m.status for m in await desk.messages()}
    assert fates == {mine.id: MessageStatus.SKIPPED, theirs.id: MessageStatus.QUEUED}
    assert await deed(consent_changes.stop, desk, son, SMS)
    assert (await standing(desk, son))[0] == "opted out by staff"


async def test_who_never_agreed_is_not_told_that_it_stopped(exchange, desk):
    shy = await desk.client("Marie", "Curie", 2, consents=False)
    assert await deed(consent_changes.stop, desk, shy, SMS) is None
    assert await desk.messages() == []
