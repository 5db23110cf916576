"""The pages of all that is stored about a client: to read, to take along, and its erasure."""

import json

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from gateway.use_cases import client_erasure
from gateway.use_cases.client_card import ClientCard
from gateway.use_cases.client_erasure import ClientExport
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.clients import client_page, client_view


async def show(request: web.Request) -> web.Response:
    """Show all that is stored about a client, to be read or printed."""
    made = await _export(request)
    stored = made.stored
    card = ClientCard(stored, {}, made.at)
    facts = {
        "room": "clients",
        "practice": stored.practice,
        "client": stored.client,
        "made": made,
        "card": card,
        "view": client_view.view(card),
    }
    return page(request, "staff/clients/export.html", facts)


async def copy(request: web.Request) -> web.Response:
    """Send all that is stored about a client as JSON."""
    made = await _export(request)
    written = json.dumps(made.as_json(), ensure_ascii=False, indent=2)
    named = f'attachment; filename="client-{made.stored.client.id}.json"'
    return web.Response(
        text=written, content_type="application/json", headers={"Content-Disposition": named}
    )


async def erase(request: web.Request) -> web.Response:
    """Erase a client for good; what was typed stays if it is refused."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wanted = int(request.match_info["client"])
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await client_erasure.erase(
                *(tx, of_staff(request[STAFF]), practice, wanted, form.get("reason", "")),
                channels=site.tariff.channels,
                now=site.clock(),
                cancel_visits=form.get("cancel") == "yes",
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        return await client_page.shown(request, open_form="erase", wrong=str(error), typed=form)
    raise web.HTTPSeeOther(f"/clients/{wanted}?said=erased")


async def _export(request: web.Request) -> ClientExport:
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    wanted = int(request.match_info["client"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            return await client_erasure.export(tx, actor, practice, wanted, now=site.clock())
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
