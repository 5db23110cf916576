"""A button that is pressed twice quickly acts once, and the second press gets the same answer."""

import asyncio
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from yarl import URL

from calendar_store.model.statuses import Role
from gateway.web import staff
from gateway.web.server.routes import collected, plugins_of
from tests.support.acts import written
from tests.support.furnished import Furnished, furnish

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
ELSEWHERE = ("/login", "/logout", "/lock", "/unlock", "/language", "/import", "/account/security")
"""Forms that end the log-in, or whose answer is found out and not stored."""
SAID = {
    "first": "Lise",
    "last": "Meitner",
    "mobile": "+39 333 999 8877",
    "email": "lise@example.org",
    "name": "Room two",
    "text": "Thank you, see you then.",
    "note": "Rang the bell.",
    "say": "We are closed.",
    "client": "1",
    "date": "2026-01-13",
    "time": "11:20",
    "since": "15:00",
    "until": "15:30",
    "reason": "a letter",
    "minutes": "30",
    "address": "https://calendar.example.org/other.ics",
}
"""What somebody types into fields that are empty."""
NOISE = {"logins", "audit_chain"}
"""Tables that change by the mere asking."""


@dataclass
class Press:
    """A button of a form: where it leads, and what is sent."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class Buttons(HTMLParser):
    """Collects the buttons of a page that are sent by POST, each with its form."""

    def __init__(self):
        super().__init__()
        self.found, self._form, self._select, self._buttons = [], None, "", []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        name, value, kind = (known.get(one) or "" for one in ("name", "value", "type"))
        if tag == "form":
            self._buttons = []
            self._form = Press(known["action"]) if known.get("method") == "post" else None
        elif self._form is None:
            return
        elif tag == "button" and kind != "button":
            self._buttons.append((known.get("formaction") or self._form.action, name, value))
        elif tag in {"input", "textarea"} and name:
            if kind not in {"checkbox", "radio"} or "checked" in known:
                self._form.values[name] = value or SAID.get(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in known or self._select not in self._form.values):
            self._form.values[self._select] = value

    def handle_endtag(self, tag):
        if tag != "form" or self._form is None:
            return
        for action, name, value in self._buttons:
            more = {name: value} if name else {}
            self.found.append(Press(action, self._form.values | more))
        self._form = None


def buttons_of(html):
    found = Buttons()
    found.feed(html)
    return [one for one in found.found if not one.action.startswith(ELSEWHERE)]


@pytest.fixture
async def furnished(desk, password_hash):
    return await furnish(desk, password_hash)


async def presses(furnished: Furnished, browser):
    """Yield the address of each page, and each button on it, with the page as it is then."""
    token, _ = await furnished.log_in(Role.ADMIN)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    (visit,) = furnished.examples["appointment"]
    addresses = [f"/day/2026-01-12?appointment={visit}", "/away"]
    for route in collected(list(plugins_of(staff))):
        if route.method == "GET" and not route.path.endswith(
            ("events", "/form", "/copy", "export")
        ):
            addresses += furnished.addresses(route.path)
    seen = set()
    for address in addresses:
        if address.startswith(("/join", "/reset", "/login", "/forgotten", "/language", "/unlock")):
            continue
        await browser.get(address)
        if browser.status != 200 or "html" not in browser.headers["Content-Type"]:
            continue
        for number, one in enumerate(buttons_of(browser.html)):
            key = (
                one.action,
                tuple(sorted(set(one.values.items()) - {("csrf", one.values.get("csrf"))})),
            )
            if key in seen:
                continue
            seen.add(key)
            await browser.get(address)
            again = buttons_of(browser.html)
            if number < len(again):
                yield address, again[number]


async def rows(database):
    found = await written(database)
    return {name: some for name, some in found.items() if name not in NOISE}


async def send(browser, press):
    url = browser.server.make_url(URL(press.action))
    async with browser.session.post(url, data=press.values, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", ""), await answer.text()


async def test_every_button_of_staff_acts_once_when_pressed_twice(furnished, browser):
    acted, twice, other = set(), [], []
    async for address, press in presses(furnished, browser):
        before = await rows(furnished.desk.database)
        first = await send(browser, press)
        after = await rows(furnished.desk.database)
        if first[0] >= 400 or after == before:
            continue
        acted.add(press.action)
        second, third = await asyncio.gather(send(browser, press), send(browser, press))
        if await rows(furnished.desk.database) != after:
            twice.append((address, press.action))
        if {second, third} != {first}:
            other.append((address, press.action, first[:2], second[:2], third[:2]))
    assert (twice, other) == ([], [])
    # move, cancel, mark, book, merge, blocks, notes, feeds, invitations ...
    assert len(acted) > 30


async def count(desk, table):
    return len((await written(desk.database))[table])


async def test_what_is_pressed_while_the_first_is_under_way_waits_for_its_answer(
    furnished, browser
):
    token, _ = await furnished.log_in(Role.ADMIN)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await browser.get("/feeds")
    press = Press("/feeds", {"csrf": browser.csrf, "practitioner": "Aurora", "names": "initials"})
    before = await count(furnished.desk, "feeds")
    answers = await asyncio.gather(*(send(browser, press) for _ in range(4)))
    assert await count(furnished.desk, "feeds") == before + 1
    # the address of a feed is shown once: whoever pressed again is the one who sees it
    assert len(set(answers)) == 1


async def test_what_is_pressed_on_a_new_page_or_after_something_else_acts_again(furnished, browser):
    desk = furnished.desk
    (client,) = furnished.examples["client"]
    address = f"/inbox/client/{client}"
    await browser.get(address)
    notes = [Press(f"{address}/note", {"csrf": browser.csrf, "note": one}) for one in "ab"]
    before = await count(desk, "conversation_notes")
    for one in (0, 1, 1, 0):
        await send(browser, notes[one])
    assert await count(desk, "conversation_notes") == before + 3
    await browser.get(address)
    await send(browser, Press(f"{address}/note", {"csrf": browser.csrf, "note": "a"}))
    assert await count(desk, "conversation_notes") == before + 4


async def test_what_was_taken_back_is_done_again_from_the_page_before(furnished, browser):
    """Back to the form by the browser's button: it has the mark of before."""
    token, _ = await furnished.log_in(Role.ADMIN)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await browser.get("/blocks/new")
    values = {"csrf": browser.csrf, "practitioner": str(furnished.desk.practitioner.id)}
    values |= {"date": "2026-01-13", "time": "15:00", "end": "16:00", "reason": "bank"}
    before = await count(furnished.desk, "blocks")
    await browser.post("/blocks", values)
    (undo,) = [one for one in buttons_of(browser.html) if one.action.startswith("/undo/")]
    await send(browser, undo)
    assert await count(furnished.desk, "blocks") == before
    await send(browser, Press("/blocks", values))
    assert await count(furnished.desk, "blocks") == before + 1


async def test_what_was_refused_is_tried_again(furnished, browser):
    (client,) = furnished.examples["client"]
    address = f"/inbox/client/{client}"
    await browser.get(address)
    press = Press(f"{address}/note", {"csrf": browser.csrf, "note": ""})
    assert (await send(browser, press))[0] == 422
    other = Press(press.action, {"csrf": "0" * 64, "note": "a"})
    assert (await send(browser, other))[0] == 403
    assert (await send(browser, press))[0] == 422
