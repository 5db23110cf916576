"""The log-in page: a password opens a log-in, or leads to the second step of one.

A log-in gets a new token each time, and none before everything was shown that is wanted.
"""

from aiohttp import web
from yarl import URL

from calendar_store.practices import staff
from gateway.accounts import passkey_checks
from gateway.use_cases import second_step
from gateway.use_cases.account_mails import AccountMails
from gateway.web.server.forms import form_of, too_long
from gateway.web.server.lock import UNLOCK
from gateway.web.server.logins import (
    NOT_DONE,
    cookie_name,
    local_path,
    open_login,
    session_of,
    set_cookie,
)
from gateway.web.server.passkey_site import LOG_IN, passkey_site
from gateway.web.server.password_check import check_password, remember_device
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, WEB_CONTEXT
from gateway.web.staff.log_in.code_page import to_second_step
from gateway.web.staff.log_in.landing import landing


async def ask(request: web.Request) -> web.Response:
    """Show the log-in form; who has a locked log-in is led to the page that opens it.

    Who comes with the cookie of a log-in that is over reads so, and whether something was not done.
    """
    session = await session_of(request)
    if session and session.is_locked(request.app[WEB_CONTEXT].clock()):
        target = local_path(request.query.get("next", "/"))
        raise web.HTTPSeeOther(URL(UNLOCK).with_query(next=target))
    is_over = session is None and cookie_name(request) in request.cookies
    return _form(request, "", request.query.get("next", "/"), is_over=is_over)


async def log_in(request: web.Request) -> web.Response:
    """Check a password and open a log-in, or show the form again with the error."""
    form = await form_of(request)
    email, target = form.get("email", "").strip(), form.get("next", "/")
    if too_long(request):
        return _form(request, "", target, email=email, status=422)
    checked = await check_password(request, email, form.get("password", ""))
    if checked.member is None:
        return _form(request, checked.wrong, target, email=email, status=checked.status)
    site = request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        step = await second_step.begin(tx, checked.member, now=site.clock())
    if step:
        raise to_second_step(request, step, local_path(target))
    response = web.HTTPSeeOther(await landing(request, checked.member, local_path(target)))
    set_cookie(request, response, await open_login(request, checked.member))
    remember_device(request, response, checked.member)
    raise response


async def log_out(request: web.Request) -> web.Response:
    """End the log-in and delete its cookie."""
    async with request.app[WEB_CONTEXT].database.write() as tx:
        await staff.log_out(tx, request[LOGIN])
    response = web.HTTPSeeOther("/login")
    response.del_cookie(cookie_name(request), path="/")
    raise response


def _form(
    request: web.Request,
    wrong: str,
    target: str,
    *,
    email: str = "",
    status: int = 200,
    is_over: bool = False,
) -> web.Response:
    mails = AccountMails(request.app[WEB_CONTEXT].tariff.channels, "")
    party = passkey_site(request)
    now = request.app[WEB_CONTEXT].clock()
    facts = {
        "options": passkey_checks.request_options(party, LOG_IN, (), now) if party else "",
        "wrong": wrong,
        "next": local_path(target),
        "email": email,
        "mails": mails.can_send,
        "chosen": request.query.get("said") == "chosen",
        "is_over": is_over,
        "not_done": request.query.get("said") == NOT_DONE,
    }
    return page(request, "staff/log_in/log_in.html", facts, status=status)
