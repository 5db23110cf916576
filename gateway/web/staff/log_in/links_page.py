"""Pages behind links in mails: a password is chosen after an invitation, or a new one.

Opening a link changes nothing, since programs that look through mails open links. Asking for a new
password has the same answer whether there is such an account or not, and takes as long.
"""

import asyncio
from datetime import timedelta

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from calendar_store.entry.characters import folded
from calendar_store.model.errors import InvalidInput, StoreError
from calendar_store.model.statuses import TokenKind
from gateway.accounts import password_hashes
from gateway.use_cases import own_account, staff_links
from gateway.use_cases.account_mails import AccountMails
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.allowance import Allowance
from gateway.web.server.forms import form_of, too_long
from gateway.web.server.password_check import in_background
from gateway.web.server.rendering import page
from gateway.web.server.web_context import WEB_CONTEXT, WebContext

_log = structlog.get_logger(__name__)
_OVER = mark("This link is of no use: it was used, or is too old. Ask for another one.")
_OFTEN = mark("Too many new passwords were asked for. Try again in an hour.")
_HOUR = timedelta(hours=1)
_KINDS = {"join": TokenKind.INVITATION, "reset": TokenKind.RESET}

Bounds = tuple[Allowance, Allowance]
_BOUNDS: web.AppKey[Bounds] = web.AppKey("how often new passwords are asked for", tuple)


def set_up(app: web.Application) -> None:
    """Bound how often new passwords are asked for: by address, and by network."""
    app[_BOUNDS] = (Allowance(3, _HOUR), Allowance(20, _HOUR))


async def ask_forgotten(request: web.Request) -> web.Response:
    """Show the form that asks for a new password."""
    return _forgotten(request)


async def forgotten(request: web.Request) -> web.Response:
    """Send a link, if there is such an account; say the same in any case."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    email, now = form.get("email", "").strip(), site.clock()
    if too_long(request):
        return _forgotten(request, email=email, status=422)
    by_address, by_network = request.app[_BOUNDS]
    if not by_network.take(network_of(address_of(request)), now):
        return _forgotten(request, wrong=_(_OFTEN), email=email, status=429)
    # an address that is asked for too often gets the same answer, and no mail
    if by_address.take(folded(email), now):
        in_background(request, asyncio.create_task(_send(site, email)))
    return page(request, "staff/log_in/asked.html", {"email": email})


async def _send(site: WebContext, email: str) -> None:
    mails = AccountMails(site.tariff.channels, str(site.public_url))
    try:
        async with site.database.write() as tx:
            await staff_links.ask_reset(tx, email, mails=mails, now=site.clock())
    except (StoreError, SQLAlchemyError, OSError) as error:
        _log.warning("a new password could not be mailed", error=type(error).__name__)


async def show(request: web.Request) -> web.Response:
    """Show the form behind a link; the link stays of use."""
    return await _form(request)


async def choose(request: web.Request) -> web.Response:
    """Use a link up and store the chosen password; then one logs in with it."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    token, kind = request.match_info["token"], _kind(request)
    async with site.database.read() as tx:
        found = await staff_links.opened(tx, token, kind, now=site.clock())
        about = await own_account.names(tx, found[0]) if found else ()
    if found is None:
        return _over(request)
    try:
        # nobody guesses a link: whoever has one does not wait behind those who guess passwords
        hashed = await site.hashing.run(
            password_hashes.hash_password, form.get("new_password", ""), about, known=True
        )
    except InvalidInput as error:
        return await _form(request, wrong=refusal(error))
    async with site.database.write() as tx:
        chosen = await staff_links.choose_password(tx, token, kind, hashed, now=site.clock())
    if chosen is None:
        return _over(request)
    raise web.HTTPSeeOther("/login?said=chosen")


def _kind(request: web.Request) -> TokenKind:
    return _KINDS[request.match_info["link"]]


async def _form(request: web.Request, *, wrong: str = "") -> web.Response:
    site, token = request.app[WEB_CONTEXT], request.match_info["token"]
    async with site.database.read() as tx:
        found = await staff_links.opened(tx, token, _kind(request), now=site.clock())
    if found is None:
        return _over(request)
    member, practice = found
    facts = {
        "email": member.email,
        "owner": practice.name,
        "invited": _kind(request) is TokenKind.INVITATION,
        "wrong": wrong,
        "action": request.path,
    }
    return page(request, "staff/log_in/choose.html", facts, status=422 if wrong else 200)


def _over(request: web.Request) -> web.Response:
    return page(request, "staff/log_in/over.html", {"words": _(_OVER)}, status=410)


def _forgotten(
    request: web.Request, *, wrong: str = "", email: str = "", status: int = 200
) -> web.Response:
    mails = AccountMails(request.app[WEB_CONTEXT].tariff.channels, "")
    facts = {"wrong": wrong, "email": email, "mails": mails.can_send}
    return page(request, "staff/log_in/forgotten.html", facts, status=status)
