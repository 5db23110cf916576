"""The page of an appointment: how it stands, two large buttons, and what can be undone.

Opening it changes nothing: scanners of mail systems open every link. A button sends a form, and the
browser is led back to the page, which says what stands now.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import hdrs, web
from markupsafe import Markup
from yarl import URL

from dialogs.wording.privacy import nameable
from gateway.use_cases import client_appointments
from gateway.use_cases.client_appointments import Became, ClientVisit, Stage
from gateway.web.client.appointment.requests import decided, link_of, to_page
from gateway.web.client.shared.client_page import client_page, without_traces
from gateway.web.client.shared.contact import phone_of
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.client.shared.reader import PageReader, reader_of
from gateway.web.server.web_context import WEB_CONTEXT

_MAP = URL("https://www.openstreetmap.org/search")
_GONE = 410


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice above the appointment.

    Attributes:
        tone: "good", "open" or "bad".
        glyph: stands before the words; colour alone says nothing.
    """

    tone: str
    glyph: str
    words: Markup


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Show how an appointment stands."""
    link, now = await link_of(request), now_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        visit = await client_appointments.look(tx, link.practice_id, link.about, now)
    reader = reader_of(request, visit.practice, visit.client)
    if visit.stage is Stage.OVER:
        facts = {
            "title": reader.say("appointment.over_title"),
            "phone": phone_of(reader),
            "preferences": await link_desk(request).preferences_of(visit.client),
        }
        template = "client/appointment/over.html"
        return client_page(request, template, reader, facts, status=_GONE, by_link=True)
    facts = await _facts(request, reader, visit)
    return client_page(request, "client/appointment/appointment.html", reader, facts, by_link=True)


@told_to_clients
async def again(request: web.Request) -> web.Response:
    """Lead to the page whoever opens the address of a form."""
    await link_of(request)
    to_page(request, Became.DONE)


@told_to_clients
async def confirm(request: web.Request) -> web.Response:
    """Confirm the appointment."""
    to_page(request, await decided(request, client_appointments.confirm))


@told_to_clients
async def cancel(request: web.Request) -> web.Response:
    """Cancel the appointment."""
    to_page(request, await decided(request, client_appointments.cancel))


@told_to_clients
async def undo(request: web.Request) -> web.Response:
    """Undo what the client did last."""
    to_page(
        request, await decided(request, client_appointments.undo, client_appointments.tell_taken)
    )


@told_to_clients
async def calendar_entry(request: web.Request) -> web.Response:
    """Answer with a file that adds the appointment to a calendar."""
    link, now = await link_of(request), now_of(request)
    write = request.app[WEB_CONTEXT].calendar_file
    if write is None:
        raise web.HTTPNotFound
    async with request.app[WEB_CONTEXT].database.read() as tx:
        visit = await client_appointments.look(tx, link.practice_id, link.about, now)
    reader = reader_of(request, visit.practice, visit.client)
    page = (await link_desk(request).links()).at(f"/a/{request.match_info['token']}")
    response = web.Response(
        body=write(visit.appointment, visit.practice, reader.code, now, page),
        headers={
            hdrs.CONTENT_TYPE: "text/calendar; charset=utf-8",
            hdrs.CONTENT_DISPOSITION: 'attachment; filename="appointment.ics"',
        },
    )
    return without_traces(response, by_link=True)


async def _facts(request: web.Request, reader: PageReader, visit: ClientVisit) -> dict[str, Any]:
    practice, one = visit.practice, visit.appointment
    return {
        "title": reader.say("appointment.title"),
        "path": f"/a/{request.match_info['token']}",
        "visit": visit,
        "one": one,
        "service": nameable(one),
        "notice_above": _notice(request, reader, visit),
        "phone": phone_of(reader),
        "map": str(_MAP.with_query(query=practice.address)) if practice.address else "",
        "booking": f"/b/{practice.slug}" if practice.slug else "",
        "with_calendar": request.app[WEB_CONTEXT].calendar_file is not None,
        "now": now_of(request),
        "preferences": await link_desk(request).preferences_of(visit.client),
    }


_SAID = {
    Became.STALE: ("open", "↷"),
    Became.TOO_LATE: ("bad", "▲"),
    Became.TAKEN: ("bad", "▲"),
}
_DONE = {
    "confirmed": ("good", "✓"),
    "booked": ("good", "✓"),
    "moved": ("good", "↷"),
    "cancelled": ("open", "✕"),
}


def _notice(request: web.Request, reader: PageReader, visit: ClientVisit) -> Notice | None:
    said = request.query.get("said", "")
    for became, (tone, glyph) in _SAID.items():
        if said == became:
            words = reader.say(f"appointment.{became}", phone=phone_of(reader))
            return Notice(tone, glyph, words)
    if visit.last is not None:
        tone, glyph = _DONE[visit.last.change]
        return Notice(tone, glyph, reader.say(f"appointment.did_{visit.last.change}"))
    return None
