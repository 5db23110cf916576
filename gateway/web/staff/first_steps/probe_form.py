"""The probe of a carrier on the page of first steps, for who runs the service."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.practices import practices
from gateway.web.languages.translation import mark
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.first_steps import first_steps_page
from gateway.web.staff.first_steps.first_steps_page import PAGE

_NONE = mark("carriers are probed where the service runs; here it does not")


async def begin(request: web.Request) -> web.Response:
    """Begin a probe of a carrier with one's own phone."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    if site.probes is None:
        return await first_steps_page.refused_probe(request, form.get("to", ""), _NONE)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            await site.probes.begin(
                *(tx, of_staff(member), practice, form.get("carrier", ""), form.get("to", "")),
                now=site.clock(),
            )
    except InvalidInput as error:
        return await first_steps_page.refused_probe(request, form.get("to", ""), str(error))
    raise web.HTTPSeeOther(f"{PAGE}#carrier")
