"""The list of visits in absences: whom to call, and which times to propose; it empties by itself.

An event tells an open list that it has changed; the browser then asks for it anew.
"""

from dataclasses import dataclass, replace

from aiohttp import web

from calendar_store.appointments import agenda
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases import dealing_list
from gateway.web.languages.refusals import refusal
from gateway.web.server import live
from gateway.web.server.logins import may_open
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.streams import renewing
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import done_toasts
from gateway.web.staff.appointment.done_toasts import DoneToast
from gateway.web.staff.appointment.wanted_times import number_of
from gateway.web.staff.away import away_view
from gateway.web.staff.away.away_view import AwayWish


@dataclass(frozen=True, slots=True)
class AwayRefusal:
    """Why a decision was refused, shown beside its visit.

    Attributes:
        appointment_id: the visit.
        words: why, in the reader's language.
    """

    appointment_id: int
    words: str


async def show(request: web.Request) -> web.Response:
    """Show the visits to be dealt with."""
    return await shown(request)


async def shown(request: web.Request, refused: AwayRefusal | None = None) -> web.Response:
    """Return the page of the list.

    Args:
        request: its query says which visits are in view, and what was done last.
        refused: the decision that was refused; None if none was.
    """
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    wish, now = AwayWish.of(request.query), site.clock()
    try:
        async with site.database.read() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            found = await dealing_list.load(tx, actor, practice, now=now, which=wish.choice)
            toast = None if refused else await _toast(tx, request, practice, wish)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    here = {one.appointment.id for one in found.visits} if refused else set()
    facts = {
        "practice": practice,
        "room": "calendar",
        "groups": away_view.groups(found, face_of(practice), practice.region),
        "total": found.total,
        "more": found.total - len(found.visits),
        "digest": away_view.digest(found),
        "wish": wish,
        "toast": toast,
        "refused": refused,
        "is_gone": refused is not None and refused.appointment_id not in here,
        "deals": actor.may(Permission.MOVE, practice.id),
        "enters": may_open(request[STAFF], Permission.MANAGE_ABSENCES),
        "today": face_of(practice).day_of(now),
    }
    # a script puts the list in place whatever the status says
    by_script = "HX-Request" in request.headers
    status = 409 if refused and not by_script else 200
    return page(request, "staff/away/away.html", facts, status=status)


async def events(request: web.Request) -> web.StreamResponse:
    """Tell an open list whenever it changes, as server-sent events."""
    wish = AwayWish.of(request.query)

    async def digest() -> str:
        return await _digest(request, wish)

    renewed = renewing(f"/away{wish.query}", "#work")
    return await live.renewals(request, (Topic.CALENDAR,), digest, renewed)


async def _digest(request: web.Request, wish: AwayWish) -> str:
    """Return the digest of the list as it is now; "" once its absence is gone."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    try:
        async with site.database.read() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            found = await dealing_list.load(
                *(tx, actor, practice), now=site.clock(), which=wish.choice, most=0
            )
    except NotFound:
        return ""
    return away_view.digest(found)


async def _toast(
    tx: Transaction, request: web.Request, practice: Practice, wish: AwayWish
) -> DoneToast | None:
    """Return the toast of what was done last, whose undo leads back to the list."""
    number = number_of(request.query.get("done", ""))
    if number is None:
        return None
    one = await agenda.get(tx, practice.id, number)
    changes = tuple(await agenda.history(tx, practice.id, one.id))
    now = request.app[WEB_CONTEXT].clock()
    toast = done_toasts.from_query(request.query, one, changes, now, face_of(practice))
    if toast is None or not toast.undo:
        return toast
    return replace(toast, undo=f"/away/{one.id}/undo{wish.query}", in_list=True)
