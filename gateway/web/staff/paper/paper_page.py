"""The page of the calendar on paper: chosen, previewed, made at once, and the last papers."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.papers import PaperExtent, PaperKind, PaperLayout, PaperSize
from calendar_store.practices import practices
from gateway.paper.making import PaperMaker
from gateway.use_cases import papers
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.paper.paper_form import chosen, fields_of, typed
from gateway.wording import glyphs

PATH = "/settings/paper"
LAYOUTS = {
    PaperLayout.DAY: mark("a page for each practitioner and day"),
    PaperLayout.WEEK: mark("a page for each practitioner and week"),
}
SIZES = {PaperSize.A4: "A4", PaperSize.LETTER: "Letter"}
EXTENTS = {
    PaperExtent.WHOLE: mark("all four weeks every time"),
    PaperExtent.CHANGES: mark("all four weeks once a week, on other days what has changed"),
}
KINDS = {
    PaperKind.EVENING: mark("evening"),
    PaperKind.LOST_LINE: mark("line lost"),
    PaperKind.ADDITION: mark("addition"),
    PaperKind.BY_HAND: mark("by hand"),
}
_SAID = {
    "saved": mark("Saved."),
    "made": mark("Made: open it in the list below, and print it."),
    "sent": mark("Made, and on its way."),
}


async def show(request: web.Request) -> web.Response:
    """Show how paper is wanted, and the last papers with what became of them."""
    return await _page(request)


async def change(request: web.Request) -> web.Response:
    """Choose how paper is wanted."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            wanted = chosen(form, practice)
            await papers.choose(tx, of_staff(member), practice, wanted, now=site.clock())
    except (InvalidInput, NotFound) as error:
        return await _page(request, form, wrong=str(error))
    raise web.HTTPSeeOther(f"{PATH}?said=saved")


async def make(request: web.Request) -> web.Response:
    """Make a paper at once, to be printed or to be sent."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    sends = form.get("send") == "1"
    try:
        await papers.make(
            *(_maker(request), of_staff(member), member.practice_id),
            now=site.clock(),
            send=sends,
        )
    except InvalidInput as error:
        return await _page(request, wrong_made=str(error))
    raise web.HTTPSeeOther(f"{PATH}?said={'sent' if sends else 'made'}")


async def preview(request: web.Request) -> web.Response:
    """Send a whole paper as it would be now."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    try:
        content = await papers.preview(
            _maker(request), of_staff(member), member.practice_id, now=site.clock()
        )
    except InvalidInput as error:
        return await _page(request, wrong_made=str(error))
    return _pdf(content, "paper-preview.pdf")


async def download(request: web.Request) -> web.Response:
    """Send a paper, to be printed."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    version = int(request.match_info["version"])
    try:
        async with site.database.write() as tx:
            _paper, content = await papers.opened(
                tx, of_staff(member), member.practice_id, version, now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=_("There is no such paper any more.")) from error
    return _pdf(content, f"paper-{version}.pdf")


def _pdf(content: bytes, name: str) -> web.Response:
    named = {"Content-Disposition": f'inline; filename="{name}"'}
    return web.Response(body=content, content_type="application/pdf", headers=named)


def _maker(request: web.Request) -> PaperMaker:
    site = request.app[WEB_CONTEXT]
    return PaperMaker(site.database, site.tariff.channels, str(site.public_url))


async def _page(
    request: web.Request, form: Form | None = None, *, wrong: str = "", wrong_made: str = ""
) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor = of_staff(member)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        wanted = await papers.wanted(tx, actor, practice)
        made = await papers.made(tx, actor, practice.id)
        everybody = await papers.people(tx, practice.id)
    face = face_of(practice)
    facts = {
        "practice": practice,
        "room": "settings",
        "shown": "paper",
        "fields": fields_of(wanted) if form is None else typed(form, everybody),
        "ways": wanted.ways,
        "people": everybody,
        "choices": {"layout": LAYOUTS, "size": SIZES, "extent": EXTENTS},
        "kinds": KINDS,
        "made": made,
        "versions": {one.paper.id: one.paper.version for one in made},
        "face": face,
        "today": face.day_of(site.clock()),
        "glyphs": glyphs.MESSAGE,
        "channels": glyphs.CHANNEL,
        "wrong": wrong,
        "wrong_made": wrong_made,
        "said": _SAID.get(request.query.get("said", ""), ""),
    }
    status = 422 if wrong or wrong_made else 200
    return page(request, "staff/paper/paper.html", facts, status=status)
