"""What the page of copying in does: lines are stored, entries are settled and taken back."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    SlotTaken,
    Stale,
    StoreError,
)
from calendar_store.model.paper_entries import PaperEntry
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentHow
from calendar_store.practices import practices
from gateway.use_cases import catch_up, catch_up_settling, client_records, client_search
from gateway.use_cases.catch_up import CatchUpDesk
from gateway.use_cases.catch_up_settling import PaperChoice, SettlingWay
from gateway.use_cases.paper_lines import PaperLine, new_client
from gateway.web.languages.refusals import refusal
from gateway.web.server.forms import Form, form_of, require_whole, too_long
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import clicked, number_of
from gateway.web.staff.catch_up import catch_up_page, sheets

_CONSENTS = {"spoken": ConsentHow.SPOKEN, "form": ConsentHow.FORM}
_LINE = "line-"
_MOST = 500
"""Clients among whom the chosen one is looked for."""


async def take(request: web.Request) -> web.Response:
    """Store the lines that were filled in, and put them into the calendar."""
    form, desk = await form_of(request), _desk(request)
    async with desk.database.read() as tx:
        practice = await practices.get(tx, desk.practice_id)
        named = await sheets.named(tx, desk.actor, practice, form, desk.now)
        lines = [*await _new_line(tx, desk, practice, form), *_lines(form)]
    if too_long(request) and "HX-Request" not in request.headers:
        return await catch_up_page.shown(request, named.fields, typed=form, status=422)
    try:
        await catch_up.take(desk, named.sheet, lines)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    if "HX-Request" in request.headers:
        return await catch_up_page.shown(request, named.fields, entered=True)
    last = lines[-1].appointment_id if lines else None
    raise web.HTTPSeeOther(named.address(**({"after": str(last)} if last else {})))


async def settle(request: web.Request) -> web.Response:
    """Settle an entry as a button says; if it cannot be, show why, and what stands now."""
    form, desk = await form_of(request), _desk(request)
    entry_id = int(request.match_info["entry"])
    async with desk.database.read() as tx:
        practice = await practices.get(tx, desk.practice_id)
        named = await sheets.named(tx, desk.actor, practice, form, desk.now)
    try:
        require_whole(request)
        await _settle(desk, entry_id, form)
    except NotPermitted:
        raise
    except (SlotTaken, Stale, InvalidInput) as error:
        if isinstance(error, SlotTaken):
            async with desk.database.write() as tx:
                await catch_up_settling.taken_meanwhile(tx, desk.actor, practice, entry_id)
        status = 422 if isinstance(error, InvalidInput) else 409
        said = refusal(f"{error}.")
        typed = {"entry": str(entry_id), **form}
        return await catch_up_page.shown(
            request, named.fields, wrong=said, typed=typed, status=status
        )
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther(f"{named.address()}#copied")


async def undo(request: web.Request) -> web.Response:
    """Take back what became of an entry."""
    form, desk = await form_of(request), _desk(request)
    entry_id = int(request.match_info["entry"])
    try:
        async with desk.database.write() as tx:
            practice = await practices.get(tx, desk.practice_id)
            named = await sheets.named(tx, desk.actor, practice, form, desk.now)
            await catch_up_settling.undo(
                *(tx, desk.actor, practice, entry_id), tariff=desk.tariff, now=desk.now
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except NotPermitted:
        raise
    except StoreError as error:
        said = refusal(f"{error}.")
        return await catch_up_page.shown(request, form, wrong=said, status=409)
    raise web.HTTPSeeOther(f"{named.address()}#copied")


def _desk(request: web.Request) -> CatchUpDesk:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor = of_staff(member)
    return CatchUpDesk(site.database, actor, member.practice_id, site.tariff, site.clock())


async def _settle(desk: CatchUpDesk, entry_id: int, form: Form) -> PaperEntry:
    """Do what the button says."""
    if "complete" in form or "new" in form:
        return await catch_up.complete(desk, entry_id, await _completed(desk, form))
    if "again" in form:
        async with desk.database.write() as tx:
            practice = await practices.get(tx, desk.practice_id)
            await catch_up_settling.again(tx, desk.actor, practice, entry_id)
        return await catch_up.work_in(desk, entry_id)
    async with desk.database.write() as tx:
        practice = await practices.get(tx, desk.practice_id)
        return await catch_up_settling.settle(
            *(tx, desk.actor, practice, entry_id, _choice(form)),
            tariff=desk.tariff,
            now=desk.now,
        )


async def _completed(desk: CatchUpDesk, form: Form) -> PaperLine:
    """Return a line that was completed; a new client of a name that others have is added."""
    client = number_of(form.get("client", ""))
    name, phone = form.get("q", ""), form.get("phone", "")
    if "new" in form:
        async with desk.database.write() as tx:
            practice = await practices.get(tx, desk.practice_id)
            added = await client_records.add(
                *(tx, desk.actor, practice, new_client(name, phone)),
                why_unreached=desk.tariff.why_unreached,
                now=desk.now,
            )
        client = added.id
    return PaperLine("", form.get("time", ""), name, phone, client)


def _choice(form: Form) -> PaperChoice:
    """Read what was chosen.

    Raises:
        InvalidInput: if nothing was.
    """
    seen, others = number_of(form.get("seen", "")), _others(form)
    for name, way in (("at", SettlingWay.ELSEWHERE), ("offer", SettlingWay.OFFER)):
        at = clicked(form.get(name, ""))
        if at is not None:
            return PaperChoice(way, at=at, seen=seen)
    if form.get("way", "") not in set(SettlingWay):
        raise InvalidInput("choose what becomes of it")
    way = SettlingWay(form["way"])
    return PaperChoice(way, others=others, seen=seen, reason=form.get("why", ""))


def _others(form: Form) -> Mapping[int, tuple[int, datetime]]:
    """Return the visits that may give way: "to-5" is "VERSION@MOMENT"."""
    found = {}
    for name, text in form.items():
        head, _dash, visit = name.partition("-")
        version, _at, moment = text.partition("@")
        numbers = number_of(visit), number_of(version)
        at = clicked(moment)
        if head == "to" and numbers[0] and numbers[1] and at is not None:
            found[numbers[0]] = (numbers[1], at)
    return found


async def _new_line(
    tx: Transaction, desk: CatchUpDesk, practice: Practice, form: Form
) -> list[PaperLine]:
    """Return the line of a new visit; [] if nothing is written on it."""
    time, name, phone = (form.get(one, "").strip() for one in ("time", "q", "phone"))
    client = number_of(form.get("client", ""))
    if not (time or name or phone or client):
        return []
    if client is not None and name:
        # chosen before something else was typed
        fits = await client_search.search(tx, desk.actor, practice, name, _MOST)
        client = client if client in {one.id for one in fits} else None
    return [
        PaperLine(
            _key(form),
            time,
            name,
            phone,
            client,
            service=form.get("service") or None,
            came="came" in form,
            consent=_CONSENTS.get(form.get("consent", "")),
        )
    ]


def _key(form: Form) -> str:
    """Return the key of what a form sends; one without a key is an entry of its own."""
    return form.get("key", "") or token_urlsafe(12)


def _lines(form: Form) -> list[PaperLine]:
    """Return what was written on the lines of visits that stand on the paper."""
    key, found = _key(form), []
    for name, text in form.items():
        visit = number_of(name.removeprefix(_LINE)) if name.startswith(_LINE) else None
        if visit is not None and text.strip():
            found.append(PaperLine(f"{key}-{visit}", text.strip(), appointment_id=visit))
    return found
