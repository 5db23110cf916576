"""Keeps the language that was chosen at the foot of a page, in a cookie of the browser."""

from aiohttp import web

from gateway.web.languages.interface_language import COOKIE, LASTS, choice
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import languages
from gateway.web.server.logins import is_secure, local_path, session_of


async def choose(request: web.Request) -> web.Response:
    """Set the language, and redirect to the page that the choice was made on.

    Raises:
        HTTPNotFound: if there are no pages in that language.
    """
    code = request.match_info["code"]
    if code not in languages():
        raise web.HTTPNotFound(text=_("There are no pages in this language."))
    session = await session_of(request)
    response = web.HTTPSeeOther(local_path(request.query.get("next", "/")))
    response.set_cookie(
        COOKIE,
        choice(code, session.member if session else None),
        max_age=LASTS,
        path="/",
        httponly=True,
        secure=is_secure(request),
        samesite="Lax",
    )
    raise response
