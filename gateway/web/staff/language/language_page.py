"""Keeps the language that was chosen at the foot of a page, in a cookie of the browser."""

from aiohttp import web

from gateway.web.languages.interface_language import COOKIE, LASTS
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import languages
from gateway.web.server.logins import is_secure, local_path


async def choose(request: web.Request) -> web.Response:
    """Set the language, and redirect to the page that the choice was made on.

    Raises:
        HTTPNotFound: if there are no pages in that language.
    """
    code = request.match_info["code"]
    if code not in languages():
        raise web.HTTPNotFound(text=_("There are no pages in this language."))
    response = web.HTTPSeeOther(local_path(request.query.get("next", "/")))
    response.set_cookie(
        COOKIE,
        code,
        max_age=LASTS,
        path="/",
        httponly=True,
        secure=is_secure(request),
        samesite="Lax",
    )
    raise response
