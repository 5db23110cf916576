"""Who may open which page: what each page's list of routes says holds for every one of them."""

import sys
from importlib import import_module

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from calendar_store.model.actors import OF_ROLE, OWN_OF_ROLE, SERVICE, Permission
from calendar_store.model.statuses import Role
from calendar_store.practices import staff as members
from gateway.web import staff
from gateway.web.server.app import make_app
from gateway.web.server.routes import (
    PagePlugin,
    PageRoute,
    RoutePermission,
    collected,
    plugins_of,
)
from tests.support.sms import NOBODY

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

ROUTES = collected(list(plugins_of(staff)))
EXAMPLES = {
    "{shown}": "person",
    r"{alert:\d{1,18}}": "1",
    r"{announcement:\d{1,18}}": "1",
    r"{block:\d{1,18}}": "1",
    r"{away:\d{1,18}}": "1",
    r"{change:\d{1,18}}": "1",
    r"{what:\d{1,18}}": "1",
    r"{who:\d{1,18}}": "1",
    "{appointment}": "1",
    "{code:[a-z]{2}}": "en",
    "{date}": "2026-01-12",
    r"{entry:\d{1,18}}": "1",
    r"{feed:\d{1,18}}": "1",
    r"{beacon:\d{1,18}}": "1",
    r"{version:\d{1,9}}": "1",
    r"{visit:\d{1,18}}": "1",
    r"{offer:\d{1,18}}": "1",
    r"{other:\d{1,18}}": "1",
    "{kind:text|client|email}": "client",
    r"{id:\d{1,18}}": "1",
    r"{certificate:\d{1,19}}": "1",
    r"{grant:\d{1,18}}": "1",
    r"{key:\d{1,18}}": "1",
    r"{member:\d{1,18}}": "1",
    r"{note:\d{1,18}}": "1",
    r"{answer:\d{1,18}}": "1",
    "{form:jsonl|csv}": "csv",
    "{session:[0-9a-f]{64}}": "0" * 64,
    "{link:join|reset}": "join",
    "{token:[A-Za-z0-9_-]{20,100}}": "0" * 43,
    r"{client:\d{1,18}}": "1",
    r"{import:\d{1,18}}": "1",
    r"{merge:\d{1,18}}": "1",
    "{locale:[a-z]{2}}": "it",
    "{name:[a-z_]{1,40}}": "confirmed",
    "{plot:[a-z]{1,20}}": "visits",
    "{form:csv|jsonl}": "csv",
    "{table:[a-z]{1,20}}": "visits",
}
LOCKING = {"/logout", "/lock", "/unlock", "/account/sessions/end-others"}
"""What ends the log-in of the test, locks it, or checks a password."""
STAFF = {Role.ADMIN, Role.RECEPTION, Role.PRACTITIONER}
ALLOWED = {
    RoutePermission.DOOR: set(Role),
    RoutePermission.ENROLMENT: set(Role),
    RoutePermission.ACCOUNT: set(Role),
    RoutePermission.STAFF: STAFF,
    RoutePermission.DESK: {Role.ADMIN, Role.RECEPTION},
    RoutePermission.ADMIN: {Role.ADMIN},
}
ALLOWED |= {
    one: {role for role in Role if one in OF_ROLE[role] | OWN_OF_ROLE.get(role, frozenset())}
    for one in Permission
}


def example(route: PageRoute):
    path = route.path
    for variable, value in EXAMPLES.items():
        path = path.replace(variable, value)
    assert "{" not in path, "name an example of it"
    return path


def test_pages_are_found_in_their_folders():
    paths = {(route.method, route.path) for route in ROUTES}
    assert {("GET", "/"), ("GET", "/inbox"), ("POST", "/practice"), ("POST", "/login")} <= paths
    open_to_all = {route.path for route in ROUTES if route.permission is RoutePermission.ANYBODY}
    assert open_to_all == {
        *("/login", "/login/code", "/login/passkey", "/forgotten", "/language/{code:[a-z]{2}}"),
        "/{link:join|reset}/{token:[A-Za-z0-9_-]{20,100}}",
        # what names nobody
        *("/offline", "/app.webmanifest", "/service-worker.js"),
    }


def test_a_page_is_one_folder(tmp_path, monkeypatch):
    toy = tmp_path / "toy_pages" / "price_list"
    toy.mkdir(parents=True)
    for folder in (toy.parent, toy):
        (folder / "__init__.py").touch()
    (toy / "routes.py").write_text(
        "from gateway.web.server.routes import PageRoute, RoutePermission\n"
        "async def show(request): ...\n"
        'ROUTES = (PageRoute("GET", "/prices", show, RoutePermission.DESK),)\n'
    )
    monkeypatch.syspath_prepend(tmp_path)
    (found,) = plugins_of(import_module("toy_pages"))
    assert [(one.path, one.permission) for one in found.routes] == [("/prices", "desk")]
    for name in [name for name in sys.modules if name.startswith("toy_pages")]:
        del sys.modules[name]


@on_sqlite
async def test_who_is_not_logged_in_is_led_to_the_log_in(stranger):
    for route in ROUTES:
        if route.permission is RoutePermission.ANYBODY:
            continue
        ask = stranger.get if route.method == "GET" else stranger.post
        more = {"data": {}} if route.method == "POST" else {}
        await ask(example(route), allow_redirects=False, **more)
        assert stranger.status == 303, route
        assert stranger.headers["Location"].startswith("/login"), route


@on_sqlite
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_the_pages_of_its_permission_and_no_other(
    stranger, desk, password_hash, now, role
):
    async with desk.database.write() as tx:
        other = await members.add(
            tx,
            desk.practice.id,
            email=f"{role}@example.org",
            role=role,
            password_hash=password_hash,
            by=SERVICE,
            now=now,
        )
        token = await members.log_in(tx, other, now=now)
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    csrf = (await stranger.get("/account")).csrf
    refused = set()
    for route in ROUTES:
        if route.permission is RoutePermission.ANYBODY or "/events" in route.path:
            continue
        if route.path in LOCKING:
            continue
        if route.method == "GET":
            await stranger.get(example(route))
        else:
            await stranger.post(example(route), {"csrf": csrf})
        if stranger.status == 403:
            refused.add(route)
        else:
            assert stranger.status != 401, route
    of_others = {
        route
        for route in ROUTES
        if role not in ALLOWED.get(route.permission, {role}) and "/events" not in route.path
    }
    if role not in STAFF:
        # support is led to the practices that it may enter
        of_others = {route for route in of_others if route.path != "/"}
    assert refused == of_others


@on_sqlite
async def test_a_plug_in_takes_the_place_of_a_page_and_stands_behind_the_same_guards(
    desk, clock, browser
):
    async def its_own(request):
        return web.Response(text="its own inbox")

    plugin = PagePlugin((PageRoute("GET", "/inbox", its_own, RoutePermission.DESK),))
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=None,
        tariff=NOBODY,
        plugins=[plugin],
    )
    async with TestServer(app) as server, aiohttp.ClientSession() as nobody:
        async with nobody.get(server.make_url("/inbox"), allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/inbox")
        async with browser.session.get(server.make_url("/inbox")) as answer:
            assert await answer.text() == "its own inbox"


def test_every_address_is_named_by_one_page():
    named = [(route.method, route.path) for one in plugins_of(staff) for route in one.routes]
    assert len(named) == len(set(named))
