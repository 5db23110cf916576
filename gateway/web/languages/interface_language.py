"""Which language a member of staff reads: one that was chosen, or one that the browser names."""

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway.web.languages.translation import ENGLISH, languages, read_in
from gateway.web.server.accepted_languages import accepted_languages

COOKIE = "textback-language"
"""The cookie with the language that was chosen at the foot of a page."""
LASTS = 365 * 24 * 60 * 60
"""Seconds for which a browser keeps the choice."""


def interface_language(request: web.Request) -> str:
    """Return the language in which a request is answered, one of `languages()`."""
    wanted = (request.cookies.get(COOKIE, ""), *accepted_languages(request))
    known = languages()
    spoken = (tag.replace("_", "-").partition("-")[0].lower() for tag in wanted)
    return next((code for code in spoken if code in known), ENGLISH)


@web.middleware
async def in_readers_language(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request in its reader's language."""
    with read_in(interface_language(request)):
        return await handler(request)
