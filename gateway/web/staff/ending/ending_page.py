"""The page of the end of a practice: what is planned, copies that lie ready, how long data stay."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.endings import RetentionKind, SuspensionState, earliest_day
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from gateway.links.links import Links
from gateway.use_cases import copies, retention, suspending
from gateway.use_cases.suspending import AdminMails
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.password_check import check_password
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_NOT_RIGHT = 401
_WRONG = mark("The password is wrong. Nothing was changed.")
SAID = {
    "given": mark("Notice is given. Administrators were told."),
    "undone": mark("The notice is taken back. All works as always."),
    "kept": mark("Saved."),
    "asked": mark("The copy is being made. It will be here in some minutes."),
}
KINDS = {
    RetentionKind.VISITS: mark("Visits, with their notes and reminders, and clients of old visits"),
    RetentionKind.MESSAGES: mark("Messages sent"),
    RetentionKind.TEXTS: mark("Texts and mails received"),
    RetentionKind.CONSENTS: mark("Consent that was replaced by a later word"),
    RetentionKind.LOG: mark("The log"),
    RetentionKind.PRACTICE: mark("Everything, after a suspension"),
}


async def show(request: web.Request) -> web.Response:
    """Show what is planned, and what lies ready."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await shown(tx, request, {})


async def give_notice(request: web.Request) -> web.Response:
    """Give notice; the password is entered again."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wrong = await wrong_password(request, form)
    if wrong is not None:
        return wrong
    try:
        require_whole(request)
        first = _day(form.get("first", ""))
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await suspending.give_notice(
                *(tx, of_staff(request[STAFF]), practice, first, _telling(request)),
                now=site.clock(),
            )
    except InvalidInput as error:
        return await refused(request, form, error)
    raise web.HTTPSeeOther("/ending?said=given")


async def take_back(request: web.Request) -> web.Response:
    """Take the notice back; the password is entered again."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wrong = await wrong_password(request, form)
    if wrong is not None:
        return wrong
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await suspending.take_back(
                *(tx, of_staff(request[STAFF]), practice, _telling(request)), now=site.clock()
            )
    except (InvalidInput, NotFound) as error:
        return await refused(request, form, error)
    raise web.HTTPSeeOther("/ending?said=undone")


async def keep(request: web.Request) -> web.Response:
    """Set how long a kind of data is kept; the password is entered again."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wrong = await wrong_password(request, form)
    if wrong is not None:
        return wrong
    try:
        require_whole(request)
        kind = _kind(form.get("kind", ""))
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await retention.set_rule(
                *(tx, of_staff(request[STAFF]), practice, kind, form.get("days", "")),
                now=site.clock(),
            )
    except InvalidInput as error:
        return await refused(request, form, error)
    raise web.HTTPSeeOther("/ending?said=kept")


async def wrong_password(request: web.Request, form: Mapping[str, str]) -> web.Response | None:
    """Check the password of whoever sends a form; return the page that refuses it, or None."""
    member = request[STAFF]
    checked = await check_password(request, member.email, form.get("password", ""))
    if checked.member is not None and checked.member.id == member.id:
        return None
    if checked.status == _NOT_RIGHT:
        return await refused(request, form, _(_WRONG))
    return await refused(request, form, checked.wrong, checked.status)


async def refused(
    request: web.Request, form: Mapping[str, str], why: Exception | str, status: int = 422
) -> web.Response:
    """Return the page with a mistake, and what was typed."""
    words = why if isinstance(why, str) else refusal(why)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await shown(tx, request, form, wrong=words, status=status)


async def shown(
    tx: Transaction,
    request: web.Request,
    form: Mapping[str, str],
    *,
    wrong: str = "",
    status: int = 200,
) -> web.Response:
    """Return the page."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    practice, now = await practices.get(tx, request[STAFF].practice_id), site.clock()
    earliest = earliest_day(practice, now)
    plan = await suspending.plan(tx, actor, practice, first_day=earliest, now=now)
    assert plan is not None  # noqa: S101 (a day is given)
    face = face_of(practice)

    def day(moment: datetime | None) -> str:
        return face.day_month_year(face.day_of(moment)) if moment else ""

    standing = plan.standing
    facts: dict[str, Any] = {
        "room": "settings",
        "practice": practice,
        "plan": plan,
        "earliest": earliest,
        "is_notice": standing is not None and standing.state is SuspensionState.NOTICE,
        "steps": _steps(plan, face.day_month_year),
        "copies": [
            (one, one.ready_at is not None, day(one.asked_at), day(one.expires_at))
            for one in await copies.listed(tx, actor, practice)
        ],
        "kinds": KINDS,
        "rules": await retention.rules(tx, actor, practice),
        "certificates": [
            (one, day(one.done_at), sum(one.counts.values()))
            for one in await retention.certificates(tx, actor, practice)
        ],
        "form": form,
        "wrong": wrong,
        "said": _(SAID[said]) if (said := request.query.get("said", "")) in SAID else "",
    }
    return page(request, "staff/ending/ending.html", facts, status=status)


def _steps(plan: suspending.SuspensionPlan, shown_day: Any) -> list[tuple[str, str]]:
    """Return what happens on which day, in words."""
    told = _("Administrators are told by mail and alert.")
    steps = [(shown_day(day), told) for day in plan.told if day != plan.first_day]
    begins = _(
        "No reminder or other message is sent from now on. Clients' texts get one answer a day that"
        " asks them to call. Pages can be read and not changed. A whole copy is made."
    )
    steps.append((shown_day(plan.first_day), begins))
    steps.append((shown_day(plan.copies_until), _("Until then the copy lies ready here.")))
    if plan.deleted_after is not None:
        after = shown_day(plan.deleted_after + timedelta(days=1))
        steps.append((after, _("Everything is deleted, with a certificate.")))
    return steps


def _telling(request: web.Request) -> AdminMails:
    site = request.app[WEB_CONTEXT]
    # for the address of the pages alone: nothing is signed
    return AdminMails(site.tariff.channels, Links(str(site.public_url), [b""]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("choose a day") from error


def _kind(text: str) -> RetentionKind:
    try:
        return RetentionKind(text)
    except ValueError as error:
        raise InvalidInput("choose a kind of data") from error
