"""Retires a client who comes no longer, from the card, and brings a former client back."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from gateway.use_cases import client_retiring
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.clients import client_page


async def retire(request: web.Request) -> web.Response:
    """Let a client be a former one; appointments ahead are cancelled if the form says so."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wanted = int(request.match_info["client"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            done = await client_retiring.retire(
                *(tx, of_staff(request[STAFF]), practice, wanted),
                channels=site.tariff.channels,
                now=site.clock(),
                cancel_visits=form.get("cancel") == "yes",
                tell=form.get("tell") == "yes",
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        return await client_page.shown(request, open_form="retire", wrong=str(error), typed=form)
    said = client_page.LET_GO if done.is_more else "retired"
    raise web.HTTPSeeOther(f"/clients/{wanted}?said={said}")


async def restore(request: web.Request) -> web.Response:
    """Bring a former client back."""
    site, wanted = request.app[WEB_CONTEXT], int(request.match_info["client"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            actor, now = of_staff(request[STAFF]), site.clock()
            await client_retiring.restore(tx, actor, practice, wanted, now=now)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        return await client_page.shown(request, wrong=str(error))
    raise web.HTTPSeeOther(f"/clients/{wanted}?said=restored")
