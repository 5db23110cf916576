"""Locks a log-in, and opens it by what its own member knows or has; then the same page returns.

What was typed into a form meanwhile is kept in the page and sent again by a button: the browser
holds it, the server does not.
"""

from aiohttp import web
from yarl import URL

from calendar_store.model.errors import InvalidInput
from calendar_store.practices import logins
from gateway.accounts import passkey_checks
from gateway.use_cases import unlocking
from gateway.use_cases.second_step import TooManyCodes
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.forms import Form, form_of
from gateway.web.server.lock import KEPT, UNLOCK, locked_page
from gateway.web.server.logins import local_path
from gateway.web.server.passkey_site import of_lock, passkey_site
from gateway.web.server.password_check import check_password
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, SESSION, STAFF, WEB_CONTEXT

_WRONG_CODE = mark("This code is wrong, or was used already.")
_Wrong = tuple[str, int]
"""Why a log-in is not opened, in words, and the HTTP status that says so."""


async def show(request: web.Request) -> web.Response:
    """Show the form that opens a locked log-in."""
    target = local_path(request.query.get("next", "/"))
    if not request[SESSION].is_locked(request.app[WEB_CONTEXT].clock()):
        raise web.HTTPSeeOther(target)
    return await locked_page(request, target, {}, status=200)


async def unlock(request: web.Request) -> web.Response:
    """Check who it is, and open the log-in."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    target, kept = local_path(form.get("next", "/")), _kept(form)
    if wrong := await _refused(request, form):
        words, status = wrong
        return await locked_page(request, target, kept, wrong=words, status=status)
    async with site.database.write() as tx:
        await logins.unlock(tx, request[LOGIN], site.clock())
    if not kept:
        raise web.HTTPSeeOther(target)
    typed = {name.removeprefix(KEPT): value for name, value in kept.items()}
    return page(request, "staff/unlock/again.html", {"target": target, "typed": typed})


async def lock(request: web.Request) -> web.Response:
    """Lock the log-in now."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    async with site.database.write() as tx:
        await logins.lock(tx, request[LOGIN], site.clock())
    target = local_path(form.get("next", "/"))
    raise web.HTTPSeeOther(URL(UNLOCK).with_query(next=target))


async def _refused(request: web.Request, form: Form) -> _Wrong | None:
    """Return why what was entered does not open the log-in; None if it does."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    try:
        if answer := form.get("credential", ""):
            party = passkey_checks.require_site(passkey_site(request))
            purpose = of_lock(request[LOGIN])
            read = passkey_checks.read_answer(party, purpose, answer, site.clock())
            async with site.database.write() as tx:
                await unlocking.by_passkey(tx, member, party, read, now=site.clock())
            return None
        if code := form.get("code", ""):
            network = network_of(address_of(request))
            async with site.database.write() as tx:
                right = await unlocking.by_code(tx, member, code, address=network, now=site.clock())
            return None if right else (_(_WRONG_CODE), 422)
    except InvalidInput as error:
        return refusal(error), 429 if isinstance(error, TooManyCodes) else 422
    checked = await check_password(request, member.email, form.get("password", ""))
    return None if checked.member else (checked.wrong, checked.status)


def _kept(form: Form) -> dict[str, str]:
    return {name: value for name, value in form.items() if name.startswith(KEPT)}
