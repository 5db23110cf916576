"""What guards every answer: security headers, and that a change was asked for by our own pages.

A POST has to come from our own origin (Fetch Metadata and the Origin header, RFC 6454 section 7)
and, from somebody logged in, carry the token that only our pages know.
"""

import hmac
from hashlib import sha256

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from gateway.web.connections import SERVER
from gateway.web.forms import form_of
from gateway.web.site import SITE

CSRF_FIELD = "csrf"

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    # not "no-referrer": with that, browsers hide the origin of our own forms too
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HSTS = "max-age=31536000"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on an answer that is about to be sent."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    # aiohttp has set its own, with its version
    response.headers["Server"] = SERVER
    if request.app[SITE].public_url.scheme == "https":
        response.headers.setdefault("Strict-Transport-Security", _HSTS)


@web.middleware
async def own_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse changes that another site's page asks for.

    Raises:
        HTTPForbidden: for a POST from elsewhere.
    """
    if request.method not in _SAFE_METHODS and not _from_here(request):
        raise web.HTTPForbidden(text="This was asked for by another site, so it was not done.")
    return await handler(request)


def csrf_token(secret_key: bytes, login: str) -> str:
    """Return the token that forms of one login carry.

    Args:
        secret_key: ours.
        login: the token in the login's cookie.
    """
    return hmac.new(secret_key, b"csrf\0" + login.encode(), sha256).hexdigest()


async def require_csrf(request: web.Request, login: str) -> None:
    """Refuse a form that does not carry its login's token.

    Raises:
        HTTPForbidden: if it lacks it or it is another's.
    """
    form = await form_of(request)
    expected = csrf_token(request.app[SITE].secret_key, login)
    if not hmac.compare_digest(expected.encode(), str(form.get(CSRF_FIELD, "")).encode()):
        raise web.HTTPForbidden(text="This page was too old. Open it again, and do it once more.")


def _from_here(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OWN_SITE:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    public = request.app[SITE].public_url
    return origin in {str(public.origin()), str(URL(f"{request.scheme}://{request.host}").origin())}
