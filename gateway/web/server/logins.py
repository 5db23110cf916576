"""Logging in and out: the password, the cookie, and who may see a page.

An unknown account takes as long as a known one. Guessing is slowed down (`attempts`), with words
that say when to try again; every failure is logged, and audited where the account exists.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import SQLAlchemyError
from yarl import URL

from calendar_store.entry.characters import folded
from calendar_store.model.errors import StoreError
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role
from calendar_store.practices import password_hashes, staff
from calendar_store.practices.passwords import LONGEST
from gateway.web.server import devices
from gateway.web.server.addresses import address_of, is_loopback, network_of
from gateway.web.server.forms import form_of
from gateway.web.server.hashing import Busy
from gateway.web.server.protection import require_csrf
from gateway.web.server.rate_limit import Try
from gateway.web.server.rendering import page as rendered
from gateway.web.server.web_context import LOGIN, SITE, STAFF, Site

_log = structlog.get_logger(__name__)

_NOTES: web.AppKey[set["asyncio.Task[None]"]] = web.AppKey("notes of failed log-ins", set)
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_WRONG = "That email address and password do not belong together."
_BUSY = "Very many log in just now. Try again in a minute."
_NO_GRANT = "Support can log in once a practice has granted it something; none has."
_DESK = frozenset({Role.ADMIN, Role.RECEPTION})
"""Who answers clients and records what they chose; practitioners see the calendar."""

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_to(app: web.Application) -> None:
    """Add the pages for logging in and out."""
    app[_NOTES] = set()
    app.on_shutdown.append(_write_notes)
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


def for_desk(page: Page) -> Handler:
    """Return a page that those who answer clients may see."""
    return _for(_DESK, page, "Only reception and administrators may see this.")


def for_admins(page: Page) -> Handler:
    """Return a page that only administrators of a practice may see."""
    words = "Only administrators may see this. Ask one of yours."
    return _for(frozenset({Role.ADMIN}), page, words)


def _for(roles: frozenset[Role], page: Page, words: str) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if request[STAFF].role not in roles:
            raise web.HTTPForbidden(text=words)
        return await page(request)

    return for_staff(guarded)


async def still_logged_in(request: web.Request) -> bool:
    """Say whether the login that opened a stream still holds."""
    site = request.app[SITE]
    async with site.database.read() as tx:
        found = await staff.by_token(tx, request[LOGIN], site.clock(), site.idle_timeout)
    return found is not None


async def ask(request: web.Request) -> web.Response:
    """Show the page that asks who is there."""
    return _form(request, "", request.query.get("next", "/"))


async def log_in(request: web.Request) -> web.Response:
    """Check a password and open a login, or say what is wrong beside the field."""
    site = request.app[SITE]
    form = await form_of(request)
    email, password = form.get("email", "").strip(), form.get("password", "")
    target = form.get("next", "/")
    async with site.database.read() as tx:
        member = await staff.by_email(tx, email)
    device = devices.device_of(request.cookies.get(_device_name(request), ""), member)
    one = Try(folded(email), network_of(address_of(request)), device)
    now = site.clock()
    wait = site.attempts.wait(one, now)
    if wait:
        return _form(request, _too_often(wait), target, email=email, status=429)
    site.attempts.begin(one, now)
    try:
        right = await _is_right(site, member, password, known=bool(device))
    except Busy:
        site.attempts.not_checked(one)
        return _form(request, _BUSY, target, email=email, status=503)
    if not right or member is None:
        _failed(request, member, one)
        return _form(request, _WRONG, target, email=email, status=401)
    site.attempts.succeeded(one)
    if member.role is Role.SUPPORT:
        return _form(request, _NO_GRANT, target, email=email, status=403)
    response = web.HTTPSeeOther(local_path(target))
    _set_cookie(request, response, await _open(site, member, address_of(request)))
    _set_device(request, response, await _rehashed(site, member, password))
    raise response


async def log_out(request: web.Request) -> web.Response:
    """End the login and forget its cookie."""
    async with request.app[SITE].database.write() as tx:
        await staff.log_out(tx, request[LOGIN])
    response = web.HTTPSeeOther("/login")
    response.del_cookie(_cookie_name(request), path="/")
    raise response


def local_path(target: str) -> str:
    """Return where to go on: a path of ours, never another site's address."""
    if target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return "/"


async def _who(request: web.Request) -> tuple[StaffMember | None, str]:
    site, now = request.app[SITE], request.app[SITE].clock()
    token = request.cookies.get(_cookie_name(request), "")
    async with site.database.read() as tx:
        login = await staff.login_of(tx, token, now, site.idle_timeout) if token else None
        member = login.member if login else None
        if member is None and site.demo is not None and _on_this_machine(request):
            member, token = await staff.by_email(tx, site.demo.sign_in), ""
    if login is not None and login.is_stale(now) and _is_used(request):
        async with site.database.write() as tx:
            await staff.note_use(tx, token, now)
    if member is not None and not token:
        token = await _open(site, member, address_of(request))
    return member, token


def _is_used(request: web.Request) -> bool:
    """Say whether somebody asked; a page that looks for news by itself keeps no login open."""
    listens = "text/event-stream" in request.headers.get("Accept", "")
    return not listens and "poll" not in request.query


async def _open(site: Site, member: StaffMember, address: str) -> str:
    async with site.database.write() as tx:
        return await staff.log_in(tx, member, now=site.clock(), address=address)


async def _is_right(site: Site, member: StaffMember | None, password: str, *, known: bool) -> bool:
    if len(password) > LONGEST:
        return False
    return await site.hashing.run(password_hashes.verify, member, password, known=known)


def _failed(request: web.Request, member: StaffMember | None, one: Try) -> None:
    """Log a failure, and audit it where the account exists; nobody waits for that and learns so."""
    site, known = request.app[SITE], {"practice": member.practice_id if member else None}
    known |= {"staff": member.id if member else None}
    _log.warning("log-in failed", network=one.network, known_browser=bool(one.device), **known)
    if member is not None:
        note = asyncio.create_task(_note(site, member, one.network))
        request.app[_NOTES].add(note)
        note.add_done_callback(request.app[_NOTES].discard)


async def _note(site: Site, member: StaffMember, address: str) -> None:
    try:
        async with site.database.write() as tx:
            await staff.note_failure(tx, member, address=address, now=site.clock())
    except (StoreError, SQLAlchemyError, OSError) as error:
        _log.warning("a failed log-in could not be audited", error=str(error))


async def _write_notes(app: web.Application) -> None:
    await asyncio.gather(*app[_NOTES])


async def _rehashed(site: Site, member: StaffMember, password: str) -> StaffMember:
    """Keep a password hashed at the present strength; the member as they are then."""
    if not password_hashes.needs_rehash(member):
        return member
    stronger = await site.hashing.run(password_hashes.hash_again, password, known=True)
    async with site.database.write() as tx:
        await staff.refresh_hash(tx, member, stronger)
    return replace(member, password_hash=stronger)


def _on_this_machine(request: web.Request) -> bool:
    """Say whether the visitor sits at this machine and asked for it by a name of its own.

    A page elsewhere whose name was made to point here (DNS rebinding) asks by another name.
    """
    return is_loopback(address_of(request)) and request.url.host in _OWN_MACHINE


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
    minutes = wait / timedelta(minutes=1)
    when = f"{math.ceil(wait.total_seconds())} s" if minutes < 1 else f"{math.ceil(minutes)} min"
    return f"Too many wrong passwords. Try again in {when}, or ask your administrator."


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


def _device_name(request: web.Request) -> str:
    return f"{_cookie_name(request)}-device"


def _set_device(request: web.Request, response: web.StreamResponse, member: StaffMember) -> None:
    name = _device_name(request)
    response.set_cookie(
        name,
        devices.cookie_for(request.cookies.get(name, ""), member),
        max_age=devices.LASTS,
        path="/",
        httponly=True,
        secure=_secure(request),
        samesite="Strict",
    )


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
