"""The page of beacons: makes one, shows its token this once, revokes tokens."""

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from gateway.use_cases import beacons
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT


async def show(request: web.Request) -> web.Response:
    """List the beacons."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _shown(tx, request)


async def make(request: web.Request) -> web.Response:
    """Make a beacon, and show its token; the answer is the only place where it stands."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    name = form.get("name", "")
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            _made, token = await beacons.make(
                tx, of_staff(member), practice, name, now=site.clock()
            )
    except InvalidInput:
        async with site.database.read() as tx:
            return await _shown(tx, request, wrong=True, name=name)
    async with site.database.read() as tx:
        return await _shown(tx, request, token=token)


async def revoke(request: web.Request) -> web.Response:
    """Revoke the token of a beacon."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            wanted = int(request.match_info["beacon"])
            await beacons.revoke(tx, of_staff(member), practice, wanted, now=site.clock())
    except NotFound as error:
        raise web.HTTPNotFound(text=_("There is no such beacon.")) from error
    raise web.HTTPSeeOther("/beacons?said=revoked")


async def _shown(
    tx: Transaction, request: web.Request, *, token: str = "", wrong: bool = False, name: str = ""
) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    practice = await practices.get(tx, member.practice_id)
    face = face_of(practice)
    today = face.day_of(site.clock())
    found, heard = await beacons.listed(tx, of_staff(member), practice)
    facts = {
        "practice": practice,
        "room": "settings",
        "shown": "beacons",
        "beacons": [(one, face.near(one.created_at, today)) for one in found],
        "heard": face.near(heard.seen_at, today) if heard else "",
        "token": token,
        "name": name,
        "public_url": str(site.public_url).rstrip("/"),
        "wrong": _("Say in a few words where it runs; a practice has ten beacons at most.")
        if wrong
        else "",
        "revoked": request.query.get("said") == "revoked",
    }
    return page(request, "staff/beacons/beacons.html", facts, status=422 if wrong else 200)
