"""Logging in and out: the password, the cookie, and who may see a page.

An unknown account takes as long as a known one; how often may be tried is bounded by account and
by network address, with words that say when to try again.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from calendar_store import staff
from calendar_store.statuses import Role
from calendar_store.values import StaffMember
from gateway.web.forms import form_of
from gateway.web.protection import require_csrf
from gateway.web.rendering import page as rendered
from gateway.web.site import LOGIN, SITE, STAFF, Site

ACCOUNT_ATTEMPTS = (5, timedelta(minutes=10))
"""Wrong passwords for one account, and within which time."""
ADDRESS_ATTEMPTS = (30, timedelta(minutes=10))
"""Wrong passwords from one network address: a whole practice may be behind it."""

_HASHING = 2
"""Passwords checked at once: each takes 64 MiB and a core for some tens of milliseconds."""
_SEATS: web.AppKey[asyncio.Semaphore] = web.AppKey("password seats", asyncio.Semaphore)
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_WRONG = "That email address and password do not belong together."

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_to(app: web.Application) -> None:
    """Add the pages for logging in and out."""
    app[_SEATS] = asyncio.Semaphore(_HASHING)
    app.router.add_get("/login", ask)
    app.router.add_post("/login", log_in)
    app.router.add_post("/logout", for_staff(log_out))


def for_staff(page: Page) -> Handler:
    """Return a page that only somebody logged in may see, and whose forms carry their token."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        member, login = await _who(request)
        if member is None:
            return _to_login(request)
        request[STAFF], request[LOGIN] = member, login
        if request.method == "POST":
            await require_csrf(request, login)
        try:
            response = await page(request)
        except web.HTTPRedirection as redirection:
            _keep(request, redirection)
            raise
        _keep(request, response)
        return response

    return guarded


def for_admins(page: Page) -> Handler:
    """Return a page that only administrators of a practice may see."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request[STAFF].role is not Role.ADMIN:
            raise web.HTTPForbidden(text="Only administrators may see this. Ask one of yours.")
        return await page(request)

    return for_staff(guarded)


async def still_logged_in(request: web.Request) -> bool:
    """Say whether the login that opened a stream still holds."""
    site = request.app[SITE]
    async with site.database.read() as tx:
        return await staff.by_token(tx, request[LOGIN], site.clock()) is not None


async def ask(request: web.Request) -> web.Response:
    """Show the page that asks who is there."""
    return _form(request, "", request.query.get("next", "/"))


async def log_in(request: web.Request) -> web.Response:
    """Check a password and open a login, or say what is wrong beside the field."""
    site = request.app[SITE]
    form = await form_of(request)
    email, password = str(form.get("email", "")).strip(), str(form.get("password", ""))
    target = str(form.get("next", "/"))
    account, address = email.casefold(), address_of(request)
    now = site.clock()
    wait = site.by_account.wait(account, now) or site.by_address.wait(address, now)
    if wait is not None:
        return _form(request, _too_often(wait), target, email=email, status=429)
    site.by_account.begin(account, now)
    site.by_address.begin(address, now)
    member = await _verified(request, email, password)
    if member is None:
        return _form(request, _WRONG, target, email=email, status=401)
    site.by_account.succeeded(account)
    site.by_address.succeeded(address)
    response = web.HTTPSeeOther(local_path(target))
    _set_cookie(request, response, await _open(site, member))
    raise response


async def log_out(request: web.Request) -> web.Response:
    """End the login and forget its cookie."""
    async with request.app[SITE].database.write() as tx:
        await staff.log_out(tx, request[LOGIN])
    response = web.HTTPSeeOther("/login")
    response.del_cookie(_cookie_name(request), path="/")
    raise response


def address_of(request: web.Request) -> str:
    """Return the network address of a browser.

    A proxy on this machine adds whom it speaks for at the end of X-Forwarded-For; anybody else's
    word on that is not taken.
    """
    forwarded = request.headers.getall("X-Forwarded-For", [])
    if forwarded and _is_loopback(request.remote or ""):
        return forwarded[-1].rpartition(",")[2].strip()
    return request.remote or ""


def local_path(target: str) -> str:
    """Return where to go on: a path of ours, never another site's address."""
    if target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return "/"


async def _who(request: web.Request) -> tuple[StaffMember | None, str]:
    site = request.app[SITE]
    login = request.cookies.get(_cookie_name(request), "")
    async with site.database.read() as tx:
        member = await staff.by_token(tx, login, site.clock()) if login else None
        if member is None and site.demo is not None and _on_this_machine(request):
            member, login = await staff.by_email(tx, site.demo.sign_in), ""
    if member is not None and not login:
        login = await _open(site, member)
    return member, login


async def _open(site: Site, member: StaffMember) -> str:
    async with site.database.write() as tx:
        return await staff.log_in(tx, member, now=site.clock())


async def _verified(request: web.Request, email: str, password: str) -> StaffMember | None:
    site = request.app[SITE]
    async with site.database.read() as tx:
        member = await staff.by_email(tx, email)
    async with request.app[_SEATS]:
        if not await asyncio.to_thread(staff.verify, member, password) or member is None:
            return None
        if not staff.needs_rehash(member):
            return member
        stronger = await asyncio.to_thread(staff.hash_password, password)
    async with site.database.write() as tx:
        await staff.refresh_hash(tx, member, stronger)
    return member


def _on_this_machine(request: web.Request) -> bool:
    """Say whether the visitor sits at this machine and asked for it by a name of its own.

    A page elsewhere whose name was made to point here (DNS rebinding) asks by another name.
    """
    return _is_loopback(address_of(request)) and request.url.host in _OWN_MACHINE


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _to_login(request: web.Request) -> web.Response:
    if request.headers.get("HX-Request"):
        return web.Response(status=401, headers={"HX-Redirect": "/login"})
    if "text/event-stream" in request.headers.get("Accept", ""):
        return web.Response(status=401, text="Log in first.")
    target = request.rel_url if request.method == "GET" else "/"
    raise web.HTTPSeeOther(URL("/login").with_query(next=str(target)))


def _form(
    request: web.Request, wrong: str, target: str, *, email: str = "", status: int = 200
) -> web.Response:
    facts = {"wrong": wrong, "next": local_path(target), "email": email}
    return rendered(request, "login.html", facts, status=status)


def _too_often(wait: timedelta) -> str:
    minutes = max(1, math.ceil(wait / timedelta(minutes=1)))
    return f"Too many wrong passwords. Try again in {minutes} min, or ask your administrator."


def _keep(request: web.Request, response: web.StreamResponse) -> None:
    """Give the browser its login if it has another or none: the demo opened one by itself."""
    name, login = _cookie_name(request), request[LOGIN]
    if (
        request.cookies.get(name) != login
        and not response.prepared
        and name not in response.cookies
    ):
        _set_cookie(request, response, login)


def _cookie_name(request: web.Request) -> str:
    """Return the cookie's name; over TLS browsers bind one with this prefix to this host."""
    return "__Host-textback" if _secure(request) else "textback"


def _secure(request: web.Request) -> bool:
    return request.app[SITE].public_url.scheme == "https"


def _set_cookie(request: web.Request, response: web.StreamResponse, login: str) -> None:
    response.set_cookie(
        _cookie_name(request),
        login,
        max_age=int(staff.LOGIN_LASTS.total_seconds()),
        path="/",
        httponly=True,
        secure=_secure(request),
        samesite="Lax",
    )
