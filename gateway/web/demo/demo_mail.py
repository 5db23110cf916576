"""The demo's mail tab: mails as a client sees them, answers in words, calendar answers, bounces."""

import asyncio
import re
from typing import Any

import structlog
from aiohttp import web
from aiohttp_sse import sse_response

from calendar_store.database.notify import Listener, Topic
from calendar_store.practices import practices
from gateway.demo.mail_program import CalendarButton, MailProgram
from gateway.demo.mail_server import MailboxEntry
from gateway.web.demo.demo_context import DEMO, Demo
from gateway.web.demo.demo_mailbox import DemoMailbox, entries, look_into, owners
from gateway.web.demo.parts import digest_of, parts_of
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.logins import local_path
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT

_log = structlog.get_logger(__name__)

_IN_THE_DARK = re.compile(r"\(prefers-color-scheme:\s*dark\)")
_PARTS = ("mails", "story")
_LONGEST = 3000
_LOOK_AGAIN = 20.0
# the mail's own styles are in it, as in every mail; it runs nothing and loads nothing
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


async def body(request: web.Request) -> web.Response:
    """Show the HTML of a mail as a mail program does: on its own, without scripts and pictures."""
    part = _entry(request).mail.get_body(("html",))
    if part is None:
        raise web.HTTPNotFound(text=_("This mail has no HTML."))
    html = str(part.get_content()).replace("<a ", '<a target="_blank" rel="noopener" ')
    if request.query.get("shade") == "dark":
        # a frame of its own does not learn what the page around it prefers
        html = _IN_THE_DARK.sub("all", html)
    headers = {"Content-Security-Policy": _MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return web.Response(text=html, content_type="text/html", headers=headers)


async def write(request: web.Request) -> web.Response:
    """Answer the open mail in words or by a button of the invitation, or let it bounce."""
    form = await form_of(request)
    demo, entry, address = request.app[DEMO], _entry(request), _address(request)
    program = _program(demo)
    text = str(form.get("text", "")).strip()
    if len(text) > _LONGEST:
        raise web.HTTPUnprocessableEntity(
            text=_("A mail has %(most)s letters at most here.", most=_LONGEST)
        )
    button, bounce = form.get("button", ""), form.get("bounce", "")
    try:
        if bounce:
            await program.bounce(address, entry)
        elif button in set(CalendarButton):
            await program.press(address, entry, CalendarButton(button))
        elif text:
            await program.answer(address, entry, text)
    except (OSError, ValueError) as error:
        _log.warning("a mail of the demo was not taken", cause=str(error))
    raise web.HTTPSeeOther(local_path(str(form.get("next", "/"))))


async def refuse(request: web.Request) -> web.Response:
    """Let all mails to a mailbox come back, or take them again."""
    form = await form_of(request)
    server, address = request.app[DEMO].mail_server, _address(request)
    if server is not None:
        server.mailboxes.refusing ^= {address}
    raise web.HTTPSeeOther(local_path(str(form.get("next", "/"))))


async def events(request: web.Request) -> web.StreamResponse:
    """Send the list of mails and the story as server-sent events whenever they change."""
    site, demo = request.app[WEB_CONTEXT], request.app[DEMO]
    _address(request)
    if demo.mail_server is None:
        raise web.HTTPNotFound(text=_("This demo has no mail."))
    listener = site.database.changes.listen(Topic.CALENDAR, Topic.INBOUND)
    try:
        with (
            site.streams.open(listener.wake, request[LOGIN]) as mine,
            demo.mail_server.mailboxes.subscribe() as changes,
        ):
            ringing = asyncio.create_task(_ring(changes, listener))
            try:
                async with sse_response(request) as stream:
                    sent: dict[str, str] = {}
                    while stream.is_connected() and not mine.ending:
                        now = parts_of(
                            request.app,
                            _PARTS,
                            mailbox=(box := await shown(request)),
                            story=box.story,
                        )
                        for name in (name for name in now if sent.get(name) != now[name]):
                            await stream.send(now[name], id=digest_of(now), event=name)
                        sent = now
                        await listener.wait(_LOOK_AGAIN)
            except ConnectionResetError:
                pass
            finally:
                ringing.cancel()
        return stream
    finally:
        listener.close()


async def shown(request: web.Request, place: int | None = None) -> DemoMailbox:
    """Return the visitor's mailbox.

    Args:
        request: any request; its query may name the mail to open.
        place: the owner's number among the phones; None: as in the request's path.
    """
    if place is None:
        place = int(request.match_info["place"])
    asked = request.query.get("mail", "")
    opened = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else None
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        shade = "dark" if request.query.get("shade") == "dark" else "light"
        return await look_into(tx, practice, request.app[DEMO], place, opened=opened, shade=shade)


def frame(app: web.Application, mailbox: DemoMailbox) -> dict[str, Any]:
    """Return the variables of the template that shows a mailbox."""
    rendered = parts_of(app, _PARTS, mailbox=mailbox, story=mailbox.story)
    buttons = [(one.value, one.name.capitalize()) for one in CalendarButton]
    return {
        "mailbox": mailbox,
        "buttons": buttons,
        "shown": rendered,
        "mail_digest": digest_of(rendered),
    }


def _address(request: web.Request) -> str:
    place = int(request.match_info["place"])
    demo = request.app[DEMO]
    if place not in {one for one, _ in owners(demo)}:
        raise web.HTTPNotFound(text=_("The demo has no such mailbox."))
    return demo.emails[place]


def _entry(request: web.Request) -> MailboxEntry:
    _address(request)
    mails = entries(request.app[DEMO], int(request.match_info["place"]))
    number = int(request.match_info["mail"])
    if number >= len(mails):
        raise web.HTTPNotFound(text=_("There is no such mail."))
    return mails[number]


def _program(demo: Demo) -> MailProgram:
    if demo.mail_program is None:
        raise web.HTTPNotFound(text=_("This demo has no mail."))
    return demo.mail_program


async def _ring(changes: "asyncio.Queue[str]", listener: Listener) -> None:
    while True:
        await changes.get()
        listener.wake()
