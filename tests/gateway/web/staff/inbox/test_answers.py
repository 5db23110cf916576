"""Answers that staff write: bound to what they saw, counted, warned of, and the dialog resumes."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.async_api import expect

from calendar_store.clients import clients, new_client
from calendar_store.conversations import conversation_state
from calendar_store.database import audit
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel, MessageKind
from calendar_store.practices import hours, services
from dialogs.conversation import State
from tests.support.desk import BY, mobile
from tests.support.exchange import OURS
from tests.support.open_conversation import follow, hidden, suggested, typed
from tests.support.pages import DAY, EMAIL, PASSWORD

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def state_of(desk, number=1):
    key = (desk.practice.id, ConversationKey(Channel.SMS, OURS, mobile(number)))
    async with desk.database.read() as tx:
        return State.from_json((await conversation_state.load(tx, [key]))[key].state)


async def test_an_answer_goes_out_and_the_dialog_resumes(opened, exchange, desk, booked):
    await opened.post(opened.path, typed(opened, suggested(opened)))
    assert "✓ Sent." in opened.text
    sent = (await desk.messages())[-1]
    assert sent.kind is MessageKind.STAFF
    assert sent.text.startswith("Studio Aurora: Your appointment is Wed 14 Jan at 10:00")
    assert (sent.carrier, sent.price, sent.parts) == ("primary", Decimal("0.045"), 1)
    assert sent.not_before == desk.now
    assert await desk.alerts() == []
    assert (await state_of(desk)).with_person is None
    assert "Thank you, Ada. Your appointment is confirmed" in (await exchange.says("1"))[0]
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id)
    assert (EMAIL, "conversation.answered", {}) in [(e.by, e.action, e.detail) for e in entries]


async def test_an_answer_that_is_too_long_comes_back_whole(opened, desk):
    before = len(await desk.messages())
    long = ("One more word. " * 300).strip()
    await opened.post(opened.path, typed(opened, long))
    assert opened.status == 422
    assert f"{len(long)} characters are too many; at most 3000 are allowed" in opened.text
    assert suggested(opened).strip() == long
    assert len(await desk.messages()) == before


async def test_an_answer_is_never_bound_to_what_changed_meanwhile(opened, exchange, desk, booked):
    form = typed(opened, suggested(opened))
    await desk.move(booked, booked.starts_at + timedelta(hours=2))
    before = len(await desk.messages())
    await opened.post(opened.path, form)
    assert opened.status == 422
    assert "The appointment has changed meanwhile." in opened.text
    assert suggested(opened).startswith("Your appointment is Wed 14 Jan at 10:00")
    assert len(await desk.messages()) == before
    await opened.post(opened.path, typed(opened, "It is at 12 now. Reply 1 to confirm."))
    assert "confirmed: Wed 14 Jan at 12:00" in (await exchange.says("1"))[0]


async def test_a_late_1_after_a_move_confirms_nothing(opened, exchange, desk, booked):
    await opened.post(opened.path, typed(opened, suggested(opened)))
    await desk.move(booked, booked.starts_at + timedelta(hours=2))
    assert "Your appointment has changed." in (await exchange.says("1"))[0]
    assert (await desk.appointment(booked)).status is AppointmentStatus.BOOKED


async def test_a_yes_to_what_staff_asked_does_not_confirm_an_older_reminder(
    browser, exchange, desk, booked
):
    await exchange.planner.step()
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    form = typed(browser, "Could you come at three instead?")
    del form["ask"]
    await browser.post(browser.path, form)
    assert await exchange.says("yes") == []  # it is said to staff, who see it
    assert (await desk.appointment(booked)).status is AppointmentStatus.BOOKED
    assert len(await desk.alerts()) == 1


async def test_who_wants_another_time_is_asked_which_and_the_next_text_moves_it(
    browser, exchange, desk, booked
):
    # nothing is free for three months
    async with desk.database.write() as tx:
        closed = await hours.add_exception(
            tx,
            desk.practice.id,
            first=desk.now.date(),
            last=desk.now.date() + timedelta(days=90),
            by=BY,
            now=desk.now,
        )
    await exchange.says("can we move it to another day please")
    assert [one.kind for one in await desk.alerts()] == [AlertKind.NO_TIMES]
    async with desk.database.write() as tx:
        await hours.remove_exception(tx, desk.practice.id, closed.id, by=BY, now=desk.now)
    await follow(browser, "Answer")
    assert suggested(browser) == (
        "Thank you, Ada. Which days and times would suit you instead of Wed 14 Jan at 10:00?"
    )
    assert "A day and time in their reply moves the appointment" in browser.text
    await browser.post(browser.path, typed(browser, suggested(browser)))
    (offered,) = await exchange.says("friday morning")
    assert "1) Fri 16 Jan" in offered


async def test_a_service_that_is_not_safe_to_name_is_refused_and_nothing_typed_is_lost(
    opened, desk
):
    async with desk.database.write() as tx:
        await services.add(
            tx,
            desk.practice.id,
            "Podología",
            duration=timedelta(minutes=30),
            by=BY,
            now=desk.now,
        )
    before = len(await desk.messages())
    await opened.post(opened.path, typed(opened, "No dogs at the podologia, sorry"))
    assert opened.status == 422
    assert "“Podología” may not stand in a message" in opened.text
    assert suggested(opened) == "No dogs at the podologia, sorry"
    assert len(await desk.messages()) == before
    assert len(await desk.alerts()) == 1


async def test_staff_are_warned_once_before_an_answer_tells_why_they_come(opened, desk):
    before = len(await desk.messages())
    text = "Yes, bring it along to the oncology ward"
    await opened.post(opened.path, typed(opened, text))
    assert "“oncology” would tell whoever sees the phone why they come" in opened.text
    assert suggested(opened) == text
    assert len(await desk.messages()) == before
    # another such word is another warning
    more = f"{text}, for the chemo"
    await opened.post(opened.path, typed(opened, more, despite=hidden(opened, "despite")))
    assert "“oncology”, “chemo”" in opened.text
    assert len(await desk.messages()) == before
    despite = re.search(r'name="despite" value="([^"]+)"', opened.html)[1]
    await opened.post(opened.path, typed(opened, more, despite=despite))
    assert "✓ Sent." in opened.text
    assert "chemo" in (await desk.messages())[-1].text


async def test_the_warning_comes_while_it_is_typed(opened):
    form = typed(opened, "see you at the psychiatrist")
    await opened.post(f"{opened.path}/count", form)
    assert "“psychiatrist” would tell whoever sees the phone" in opened.text


async def test_a_number_that_stopped_is_not_written_to(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    form = typed(browser, "Yes, do")
    await exchange.says("STOP")
    before = len(await desk.messages())
    await browser.post(browser.path, form)
    assert browser.status == 422
    assert "They have stopped texts to this number" in browser.text
    assert suggested(browser) == "Yes, do"
    assert len(await desk.messages()) == before
    await browser.get(browser.path)
    assert 'value="send"' not in browser.html


async def test_who_has_not_agreed_is_answered_but_never_written_to_first(browser, exchange, desk):
    shy = await desk.client("Grace", "Hopper", 2, consents=False)
    await browser.get(f"/inbox/client/{shy.id}")
    assert "They have not agreed to texts yet." in browser.text
    form = typed_without_form(browser, "Hello")
    await browser.post(browser.path, form)
    assert browser.status == 422
    assert await desk.messages() == []
    await exchange.says("Can I bring my dog?", 2)
    await browser.get(f"/inbox/client/{shy.id}")
    await browser.post(browser.path, typed(browser, "Yes, do"))
    assert [m.text for m in await desk.messages()][-1] == "Studio Aurora: Yes, do"


def typed_without_form(browser, text):
    return {"csrf": browser.csrf, "seen": "0", "text": text, "do": "send"}


async def test_what_they_write_meanwhile_is_read_before_an_answer_goes(opened, exchange, desk):
    form = typed(opened, "Yes, do")
    await exchange.says("Never mind, no dog")
    await opened.post(opened.path, form)
    assert "They have written again meanwhile." in opened.text
    assert "Never mind, no dog" in opened.text
    assert suggested(opened) == "Yes, do"
    await opened.post(opened.path, typed(opened, "Very well"))
    assert "✓ Sent." in opened.text


async def test_without_script_preview_counts_and_sends_nothing(opened, desk):
    before = len(await desk.messages())
    await opened.post(opened.path, typed(opened, "Yes – do “come” 😀", "preview"))
    assert opened.status == 200
    assert "The client receives: Studio Aurora: Yes – do “come” 😀" in opened.text
    assert "of 70 characters" in opened.text
    assert "Only 70 characters fit a part because of" in opened.text
    assert suggested(opened) == "Yes – do “come” 😀"
    assert len(await desk.messages()) == before


async def test_dear_characters_that_have_a_cheap_one_cost_nothing(opened, desk):
    await opened.post(opened.path, typed(opened, "Yes – do “come”…"))
    assert (await desk.messages())[-1].text == 'Studio Aurora: Yes - do "come"...'


async def test_the_draft_is_in_the_clients_language(browser, exchange, desk, now):
    async with desk.database.write() as tx:
        added = await clients.add(
            tx,
            desk.practice,
            new_client.NewClient("Marie", "Curie", mobile(3), locale="fr"),
            by=BY,
            now=now,
        )
    await desk.book(added, now + timedelta(days=2))
    await exchange.says("puis-je venir avec mon chien", 3)
    await follow(browser, "Answer")
    assert suggested(browser).startswith("Votre rendez-vous est le mer. 14 janv. à 10h00")
    assert "French" in browser.text


async def test_a_family_is_answered_with_what_is_ahead_of_each(browser, exchange, desk, booked):
    son = await desk.client("Ralph", "Byron", 1)
    await desk.book(son, booked.starts_at + timedelta(minutes=30))
    await exchange.says("Can we bring our dog?")
    await follow(browser, "Answer")
    assert "Ada Byron, Ralph Byron" in browser.text
    assert "1) Ada, Wed 14 Jan 10:00 2) Ralph, Wed 14 Jan 10:30" in browser.text


async def test_in_a_browser_parts_are_counted_while_typing(chromium, server, opened, desk):
    context = await chromium.new_context(base_url=str(server.make_url("/")))
    page = await context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    await page.goto("/login")
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{DAY}")
    await page.get_by_role("link", name="needs a person").click()
    await page.get_by_role("link", name="Answer", exact=True).click()
    field = page.get_by_label("Your answer")
    await field.fill("Yes, do")
    await expect(page.locator("#count")).to_contain_text("22 of 160 characters · 1 part")
    await field.fill("x" * 200)
    await expect(page.locator("#count")).to_contain_text("2 parts · costs 0.09")
    await field.fill("Yes, do bring the dog")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("✓ Sent.")).to_be_visible()
    assert (await desk.messages())[-1].text == "Studio Aurora: Yes, do bring the dog"
    assert complaints == []
