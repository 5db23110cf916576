"""What the buttons and forms of the panel do: mark, move, cancel, note, keep, take back.

A form answers with a redirect to the day (303), a script with the panel alone. A refusal shows the
panel again, with the reason beside the form and everything that was typed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from calendar_store.appointments import agenda
from calendar_store.database import signing_keys
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, of_staff
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    SlotTaken,
    Stale,
    StoreError,
)
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import practices
from gateway.links.links import Links
from gateway.use_cases import (
    absences,
    appointment_changes,
    appointment_marks,
    lost_races,
    message_resend,
    notes,
)
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.use_cases.errors import NeedsOverride
from gateway.use_cases.lost_races import LostRace
from gateway.use_cases.series import SeriesConflicts
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import (
    appointment_panel,
    done_toasts,
    faster,
    following_acts,
    taking_back,
)
from gateway.web.staff.appointment.appointment_panel import PanelRefusal
from gateway.web.staff.appointment.done_toasts import told_word
from gateway.web.staff.appointment.panel_order import OLD_PAGE, PanelDone, PanelOrder
from gateway.web.staff.appointment.wanted_times import number_of, wanted_time
from gateway.web.staff.day import day_page

_MARKS = {
    "confirmed": AppointmentStatus.CONFIRMED,
    "attended": AppointmentStatus.ATTENDED,
    "no_show": AppointmentStatus.NO_SHOW,
}

_Act = Callable[[PanelOrder], Awaitable[PanelDone]]


async def marked(request: web.Request) -> web.StreamResponse:
    """Mark an appointment as confirmed, attended, missed, or its client as arrived."""
    return await _do(request, "acts", _mark)


async def cancel(request: web.Request) -> web.StreamResponse:
    """Cancel an appointment."""
    return await _do(request, "acts", _cancel)


async def move(request: web.Request) -> web.StreamResponse:
    """Move an appointment to the time and practitioner of the form."""
    return await _do(request, "move", _move)


async def undo(request: web.Request) -> web.StreamResponse:
    """Take back what was done a moment ago."""
    return await _do(request, "acts", taking_back.take_back)


async def note(request: web.Request) -> web.StreamResponse:
    """Add a note, or remove one."""
    return await _do(request, "note", _note)


async def resend(request: web.Request) -> web.StreamResponse:
    """Send a message again that did not reach the client."""
    return await _do(request, "resend", _resend)


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep an appointment in the absence in which it lies."""
    return await _do(request, "acts", _keep)


async def _do(request: web.Request, part: str, act: _Act) -> web.StreamResponse:
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    number = number_of(request.match_info["appointment"])
    if number is None:
        raise web.HTTPNotFound(text=_("This practice has no such appointment."))
    actor, now = of_staff(member), site.clock()
    links = None
    if part == "resend":
        keys = await signing_keys.load(site.database, now)
        links = Links(str(site.public_url), keys)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            channels = site.tariff.channels
            order = PanelOrder(tx, actor, practice, number, form, channels, now, links)
            was = await agenda.get(tx, practice.id, number)
            done = await act(order)
    except (NotFound, NotPermitted):
        raise
    except (InvalidInput, Stale, SlotTaken) as error:
        return await _refuse(request, number, (part, form), error)
    return await _answer(request, was, done)


async def _answer(request: web.Request, was: Appointment, done: PanelDone) -> web.StreamResponse:
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id
    async with site.database.read() as tx:
        practice = await practices.get(tx, practice_id)
        panel = await appointment_panel.found(tx, request, practice, str(was.id), site.clock())
        one = panel.entry.appointment
        shown = done_toasts.toast(done.did, done.told, one, (panel.face, panel.today))
        shown = await appointment_panel.undoable(tx, request, practice, done.did, shown)
    where = f"/day/{panel.day}?appointment={one.id}&did={done.did}&v={one.version}"
    where += f"&told={done.told}" if done.told else ""
    if "HX-Request" not in request.headers:
        raise web.HTTPSeeOther(where)
    if panel.day != panel.face.day_of(was.starts_at) or "whole" in await form_of(request):
        return web.Response(headers={"HX-Redirect": where})
    return appointment_panel.fragment(request, replace(panel, toast=shown))


async def _refuse(
    request: web.Request, number: int, asked: tuple[str, Form], error: StoreError
) -> web.StreamResponse:
    """Show the panel as it is now, with the refusal beside the form."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    part, form = asked
    actor, now = of_staff(member), site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        panel = await appointment_panel.found(tx, request, practice, str(number), now)
        words = refusal(f"{error}.")
        lost = None
        if isinstance(error, Stale):
            one = panel.entry.appointment
            words = await faster.who_changed(tx, actor, practice, one, now) or words
        elif isinstance(error, SlotTaken) and part == "move":
            lost = await _lost(tx, actor, practice, (number, form), now)
        elif isinstance(error, SlotTaken):
            others, _changed = await following_acts.together(tx, actor, practice, number)
            mine = (number, *(one.id for one in others))
            lost = await faster.who_has(tx, actor, practice, mine, now)
    anyway = anyway_field(error, actor, practice)
    refused = PanelRefusal(part, words, form, lost, anyway if part == "move" else "")
    panel = replace(panel, refusal=refused, toast=None)
    if "HX-Request" in request.headers:
        # a script puts the panel in place whatever the status says
        return appointment_panel.fragment(request, panel)
    status = 422 if isinstance(error, InvalidInput) else 409
    return await day_page.beside(request, panel, status=status)


def anyway_field(error: StoreError, actor: Actor, practice: Practice) -> str:
    """Return the field that does nevertheless what was refused; "" if the actor may not."""
    if isinstance(error, NeedsOverride):
        return "override" if actor.may(Permission.BOOK_OUTSIDE_HOURS, practice.id) else ""
    if isinstance(error, SeriesConflicts):
        return "skip"
    if isinstance(error, SlotTaken):
        return "overbook" if actor.may(Permission.OVERBOOK, practice.id) else ""
    return ""


async def _lost(
    tx: Transaction, actor: Actor, practice: Practice, asked: tuple[int, Form], now: datetime
) -> LostRace | None:
    number, form = asked
    try:
        return await lost_races.lost_move(
            *(tx, actor, practice, number, wanted_time(form, practice, now)),
            now=now,
            practitioner_id=number_of(form.get("practitioner", "")),
        )
    except StoreError:
        return None


async def _mark(order: PanelOrder) -> PanelDone:
    wanted, version = order.form.get("as", ""), order.version
    if wanted == "arrived":
        await appointment_marks.arrive(*order.seen, version=version, now=order.now)
    elif wanted in _MARKS:
        status = _MARKS[wanted]
        await appointment_marks.mark(*order.seen, status, version=version, now=order.now)
    else:
        raise web.HTTPBadRequest(text=_(OLD_PAGE))
    return PanelDone(wanted)


async def _cancel(order: PanelOrder) -> PanelDone:
    if "following" in order.form:
        return await following_acts.cancel(order)
    done = await appointment_changes.cancel(
        *order.seen,
        version=order.version,
        channels=order.channels,
        now=order.now,
        tell="tell" in order.form,
    )
    return _told("cancelled", done)


async def _move(order: PanelOrder) -> PanelDone:
    if "following" in order.form:
        return await following_acts.move(order)
    done = await appointment_changes.move(
        *order.seen,
        wanted_time(order.form, order.practice, order.now),
        version=order.version,
        channels=order.channels,
        now=order.now,
        practitioner_id=number_of(order.form.get("practitioner", "")),
        override="override" in order.form,
        overbook="overbook" in order.form,
        tell="tell" in order.form,
    )
    return _told("moved", done)


async def _note(order: PanelOrder) -> PanelDone:
    tx, actor, practice, appointment_id = order.seen
    removed = number_of(order.form.get("remove", ""))
    if removed is not None:
        await notes.remove(tx, actor, practice, removed, now=order.now)
        return PanelDone("unnoted")
    await notes.add(tx, actor, practice, appointment_id, order.form.get("text", ""), now=order.now)
    return PanelDone("noted")


async def _resend(order: PanelOrder) -> PanelDone:
    message = number_of(order.form.get("message", ""))
    if message is None:
        raise web.HTTPBadRequest(text=_(OLD_PAGE))
    await message_resend.resend(
        *order.seen, message, channels=order.channels, now=order.now, links=order.links
    )
    return PanelDone("resent")


async def _keep(order: PanelOrder) -> PanelDone:
    await absences.keep(*order.seen, version=order.version, now=order.now)
    return PanelDone("kept")


def _told(did: str, done: ChangedVisit) -> PanelDone:
    return PanelDone(did, told_word(done.told))
