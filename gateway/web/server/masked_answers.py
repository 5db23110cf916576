"""What leaves for support that was given no numbers has none: every answer is rewritten.

The rules of hiding are in `contact_masks`; here they meet requests and answers.
"""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from aiohttp_sse import EventSourceResponse

from calendar_store.clients import clients
from calendar_store.entry import numbers
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.practices import practices, staff
from gateway.web.languages.interface_language import interface_language
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import read_in
from gateway.web.server.contact_masks import (
    HIDDEN,
    PICTURES,
    TYPES,
    ContactMask,
    digits_of,
)
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_REWRITTEN: web.ResponseKey[bool] = web.ResponseKey("rewritten", bool)
_LINES = frozenset({"application/jsonl", "application/x-ndjson", "application/x-jsonlines"})


def is_masked(member: StaffMember | None) -> bool:
    """Tell whether clients' numbers and addresses are hidden from who is logged in."""
    return member is not None and member.support is not None and not member.support.shows_contacts


@web.middleware
async def contacts_hidden(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Hide numbers and addresses in what is answered, where they are to be hidden."""
    response = await handler(request)
    member = request.get(STAFF)
    if not is_masked(member) or not isinstance(response, web.Response):
        return response
    body = response.body
    if not isinstance(body, bytes | bytearray) or not body:
        return response
    if response.content_type.startswith(PICTURES):
        return response
    if response.content_type not in TYPES or hdrs.CONTENT_ENCODING in response.headers:
        with read_in(interface_language(request)):
            words = _("Clients' numbers are hidden from support, and this file would show them.")
        return web.Response(status=403, text=words)
    mask = await mask_of(request)
    charset = response.charset or "utf-8"
    written = bytes(body).decode(charset, "replace")
    response.body = _rewritten(mask, response.content_type, written).encode(charset, "replace")
    return response


async def refuse_unmasked(request: web.Request, response: web.StreamResponse) -> None:
    """Refuse to send a stream whose page does not hide what is to be hidden.

    Raises:
        HTTPForbidden: if it does not.
    """
    if isinstance(response, web.Response | EventSourceResponse) or _REWRITTEN in response:
        return
    if is_masked(request.get(STAFF)):
        words = _("Clients' numbers are hidden from support, and this file would show them.")
        raise web.HTTPForbidden(text=words)


async def masked_stream(request: web.Request, response: web.StreamResponse) -> ContactMask | None:
    """Return what hides numbers in a stream that a page sends; None where all is shown.

    Args:
        request: the request.
        response: the stream, which was not begun.
    """
    response[_REWRITTEN] = True
    return await mask_of(request) if is_masked(request.get(STAFF)) else None


async def refuse_hidden(request: web.Request) -> None:
    """Refuse a form that sends back what was hidden: it would be stored in place of a number.

    Raises:
        HTTPForbidden: if it does.
    """
    if any(HIDDEN in value for value in (await form_of(request)).values()):
        raise web.HTTPForbidden(
            text=_("Clients' numbers are hidden from support: it cannot change them.")
        )


async def mask_of(request: web.Request) -> ContactMask:
    """Return what hides numbers and addresses in the answer to a request."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        colleagues = {one.email for one in await staff.all_staff(tx, practice.id)}
        # an address of staff that is a client's too is hidden
        shared = {email for _id, email in await clients.by_emails(tx, [practice.id], colleagues)}
    typed = [value.strip() for value in request.query.values()]
    forms = {digits_of(one) for one in typed} | {one.lower() for one in typed}
    shown = {member.email.lower(), *(colleagues - shared), *_of_practice(practice)}
    return ContactMask(frozenset(shown), frozenset(forms))


def _of_practice(practice: Practice) -> set[str]:
    """Return the digits of the practice's own numbers, as they may be written."""
    found = set()
    for number in filter(None, (practice.sender, practice.phone)):
        found.add(digits_of(number))
        if number.startswith("+"):
            found.add(digits_of(numbers.national(number)))
    return found


def _rewritten(mask: ContactMask, kind: str, written: str) -> str:
    if kind == "text/html":
        return mask.page(written)
    if kind == "application/json":
        return mask.json(written)
    return mask.lines(written) if kind in _LINES else mask.text(written)
