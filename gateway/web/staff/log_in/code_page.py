"""The second step of a log-in, and log-ins by a passkey alone."""

from aiohttp import web
from yarl import URL

from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import StaffMember
from gateway.accounts import passkey_checks
from gateway.use_cases import second_step
from gateway.use_cases.second_step import TooManyCodes
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.forms import form_of
from gateway.web.server.logins import (
    cookie_name,
    is_secure,
    local_path,
    open_login,
    set_cookie,
)
from gateway.web.server.passkey_site import LOG_IN, of_step, passkey_site
from gateway.web.server.password_check import remember_device
from gateway.web.server.rendering import page
from gateway.web.server.web_context import WEB_CONTEXT
from gateway.web.staff.log_in.landing import landing

STEP = "/login/code"
_WRONG = mark("This code is wrong, or was used already.")
_FIVE_MINUTES = 5 * 60


def to_second_step(request: web.Request, token: str, target: str) -> web.HTTPSeeOther:
    """Return the way to the second step, with the cookie that belongs to it."""
    response = web.HTTPSeeOther(URL(STEP).with_query(next=target))
    response.set_cookie(
        _cookie(request),
        token,
        max_age=_FIVE_MINUTES,
        path="/",
        httponly=True,
        secure=is_secure(request),
        samesite="Strict",
    )
    return response


async def ask(request: web.Request) -> web.Response:
    """Ask for the second factor."""
    return await _form(request, local_path(request.query.get("next", "/")))


async def check(request: web.Request) -> web.Response:
    """Check a code, or the answer of a passkey, and open the log-in."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    target, token = local_path(form.get("next", "/")), request.cookies.get(_cookie(request), "")
    try:
        async with site.database.write() as tx:
            if answer := form.get("credential", ""):
                party = passkey_checks.require_site(passkey_site(request))
                read = passkey_checks.read_answer(party, of_step(token), answer, site.clock())
                member: StaffMember | None = await second_step.by_passkey(
                    tx, party, read, now=site.clock(), token=token
                )
            else:
                member = await second_step.by_code(
                    *(tx, token, form.get("code", "")),
                    address=network_of(address_of(request)),
                    now=site.clock(),
                )
    except InvalidInput as error:
        status = 429 if isinstance(error, TooManyCodes) else 422
        return await _form(request, target, wrong=refusal(error), status=status)
    if member is None:
        return await _form(request, target, wrong=_(_WRONG), status=422)
    raise await _opened(request, member, target, "second_factor")


async def by_passkey(request: web.Request) -> web.Response:
    """Open a log-in by a passkey alone, which has verified its owner."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    try:
        party = passkey_checks.require_site(passkey_site(request))
        read = passkey_checks.read_answer(party, LOG_IN, form.get("credential", ""), site.clock())
        async with site.database.write() as tx:
            member = await second_step.by_passkey(tx, party, read, now=site.clock())
    except InvalidInput as error:
        facts = {"words": refusal(error)}
        return page(request, "staff/log_in/not_opened.html", facts, status=422)
    raise await _opened(request, member, local_path(form.get("next", "/")), "passkey")


async def _opened(
    request: web.Request, member: StaffMember, target: str, how: str
) -> web.HTTPSeeOther:
    response = web.HTTPSeeOther(await landing(request, member, target))
    set_cookie(request, response, await open_login(request, member, how))
    remember_device(request, response, member)
    response.del_cookie(_cookie(request), path="/")
    return response


async def _form(
    request: web.Request, target: str, *, wrong: str = "", status: int = 200
) -> web.Response:
    site, token = request.app[WEB_CONTEXT], request.cookies.get(_cookie(request), "")
    async with site.database.read() as tx:
        found = await second_step.pending(tx, token, now=site.clock())
    if found is None:
        raise web.HTTPSeeOther(URL("/login").with_query(next=target))
    party, keys = passkey_site(request), found.factors.passkeys
    options = ""
    if party is not None and keys:
        known = [key.credential_id for key in keys]
        options = passkey_checks.request_options(party, of_step(token), known, site.clock())
    facts = {
        "wrong": wrong,
        "next": target,
        "email": found.member.email,
        "by_phone": bool(found.factors.totp_secret),
        "recovery": bool(found.factors.codes_left),
        "options": options,
    }
    return page(request, "staff/log_in/code.html", facts, status=status)


def _cookie(request: web.Request) -> str:
    return f"{cookie_name(request)}-step"
