"""What staff do with a thread beside answering: assign it, note something, open it again."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from gateway.use_cases import inbox_marks
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.logins import local_path
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.conversation import conversation_page
from gateway.web.staff.conversation.opened_thread import opened, page_of


async def assign(request: web.Request) -> web.Response:
    """Say who sees to a thread."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    whom = str(form.get("whom", ""))
    try:
        async with site.database.write() as tx:
            thread = await opened(tx, request)
            await inbox_marks.assign(
                *(tx, of_staff(request[STAFF]), thread),
                int(whom) if whom.isascii() and whom.isdecimal() and len(whom) < 19 else None,
                now=site.clock(),
            )
    except InvalidInput as error:
        return await conversation_page.show_refused(request, str(error), "assign")
    raise web.HTTPSeeOther(page_of(request))


async def add_note(request: web.Request) -> web.Response:
    """Add a note to a thread."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    text = str(form.get("note", ""))
    try:
        require_whole(request)
        async with site.database.write() as tx:
            thread = await opened(tx, request)
            await inbox_marks.add_note(tx, of_staff(request[STAFF]), thread, text, now=site.clock())
    except InvalidInput as error:
        return await conversation_page.show_refused(request, str(error), "note", text)
    raise web.HTTPSeeOther(f"{page_of(request)}#note")


async def reopen(request: web.Request) -> web.Response:
    """Undo that a thread was closed."""
    site = request.app[WEB_CONTEXT]
    try:
        async with site.database.write() as tx:
            thread = await opened(tx, request)
            await inbox_marks.reopen(tx, of_staff(request[STAFF]), thread, now=site.clock())
    except (InvalidInput, Stale) as error:
        raise web.HTTPConflict(text=refusal(error)) from error
    raise web.HTTPSeeOther(page_of(request))


async def remove_note(request: web.Request) -> web.Response:
    """Remove a note; the page offers to put it back."""
    return await _note(request, removed=True)


async def put_note_back(request: web.Request) -> web.Response:
    """Put a note back that was removed a moment ago."""
    return await _note(request, removed=False)


async def _note(request: web.Request, *, removed: bool) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    form, note_id = await form_of(request), int(request.match_info["note"])
    act = inbox_marks.remove_note if removed else inbox_marks.put_note_back
    try:
        async with site.database.write() as tx:
            await act(tx, of_staff(member), member.practice_id, note_id, now=site.clock())
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such note.")) from error
    back = local_path(str(form.get("back", "/inbox"))).partition("?")[0]
    raise web.HTTPSeeOther(f"{back}?removed={note_id}" if removed else back)
