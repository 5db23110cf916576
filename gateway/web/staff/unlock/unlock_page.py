"""Locks a log-in, and opens it by the password of its member alone; then the same page returns.

What was typed into a form meanwhile is kept in the page and sent again by a button: the browser
holds it, the server does not.
"""

from collections.abc import Mapping

from aiohttp import web
from yarl import URL

from calendar_store.practices import logins
from gateway.web.server.forms import Form, form_of
from gateway.web.server.lock import KEPT, UNLOCK
from gateway.web.server.logins import local_path
from gateway.web.server.password_check import check_password
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, SESSION, STAFF, WEB_CONTEXT


async def show(request: web.Request) -> web.Response:
    """Show the form that opens a locked log-in."""
    target = local_path(request.query.get("next", "/"))
    if not request[SESSION].is_locked(request.app[WEB_CONTEXT].clock()):
        raise web.HTTPSeeOther(target)
    return _form(request, target, {})


async def unlock(request: web.Request) -> web.Response:
    """Check the password of the log-in's own member, and open the log-in."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    target, kept = local_path(form.get("next", "/")), _kept(form)
    checked = await check_password(request, request[STAFF].email, form.get("password", ""))
    if checked.member is None:
        return _form(request, target, kept, wrong=checked.wrong, status=checked.status)
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


def _kept(form: Form) -> dict[str, str]:
    return {name: value for name, value in form.items() if name.startswith(KEPT)}


def _form(
    request: web.Request,
    target: str,
    kept: Mapping[str, str],
    *,
    wrong: str = "",
    status: int = 200,
) -> web.Response:
    facts = {"wrong": wrong, "next": target, "kept": kept}
    return page(request, "shared/locked.html", facts, status=status)
