"""A client who mails: seen beside texts with the sign of mail, and answered by mail."""

import pytest

from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel, MessageKind
from gateway.channels.mail.mail_channel import MAIL_CARRIER, MailChannel
from gateway.use_cases.tariff import Tariff
from tests.support.exchange import Exchange
from tests.support.open_conversation import follow, typed

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

OURS, ADA = "calendar@example.org", "ada@example.org"
TALK = ConversationKey(Channel.EMAIL, OURS, ADA)


@pytest.fixture
def exchange(desk):
    return Exchange(desk, beside=[MailChannel(OURS)])


@pytest.fixture
def tariff(exchange):
    return Tariff(exchange.channels)


@pytest.fixture
async def ada(desk):
    return await desk.client(email=ADA, agreed=list(Channel))


@pytest.fixture
async def opened(browser, exchange, booked):
    """A conversation by mail that waits, open in the browser."""
    await exchange.comes(TALK, "Can I bring my dog?")
    await exchange.handled()
    return await follow(browser, "Answer")


async def test_a_mail_waits_among_the_clients_with_its_sign(browser, exchange, booked):
    await exchange.comes(TALK, "Can I bring my dog?")
    await exchange.handled()
    await browser.get("/inbox")
    assert "Ada Byron" in browser.text
    assert f"mailto:{ADA}" in browser.html
    assert "@ by email" in browser.text
    assert "Unknown" not in browser.text


async def test_staff_answer_it_by_mail_and_it_costs_nothing(opened, exchange, desk):
    assert "characters</p>" in opened.html
    await opened.post(opened.path, typed(opened, "Yes, dogs are welcome."))
    assert "✓ Sent." in opened.text
    sent = (await desk.messages())[-1]
    assert (sent.kind, sent.channel, sent.carrier) == (
        *(MessageKind.STAFF, Channel.EMAIL, MAIL_CARRIER),
    )
    assert (sent.sender, sent.recipient, sent.parts, sent.price) == (OURS, ADA, 0, 0)
    assert await desk.alerts() == []


async def test_both_conversations_of_a_client_lead_to_each_other(browser, exchange, ada):
    await browser.get(f"/inbox/email/{ada.id}")
    assert "Nothing yet." in browser.text
    assert f'href="/inbox/client/{ada.id}"' in browser.html
    await browser.get(f"/inbox/client/{ada.id}")
    assert f'href="/inbox/email/{ada.id}"' in browser.html


async def test_who_has_no_email_has_no_conversation_by_mail(browser, desk):
    grace = await desk.client("Grace", number=2)
    await browser.get(f"/inbox/email/{grace.id}")
    assert browser.status == 404


async def test_the_visit_shows_what_came_by_mail(browser, exchange, desk, booked):
    while await exchange.planner.step():
        pass
    await exchange.comes(TALK, "I'll be there")
    await exchange.handled()
    await browser.get(f"/day/{booked.starts_at.date()}?appointment={booked.id}")
    assert "I'll be there" in browser.text
    assert "@ by email" in browser.text
