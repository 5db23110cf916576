"""Every page of staff in a real browser, as each role: with script and without, wide and narrow.

The list of pages is that of the routes, so a page that is added is walked by itself.
"""

import pytest

from calendar_store.model.statuses import Role
from gateway.web import staff
from gateway.web.server.logins import may_open
from gateway.web.server.routes import OF_OWN_ACCOUNT, RoutePermission, collected, plugins_of
from tests.support.accessibility import serious_findings
from tests.support.furnished import furnish, pattern_of
from tests.support.walked_pages import SEEN, WalkedPage, faults

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

ROUTES = collected(list(plugins_of(staff)))
PATTERNS = [(route, pattern_of(route.path)) for route in ROUTES]
SMALL, LARGE = {"width": 360, "height": 760}, {"width": 1280, "height": 900}
PHONE = {"viewport": SMALL, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
WIDE = {"viewport": LARGE, "bypass_csp": True}
PLAIN = {"viewport": LARGE, "java_script_enabled": False}
NO_PAGES = ("/static/", "/b/", "/feed/")
"""Addresses that pages of staff lead to, and that are none of theirs."""
FOR_ALL = OF_OWN_ACCOUNT | {RoutePermission.ANYBODY}
BESIDE = (
    "/day/2026-01-12?appointment={appointment}",
    "/day/2026-01-12?view=grid",
    "/day/2026-01-11",
    "/book?date=2026-01-12&series=yes",
    "/clients?q=hop",
    "/clients?q=nobody",
    "/month/2026-01-12",
    "/log?who=nobody",
    "/catch-up?made=2026-01-12T09:00:00%2B00:00&day=2026-01-12",
)
"""Pages as they look with a query."""


@pytest.fixture
async def furnished(desk, password_hash):
    return await furnish(desk, password_hash)


def addresses(furnished):
    routes = [one.path for one in ROUTES if one.method == "GET" and "/events" not in one.path]
    return [each for path in (*routes, *BESIDE) for each in furnished.addresses(path)]


def permission_of(method, path):
    for route, pattern in PATTERNS:
        if route.method == method and pattern.fullmatch(path):
            return route.permission
    return None


def beyond(login, seen):
    """Yield what a page offers although who is logged in may not do it."""
    member = login.member
    reads_only = member.support is not None and not member.support.writes
    for method, path in seen["offered"]:
        permission = permission_of(method, path)
        if permission is None:
            if not path.startswith(NO_PAGES):
                yield f"it leads to {method} {path}, which is no page"
        elif not may_open(member, permission):
            # the first page leads support to the practices that it may enter
            if path != "/":
                yield f"it offers {method} {path}"
        elif reads_only and method == "POST" and permission not in FOR_ALL:
            yield f"it offers {method} {path} to who only reads"


class Walk:
    """One role's walk: a wide window, a phone, and a browser without script that is both.

    The first role opens every page in all of them and is tried by keyboard and by axe; for the
    others the phone is left out, since what differs is what the pages offer.
    """

    def __init__(self, chromium, base, token, login):
        self.chromium, self.base, self.token, self.login = chromium, base, token, login
        self.thorough = login.member.role is Role.ADMIN
        self.faults, self.led_to = {}, set()

    async def window(self, **kind):
        context = await self.chromium.new_context(base_url=self.base, **kind)
        cookie = {"name": "textback", "value": self.token, "url": self.base}
        await context.add_cookies([cookie])
        return WalkedPage(await context.new_page())

    async def begin(self):
        self.wide, self.plain = await self.window(**WIDE), await self.window(**PLAIN)
        self.windows = [self.wide, self.plain]
        if self.thorough:
            self.windows.append(await self.window(**PHONE))

    async def go(self, address):
        """Open an address in every window; what is no page, or is refused, is only asked for."""
        answer = await self.plain.page.context.request.get(address)
        if not (await answer.text()).lower().startswith("<!doctype html"):
            assert answer.ok or answer.status == 403, address
            return
        if answer.url in self.led_to:
            return
        self.led_to.add(answer.url)
        if not answer.ok:
            await self.refused(address, answer.status)
            return
        for window in self.windows:
            window.complaints.clear()
            seen = await window.open(address)
            self.note(address, *faults(seen), *beyond(self.login, seen), *window.complaints)
        await self.plain.page.set_viewport_size(SMALL)
        self.note(address, *faults(await self.plain.page.evaluate(SEEN)))
        await self.plain.page.set_viewport_size(LARGE)
        if self.thorough:
            self.note(address, *await serious_findings(self.wide.page))
            self.note(address, *await self.wide.unreached())

    async def refused(self, address, status):
        """See that a refusal says why, and leads on."""
        seen = await self.plain.open(address)
        await self.plain.page.set_viewport_size(SMALL)
        small = await self.plain.page.evaluate(SEEN)
        await self.plain.page.set_viewport_size(LARGE)
        assert ["GET", "/"] in seen["offered"], address
        assert status in {403, 404}, address
        self.note(address, *faults(seen), *faults(small))

    def note(self, address, *told):
        if told:
            self.faults.setdefault(address, []).extend(told)


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_walks_every_page(chromium, server, furnished, role):
    token, login = await furnished.log_in(role)
    walk = Walk(chromium, str(server.make_url("/")), token, login)
    await walk.begin()
    for address in addresses(furnished):
        await walk.go(address)
    listed = [f"{one}: {each}" for one, told in walk.faults.items() for each in dict.fromkeys(told)]
    assert not listed, "\n".join(listed)
