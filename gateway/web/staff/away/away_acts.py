"""What the buttons of the list of visits in absences do: move, cancel, keep, and take it back."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from calendar_store.appointments import agenda
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, SlotTaken, Stale, StoreError
from calendar_store.practices import practices
from gateway.use_cases import absence_dealing
from gateway.use_cases.absence_dealing import Dealing
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import faster, taking_back
from gateway.web.staff.appointment.done_toasts import told_word
from gateway.web.staff.appointment.panel_order import OLD_PAGE, PanelDone, PanelOrder
from gateway.web.staff.appointment.wanted_times import clicked, number_of
from gateway.web.staff.away import away_page
from gateway.web.staff.away.away_page import AwayRefusal
from gateway.web.staff.away.away_view import AwayWish, rest_of

_Deed = Callable[[PanelOrder], Awaitable[PanelDone]]
_ALL = "cancel-all"
"""What the button of a client with several visits says."""
_DID = {
    AbsenceDecision.MOVE: "moved",
    AbsenceDecision.CANCEL: "cancelled",
    AbsenceDecision.KEEP: "kept",
}


async def deal(request: web.Request) -> web.StreamResponse:
    """Deal with one visit as its form says."""
    return await _do(request, _deal)


async def undo(request: web.Request) -> web.StreamResponse:
    """Take back what was done to a visit a moment ago."""
    return await _do(request, taking_back.take_back)


async def _do(request: web.Request, deed: _Deed) -> web.StreamResponse:
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    number = number_of(request.match_info["appointment"])
    if number is None:
        raise web.HTTPNotFound(text=_("This practice has no such appointment."))
    actor, now, channels = of_staff(member), site.clock(), site.tariff.channels
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            done = await deed(PanelOrder(tx, actor, practice, number, form, channels, now))
            version = (await agenda.get(tx, practice.id, number)).version
    except (InvalidInput, Stale, SlotTaken) as error:
        async with site.database.read() as tx:
            words = await _why(tx, request, number, error)
        return await away_page.shown(request, AwayRefusal(number, words))
    where = f"/away{AwayWish.of(request.query).query}"
    where += f"{'&' if '?' in where else '?'}done={number}&did={done.did}&v={version}"
    raise web.HTTPSeeOther(where + (f"&told={done.told}" if done.told else ""))


async def _why(tx: Transaction, request: web.Request, number: int, error: StoreError) -> str:
    """Return why a decision was refused: who was faster, where somebody was."""
    if isinstance(error, Stale):
        practice = await practices.get(tx, request[STAFF].practice_id)
        one = await agenda.get(tx, practice.id, number)
        now = request.app[WEB_CONTEXT].clock()
        words = await faster.who_changed(tx, of_staff(request[STAFF]), practice, one, now)
        return words or refusal(f"{error}.")
    if isinstance(error, SlotTaken):
        practice = await practices.get(tx, request[STAFF].practice_id)
        actor, now = of_staff(request[STAFF]), request.app[WEB_CONTEXT].clock()
        lost = await faster.who_has(tx, actor, practice, [number], now)
        if lost is not None:
            return faster.in_a_line(lost, practice, now)
    return refusal(f"{error}.")


async def _deal(order: PanelOrder) -> PanelDone:
    if order.form.get("do") == _ALL:
        return await _cancel_all(order)
    asked = _dealing(order.form, order.appointment_id, order.version)
    done = await absence_dealing.deal(
        order.tx, order.actor, order.practice, asked, channels=order.channels, now=order.now
    )
    told = "" if asked.decision is AbsenceDecision.KEEP else told_word(done.told)
    return PanelDone(_DID[asked.decision], told)


async def _cancel_all(order: PanelOrder) -> PanelDone:
    """Cancel all listed visits of a client, who is told by one message."""
    seen = [(order.appointment_id, order.version), *rest_of(order.form.get("rest", ""))]
    tell = "tell" in order.form
    done = await absence_dealing.cancel_all(
        *(order.tx, order.actor, order.practice),
        [Dealing(*one, AbsenceDecision.CANCEL, tell=tell) for one in seen],
        channels=order.channels,
        now=order.now,
    )
    return PanelDone("several_cancelled", told_word(done[0].told))


def _dealing(form: Form, number: int, version: int) -> Dealing:
    """Return the decision of a form.

    Raises:
        HTTPBadRequest: if it has none.
    """
    tell = "tell" in form
    starts_at, _space, who = form.get("to", "").partition(" ")
    if starts_at:
        at = clicked(starts_at)
        if at is None or number_of(who) is None:
            raise web.HTTPBadRequest(text=_(OLD_PAGE))
        return Dealing(number, version, AbsenceDecision.MOVE, at, who, tell)
    wanted = form.get("do", "")
    if wanted not in {AbsenceDecision.KEEP, AbsenceDecision.CANCEL}:
        raise web.HTTPBadRequest(text=_(OLD_PAGE))
    return Dealing(number, version, AbsenceDecision(wanted), tell=tell)
