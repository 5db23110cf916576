"""The list of practitioners, and the form that adds one."""

from collections.abc import Mapping

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practitioner
from gateway.use_cases import practitioners
from gateway.web.server import phone_numbers
from gateway.web.server.forms import form_of
from gateway.web.staff.people import week_grid
from gateway.web.staff.people.people_desk import PeopleDesk, reading, writing

_FIELDS = ("name", "mobile", "week", "reason")


async def show(request: web.Request) -> web.Response:
    """List the practitioners."""
    return await reading(request, _page)


async def add(request: web.Request) -> web.Response:
    """Add a practitioner; what was typed stays if it is refused."""
    form = await form_of(request)

    async def act(tx: Transaction, desk: PeopleDesk) -> Practitioner:
        added, _ = await practitioners.add(
            tx,
            desk.actor,
            desk.practice,
            form.get("name", ""),
            now=desk.now,
            mobile=form.get("mobile", ""),
            week=form.get("week") or None,
            overrule=form.get("reason", ""),
        )
        return added

    try:
        added = await writing(request, act)
    except InvalidInput as error:
        wrong = str(error)
        return await reading(request, lambda tx, desk: _page(tx, desk, form, wrong))
    raise web.HTTPSeeOther(f"/people/{added.id}?said=added")


async def _page(
    tx: Transaction, desk: PeopleDesk, form: Mapping[str, str] | None = None, wrong: str = ""
) -> web.Response:
    found = await practitioners.listed(tx, desk.actor, desk.practice, now=desk.now)
    facts = {
        "shown": "practitioners",
        "people": [
            (
                one,
                week_grid.in_line(one.week),
                phone_numbers.shown(one.practitioner.mobile, desk.practice.region),
            )
            for one in found
        ],
        "entered": {name: (form or {}).get(name, "") for name in _FIELDS},
        "wrong": wrong,
        "overrulable": "--overrule" in wrong,
    }
    return desk.page("practitioners.html", facts, status=422 if wrong else 200)
