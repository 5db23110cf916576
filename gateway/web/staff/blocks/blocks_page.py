"""Blocks of the calendar: the form beside the day, what it blocks, and what is free again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from calendar_store.appointments import blocks as block_rows
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.appointments import CalendarBlock
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.practices import practices
from gateway.use_cases import blocks, booking_choices
from gateway.use_cases.blocks import BlockRequest
from gateway.use_cases.errors import OverVisits
from gateway.web.languages.refusals import refusal
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import number_of, wanted_time
from gateway.web.staff.day import day_page

_USUAL = timedelta(hours=1)
_DAY = timedelta(days=1)
_NIGHT = timedelta(hours=14)
"""The longest block that may end on the next day where only the times are given."""


@dataclass(frozen=True, slots=True)
class BlockForm:
    """A block as it is drawn, or as it stands.

    Attributes:
        practice: the practice.
        starts_at: start, UTC.
        ends_at: end, UTC.
        whose: id of the practitioner; None for all of the practice.
        practitioners: whom there is to choose from.
        block: the block that stands; None for a new one.
        reason: why, as it was typed.
        wrong: why it was refused; "" if it was not.
        anyway: whether it may be blocked nevertheless.
        removable: whether the reader may make its time free again.
        typed: the fields as they were typed, for a form that is shown again.
    """

    practice: Practice
    starts_at: datetime
    ends_at: datetime
    whose: int | None
    practitioners: tuple[Practitioner, ...]
    block: CalendarBlock | None = None
    reason: str = ""
    wrong: str = ""
    anyway: bool = False
    removable: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def face(self) -> LocalCalendar:
        """Formats times in the practice's zone."""
        return face_of(self.practice)

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return self.face.day_of(self.starts_at)

    def clock(self, moment: datetime) -> str:
        """Return a local time as fields of forms have it."""
        return f"{moment.astimezone(ZoneInfo(self.practice.timezone)):%H:%M}"

    @property
    def who(self) -> str:
        """The name of the practitioner; "" for all of the practice."""
        return next((one.name for one in self.practitioners if one.id == self.whose), "")


async def new(request: web.Request) -> web.Response:
    """Show the form of a block, filled in with what was drawn."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        form = await _drawn(tx, request, request.query, site.clock())
    return await _shown(request, form, 200)


async def show(request: web.Request) -> web.Response:
    """Show a block that stands, with the button that removes it."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        number = number_of(request.match_info["block"]) or 0
        one = await block_rows.get(tx, practice.id, number)
        actor = of_staff(member)
        known = await booking_choices.load(tx, actor, practice)
    form = BlockForm(
        *(practice, one.starts_at, one.ends_at, one.practitioner_id, tuple(known.practitioners)),
        block=one,
        reason=one.reason,
        removable=one.calendar_id is None
        and actor.may_for(Permission.MANAGE_ABSENCES, practice.id, one.practitioner_id),
    )
    return await _shown(request, form, 200)


async def add(request: web.Request) -> web.StreamResponse:
    """Block the time of the form."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    fields, now = await form_of(request), site.clock()
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            asked = _request(fields, practice, now)
            made = await blocks.add(tx, of_staff(member), practice, asked, now=now)
    except InvalidInput as error:
        async with site.database.read() as tx:
            form = await _drawn(tx, request, fields, now)
        anyway = isinstance(error, OverVisits)
        form = replace(form, wrong=refusal(f"{error}."), anyway=anyway, typed=fields)
        return await _shown(request, form, 422)
    return _led(request, face_of(practice).day_of(made.starts_at), "blocked")


async def remove(request: web.Request) -> web.StreamResponse:
    """Remove a block: its time is free again."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    number = number_of(request.match_info["block"]) or 0
    async with site.database.write() as tx:
        practice = await practices.get(tx, member.practice_id)
        await block_rows.get(tx, practice.id, number)
        gone = await blocks.remove(tx, of_staff(member), practice, number, now=site.clock())
    return _led(request, face_of(practice).day_of(gone.starts_at), "freed")


def _led(request: web.Request, day: date, said: str) -> web.StreamResponse:
    """Lead to the day; a script gets the day anew, without anything beside it."""
    where = f"/day/{day}?said={said}"
    if "HX-Request" in request.headers:
        return web.Response(headers={"HX-Redirect": where})
    raise web.HTTPSeeOther(where)


async def _drawn(tx: Transaction, request: web.Request, fields: Form, now: datetime) -> BlockForm:
    practice = await practices.get(tx, request[STAFF].practice_id)
    known = await booking_choices.load(tx, of_staff(request[STAFF]), practice)
    try:
        asked = _request(fields, practice, now)
        since, until = asked.starts_at, asked.ends_at
    except InvalidInput:
        since, until = now, now + _USUAL
    whose = number_of(fields.get("practitioner", ""))
    return BlockForm(
        *(practice, since, until, whose, tuple(known.practitioners)),
        reason=fields.get("reason", ""),
    )


def _request(fields: Form, practice: Practice, now: datetime) -> BlockRequest:
    """Return the block that a form, or a drawing, asks for."""
    since = wanted_time({**fields, "at": fields.get("since", "")}, practice, now)
    until = wanted_time(
        {**fields, "at": fields.get("until", ""), "time": fields.get("end", "")}, practice, now
    )
    if until <= since and until + _DAY - since <= _NIGHT:
        until += _DAY  # "10:00 to 9" is a slip, not 23 hours
    return BlockRequest(
        since,
        until,
        practitioner=fields.get("practitioner") or None,
        reason=fields.get("reason", ""),
        meant="meant" in fields,
    )


async def _shown(request: web.Request, form: BlockForm, status: int) -> web.Response:
    facts: dict[str, Any] = {"block": form, "panel": None}
    if "HX-Request" in request.headers:
        # a script puts the form in place whatever the status says
        return page(request, "staff/blocks/block.html", facts)
    return await day_page.beside_day(request, form.day, facts, status=status)
