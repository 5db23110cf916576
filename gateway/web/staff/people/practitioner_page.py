"""The page of one practitioner: name, phone, hours, services, absences, retiring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Permission
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practitioner, StaffMember
from gateway.use_cases import absences, practitioners, staff_accounts
from gateway.use_cases.errors import LeavesOutside
from gateway.web.languages.refusals import refusal
from gateway.web.server.forms import form_of
from gateway.web.staff.people import week_grid
from gateway.web.staff.people.absences_page import AbsenceItem
from gateway.web.staff.people.people_desk import PeopleDesk, reading, writing
from gateway.web.staff.people.week_grid import DayBox
from gateway.web.staff.undo import undo_page

_AHEAD = timedelta(days=366)
_CHANGED = {"saved": "practitioner.changed", "hours": "hours.changed"}
"""What the page says, and the change that it takes back."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """What was entered and refused.

    Attributes:
        fields: the fields as they were entered.
        person: the error of name or phone.
        boxes: the week as it was entered; None if it was not.
        line: the error of the week in one line.
        hours: the error of the hours as a whole.
        outside: whether the hours leave appointments outside, and may be set all the same.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    boxes: Sequence[DayBox] | None = None
    line: str = ""
    hours: str = ""
    outside: bool = False


async def show(request: web.Request) -> web.Response:
    """Show a practitioner."""
    return await reading(request, _page)


async def change(request: web.Request) -> web.Response:
    """Change the name or the phone."""
    form, who = await form_of(request), request.match_info["who"]

    async def act(tx: Transaction, desk: PeopleDesk) -> None:
        await practitioners.change(
            *(tx, desk.actor, desk.practice, who),
            now=desk.now,
            mobile=form.get("mobile", ""),
            name=form.get("name", ""),
            overrule=form.get("reason", ""),
        )

    try:
        await writing(request, act)
    except InvalidInput as error:
        refused = _Refused(form, str(error))
        return await reading(request, lambda tx, desk: _page(tx, desk, refused))
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther(f"/people/{who}?said=saved")


async def change_hours(request: web.Request) -> web.Response:
    """Change the weekly hours; what leaves appointments outside is asked about."""
    form, who = await form_of(request), request.match_info["who"]

    async def act(tx: Transaction, desk: PeopleDesk) -> _Refused | None:
        week, boxes, line = week_grid.read(form, desk.practice.locale)
        if line or any(one.wrong for one in boxes):
            return _Refused(form, boxes=boxes, line=line)
        await practitioners.change(
            *(tx, desk.actor, desk.practice, who),
            now=desk.now,
            week=week,
            override=form.get("anyway") == "1",
        )
        return None

    try:
        refused = await writing(request, act)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except InvalidInput as error:
        _, boxes, _ = week_grid.read(form, "en")
        outside = isinstance(error, LeavesOutside)
        refused = _Refused(form, boxes=boxes, hours=str(error), outside=outside)
    if refused is None:
        raise web.HTTPSeeOther(f"/people/{who}?said=hours")
    return await reading(request, lambda tx, desk: _page(tx, desk, refused))


async def _undo(tx: Transaction, desk: PeopleDesk) -> str:
    """Return the address that takes back what was changed; "" if nothing does."""
    action = _CHANGED.get(desk.request.query.get("said", ""))
    if action is None:
        return ""
    return await undo_page.offered(tx, desk.request, desk.practice, action, desk.now)


async def _page(tx: Transaction, desk: PeopleDesk, refused: _Refused | None = None) -> web.Response:
    wrong = refused or _Refused()
    named = desk.request.match_info["who"]
    known = await practitioners.show(tx, desk.actor, desk.practice, named, now=desk.now)
    one = known.practitioner
    away = await absences.listed(
        *(tx, desk.actor, desk.practice, desk.today, desk.today + _AHEAD),
        now=desk.now,
        practitioner_id=one.id,
    )
    facts = {
        "one": one,
        "known": known,
        "retired": desk.face.short(desk.face.day_of(one.retired_at)) if one.retired_at else "",
        "name": wrong.fields.get("name", one.name) if wrong.person else one.name,
        "mobile": wrong.fields.get("mobile", one.mobile) if wrong.person else one.mobile,
        "boxes": wrong.boxes or week_grid.boxes(known.week),
        "line": wrong.fields.get("week", "") if wrong.boxes else "",
        "wrong": wrong,
        "overrulable": "--overrule" in wrong.person,
        "away": [AbsenceItem.of(each, {one.id: one.name}, desk.face) for each in away],
        "accounts": await _accounts(tx, desk, one) if one.retired_at else [],
        "undo": await _undo(tx, desk),
    }
    return desk.page("practitioner.html", facts, status=422 if refused else 200)


async def _accounts(tx: Transaction, desk: PeopleDesk, who: Practitioner) -> list[StaffMember]:
    """Return the accounts by which a practitioner logs in; none for who may not manage staff."""
    if not desk.actor.may(Permission.MANAGE_STAFF, desk.practice.id):
        return []
    everybody = await staff_accounts.listed(tx, desk.actor, desk.practice.id)
    return [one for one in everybody if one.practitioner_id == who.id]
