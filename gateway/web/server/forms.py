"""What a form carried: read, bounded and cleaned at this one place, before any page sees it.

Whatever a browser or an attacker sends, a page gets short texts without control or override
characters, or the sender gets a refusal in words.
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
from gateway.web.server.connections import waiting_for
from gateway.web.server.web_context import WEB_CONTEXT

Form = Mapping[str, str]
"""The first value of each field."""

_FORM: web.RequestKey[Form] = web.RequestKey("form", dict)
_TOO_LONG: web.RequestKey[Form] = web.RequestKey("too long", dict)
_MOST_FIELDS = 200
_LONGEST_FIELD_NAME = 100
_LONGEST = {
    "text": 3000,
    "say": 3000,
    "despite": 3000,
    "next": 2000,
    "ask": 2000,
    "address": LONGEST_PARAGRAPH,
    "reason": LONGEST_PARAGRAPH,
    "directions": LONGEST_PARAGRAPH,
    "reminders": LONGEST_PARAGRAPH,
}
"""Characters of fields that hold more than a name does; a password is bounded where it is read."""
_SEVERAL_LINES = frozenset({"text", "say", "directions", "despite"})
_TOLD_BESIDE = frozenset({"/practice"})
"""Pages that show what is wrong beside each field."""
_AS_IT_IS = frozenset({"password"})
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_UNREADABLE = "The form could not be read. Open the page again and repeat the change."


async def form_of(request: web.Request) -> Form:
    """Return the fields of a form, each of them bounded and clean; read once for a request.

    Raises:
        HTTPBadRequest: if it is no form that can be read.
        HTTPRequestEntityTooLarge: if it is larger than any form of ours.
    """
    known = request.get(_FORM)
    if known is None:
        fields = await _read(request)
        request[_TOO_LONG] = MappingProxyType(
            {name: line for name, value in fields.items() if (line := _too_long(name, value))}
        )
        known = request[_FORM] = MappingProxyType(
            {name: _clean(name, value) for name, value in fields.items()}
        )
    return known


async def require_whole(request: web.Request) -> None:
    """Refuse a form of which a part would be left out, unless its page says so beside the fields.

    Raises:
        HTTPUnprocessableEntity: naming the first field that holds too much.
    """
    await form_of(request)
    if request.path in _TOLD_BESIDE:
        return
    for name, line in request[_TOO_LONG].items():
        label = name.replace("_", " ")
        raise web.HTTPUnprocessableEntity(text=f"{label.capitalize()}: {line}. Nothing was done.")


def too_long(request: web.Request) -> Form:
    """Return what is wrong with each field of a form, read before, that held more than it may."""
    return request[_TOO_LONG]


def _too_long(name: str, value: str) -> str:
    most = _LONGEST.get(name, LONGEST_NAME)
    if name in _AS_IT_IS or len(value) <= most:
        return ""
    return f"{len(value)} characters are too many; at most {most} are allowed"


async def _read(request: web.Request) -> dict[str, str]:
    try:
        with waiting_for(request):
            async with asyncio.timeout(request.app[WEB_CONTEXT].form_within):
                pairs = await _pairs(request)
    except web.HTTPException:
        raise
    except TimeoutError:
        raise web.HTTPRequestTimeout(
            text="The form took too long to arrive. Send it again."
        ) from None
    except Exception as error:
        # whatever cannot be parsed, of many parsers: a boundary, an encoding, a header of a part
        raise web.HTTPBadRequest(text=_UNREADABLE) from error
    fields: dict[str, str] = {}
    for name, value in pairs[:_MOST_FIELDS]:
        if len(name) <= _LONGEST_FIELD_NAME:
            fields.setdefault(name, value)
    if any(_has_no_octets(value) for value in fields.values()):
        raise web.HTTPBadRequest(text=_UNREADABLE)
    return fields


def _has_no_octets(value: str) -> bool:
    """Whether a part's own character set gave half of a surrogate pair, which is no character."""
    return any("\ud800" <= character <= "\udfff" for character in value)


async def _pairs(request: web.Request) -> list[tuple[str, str]]:
    # the header as it is: it may name a character set that there is none of
    header = Message()
    header["Content-Type"] = request.headers.get("Content-Type", _URLENCODED)
    charset = str(header.get_param("charset", "utf-8")).strip().lower()
    if charset not in _CHARSETS:
        raise ValueError(charset)
    if header.get_content_type() == _MULTIPART:
        fields = await request.post()
        return [(name, value) for name, value in fields.items() if isinstance(value, str)]
    body = await request.read()
    if header.get_content_type() != _URLENCODED and body:
        raise ValueError(header.get_content_type())
    written = body.decode("utf-8", "replace")
    return parse_qsl(written, keep_blank_values=True, max_num_fields=_MOST_FIELDS)


def _clean(name: str, value: str) -> str:
    if name in _AS_IT_IS:
        return value
    bounded = value[: _LONGEST.get(name, LONGEST_NAME)]
    return cleaned_lines(bounded) if name in _SEVERAL_LINES else cleaned_line(bounded)
