"""Retires practitioners and services: shows the appointments ahead, each to be dealt with."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput, NotFound, StoreError
from gateway.use_cases import practitioners, retiring, services
from gateway.web.languages.refusals import refusal
from gateway.web.server.forms import form_of
from gateway.web.staff.people import dealings
from gateway.web.staff.people.dealings import VisitChoice
from gateway.web.staff.people.people_desk import PeopleDesk, reading, writing

_MOST = 150
"""Appointments of one page; who has more deals with the first ones before retiring."""


async def show_practitioner(request: web.Request) -> web.Response:
    """Show the appointments ahead of a practitioner who is to be retired."""
    return await reading(request, lambda tx, desk: _of_practitioner(tx, desk, {}))


async def show_service(request: web.Request) -> web.Response:
    """Show the appointments ahead of a service that is to be retired."""
    return await reading(request, lambda tx, desk: _of_service(tx, desk, {}))


async def retire_practitioner(request: web.Request) -> web.Response:
    """Retire a practitioner, with each appointment ahead dealt with, or show what is left."""
    return await _retire(request, "who", "/people", retiring.retire_practitioner, _of_practitioner)


async def retire_service(request: web.Request) -> web.Response:
    """Retire a service, with each appointment ahead dealt with, or show what is left."""
    return await _retire(request, "what", "/people/services", retiring.retire_service, _of_service)


async def restore_practitioner(request: web.Request) -> web.Response:
    """Bring a practitioner back."""
    await _restore(request, "who", retiring.restore_practitioner)
    raise web.HTTPSeeOther(f"/people/{request.match_info['who']}?said=restored")


async def restore_service(request: web.Request) -> web.Response:
    """Bring a service back."""
    await _restore(request, "what", retiring.restore_service)
    raise web.HTTPSeeOther(f"/people/services/{request.match_info['what']}?said=restored")


_Shown = Callable[[Transaction, PeopleDesk, Mapping[str, str], str], Awaitable[web.Response]]


async def _retire(
    request: web.Request, name: str, back: str, act: Callable[..., Awaitable[Any]], show: _Shown
) -> web.Response:
    form, named = await form_of(request), request.match_info[name]

    async def retire(tx: Transaction, desk: PeopleDesk) -> None:
        decided = dealings.read(form)
        await act(
            *(tx, desk.actor, desk.practice, named, decided),
            channels=desk.channels,
            now=desk.now,
        )

    try:
        await writing(request, retire)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except StoreError as error:
        wrong = str(error)
        return await reading(request, lambda tx, desk: show(tx, desk, form, wrong))
    raise web.HTTPSeeOther(f"{back}/{named}?said=retired")


async def _restore(request: web.Request, name: str, act: Callable[..., Awaitable[Any]]) -> None:
    async def restore(tx: Transaction, desk: PeopleDesk) -> None:
        named = desk.request.match_info[name]
        await act(tx, desk.actor, desk.practice, named, now=desk.now)

    try:
        await writing(request, restore)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except InvalidInput:
        # done already, in another window
        return


async def _of_practitioner(
    tx: Transaction, desk: PeopleDesk, form: Mapping[str, str], wrong: str = ""
) -> web.Response:
    named = desk.request.match_info["who"]
    known = await practitioners.show(tx, desk.actor, desk.practice, named, now=desk.now)
    one = known.practitioner
    who = (tx, desk.actor, desk.practice)
    ahead = await retiring.visits_of(*who, one.id, now=desk.now, most=_MOST)
    total = await retiring.count_ahead(*who, practitioner_id=one.id, now=desk.now)
    facts = {"name": one.name, "back": f"/people/{one.id}", "keepable": False}
    return _page(desk, facts | {"more": total - len(ahead)}, ahead, form, wrong)


async def _of_service(
    tx: Transaction, desk: PeopleDesk, form: Mapping[str, str], wrong: str = ""
) -> web.Response:
    named = desk.request.match_info["what"]
    one = await services.show(tx, desk.actor, desk.practice, named)
    what = (tx, desk.actor, desk.practice)
    ahead = await retiring.visits_for(*what, one.id, now=desk.now, most=_MOST)
    total = await retiring.count_ahead(*what, service_id=one.id, now=desk.now)
    facts = {"name": one.name, "back": f"/people/services/{one.id}", "keepable": True}
    return _page(desk, facts | {"more": total - len(ahead)}, ahead, form, wrong)


def _page(
    desk: PeopleDesk,
    facts: dict[str, Any],
    ahead: list[retiring.VisitAhead],
    form: Mapping[str, str],
    wrong: str,
) -> web.Response:
    rows = [VisitChoice.of(one.appointment, one.client, one.free, desk.face, form) for one in ahead]
    shown = {
        "visits": rows,
        "wrong": wrong if form else "",
        # ticked until somebody who saw the appointments has taken it away
        "tell": form.get("tell") == "1" or not dealings.seen_in(form),
    }
    return desk.page("retire.html", facts | shown, status=422 if wrong else 200)
