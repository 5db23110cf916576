"""One thread for each client: texts and mails in one, read, assigned, noted, done, reopened."""

import re
from datetime import timedelta

import pytest

from calendar_store.database import audit
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel, MessageKind, Role
from calendar_store.practices import staff
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases.tariff import Tariff
from tests.support.desk import BY
from tests.support.exchange import Exchange
from tests.support.open_conversation import follow, typed

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

OURS, ADA = "calendar@example.org", "ada@example.org"
MAILS = ConversationKey(Channel.EMAIL, OURS, ADA)


@pytest.fixture
def exchange(desk):
    return Exchange(desk, beside=[MailChannel(OURS)])


@pytest.fixture
def tariff(exchange):
    return Tariff(exchange.channels)


@pytest.fixture
async def ada(desk):
    return await desk.client(email=ADA, agreed=list(Channel))


async def mails(exchange, text):
    await exchange.comes(MAILS, text)
    await exchange.handled()


async def send(browser, act, **form):
    """Send a form of the open thread."""
    await browser.post(f"{browser.path.partition('?')[0]}/{act}", {"csrf": browser.csrf} | form)


async def test_a_client_who_texts_and_mails_is_one_thread(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    await mails(exchange, "And my cat as well?")
    await browser.get("/inbox")
    assert browser.text.count("Ada Byron") == 1
    await follow(browser, "Answer")
    assert "And my cat as well? @ by email" in browser.text
    assert browser.text.index("my dog") < browser.text.index("my cat")
    # the last word came by mail, so the answer does; by text is one tap away
    assert "Answer Ada by text" in browser.text
    await browser.post(browser.path, typed(browser, "Both are welcome."))
    sent = (await desk.messages())[-1]
    assert (sent.kind, sent.channel, sent.recipient) == (MessageKind.STAFF, Channel.EMAIL, ADA)
    assert await desk.alerts() == []
    assert "waiting" not in browser.text


async def test_what_came_by_the_other_way_meanwhile_is_read_first(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    form = typed(browser, "Yes, it is welcome.")
    await mails(exchange, "Forget the dog. And my cat?")
    await browser.post(browser.path, form)
    assert browser.status == 422
    assert "They have written again meanwhile." in browser.text
    assert "Forget the dog." in browser.text


async def test_what_nobody_has_opened_comes_first(browser, exchange, desk, clock, booked):
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, desk.now + timedelta(days=3))
    await exchange.says("Can I bring my dog?")
    exchange.at(exchange.now + timedelta(minutes=1))
    await exchange.says("Can I bring my cat?", 2)
    await browser.get("/inbox")
    assert browser.text.index("Ada Byron") < browser.text.index("Grace Hopper")
    assert browser.text.count("● new") == 2
    await follow(browser, "Answer")
    await browser.get("/inbox")
    assert browser.text.index("Grace Hopper") < browser.text.index("Ada Byron")
    assert browser.text.count("● new") == 1
    # until she writes again
    await exchange.says("and my parrot?")
    await browser.get("/inbox")
    assert browser.text.count("● new") == 2


async def test_a_thread_is_assigned_and_found_among_mine(browser, exchange, desk, booked):
    async with desk.database.write() as tx:
        emmy = await staff.add(
            *(tx, desk.practice.id),
            email="emmy@example.org",
            name="Emmy",
            role=Role.ADMIN,
            password_hash="x",
            by=BY,
            now=desk.now,
        )
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    me = re.search(r'<button name="whom" value="(\d+)">', browser.html)[1]
    await send(browser, "assign", whom=me)
    assert "(me)" in browser.text
    assert "I see to it" not in browser.text
    await browser.get("/inbox/mine")
    assert "Assigned to me 1" in browser.text
    assert "Ada Byron" in browser.text
    await follow(browser, "Answer")
    await send(browser, "assign", whom=str(emmy.id))
    await browser.get("/inbox/mine")
    assert "Assigned to me 0" in browser.text
    assert "Ada Byron" not in browser.text
    await browser.get("/inbox")
    assert "Emmy sees to it" in browser.text
    await follow(browser, "Answer")
    await send(browser, "assign", whom="17")
    assert browser.status == 409
    assert "choose somebody who answers clients" in browser.text
    await follow(browser, "Answer")
    await send(browser, "assign", whom="")
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id)
    assert [e.detail["to"] for e in entries if e.action == "conversation.assigned"] == [
        *("", "emmy@example.org", "ada@example.org"),
    ]


async def test_a_note_stands_among_what_was_said_and_can_be_put_back(
    browser, exchange, desk, booked
):
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    before = len(await desk.messages())
    await send(browser, "note", note="Asked Bruno: only small ones.")
    assert "Asked Bruno: only small ones. ✎ internal note" in browser.text
    assert len(await desk.messages()) == before
    note = re.search(r"/inbox/note/(\d+)/remove", browser.html)[1]
    back = browser.path.partition("#")[0]
    await browser.post(f"/inbox/note/{note}/remove", {"csrf": browser.csrf, "back": back})
    assert "Asked Bruno" not in browser.text
    assert "Note removed." in browser.text
    await browser.post(f"/inbox/note/{note}/restore", {"csrf": browser.csrf, "back": back})
    assert "Asked Bruno" in browser.text


@pytest.mark.parametrize(("note", "why"), [(" \n ", "a note needs words")])
async def test_a_note_without_words_is_refused(browser, exchange, booked, note, why):
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    await send(browser, "note", note=note)
    assert browser.status == 422
    assert why in browser.text


async def test_done_is_undone_and_found_among_what_was_done(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    await mails(exchange, "And my cat?")
    await follow(browser, "Answer")
    await browser.post(browser.path, typed(browser, "", "close"))
    assert "✓ Done. Nothing is sent." in browser.text
    assert "No unanswered messages." in browser.text
    path = re.search(r'action="(/inbox/text/\d+/reopen)"', browser.html)[1]
    await browser.get("/inbox/done")
    assert "ada@example.org" in browser.text
    assert "And my cat?" in browser.text
    await browser.get("/inbox")
    await browser.post(path, {"csrf": browser.csrf})
    assert len(await desk.alerts()) == 2
    await browser.get("/inbox")
    assert "Can I bring my dog?" in browser.text
    # and she is not told a second time that a person reads it
    assert await exchange.says("Hello?") == []
    await browser.post(path, {"csrf": browser.csrf})
    assert browser.status == 409


async def test_one_tap_in_the_list_settles_a_text(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    await browser.get("/inbox")
    value = re.search(r'name="meant" value="(cancel[^"]+)"', browser.html)[1]
    path = re.search(r'action="(/inbox/text/\d+/meant)"', browser.html)[1]
    await browser.post(path, {"csrf": browser.csrf, "meant": value})
    assert "✓ Cancelled. They are told so." in browser.text
    await browser.get("/inbox/done")
    assert "it means they cannot come" in browser.text


async def test_examples_are_downloaded_without_names(browser, exchange, desk, booked):
    await browser.get("/inbox/done")
    assert "JSONL" not in browser.text
    await exchange.says("Ada here, can I bring my dog?")
    await browser.get("/inbox")
    path = re.search(r'action="(/inbox/text/\d+/meant)"', browser.html)[1]
    await browser.post(path, {"csrf": browser.csrf, "meant": "nothing"})
    await browser.get("/inbox/done")
    assert "JSONL" in browser.text
    await browser.get("/inbox/examples.csv")
    assert browser.headers["Content-Type"].startswith("text/csv")
    assert '"<name> here, can I bring my dog?",en,none,unclear,nothing,' in browser.html
    await browser.get("/inbox/examples.jsonl")
    assert '"text": "<name> here, can I bring my dog?"' in browser.html
