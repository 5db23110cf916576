"""The page of one's own account: the password, and where one is logged in."""

import re
from dataclasses import dataclass

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from calendar_store.practices.logins import login_key
from gateway.accounts import password_hashes
from gateway.use_cases import own_account
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, ngettext
from gateway.web.server.forms import form_of
from gateway.web.server.logins import open_login, set_cookie
from gateway.web.server.moments import face_of
from gateway.web.server.password_check import check_password, remember_device
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT

ROLES = {
    "admin": mark("administrator"),
    "reception": mark("reception"),
    "practitioner": mark("practitioner"),
    "support": mark("support"),
    "operator": mark("operator of the service"),
}
_WRONG = mark("This is not your present password.")
_BROWSERS = (
    *(("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome")),
    *(("Safari/", "Safari"),),
)
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class SessionItem:
    """A log-in in words.

    Attributes:
        key: names it in addresses.
        device: browser and system.
        agent: what the browser calls itself.
        mine: whether it is the one that shows the page.
    """

    key: str
    device: str
    agent: str
    address: str
    opened: str
    used: str
    mine: bool


def device_name(user_agent: str) -> str:
    """Return browser and system of a User-Agent, as "Firefox, Windows"; "" for none known."""
    named = (
        next((name for sign, name in known if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, named)) or re.split(r"[/ ]", user_agent, maxsplit=1)[0][:40]


async def show(request: web.Request) -> web.Response:
    """Show the account."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request)


async def change_password(request: web.Request) -> web.Response:
    """Change the password; the log-in of this browser is replaced, all others end."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    checked = await check_password(request, member.email, form.get("password", ""))
    if checked.member is None:
        wrong = checked.status == 401
        words = _(_WRONG) if wrong else checked.wrong
        return await _refused(request, {"password": words}, 422 if wrong else checked.status)
    async with site.database.read() as tx:
        about = await own_account.names(tx, checked.member)
    new = form.get("new_password", "")
    try:
        hashed = await site.hashing.run(password_hashes.hash_password, new, about, known=True)
    except InvalidInput as error:
        return await _refused(request, {"new_password": refusal(error)}, 422)
    async with site.database.write() as tx:
        changed = await own_account.change_password(tx, member, hashed, now=site.clock())
    response = web.HTTPSeeOther("/account?said=password")
    set_cookie(request, response, await open_login(request, changed))
    remember_device(request, response, changed)
    raise response


async def end_one(request: web.Request) -> web.Response:
    """End one log-in."""
    site, key = request.app[WEB_CONTEXT], request.match_info["session"]
    try:
        async with site.database.write() as tx:
            await own_account.end_session(tx, request[STAFF], key, now=site.clock())
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther("/account?said=ended&count=1")


async def end_others(request: web.Request) -> web.Response:
    """End all log-ins but this one."""
    site = request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        ended = await own_account.end_other_sessions(
            tx, request[STAFF], request[LOGIN], now=site.clock()
        )
    raise web.HTTPSeeOther(f"/account?said=ended&count={ended}")


async def _refused(request: web.Request, wrong: dict[str, str], status: int) -> web.Response:
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request, wrong, status)


async def _page(
    tx: Transaction, request: web.Request, wrong: dict[str, str] | None = None, status: int = 200
) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    now = site.clock()
    practice = await practices.get(tx, member.practice_id)
    face = face_of(practice)
    today, mine = face.day_of(now), login_key(request[LOGIN])
    found = await own_account.sessions(tx, member, now=now, idle=site.idle_timeout)
    facts = {
        "practice": practice,
        "room": "account",
        "shown": "account",
        "role": ROLES[member.role],
        "wrong": wrong or {},
        "said": _said(request),
        "sessions": [
            SessionItem(
                *(one.key, device_name(one.user_agent), one.user_agent, one.address),
                face.near(one.opened_at, today),
                face.near(one.seen_at, today),
                one.key == mine,
            )
            for one in found
        ],
    }
    return page(request, "staff/account/account.html", facts, status=status)


def _said(request: web.Request) -> str:
    said, count = request.query.get("said", ""), request.query.get("count", "")
    if said == "password":
        return _("You have another password; your other log-ins have ended.")
    if said == "ended" and count.isascii() and count.isdecimal() and len(count) < 5:
        return ngettext("%(num)s log-in ended.", "%(num)s log-ins ended.", int(count))
    return ""
