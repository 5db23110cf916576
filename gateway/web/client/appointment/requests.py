"""Answers the forms of an appointment's page: one transaction, then the page of what stands."""

from collections.abc import Awaitable, Callable
from typing import NoReturn

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import client_by_web
from calendar_store.model.errors import SlotTaken, Stale
from gateway.links.links import ClientLink, LinkPurpose
from gateway.use_cases import client_appointments
from gateway.use_cases.client_appointments import Became, VisitRequest
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import WEB_CONTEXT

Act = Callable[[Transaction, VisitRequest], Awaitable[Became]]
Taken = Callable[[Transaction, VisitRequest], Awaitable[None]]

_TRIES = 3
"""How often a request is decided again that another change has overtaken."""


async def link_of(request: web.Request) -> ClientLink:
    """Return the link of a page of an appointment.

    Raises:
        LinkInvalid: if the link is none of ours.
    """
    return await link_desk(request).read(request, LinkPurpose.APPOINTMENT)


async def decided(request: web.Request, act: Act, taken: Taken | None = None) -> Became:
    """Do what a form asks for.

    Args:
        request: the request with the form.
        act: the use case.
        taken: is done after a lost race for a time, in a transaction of its own.

    Raises:
        LinkInvalid: if the link is none of ours.
        NotFound: if the appointment is gone.
    """
    link = await link_of(request)
    version = whole((await form_of(request)).get("version", ""))
    for _ in range(_TRIES):
        try:
            async with request.app[WEB_CONTEXT].database.write() as tx:
                return await act(tx, await _asked(tx, request, link, version))
        except Stale:
            # the change that came first may be this form, sent twice
            continue
        except SlotTaken:
            if taken is not None:
                async with request.app[WEB_CONTEXT].database.write() as tx:
                    await taken(tx, await _asked(tx, request, link, version))
            return Became.TAKEN
    return Became.STALE


def to_page(request: web.Request, became: Became, below: str = "") -> NoReturn:
    """Lead the browser to the page of what stands now.

    Raises:
        HTTPSeeOther: always; a page that is loaded again then sends nothing again.
    """
    path = f"/a/{request.match_info['token']}{below}"
    said = "" if became is Became.DONE else f"?said={became}"
    raise web.HTTPSeeOther(path + said)


def whole(text: str) -> int:
    """Return a whole number from a form; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


async def _asked(
    tx: Transaction, request: web.Request, link: ClientLink, version: int
) -> VisitRequest:
    now = now_of(request)
    visit = await client_appointments.look(tx, link.practice_id, link.about, now)
    actor = client_by_web(link.practice_id, visit.client.id)
    return VisitRequest(actor, visit.practice, visit.appointment, version, now)
