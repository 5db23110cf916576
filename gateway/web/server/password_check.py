"""Checks a password that is entered on a page: to log in, to unlock, before a change of an account.

An unknown account takes as long as a known one, so that nobody can find out which accounts exist.
Guessing is slowed down (`rate_limit`), and the page says when to try again. Every failure is
logged; a failure of an existing account is also written to the audit log.
"""

import asyncio
import math
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from calendar_store.entry.characters import folded
from calendar_store.model.errors import StoreError
from calendar_store.model.practices import StaffMember
from calendar_store.practices import staff
from gateway.accounts import password_hashes
from gateway.accounts.passwords import LONGEST
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server import devices
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.hashing import Busy
from gateway.web.server.logins import cookie_name, is_secure
from gateway.web.server.rate_limit import Try
from gateway.web.server.web_context import WEB_CONTEXT, WebContext

_log = structlog.get_logger(__name__)

_NOTES: web.AppKey[set["asyncio.Task[None]"]] = web.AppKey("notes of failed log-ins", set)
WRONG = mark("The email address or the password is wrong.")
_BUSY = mark("Too many people are logging in. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """The outcome of a check.

    Attributes:
        member: the member of staff whose password is right; None if it is not.
        wrong: why not, in words; "" if it is right.
        status: the HTTP status of a page that says so.
    """

    member: StaffMember | None
    wrong: str = ""
    status: int = 200


def set_up(app: web.Application) -> None:
    """Make the application write all failed log-ins to the audit log before it ends."""
    app[_NOTES] = set()
    app.on_shutdown.append(_write_notes)


async def check_password(request: web.Request, email: str, password: str) -> PasswordCheck:
    """Check the password of an account, or refuse to check it now.

    Args:
        request: the browser's request; its network and its device cookie bound the tries.
        email: the address of the account, as entered.
        password: the password as entered.
    """
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        member = await staff.by_email(tx, email)
    device = devices.device_of(request.cookies.get(_device_name(request), ""), member)
    one = Try(folded(email), network_of(address_of(request)), device)
    now = site.clock()
    wait = site.attempts.wait(one, now)
    if wait:
        return PasswordCheck(None, _too_often(wait), 429)
    site.attempts.begin(one, now)
    try:
        right = await _is_right(site, member, password, known=bool(device))
    except Busy:
        site.attempts.not_checked(one)
        return PasswordCheck(None, _(_BUSY), 503)
    if not right or member is None:
        _failed(request, member, one)
        return PasswordCheck(None, _(WRONG), 401)
    site.attempts.succeeded(one)
    return PasswordCheck(await _rehashed(site, member, password))


async def _is_right(
    site: WebContext, member: StaffMember | None, password: str, *, known: bool
) -> bool:
    if len(password) > LONGEST:
        return False
    return await site.hashing.run(password_hashes.verify, member, password, known=known)


def in_background(request: web.Request, work: "asyncio.Task[None]") -> None:
    """Keep a task that a response does not wait for; the application ends after it."""
    request.app[_NOTES].add(work)
    work.add_done_callback(request.app[_NOTES].discard)


def _failed(request: web.Request, member: StaffMember | None, one: Try) -> None:
    """Log a failed log-in; for an existing account, also start a task that audits it.

    The response does not wait for the task, because the delay would show that the account exists.
    """
    site, known = request.app[WEB_CONTEXT], {"practice": member.practice_id if member else None}
    known |= {"staff": member.id if member else None}
    _log.warning("log-in failed", network=one.network, known_browser=bool(one.device), **known)
    if member is not None:
        note = asyncio.create_task(_note(site, member, one.network))
        in_background(request, note)


async def _note(site: WebContext, member: StaffMember, address: str) -> None:
    try:
        async with site.database.write() as tx:
            await staff.note_failure(tx, member, address=address, now=site.clock())
    except (StoreError, SQLAlchemyError, OSError) as error:
        _log.warning("a failed log-in could not be audited", error=str(error))


async def _write_notes(app: web.Application) -> None:
    await asyncio.gather(*app[_NOTES])


async def _rehashed(site: WebContext, member: StaffMember, password: str) -> StaffMember:
    """Hash a password again if its hash is weaker than today's; return the member with the hash."""
    if not password_hashes.needs_rehash(member):
        return member
    stronger = await site.hashing.run(password_hashes.hash_again, password, known=True)
    async with site.database.write() as tx:
        await staff.refresh_hash(tx, member, stronger)
    return replace(member, password_hash=stronger)


def _too_often(wait: timedelta) -> str:
    minutes = wait / timedelta(minutes=1)
    seconds = math.ceil(wait.total_seconds())
    when = _("%(number)s s", number=seconds)
    if minutes >= 1:
        when = _("%(number)s min", number=math.ceil(minutes))
    return _(
        "Too many wrong passwords. Try again in %(time)s, or ask your administrator.", time=when
    )


def _device_name(request: web.Request) -> str:
    return f"{cookie_name(request)}-device"


def remember_device(
    request: web.Request, response: web.StreamResponse, member: StaffMember
) -> None:
    """Mark the browser as one in which a member has logged in."""
    name = _device_name(request)
    response.set_cookie(
        name,
        devices.cookie_for(request.cookies.get(name, ""), member),
        max_age=devices.LASTS,
        path="/",
        httponly=True,
        secure=is_secure(request),
        samesite="Strict",
    )
