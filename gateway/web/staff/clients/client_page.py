"""The card of a client: shows it, and records who reads it."""

from collections.abc import Mapping

from aiohttp import web

from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.errors import NotFound
from calendar_store.practices import practices
from gateway.use_cases import client_card
from gateway.web.languages.translation import gettext as _
from gateway.web.server.readings import note_reading
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.clients import client_view
from gateway.web.staff.clients.clients_page import languages
from gateway.web.staff.undo import undo_page

LET_GO = "let-go"
"""Said of a client who is a former one, and whose visits were cancelled or who waits no longer: no
undo is offered, since to bring them back takes back nothing of that."""


async def show(request: web.Request) -> web.Response:
    """Show a client's card."""
    return await shown(request)


async def shown(
    request: web.Request,
    *,
    open_form: str = "",
    wrong: str = "",
    typed: Mapping[str, str] | None = None,
) -> web.Response:
    """Return the page of a card.

    Args:
        request: its path names the client.
        open_form: the form that was refused and stays open: "correct", "consent", "retire",
            "erase"; "" for none.
        wrong: why it was refused.
        typed: what was typed into it.
    """
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    client_id, now = int(request.match_info["client"]), site.clock()
    try:
        async with site.database.read() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            card = await client_card.load(tx, actor, practice, client_id, now=now)
            said = request.query.get("said", "")
            undo = _undo(card, said)
            if said == "corrected":
                undo = await undo_page.offered(tx, request, practice, "client.changed", now)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such client.")) from error
    await note_reading(request, [client_id])
    seen = client_view.view(card)
    facts = {
        "room": "clients",
        "practice": practice,
        "client": card.client,
        "card": card,
        "view": seen,
        "languages": languages(),
        "open_form": open_form,
        "wrong": wrong,
        "typed": _typed(card, typed),
        "said": _said(request.query.get("said", "")),
        "undo": undo,
        "may_erase": actor.may(Permission.ERASE_CLIENTS, practice.id),
    }
    status = 422 if wrong else 200
    return page(request, "staff/clients/client.html", facts, status=status)


def _typed(card: client_card.ClientCard, typed: Mapping[str, str] | None) -> dict[str, str]:
    """Return what stands in the fields of the card's forms."""
    client = card.client
    stored = {
        "first": client.first,
        "last": client.last,
        "mobile": client.mobile,
        "email": client.email,
        "locale": client.locale,
        "prefers": client.prefers.value,
        "how": "spoken",
        "channel": "sms",
        "evidence": "",
        "date": "",
        "reason": "",
    }
    return stored | {name: value for name, value in (typed or {}).items() if name in stored}


def _undo(card: client_card.ClientCard, said: str) -> str:
    """Return the address that takes back what was done; "" if there is none."""
    if said == "retired" and card.client.retired_at:
        return f"/clients/{card.client.id}/restore"
    if said == "merged" and card.merges:
        return f"/clients/merges/{card.merges[0][1].id}/undo"
    return ""


def _said(what: str) -> str:
    """Return what was done, in words."""
    return {
        "added": _("Client added."),
        "corrected": _("Corrected."),
        undo_page.SAID: _("Taken back."),
        "agreed": _("Consent recorded."),
        "stopped": _("Nothing more is sent."),
        "no_more": _("No more of these messages is sent."),
        "merged": _("Merged: both are one client now."),
        "erased": _("Erased. Visits stay, without a name."),
        "retired": _("A former client now: in no list and no search."),
        LET_GO: _("A former client now. What they had ahead is cancelled, and stays so."),
        "restored": _("A client again."),
        "parted": _("Parted: both are clients again."),
    }.get(what, "")
