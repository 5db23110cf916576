"""Beside each alert stands the act that mends it: send again, correct, ask for consent, call."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients, consent
from calendar_store.conversations import alerts
from calendar_store.messages import attempt_outcomes
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.conversations import Alert
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import appointment_changes
from gateway.use_cases.tariff import Tariff
from tests.support.desk import BY, mobile
from tests.support.exchange import Exchange

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

LOST = Reason(ReasonCode.PHONE_OFF)


@pytest.fixture
def exchange(desk):
    return Exchange(desk, beside=[MailChannel("calendar@example.org")])


@pytest.fixture
def tariff(exchange):
    return Tariff(exchange.channels)


@pytest.fixture
async def ada(desk):
    return await desk.client(email="ada@example.org", agreed=list(Channel))


@pytest.fixture
async def lost(exchange, desk, booked):
    """The alert about the text that told of a booking, and did not arrive."""
    await exchange.planner.step()
    (sent,) = [one for one in await desk.messages() if one.kind is MessageKind.BOOKED]
    async with desk.database.write() as tx:
        for status in (MessageStatus.SENDING, MessageStatus.FAILED):
            await attempt_outcomes.advance(tx, [Outcome(sent, status, LOST)], desk.now)
        made = Alert(
            *(desk.practice.id, tx.ids.new(), AlertKind.NOT_DELIVERED, LOST, desk.now),
            client_id=booked.client_id,
            appointment_id=booked.id,
            message_id=sent.id,
        )
        await alerts.raise_all(tx, [made])
    return made


async def act(browser, alert, what, **form):
    path = f"/alerts/{alert.id}/{what}"
    await browser.post(path, {"csrf": browser.csrf, "list": "not-delivered"} | form)


async def test_it_is_sent_again_by_the_other_channel(browser, desk, lost):
    await browser.get("/alerts/not-delivered")
    assert "Send again by text" in browser.text
    assert "Send by email" in browser.text
    assert f'href="tel:{mobile(1)}"' in browser.html
    await act(browser, lost, "resend", by="email")
    assert "✓ Sent again, by email." in browser.text
    assert "No open alerts." in browser.text
    sent = (await desk.messages())[-1]
    assert (sent.channel, sent.kind) == (Channel.EMAIL, MessageKind.BOOKED)
    assert sent.status is MessageStatus.QUEUED
    await act(browser, lost, "resend", by="email")
    assert browser.status == 404


async def test_that_a_visit_is_cancelled_is_told_again(browser, exchange, desk, booked):
    async with desk.database.write() as tx:
        await appointment_changes.cancel(
            *(tx, BY, desk.practice, booked.id),
            version=booked.version,
            channels=exchange.channels,
            now=desk.now,
        )
    exchange.at(desk.now + timedelta(minutes=1))
    await exchange.planner.step()
    (sent,) = [one for one in await desk.messages() if one.kind is MessageKind.CHANGED]
    async with desk.database.write() as tx:
        for status in (MessageStatus.SENDING, MessageStatus.FAILED):
            await attempt_outcomes.advance(tx, [Outcome(sent, status, LOST)], desk.now)
        made = Alert(
            *(desk.practice.id, tx.ids.new(), AlertKind.NOT_DELIVERED, LOST, desk.now),
            client_id=booked.client_id,
            appointment_id=booked.id,
            message_id=sent.id,
        )
        await alerts.raise_all(tx, [made])
    await browser.get("/alerts/not-delivered")
    assert "Send again by text" in browser.text
    await act(browser, made, "resend", by="sms")
    assert "✓ Sent again, by text." in browser.text
    again = (await desk.messages())[-1]
    assert (again.kind, again.status) == (MessageKind.CHANGED, MessageStatus.QUEUED)
    assert again.text == sent.text
    assert "is cancelled" in again.text


async def test_the_number_is_corrected_and_the_text_goes_to_it(browser, desk, lost, ada):
    await browser.get("/alerts/not-delivered")
    await act(browser, lost, "correct", number="12")
    assert browser.status == 422
    assert 'value="12"' in browser.html
    assert len(await desk.alerts()) == 1
    await act(browser, lost, "correct", number=mobile(7))
    assert "✓ Sent again, by text." in browser.text
    async with desk.database.read() as tx:
        assert (await clients.get(tx, desk.practice.id, ada.id)).mobile == mobile(7)
    assert (await desk.messages())[-1].recipient == mobile(7)


async def test_a_number_is_corrected_although_the_visit_is_cancelled(browser, desk, lost, booked):
    await desk.cancel(booked)
    await browser.get("/alerts/not-delivered")
    assert "Send again" not in browser.text
    await act(browser, lost, "correct", number=mobile(7))
    assert "✓ Noted. Nothing was left to send." in browser.text
    assert await desk.alerts() == []


async def test_who_never_agreed_is_asked_and_what_they_say_is_recorded(
    browser, exchange, desk, now
):
    grace = await desk.client("Grace", "Hopper", 2, agreed=[])
    visit = await desk.book(grace, now + timedelta(days=2))
    await exchange.planner.step()
    why = Reason(ReasonCode.NO_CONSENT)
    async with desk.database.write() as tx:
        made = Alert(
            *(desk.practice.id, tx.ids.new(), AlertKind.NOT_DELIVERED, why, now),
            client_id=grace.id,
            appointment_id=visit.id,
        )
        await alerts.raise_all(tx, [made])
    await browser.get("/alerts/not-delivered")
    assert "Ask them whether they agree to texts:" in browser.text
    assert "Send again by text" not in browser.text
    await act(browser, made, "agree", how="spoken")
    assert "✓ Sent again, by text." in browser.text
    async with desk.database.read() as tx:
        (event,) = await consent.history(tx, desk.practice.id, grace.id)
    assert (event.channel, event.how.value) == (Channel.SMS, "spoken")
    await act(browser, made, "agree", how="rumour")
    assert browser.status == 404


async def test_what_cannot_be_sent_to_the_right_number_leaves_the_alert_open(
    browser, desk, lost, ada
):
    async with desk.database.write() as tx:
        stopped = (desk.practice.id, Channel.SMS, mobile(7), "STOP")
        await consent.opt_out(tx, [stopped], desk.now)
    await browser.get("/alerts/not-delivered")
    sent = len(await desk.messages())
    await act(browser, lost, "correct", number=mobile(7))
    assert "Noted, but nothing can be sent to them now" in browser.text
    assert len(await desk.alerts()) == 1
    assert len(await desk.messages()) == sent
    async with desk.database.read() as tx:
        assert (await clients.get(tx, desk.practice.id, ada.id)).mobile == mobile(7)


@pytest.mark.parametrize("typed", [mobile(7), "grace@example.org"])
async def test_an_address_of_another_client_is_refused_before_anything_is_sent_to_them(
    browser, desk, lost, ada, typed
):
    await desk.client("Grace", "Hopper", 7, email="grace@example.org")
    await browser.get("/alerts/not-delivered")
    sent = len(await desk.messages())
    await act(browser, lost, "correct", number=typed)
    assert browser.status == 422
    assert f"{typed} is of Grace Hopper" in browser.text
    assert (len(await desk.messages()), len(await desk.alerts())) == (sent, 1)
    async with desk.database.read() as tx:
        assert await clients.get(tx, desk.practice.id, ada.id) == ada
