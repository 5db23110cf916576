"""Reads forms: limits and cleans every field, before any page uses it.

A page gets short texts without control or override characters; a form that cannot be read is
refused with a message. Where somebody typed too much, a page that tells so beside the field gets
all of it, so that nothing typed is lost, and asks `require_whole` before it changes anything. Other
pages, whose fields nobody types into, get nothing that is too long.
"""

import asyncio
from collections.abc import Mapping
from email.message import Message
from types import MappingProxyType
from urllib.parse import parse_qsl

from aiohttp import web

from calendar_store.entry.characters import (
    LONGEST_NAME,
    LONGEST_PARAGRAPH,
    cleaned_line,
    cleaned_lines,
)
from calendar_store.model.errors import InvalidInput
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.connections import waiting_for
from gateway.web.server.web_context import LOGIN, WEB_CONTEXT

Form = Mapping[str, str]
"""The first value of each field."""

_FORM: web.RequestKey[Form] = web.RequestKey("form", dict)
_TOO_LONG: web.RequestKey[Form] = web.RequestKey("too long", dict)
_NOTHING: Form = MappingProxyType({})
_MOST_FIELDS = 200
LARGEST_FORM = 64 * 1024
"""Bytes of a form that anybody may send."""
_LARGEST_OF_STAFF = 1024 * 1024
"""Bytes of a form of staff: far more than any holds, so that what was pasted comes back with it."""
_READ_OVER = 8 * 1024 * 1024
"""Bytes that are read of a form that is too large: browsers show an answer once all was sent."""
_LONGEST_FIELD_NAME = 100
_LONGEST = {
    "text": 3000,
    "say": 3000,
    "note": 2000,
    "despite": 3000,
    "next": 2000,
    "ask": 2000,
    "address": LONGEST_PARAGRAPH,
    "reason": LONGEST_PARAGRAPH,
    "directions": LONGEST_PARAGRAPH,
    "reminders": LONGEST_PARAGRAPH,
    "privacy": 6000,
    "frames": LONGEST_PARAGRAPH,
    "week": LONGEST_PARAGRAPH,
    # visits with their versions, as a page of ours has written them
    "rest": 30_000,
}
"""Limits in characters of fields longer than a name; the log-in page limits passwords."""
_SEVERAL_LINES = frozenset({"text", "say", "directions", "despite", "privacy"})
TELLS_BESIDE: web.RequestKey[bool] = web.RequestKey("tells beside", bool)
"""Whether the page of a request shows what is too long beside its field (`PageRoute`)."""
_AS_IT_IS = frozenset({"password", "new_password", "credential"})
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_UNREADABLE = mark("The form could not be read. Open the page again and repeat the change.")
_TOO_LARGE = mark(
    "Too much was typed or pasted: the form holds more than %(most)s kB. Nothing was done. Go back;"
    " what you typed is still there. Shorten it, and send it again."
)


async def form_of(request: web.Request) -> Form:
    """Return the fields of a form, limited and cleaned; the form is read once for each request.

    Raises:
        HTTPBadRequest: if the form cannot be read.
        HTTPRequestEntityTooLarge: if the form is larger than whoever sends it may send.
        HTTPRequestTimeout: if the form does not arrive in time.
    """
    known = request.get(_FORM)
    if known is None:
        fields = await _read(request)
        request[_TOO_LONG] = MappingProxyType(
            {name: line for name, value in fields.items() if (line := _too_long(name, value))}
        )
        whole = request.get(TELLS_BESIDE, False)
        known = request[_FORM] = MappingProxyType(
            {name: _clean(name, value, whole=whole) for name, value in fields.items()}
        )
    return known


async def refuse_too_long(request: web.Request) -> None:
    """Refuse a form with a field that is too long, unless its page tells so beside the field.

    Raises:
        HTTPUnprocessableEntity: names the first field that is too long.
    """
    await form_of(request)
    if request.get(TELLS_BESIDE):
        return
    for name, line in request[_TOO_LONG].items():
        label = name.replace("_", " ").capitalize()
        raise web.HTTPUnprocessableEntity(
            text=_("%(field)s: %(fault)s. Nothing was done.", field=label, fault=line)
        )


def require_whole(request: web.Request) -> None:
    """Refuse a form that has been read, if somebody typed too much into a field.

    Pages that tell it beside the field call this where they catch the refusals of use cases.

    Raises:
        InvalidInput: says to look at the fields; `too_long` says what is wrong with each.
    """
    if too_long(request):
        raise InvalidInput("too much was typed; look at the field that is marked")


def too_long(request: web.Request) -> Form:
    """Return the error of each field that was too long; {} for a form that was not read."""
    known: Form = request.get(_TOO_LONG, _NOTHING)
    return known


def _most(name: str) -> int:
    """Return how many characters a field may have; one for each language has its code behind."""
    usual = LONGEST_PARAGRAPH if name.startswith("words-") else LONGEST_NAME
    return _LONGEST.get(name, usual)


def _too_long(name: str, value: str) -> str:
    most = _most(name)
    if name in _AS_IT_IS or len(value) <= most:
        return ""
    return _(
        "%(number)s characters are too many; at most %(most)s are allowed",
        number=len(value),
        most=most,
    )


async def _read(request: web.Request) -> dict[str, str]:
    try:
        with waiting_for(request):
            async with asyncio.timeout(request.app[WEB_CONTEXT].form_within):
                pairs = await _pairs(request)
    except web.HTTPException:
        raise
    except TimeoutError:
        raise web.HTTPRequestTimeout(
            text=_("The form took too long to arrive. Send it again.")
        ) from None
    except Exception as error:
        # several parsers raise errors of their own: for a boundary, an encoding, a part's header
        raise web.HTTPBadRequest(text=_UNREADABLE) from error
    fields: dict[str, str] = {}
    for name, value in pairs[:_MOST_FIELDS]:
        if len(name) <= _LONGEST_FIELD_NAME:
            fields.setdefault(name, value)
    if any(_has_no_octets(value) for value in fields.values()):
        raise web.HTTPBadRequest(text=_UNREADABLE)
    return fields


def _has_no_octets(value: str) -> bool:
    """Tell whether a value contains a lone surrogate, which cannot be encoded."""
    return any("\ud800" <= character <= "\udfff" for character in value)


async def _pairs(request: web.Request) -> list[tuple[str, str]]:
    # parsed here, because the header may name a character set that does not exist
    header = Message()
    header["Content-Type"] = request.headers.get("Content-Type", _URLENCODED)
    charset = str(header.get_param("charset", "utf-8")).strip().lower()
    if charset not in _CHARSETS:
        raise ValueError(charset)
    if header.get_content_type() == _MULTIPART:
        try:
            fields = await request.post()
        except web.HTTPRequestEntityTooLarge:
            # aiohttp's own has no words for people
            raise _too_large(LARGEST_FORM) from None
        return [(name, value) for name, value in fields.items() if isinstance(value, str)]
    body = await _body(request)
    if header.get_content_type() != _URLENCODED and body:
        raise ValueError(header.get_content_type())
    written = body.decode("utf-8", "replace")
    return parse_qsl(written, keep_blank_values=True, max_num_fields=_MOST_FIELDS)


async def _body(request: web.Request) -> bytes:
    """Return what was sent.

    Raises:
        HTTPRequestEntityTooLarge: if it is more than whoever sends it may send.
    """
    most = _LARGEST_OF_STAFF if LOGIN in request else LARGEST_FORM
    body, size = bytearray(), 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > _READ_OVER:
            break
        if size <= most:
            body += chunk
    if size > most:
        raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> web.HTTPRequestEntityTooLarge:
    words = _(_TOO_LARGE, most=most // 1024)
    return web.HTTPRequestEntityTooLarge(max_size=most, actual_size=most + 1, text=words)


def _clean(name: str, value: str, *, whole: bool) -> str:
    """Return a value without what cannot be seen; cut where it is too long, unless kept `whole`."""
    if name in _AS_IT_IS:
        return value
    bounded = value if whole else value[: _most(name)]
    return cleaned_lines(bounded) if name in _SEVERAL_LINES else cleaned_line(bounded)
