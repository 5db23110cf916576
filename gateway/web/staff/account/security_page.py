"""The page of one's own second factors: codes of an app, passkeys, recovery codes.

Every change asks for the password: whoever finds a browser open cannot lock its owner out.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import StaffMember
from calendar_store.practices import practices
from gateway.accounts import one_time_codes, passkey_checks
from gateway.use_cases import own_factors
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import Form, form_of
from gateway.web.server.moments import face_of
from gateway.web.server.passkey_site import of_login, passkey_site
from gateway.web.server.password_check import check_password
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, SESSION, STAFF, WEB_CONTEXT

_WRONG = mark("This is not your present password.")
_STALE = mark("This page is out of date. Open it again and repeat the change.")
_SAID = {"removed": mark("Removed. Your other log-ins have ended.")}
_Act = Callable[[Transaction, StaffMember, Form], Awaitable[Sequence[str] | None]]


async def show(request: web.Request) -> web.Response:
    """Show the second factors."""
    return await _page(request)


async def set_up_codes(request: web.Request) -> web.Response:
    """Set up codes of an app, and show the recovery codes this once."""

    async def act(tx: Transaction, member: StaffMember, form: Form) -> Sequence[str]:
        secret = form.get("secret", "")
        if not hmac.compare_digest(_seal(request, secret), form.get("seal", "").encode()):
            raise web.HTTPForbidden(text=_(_STALE))
        return await own_factors.set_up_codes(
            *(tx, member, secret, form.get("code", "")), token=request[LOGIN], now=_now(request)
        )

    return await _changed(request, act)


async def remove_codes(request: web.Request) -> web.Response:
    """Remove the codes of an app."""

    async def act(tx: Transaction, member: StaffMember, form: Form) -> None:
        del form
        await own_factors.remove_codes(tx, member, token=request[LOGIN], now=_now(request))

    return await _changed(request, act)


async def new_recovery_codes(request: web.Request) -> web.Response:
    """Make new recovery codes, and show them this once."""

    async def act(tx: Transaction, member: StaffMember, form: Form) -> Sequence[str]:
        del form
        return await own_factors.new_recovery_codes(
            tx, member, token=request[LOGIN], now=_now(request)
        )

    return await _changed(request, act)


async def add_passkey(request: web.Request) -> web.Response:
    """Store a passkey that the browser has made."""

    async def act(tx: Transaction, member: StaffMember, form: Form) -> Sequence[str]:
        site, now = passkey_checks.require_site(passkey_site(request)), _now(request)
        purpose = of_login(request[LOGIN])
        answer = passkey_checks.read_answer(site, purpose, form.get("credential", ""), now)
        return await own_factors.add_passkey(
            *(tx, member, site, answer),
            name=form.get("name", ""),
            token=request[LOGIN],
            now=now,
        )

    return await _changed(request, act)


async def remove_passkey(request: web.Request) -> web.Response:
    """Remove a passkey."""

    async def act(tx: Transaction, member: StaffMember, form: Form) -> None:
        del form
        key = int(request.match_info["key"])
        await own_factors.remove_passkey(tx, member, key, token=request[LOGIN], now=_now(request))

    return await _changed(request, act)


async def _changed(request: web.Request, act: _Act) -> web.Response:
    """Check the password, do what was asked, and show what came of it."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    checked = await check_password(request, member.email, form.get("password", ""))
    if checked.member is None:
        wrong = checked.status == 401
        words = _(_WRONG) if wrong else checked.wrong
        return await _page(request, form, wrong=words, status=422 if wrong else checked.status)
    try:
        async with site.database.write() as tx:
            codes = await act(tx, member, form)
    except InvalidInput as error:
        return await _page(request, form, wrong=refusal(error), status=422)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    if codes:
        return await _page(request, codes=codes)
    raise web.HTTPSeeOther("/account/security?said=removed")


async def _page(
    request: web.Request,
    form: Mapping[str, str] | None = None,
    *,
    wrong: str = "",
    codes: Sequence[str] = (),
    status: int = 200,
) -> web.Response:
    site, member, now = request.app[WEB_CONTEXT], request[STAFF], _now(request)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        found = await own_factors.factors(tx, member)
    face = face_of(practice)
    # a secret that was shown stays, so that a wrong code can be corrected
    secret = (form or {}).get("secret", "")
    if not hmac.compare_digest(_seal(request, secret), (form or {}).get("seal", "").encode()):
        secret = one_time_codes.new_secret()
    url = one_time_codes.secret_url(secret, member.email, f"Textback {practice.name}")
    party, options = passkey_site(request), ""
    if party is not None:
        known = [key.credential_id for key in found.passkeys]
        account = (member.id, member.email, member.name)
        options = passkey_checks.creation_options(
            party, of_login(request[LOGIN]), account, known, now
        )
    said = request.query.get("said", "")
    facts = {
        "practice": practice,
        "room": "account",
        "shown": "security",
        "factors": found,
        "needed": request[SESSION].lacks_factor and not found.some,
        "secret": secret,
        "seal": _seal(request, secret).decode(),
        "qr": one_time_codes.qr_code(url),
        "options": options,
        "keys": [
            (key, face.brief(face.day_of(key.used_at or key.created_at))) for key in found.passkeys
        ],
        "codes": codes,
        "wrong": wrong,
        "said": _(_SAID[said]) if said in _SAID else "",
    }
    return page(request, "staff/account/security.html", facts, status=status)


def _seal(request: web.Request, secret: str) -> bytes:
    """Return what shows that a secret was made by us, for this log-in."""
    key = request.app[WEB_CONTEXT].secret_key
    told = b"totp\0" + request[LOGIN].encode() + b"\0" + secret.encode()
    return hmac.new(key, told, sha256).hexdigest().encode()


def _now(request: web.Request) -> datetime:
    return request.app[WEB_CONTEXT].clock()
