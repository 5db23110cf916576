"""The page of clients: finds them while one types, lists them by name, and takes new ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from calendar_store.clients.new_client import NewClient
from calendar_store.database.connection import Transaction
from calendar_store.entry.locales import LOCALES
from calendar_store.model.actors import of_staff
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentHow
from calendar_store.practices import practices
from gateway.use_cases import client_card, client_records, client_retiring, client_search
from gateway.use_cases.errors import AlikeClient
from gateway.web.languages.translation import language_name
from gateway.web.server import phone_numbers
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

PAGE = 50
"""Clients of one page of the list."""
MOST_FORMER = 500
"""Most former clients that are listed."""
_FIELDS = ("first", "last", "mobile", "email", "locale", "consent")
_CONSENTS = {"spoken": ConsentHow.SPOKEN, "form": ConsentHow.FORM}


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in the list."""

    client: Client
    number: str


async def show(request: web.Request) -> web.Response:
    """Show the clients that were looked for, else all, by name."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request, {})


async def found(request: web.Request) -> web.Response:
    """Show the rows that were found alone, to be put into a page that is already open."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        facts = await _listed(tx, request)
    return page(request, "staff/clients/rows.html", facts)


async def add(request: web.Request) -> web.Response:
    """Add a client, and lead to the card; what was typed stays if it is refused."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            added = await client_records.add(
                *(tx, of_staff(request[STAFF]), practice, entered(form)),
                why_unreached=site.tariff.why_unreached,
                now=site.clock(),
                consented=_CONSENTS.get(form.get("consent", "")),
                override=form.get("do") == "anyway",
            )
    except InvalidInput as error:
        async with site.database.read() as tx:
            return await _page(tx, request, form, error)
    raise web.HTTPSeeOther(f"/clients/{added.id}?said=added")


def entered(form: Form) -> NewClient:
    """Return the fields of a client as typed into a form."""
    first, last, mobile, email, locale = (form.get(name, "") for name in _FIELDS[:5])
    return NewClient(first, last, mobile, email, locale)


def languages() -> list[tuple[str, str]]:
    """Return (code, name) of the languages that clients can be written to in."""
    return [(code, language_name(code)) for code in LOCALES]


async def _page(
    tx: Transaction, request: web.Request, typed: Mapping[str, str], wrong: Exception | None = None
) -> web.Response:
    facts = await _listed(tx, request) | {
        "room": "clients",
        "typed": {name: typed.get(name, "") for name in _FIELDS},
        "wrong": str(wrong) if wrong else "",
        "alike": isinstance(wrong, AlikeClient),
        "languages": languages(),
    }
    return page(request, "staff/clients/clients.html", facts, status=422 if wrong else 200)


async def _listed(tx: Transaction, request: web.Request) -> dict[str, Any]:
    actor = of_staff(request[STAFF])
    practice = await practices.get(tx, request[STAFF].practice_id)
    query = request.query.get("q", "")[:80].strip()
    former = not query and "former" in request.query
    if former:
        some, more = await client_retiring.listed(tx, actor, practice, limit=MOST_FORMER), None
    elif query:
        some = await client_search.search(tx, actor, practice, query)
        more = None
    else:
        some = await _by_name(tx, request, practice)
        more = some[PAGE - 1].id if len(some) > PAGE else None
    shown = some if former else some[:PAGE]
    rows = [ClientRow(one, phone_numbers.shown(one.mobile, practice.region)) for one in shown]
    full = len(some) == client_search.LIMIT if query else False
    return {
        "practice": practice,
        "query": query,
        "rows": rows,
        "more": more,
        "full": full,
        "former": former,
    }


async def _by_name(tx: Transaction, request: web.Request, practice: Practice) -> tuple[Client, ...]:
    after = request.query.get("after", "")
    known = after.isascii() and after.isdecimal() and len(after) < 19
    actor = of_staff(request[STAFF])
    try:
        return await client_card.listed(
            tx, actor, practice, after=int(after) if known else None, limit=PAGE + 1
        )
    except NotFound:
        return ()
