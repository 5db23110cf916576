"""The page of doubles: clients who may be one person, to be merged, and parted again."""

from dataclasses import dataclass

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases import client_merging
from gateway.use_cases.client_merging import Double, DoubleReason
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server import phone_numbers
from gateway.web.server.forms import form_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_REASON_WORDS = {
    DoubleReason.SAME_NUMBER: mark("same number"),
    DoubleReason.SAME_EMAIL: mark("same email address"),
    DoubleReason.NEAR_NUMBER: mark("nearly the same number"),
    DoubleReason.NEAR_EMAIL: mark("nearly the same email address"),
}


@dataclass(frozen=True, slots=True)
class DoubleItem:
    """Two clients in the list."""

    double: Double
    practice: Practice

    @property
    def why(self) -> str:
        """Why they may be one person, in words."""
        return ", ".join(_(_REASON_WORDS[one]) for one in self.double.reasons)

    @property
    def both(self) -> list[tuple[Client, str, str]]:
        """Each client with the number as the practice dials it, and its name in the form."""
        return [
            (client, phone_numbers.shown(client.mobile, self.practice.region), side)
            for client, side in ((self.double.one, "one"), (self.double.other, "other"))
        ]


async def show(request: web.Request) -> web.Response:
    """List clients who may be one person."""
    return await _shown(request)


async def merge(request: web.Request) -> web.Response:
    """Merge two clients; lead to the card of the one that stays."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    one, other = (_number(form.get(name, "")) for name in ("one", "other"))
    kept, gone = (other, one) if form.get("keep") == "other" else (one, other)
    actor = of_staff(request[STAFF])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await client_merging.merge(tx, actor, practice, kept, gone, now=site.clock())
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    except InvalidInput as error:
        return await _shown(request, str(error))
    raise web.HTTPSeeOther(f"/clients/{kept}?said=merged")


async def undo(request: web.Request) -> web.Response:
    """Part two clients who were merged."""
    site, merge_id = request.app[WEB_CONTEXT], int(request.match_info["merge"])
    actor = of_staff(request[STAFF])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            undone = await client_merging.undo(tx, actor, practice, merge_id, now=site.clock())
    except (NotFound, InvalidInput) as error:
        # undone by a colleague meanwhile, or the client is gone
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther(f"/clients/{undone.merged_id}?said=parted")


async def _shown(request: web.Request, wrong: str = "") -> web.Response:
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        some = await client_merging.found(tx, of_staff(request[STAFF]), practice)
    items = [DoubleItem(one, practice) for one in some]
    facts = {"room": "clients", "practice": practice, "items": items, "wrong": wrong}
    return page(request, "staff/clients/doubles.html", facts, status=422 if wrong else 200)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    return int(text)
