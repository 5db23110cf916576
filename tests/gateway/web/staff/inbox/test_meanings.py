"""One tap on an unclear text: the buttons, what they do, and their undo."""

import re
from datetime import timedelta

import pytest

from calendar_store.conversations import labelled_examples
from calendar_store.model.statuses import AppointmentStatus, MessageStatus
from tests.support.open_conversation import follow

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
A = AppointmentStatus


async def tap(browser, words):
    """Tap the button with these words."""
    pattern = rf'<button name="meant" value="([^"]+)">(?:<bdi>)?[^<]*{words}'
    found = re.search(pattern, browser.html)
    assert found, words
    path = re.search(r'action="(/inbox/text/\d+/meant)"', browser.html)[1]
    return await browser.post(path, {"csrf": browser.csrf, "meant": found[1]})


async def undo(browser):
    path = re.search(r'action="(/inbox/text/\d+/meant/undo)"', browser.html)[1]
    return await browser.post(path, {"csrf": browser.csrf})


async def test_a_tap_confirms_answers_and_goes_on_with_the_inbox(opened, exchange, desk, booked):
    assert "What did they mean?" in opened.text
    assert "Wed 14 January, 10:00 with Aurora" in opened.text
    await tap(opened, "They come")
    assert opened.path.startswith("/inbox?settled=")
    assert "✓ Confirmed. They are told so." in opened.text
    assert "No unanswered messages." in opened.text
    assert (await exchange.stands(booked))[0] is A.CONFIRMED
    assert (await desk.messages())[-1].text.startswith("Thank you, Ada.")
    async with desk.database.read() as tx:
        (kept,) = await labelled_examples.listed(tx, desk.practice.id)
    assert (kept.text, kept.intent) == ("Can I bring my dog?", "confirm")


async def test_a_tap_is_taken_back_and_the_text_waits_again(opened, exchange, desk, booked):
    await tap(opened, "They can&#39;t come")
    assert (await exchange.stands(booked))[0] is A.CANCELLED
    await undo(opened)
    assert re.fullmatch(r"/inbox/text/\d+", opened.path)
    assert "What did they mean?" in opened.text
    assert (await exchange.stands(booked))[0] is A.BOOKED
    assert (await desk.messages())[-1].status is MessageStatus.CANCELLED


async def test_a_visit_is_moved_to_a_time_that_is_shown(opened, exchange, booked):
    await tap(opened, "Thu 15 January, 09:00")
    status, starts = await exchange.stands(booked)
    assert (status, starts) == (A.CONFIRMED, booked.starts_at + timedelta(hours=23))


async def test_times_are_offered_for_the_client_to_choose(opened, exchange, desk):
    await tap(opened, "Let them choose")
    assert "1)" in (await desk.messages())[-1].text


async def test_what_changed_meanwhile_is_said_above_the_buttons(opened, exchange, desk, booked):
    form = re.search(r'value="(confirm[^"]+)"', opened.html)[1]
    path = f"{opened.path}/meant"
    await desk.move(booked, booked.starts_at + timedelta(hours=2))
    await opened.post(path, {"csrf": opened.csrf, "meant": form})
    assert opened.status == 409
    assert "The appointment has changed meanwhile." in opened.text
    assert "Wed 14 January, 12:00 with Aurora" in opened.text


@pytest.mark.parametrize(
    "value", ["", "undo", "confirm", "confirm.1", "reschedule.1.2.3", "confirm.1.2.x"]
)
async def test_what_no_button_sends_is_refused_in_words(opened, value):
    await opened.post(f"{opened.path}/meant", {"csrf": opened.csrf, "meant": value})
    assert opened.status == 409
    assert "This page was too old." in opened.text or "has changed" in opened.text


async def test_a_stranger_is_nobody_whose_visit_could_be_meant(browser, exchange, booked):
    await exchange.says("Who are you?", number=5)
    await follow(browser, "Answer")
    assert "They come" not in browser.text
    await tap(browser, "It is nothing")
    assert "✓ Done. Nothing is sent." in browser.text


async def test_running_late_is_offered_near_the_visit_alone(browser, exchange, desk, clock, booked):
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    assert "Running late" not in browser.text
