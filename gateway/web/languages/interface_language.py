"""Which language a member of staff reads: one chosen, one's own, or one that the browser names.

A choice at the foot of a page counts for who made it: of several people at one desk, each reads
the language of their own account until they choose another there.
"""

from aiohttp import web
from aiohttp.typedefs import Handler

from calendar_store.model.practices import StaffMember
from gateway.web.languages.translation import ENGLISH, languages, read_in
from gateway.web.server.accepted_languages import accepted_languages
from gateway.web.server.web_context import STAFF

COOKIE = "textback-language"
"""The cookie with the language chosen at the foot of a page, and the id of who chose it."""
_BY = "."
LASTS = 365 * 24 * 60 * 60
"""Seconds for which a browser keeps the choice."""


def choice(code: str, member: StaffMember | None) -> str:
    """Return the value of the cookie of a choice.

    Args:
        code: the language.
        member: who has chosen it; None if nobody is logged in.
    """
    return f"{code}{_BY}{member.id}" if member else code


def interface_language(request: web.Request) -> str:
    """Return the language in which a request is answered, one of `languages()`."""
    chosen, _, chooser = request.cookies.get(COOKIE, "").partition(_BY)
    member = request.get(STAFF)
    own = member.locale if member and chooser != str(member.id) else ""
    wanted = (own, chosen, *accepted_languages(request))
    known = languages()
    spoken = (tag.replace("_", "-").partition("-")[0].lower() for tag in wanted)
    return next((code for code in spoken if code in known), ENGLISH)


@web.middleware
async def in_readers_language(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request in its reader's language."""
    with read_in(interface_language(request)):
        return await handler(request)
