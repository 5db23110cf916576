"""Keeps what was typed into a form that was opened before the log-in it is sent with.

Somebody logged in again in another window, or the service was restarted: the token of the form is
not valid any more. The form is not acted on; its fields are shown again to be sent by a button, as
after unlocking. That needs the browser's own word that a page of ours has sent them, so that no
other website gets a form of its own in front of somebody.
"""

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.protection import CSRF_FIELD, StaleForm
from gateway.web.server.rendering import page

_SECRET = frozenset({"password", "new_password", "credential", "code"})
"""Fields that no page shows again, hidden or not."""


@web.middleware
async def kept_when_stale(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a form with a token of before with what was typed, to be sent again.

    Raises:
        HTTPForbidden: to a script, whose page still has what was typed, and for secrets.
    """
    try:
        return await handler(request)
    except StaleForm:
        typed = dict(await form_of(request))
        typed.pop(CSRF_FIELD, None)
        if "HX-Request" in request.headers or not typed or not _SECRET.isdisjoint(typed):
            raise web.HTTPForbidden(
                text=_("This page is out of date. Open it again and repeat the change.")
            ) from None
        facts = {"target": str(request.rel_url), "typed": typed}
        return page(request, "shared/stale.html", facts, status=403)
