"""Who types too much into any field gets the form again, with all of it and the mistake."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from calendar_store.model.statuses import Role
from gateway.web import staff
from gateway.web.server.routes import RoutePermission, collected, plugins_of
from tests.support.furnished import Furnished, furnish, pattern_of

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TYPED = {"text", "search", "tel", "email", "number", "date", "time", "url"}
LONG = "x" * 8000
TOO_MANY = "8000 characters are too many"
ONE_TIME = {"code", "name"}
"""Fields of the pages of second factors: a code is of use for a minute, and the name of a passkey
is sent by the script that has just made the passkey, bounded by its field."""
EXCEPTED = {
    "/account/security/codes": ONE_TIME,
    "/account/security/passkeys": ONE_TIME,
    # the address of another calendar is kept like a password, and never shown again
    "/feeds/others": {"address"},
}
"""What is not shown again, by the address of the form."""
PART = re.compile("-(number|from|until)$")
"""Ends of the names of settings in parts: what is no number comes back in a line of its own."""


@dataclass
class Form:
    """A form of a page: where it goes, its values, and the names of what people type into."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Collects the forms of a page that are sent by POST."""

    def __init__(self):
        super().__init__()
        self.found, self._form, self._area, self._select = [], None, "", ""

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        name, value = known.get("name", ""), known.get("value") or ""
        if tag == "form":
            self._form = Form(known["action"]) if known.get("method") == "post" else None
            self.found += [self._form] if self._form else []
        elif self._form is None or (tag != "option" and not name):
            return
        elif tag == "input":
            kind = known.get("type", "text")
            if kind in TYPED:
                self._form.typed.add(name)
            if kind not in {"checkbox", "radio"} or "checked" in known:
                self._form.values[name] = value
        elif tag == "textarea":
            self._form.typed.add(name)
            self._form.values[name], self._area = "", name
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in known or self._select not in self._form.values):
            self._form.values[self._select] = value

    def handle_data(self, data):
        if self._area and self._form:
            self._form.values[self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""


def forms_of(html):
    found = Forms()
    found.feed(html)
    return [one for one in found.found if one.typed]


def comes_back(html, name):
    """Tell whether a field holds all that was typed, with the mistake behind it in its form."""
    named = rf'name="{PART.sub("", name)}"'
    held = rf'value="[^"]*{LONG}[^"]*"'
    fields = rf"<input\b[^>]*(?:{named}[^>]*{held}|{held}[^>]*{named})"
    area = rf"<textarea\b[^>]*{named}[^>]*>\s*{LONG}\s*</textarea>"
    return bool(re.search(rf"(?:{fields}|{area})(?:(?!</form>).)*?{TOO_MANY}", html, re.DOTALL))


@pytest.fixture
async def furnished(desk, password_hash):
    return await furnish(desk, password_hash)


async def pages(furnished: Furnished, browser, role):
    """Yield each page that a role opens, with the forms that are on it."""
    token, _ = await furnished.log_in(role)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    for route in collected(list(plugins_of(staff))):
        if route.method != "GET" or route.path.endswith(("events", "/form", "/copy", "export")):
            continue
        for address in furnished.addresses(route.path):
            if address.startswith(("/join", "/reset", "/login", "/forgotten", "/language")):
                continue
            await browser.get(address)
            if browser.status == 200 and "html" in browser.headers["Content-Type"]:
                yield address, forms_of(browser.html)


async def test_every_form_of_staff_comes_back_with_all_that_was_typed(furnished, browser):
    found = [
        (address, form)
        async for address, forms in pages(furnished, browser, Role.ADMIN)
        for form in forms
    ]
    (visit,) = furnished.examples["appointment"]
    beside = f"/day/2026-01-12?appointment={visit}"
    await browser.get(beside)
    found += [(beside, form) for form in forms_of(browser.html)]
    seen, bare = set(), []
    for address, form in found:
        for name in sorted(form.typed):
            row = form.values.get(f"when-{name.rpartition('-')[2]}")
            # a row of reminders that nobody has chosen says nothing
            if (form.action, name) in seen or row == "":
                continue
            if name in EXCEPTED.get(form.action, ()):
                continue
            seen.add((form.action, name))
            await browser.post(form.action, form.values | {name: LONG}, allow_redirects=False)
            if browser.status != 422 or not comes_back(browser.html, name):
                bare.append((address, form.action, name, browser.status))
    assert not bare, "\n".join(map(str, bare))
    assert len(seen) > 60
    walked = {action for action, _ in seen} | set(EXCEPTED)
    told = {
        route.path
        for route in collected(list(plugins_of(staff)))
        if route.tells_beside and route.permission is not RoutePermission.ANYBODY
    }
    missing = {path for path in told if not any(pattern_of(path).fullmatch(one) for one in walked)}
    # what a script asks for while one types shows the same parts; here no channel is configured
    # by which anybody could be answered or told, see the tests of answers and of telling
    assert missing == {
        *("/tell", "/tell/preview"),
        # no carrier is probed where no service runs, see the tests of first steps
        "/first-steps/probe",
        r"/inbox/{kind:text|client|email}/{id:\d{1,18}}",
        r"/inbox/{kind:text|client|email}/{id:\d{1,18}}/count",
        "/wording/{locale:[a-z]{2}}/{name:[a-z_]{1,40}}/preview",
    }


async def test_a_script_gets_the_form_again_too(furnished, browser):
    token, _ = await furnished.log_in(Role.ADMIN)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    (visit,) = furnished.examples["appointment"]
    for address in (f"/day/2026-01-12?appointment={visit}", "/book"):
        await browser.get(address)
        for form in forms_of(browser.html):
            for name in form.typed:
                typed, script = form.values | {name: LONG}, {"HX-Request": "true"}
                await browser.post(form.action, typed, headers=script)
                assert browser.status == 200
                assert comes_back(browser.html, name), (form.action, name)


@pytest.mark.parametrize("path", ["/login", "/forgotten"])
async def test_nobody_needs_a_log_in_for_that(stranger, path):
    await stranger.post(path, {"email": LONG, "password": "", "next": "/"})
    if path == "/login":
        assert comes_back(stranger.html, "email")
    assert stranger.status == 422
    assert "x" * 300 not in stranger.html or path == "/login"


async def test_a_whole_book_in_a_field_comes_back_with_what_else_was_typed(browser):
    book = "y" * 300_000
    form = {"csrf": browser.csrf, "first": "Ada", "last": book, "mobile": "333 123 4567"}
    await browser.get("/clients")
    await browser.post("/clients", form)
    assert browser.status == 422
    assert f'value="{book}"' in browser.html
    assert 'value="333 123 4567"' in browser.html
    assert "300000 characters are too many" in browser.text
