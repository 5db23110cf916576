"""What staff say that a text means: done with one tap, and taken back with another."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted, SlotTaken, Stale
from gateway.use_cases import staff_meanings, staff_meanings_undone
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.conversation import conversation_page, meaning_view


async def settle(request: web.Request) -> web.Response:
    """Do what the tapped button says, and go on with the inbox; what cannot be done says why."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    text_id = int(request.match_info["id"])
    form = await form_of(request)
    try:
        meaning = meaning_view.parse(str(form.get("meant", "")))
        async with site.database.write() as tx:
            await staff_meanings.settle(
                *(tx, of_staff(member), member.practice_id, text_id, meaning),
                channels=site.tariff.channels,
                now=site.clock(),
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such conversation.")) from error
    except (InvalidInput, NotPermitted, SlotTaken, Stale) as error:
        return await conversation_page.show_refused(request, str(error), "meant")
    raise web.HTTPSeeOther(f"/inbox?settled={text_id}")


async def take_back(request: web.Request) -> web.Response:
    """Take back what was done on a text, and show its conversation again."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    text_id = int(request.match_info["id"])
    try:
        async with site.database.write() as tx:
            await staff_meanings_undone.take_back(
                *(tx, of_staff(member), member.practice_id, text_id),
                channels=site.tariff.channels,
                now=site.clock(),
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such conversation.")) from error
    except (InvalidInput, NotPermitted, SlotTaken, Stale) as error:
        raise web.HTTPConflict(text=refusal(error)) from error
    raise web.HTTPSeeOther(f"/inbox/text/{text_id}")
