"""The page of one service: lengths, how it is booked, who does it, retiring."""

from dataclasses import asdict

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput, NotFound
from gateway.use_cases import services
from gateway.web.languages.refusals import refusal
from gateway.web.server.forms import form_of
from gateway.web.staff.people.people_desk import PeopleDesk, reading, writing
from gateway.web.staff.people.services_page import ServiceForm, working
from gateway.web.staff.undo import undo_page


async def show(request: web.Request) -> web.Response:
    """Show a service."""
    return await reading(request, _page)


async def change(request: web.Request) -> web.Response:
    """Change a service; what was typed stays if it is refused."""
    form, what = await form_of(request), request.match_info["what"]
    entered = ServiceForm.entered(form)

    async def act(tx: Transaction, desk: PeopleDesk) -> bool:
        """Return whether anything is another than before."""
        before = await services.show(tx, desk.actor, desk.practice, what)
        given = entered.service()
        changes = asdict(given)
        del changes["done_by"]
        after = await services.change(
            *(tx, desk.actor, desk.practice, what, changes),
            now=desk.now,
            overrule=form.get("reason", ""),
            done_by=given.done_by,
        )
        return after != before

    # the address is wrong before what was entered is
    await reading(request, _there)
    try:
        changed = await writing(request, act)
    except (InvalidInput, NotFound) as error:
        wrong = str(error)
        return await reading(request, lambda tx, desk: _page(tx, desk, entered, wrong))
    raise web.HTTPSeeOther(f"/people/services/{what}?said={'saved' if changed else 'same'}")


async def _there(tx: Transaction, desk: PeopleDesk) -> web.Response:
    await services.show(tx, desk.actor, desk.practice, desk.request.match_info["what"])
    return web.Response()


async def _page(
    tx: Transaction, desk: PeopleDesk, entered: ServiceForm | None = None, wrong: str = ""
) -> web.Response:
    named = desk.request.match_info["what"]
    try:
        one = await services.show(tx, desk.actor, desk.practice, named)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    facts = {
        "one": one,
        "retired": desk.face.short(desk.face.day_of(one.retired_at)) if one.retired_at else "",
        "people": await working(tx, desk),
        "entered": entered or ServiceForm.of(one),
        "wrong": wrong,
        "overrulable": "--overrule" in wrong,
        "undo": await undo_page.offered(
            *(tx, desk.request, desk.practice, "service.changed", desk.now), subject=one.name
        )
        if desk.request.query.get("said") == "saved"
        else "",
    }
    return desk.page("service.html", facts, status=422 if wrong else 200)
