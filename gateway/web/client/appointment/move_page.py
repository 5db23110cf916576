"""Another time for an appointment: days across, the free times of one below."""

from datetime import UTC, date, datetime

from aiohttp import web

from calendar_store.database.connection import Transaction
from gateway.use_cases import client_appointments, client_times
from gateway.use_cases.client_appointments import Became, Stage, VisitRequest
from gateway.web.client.appointment.requests import decided, link_of, to_page, whole
from gateway.web.client.shared.client_page import client_page
from gateway.web.client.shared.contact import phone_of
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.client.shared.reader import reader_of
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import WEB_CONTEXT

_LONGEST_DAY = 10


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Show free times."""
    link, now = await link_of(request), now_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        visit = await client_appointments.look(tx, link.practice_id, link.about, now)
        if visit.stage is not Stage.AHEAD or not visit.changeable:
            to_page(request, Became.DONE)
        reader = reader_of(request, visit.practice, visit.client)
        day = _day(request.query.get("day", ""))
        if seconds := whole(request.query.get("at", "")):
            day = reader.calendar.day_of(datetime.fromtimestamp(seconds, UTC))
        week = await client_times.week(tx, visit.practice, visit.appointment, day, now)
    facts = {
        "title": reader.say("appointment.move"),
        "path": f"/a/{request.match_info['token']}",
        "one": visit.appointment,
        "week": week,
        "taken": request.query.get("said") == Became.TAKEN,
        "phone": phone_of(reader),
        "preferences": await link_desk(request).preferences_of(visit.client),
    }
    return client_page(request, "client/appointment/move.html", reader, facts, by_link=True)


@told_to_clients
async def move(request: web.Request) -> web.Response:
    """Move the appointment to the time that was taken."""

    async def moves(tx: Transaction, asked: VisitRequest) -> Became:
        seconds = await _seconds(request)
        starts_at = datetime.fromtimestamp(seconds, UTC) if seconds else None
        return await client_appointments.move(tx, asked, starts_at)

    became = await decided(request, moves)
    if became is Became.TAKEN:
        # the nearest free times are those of the same day
        token, seconds = request.match_info["token"], await _seconds(request)
        raise web.HTTPSeeOther(f"/a/{token}/move?said={became}&at={seconds}")
    to_page(request, became)


async def _seconds(request: web.Request) -> int:
    """Return the time that the form names, in seconds since 1970; 0 for none."""
    return whole((await form_of(request)).get("start", ""))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == _LONGEST_DAY else None
    except ValueError:
        return None
