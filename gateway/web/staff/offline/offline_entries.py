"""Takes what was written without a line: one entry at a time, in order, each once by its key.

It goes the way of what is copied in from paper. The key is of its writer, so that nobody's entry
takes the place of another's.
"""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, StoreError, StoreUnreachable
from calendar_store.model.paper_entries import PaperEntry, PaperSheet
from calendar_store.model.statuses import ConsentHow
from calendar_store.practices import practices
from gateway.use_cases import catch_up
from gateway.use_cases.catch_up import CatchUpDesk
from gateway.use_cases.paper_lines import PaperLine
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of
from gateway.web.server.offline_stamp import offline_owner
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import clicked, day_of_address, number_of
from gateway.web.staff.catch_up import sheets
from gateway.web.staff.offline.kept_days import OURS

_CONSENTS = {one.value: one for one in (ConsentHow.SPOKEN, ConsentHow.FORM)}


async def take(request: web.Request) -> web.Response:
    """Store an entry, and put it into the calendar if nothing stands against it.

    Raises:
        HTTPConflict: if it is another person's.
    """
    form, member = await form_of(request), request[STAFF]
    if form.get("owner", "") != offline_owner(member):
        raise web.HTTPConflict(text=_("This was written by somebody else."))
    try:
        entry = await _taken(request, form)
    except StoreUnreachable:
        raise
    except StoreError as error:
        return web.json_response(OURS | {"refused": refusal(f"{error}.")})
    return web.json_response(OURS | {"key": form["key"], "open": entry.is_open})


async def _taken(request: web.Request, form: Form) -> PaperEntry:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    now, actor = site.clock(), of_staff(member)
    desk = CatchUpDesk(site.database, actor, member.practice_id, site.tariff, now)
    made, day = clicked(form.get("made", "")), day_of_address(form.get("day", ""))
    key, who = form.get("key", ""), number_of(form.get("who", ""))
    if made is None or day is None or not who or not key:
        raise InvalidInput("this cannot be read; write it anew")
    async with site.database.read() as tx:
        practice = await practices.get(tx, desk.practice_id)
        sheet = await sheets.told(tx, practice, PaperSheet(min(made, now), day, who), {})
    line = PaperLine(
        f"{offline_owner(member)} {key}",
        form.get("time", ""),
        form.get("q", ""),
        form.get("phone", ""),
        appointment_id=number_of(form.get("visit", "")),
        service=form.get("service") or None,
        consent=_CONSENTS.get(form.get("consent", "")),
    )
    return (await catch_up.take(desk, sheet, [line]))[0]
