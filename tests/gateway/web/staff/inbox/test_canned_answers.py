"""Canned answers: kept for each language, checked like wordings, and filled in with one tap."""

import re
from datetime import timedelta

import pytest

from calendar_store.conversations import canned_answers
from calendar_store.practices import services
from tests.support.desk import BY
from tests.support.open_conversation import follow, suggested, typed

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

DOGS = "Hello {first}, small dogs are welcome[ on {when}]. {practice}"


async def keep(browser, name="Dogs", text=DOGS, locale="en", path="/inbox/answers", **more):
    form = {"csrf": browser.csrf, "name": name, "locale": locale, "text": text}
    await browser.post(path, form | more)


async def kept(desk):
    async with desk.database.read() as tx:
        return await canned_answers.listed(tx, desk.practice.id)


async def test_a_canned_answer_is_kept_filled_in_and_sent(browser, exchange, desk, booked):
    await browser.get("/inbox/answers")
    assert "No canned answers yet" in browser.text
    await keep(browser)
    assert "✓ Saved." in browser.text
    assert "Hello {first}, small dogs are welcome on {when}. Studio Aurora" in browser.text
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    button = re.search(r'value="(canned\.\d+)"', browser.html)[1]
    await browser.post(browser.path, typed(browser, suggested(browser), button))
    said = "Hello Ada, small dogs are welcome on Wed 14 Jan at 10:00. Studio Aurora"
    assert suggested(browser) == said
    await browser.post(browser.path, typed(browser, said))
    assert (await desk.messages())[-1].text == said


async def test_what_was_typed_stays_above_it(browser, exchange, desk, booked):
    await browser.get("/inbox")
    await keep(browser)
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    button = re.search(r'value="(canned\.\d+)"', browser.html)[1]
    await browser.post(browser.path, typed(browser, "Good morning!", button))
    assert suggested(browser).startswith("Good morning!\nHello Ada,")


async def test_the_one_in_the_clients_language_is_offered(browser, exchange, desk, booked):
    await browser.get("/inbox")
    await keep(browser)
    await keep(browser, text="Buongiorno {first}, i cani piccoli possono entrare.", locale="it")
    await keep(browser, "Where", "Nur auf Deutsch.", "de")
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    assert browser.html.count('value="canned.') == 1
    assert "Hello Ada, small dogs" in browser.html


async def test_one_without_its_facts_is_not_offered(browser, exchange, desk, ada):
    await browser.get("/inbox")
    await keep(browser, text="See you on {when}, {first}.")
    await exchange.says("Can I bring my dog?")
    await follow(browser, "Answer")
    assert 'value="canned.' not in browser.html


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("", "Hello", "give the answer a name"),
        ("Dogs", "Hello {fist}", "{fist} is not known"),
        ("Dogs", "Choose: {options}", "{options} has nothing to say in an answer"),
        ("Dogs", "Come to the oncology ward", "“oncology” tells others why a client comes"),
        ("Dogs", "After your Podología", "“Podología” may not stand in a message"),
        ("Dogs", "Hello [ {first}", "Square brackets have to come in pairs"),
    ],
)
async def test_what_may_not_be_said_is_refused_and_what_was_typed_stays(
    browser, desk, name, text, why
):
    async with desk.database.write() as tx:
        half = timedelta(minutes=30)
        await services.add(tx, desk.practice.id, "Podología", duration=half, by=BY, now=desk.now)
    await browser.get("/inbox/answers")
    await keep(browser, name, text)
    assert browser.status == 422
    assert why in browser.text
    assert f"{text}</textarea>" in browser.html
    assert await kept(desk) == []


async def test_an_answer_is_changed_removed_and_put_back(browser, desk):
    await browser.get("/inbox/answers")
    await keep(browser)
    (one,) = await kept(desk)
    path = f"/inbox/answers/{one.id}"
    await keep(browser, "Dogs and cats", path=path, do="save")
    assert (await kept(desk))[0].name == "Dogs and cats"
    await keep(browser, "Dogs and cats")
    assert "there is an answer “Dogs and cats” in this language already" in browser.text
    await browser.post(path, {"csrf": browser.csrf, "do": "remove"})
    assert "✓ Removed." in browser.text
    assert await kept(desk) == []
    await browser.post(f"{path}/restore", {"csrf": browser.csrf})
    assert [each.name for each in await kept(desk)] == ["Dogs and cats"]
    await keep(browser, path="/inbox/answers/17")
    assert browser.status == 404
