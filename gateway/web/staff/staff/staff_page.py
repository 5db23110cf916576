"""The pages of staff: who may log in, invited, changed, removed; each at once."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import SUPPORT_ROLES, Actor, of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.statuses import Role
from calendar_store.practices import practices, staff
from gateway.use_cases import staff_accounts, staff_links
from gateway.use_cases.account_mails import AccountMails
from gateway.use_cases.staff_links import StaffInvitation
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import languages, mark, ngettext, own_name
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT, WebContext
from gateway.web.staff.account.account_page import ROLES
from gateway.web.staff.undo import undo_page

_OF_PRACTICE = [role for role in Role if role not in SUPPORT_ROLES]
_SAID = {
    "invited": mark("Invited: the mail with the link is on its way."),
    "changed": mark("Saved."),
    "same": mark("Saved."),
    "retired": mark("Removed: they can no longer log in, and their log-ins have ended."),
    undo_page.SAID: mark("Taken back."),
    "factors": mark("Their second factors are gone, and their log-ins have ended."),
}


def account_mails(site: WebContext) -> AccountMails:
    """Return how mails about accounts are sent."""
    return AccountMails(site.tariff.channels, str(site.public_url))


async def show(request: web.Request) -> web.Response:
    """List the staff."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _list(tx, request, {})


async def invite(request: web.Request) -> web.Response:
    """Invite somebody; without a mail server the link is shown this once."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            actor, practice = await _who(tx, request)
            made = await staff_links.invite(
                *(tx, actor, practice),
                email=form.get("email", ""),
                role=_role(form),
                name=form.get("name", ""),
                practitioner=form.get("practitioner", ""),
                mails=account_mails(site),
                now=site.clock(),
            )
    except (InvalidInput, NotFound) as error:
        async with site.database.read() as tx:
            return await _list(tx, request, form, wrong=str(error))
    return await _invited(request, made)


async def invite_again(request: web.Request) -> web.Response:
    """Send another link to somebody who is invited."""
    site = request.app[WEB_CONTEXT]
    try:
        async with site.database.write() as tx:
            actor, practice = await _who(tx, request)
            member = await _member(tx, request)
            made = await staff_links.invite_again(
                *(tx, actor, practice, member.email), mails=account_mails(site), now=site.clock()
            )
    except InvalidInput as error:
        async with site.database.read() as tx:
            return await _one(tx, request, {}, wrong=str(error))
    return await _invited(request, made)


async def _invited(request: web.Request, made: StaffInvitation) -> web.Response:
    if not made.link:
        raise web.HTTPSeeOther("/staff?said=invited")
    # the answer to this form is the only place where the link stands
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _list(tx, request, {}, made=made)


async def show_one(request: web.Request) -> web.Response:
    """Show an account, to change it."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _one(tx, request, {})


async def change(request: web.Request) -> web.Response:
    """Change an account."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            actor, practice = await _who(tx, request)
            member = await _member(tx, request)
            after = await staff_accounts.change(
                *(tx, actor, practice.id, member.email),
                role=_role(form),
                name=form.get("name") or member.email,
                practitioner=form.get("practitioner", ""),
                locale=form.get("locale", ""),
                now=site.clock(),
            )
    except (InvalidInput, NotFound) as error:
        async with site.database.read() as tx:
            return await _one(tx, request, form, wrong=str(error))
    said = "same" if after == member else "changed"
    raise web.HTTPSeeOther(f"/staff/{member.id}?said={said}")


async def retire(request: web.Request) -> web.Response:
    """Remove somebody; their log-ins end at once."""
    site = request.app[WEB_CONTEXT]
    try:
        async with site.database.write() as tx:
            actor, practice = await _who(tx, request)
            member = await _member(tx, request)
            await staff_accounts.remove(tx, actor, practice.id, member.email, now=site.clock())
    except InvalidInput as error:
        async with site.database.read() as tx:
            return await _one(tx, request, {}, wrong=str(error))
    raise web.HTTPSeeOther("/staff?said=retired")


async def remove_factors(request: web.Request) -> web.Response:
    """Remove the second factors of somebody who has lost them."""
    site = request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        actor, practice = await _who(tx, request)
        member = await _member(tx, request)
        await staff_accounts.remove_factors(tx, actor, practice.id, member.email, now=site.clock())
    raise web.HTTPSeeOther(f"/staff/{member.id}?said=factors")


async def end_sessions(request: web.Request) -> web.Response:
    """End every log-in of somebody."""
    site = request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        actor, practice = await _who(tx, request)
        member = await _member(tx, request)
        ended = await staff_accounts.end_logins(
            tx, actor, practice.id, member.email, now=site.clock()
        )
    raise web.HTTPSeeOther(f"/staff/{member.id}?said=ended&count={ended}")


async def _who(tx: Transaction, request: web.Request) -> tuple[Actor, Practice]:
    member = request[STAFF]
    return of_staff(member), await practices.get(tx, member.practice_id)


async def _member(tx: Transaction, request: web.Request) -> StaffMember:
    """Return the member of the practice that an address names.

    Raises:
        HTTPNotFound: if the practice has no such member.
    """
    try:
        return await staff.get(tx, request[STAFF].practice_id, int(request.match_info["member"]))
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error


def _role(form: Form) -> Role:
    entered = form.get("role", "")
    if entered not in set(Role):
        raise InvalidInput("choose a role")
    return Role(entered)


async def _list(
    tx: Transaction,
    request: web.Request,
    form: Mapping[str, str],
    *,
    wrong: str = "",
    made: StaffInvitation | None = None,
) -> web.Response:
    site = request.app[WEB_CONTEXT]
    actor, practice = await _who(tx, request)
    face, now = face_of(practice), site.clock()
    today = face.day_of(now)
    found = await staff_accounts.overview(tx, actor, practice.id, now=now)
    facts = await _choices(tx, actor, practice) | {
        "shown": "staff",
        "form": form,
        "wrong": wrong,
        "made": made,
        "mails": account_mails(site).can_send,
        "said": _said(request),
        "accounts": [
            (one, face.near(one.invited_until, today) if one.invited_until else "") for one in found
        ],
    }
    return page(request, "staff/staff/staff.html", facts, status=422 if wrong else 200)


async def _one(
    tx: Transaction, request: web.Request, form: Mapping[str, str], *, wrong: str = ""
) -> web.Response:
    site = request.app[WEB_CONTEXT]
    actor, practice = await _who(tx, request)
    member = await _member(tx, request)
    everybody = await staff_accounts.overview(tx, actor, practice.id, now=site.clock())
    account = next(one for one in everybody if one.member.id == member.id)
    facts = await _choices(tx, actor, practice) | {
        "shown": "staff",
        "account": account,
        "values": {
            "name": form.get("name", member.name),
            "role": form.get("role", member.role.value),
            "practitioner": form.get("practitioner", str(member.practitioner_id or "")),
            "locale": form.get("locale", member.locale),
        },
        "ours": member.role not in SUPPORT_ROLES,
        "wrong": wrong,
        "said": _said(request),
        "undo": await undo_page.offered(
            *(tx, request, practice, "staff.changed", site.clock()), subject=member.email
        )
        if request.query.get("said") == "changed"
        else "",
        "languages": [(code, own_name(code)) for code in languages()],
    }
    return page(request, "staff/staff/member.html", facts, status=422 if wrong else 200)


async def _choices(tx: Transaction, actor: Actor, practice: Practice) -> dict[str, Any]:
    return {
        "practice": practice,
        "room": "staff",
        "words": ROLES,
        "roles": _OF_PRACTICE,
        "practitioners": await staff_accounts.choices(tx, actor, practice.id),
    }


def _said(request: web.Request) -> str:
    said, count = request.query.get("said", ""), request.query.get("count", "")
    if said == "ended" and count.isascii() and count.isdecimal() and len(count) < 5:
        return ngettext("%(num)s log-in ended.", "%(num)s log-ins ended.", int(count))
    return _(_SAID[said]) if said in _SAID else ""
