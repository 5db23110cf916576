"""Whole copies and certificates of deletion: asked for, and downloaded."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from gateway.use_cases import copies, retention
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.ending.ending_page import refused, wrong_password

_DIGITS = 19


async def ask(request: web.Request) -> web.Response:
    """Ask for a whole copy; the password is entered again."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wrong = await wrong_password(request, form)
    if wrong is not None:
        return wrong
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await copies.ask(tx, of_staff(request[STAFF]), practice, now=site.clock())
    except InvalidInput as error:
        return await refused(request, form, error)
    raise web.HTTPSeeOther("/ending?said=asked")


async def take(request: web.Request) -> web.StreamResponse:
    """Send a copy that lies ready, piece by piece; the password is entered again."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    wrong = await wrong_password(request, form)
    if wrong is not None:
        return wrong
    named = form.get("copy", "")
    wanted = int(named) if named.isascii() and named.isdigit() and len(named) <= _DIGITS else 0
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            found = await copies.taken(
                *(tx, of_staff(request[STAFF]), practice, wanted), now=site.clock()
            )
    except NotFound as error:
        return await refused(request, form, error, 404)
    response = web.StreamResponse(
        headers={"Content-Disposition": f'attachment; filename="textback-copy-{found.id}.zip"'}
    )
    response.content_type = "application/zip"
    response.content_length = found.size
    await response.prepare(request)
    async for piece in copies.pieces(site.database, found):
        await response.write(piece)
    await response.write_eof()
    return response


async def certificate(request: web.Request) -> web.Response:
    """Send a certificate of deletion as PDF."""
    site, named = request.app[WEB_CONTEXT], int(request.match_info["certificate"])
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        _, pdf = await retention.certificate(tx, of_staff(request[STAFF]), named, practice)
    name = f'attachment; filename="certificate-{named}.pdf"'
    return web.Response(
        body=pdf, content_type="application/pdf", headers={"Content-Disposition": name}
    )
