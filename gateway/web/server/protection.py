"""Protection of all requests: security headers, checks of host and origin, CSRF tokens.

A POST has to come from our own origin (Fetch Metadata and the Origin header, RFC 6454 section 7).
A POST of somebody who is logged in also has to carry the token that only our pages know.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from hashlib import sha256

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from gateway.links.links import LinkPurpose
from gateway.web.languages.translation import gettext as _
from gateway.web.server.connections import SERVER
from gateway.web.server.forms import form_of, refuse_too_long
from gateway.web.server.web_context import WEB_CONTEXT

CSRF_FIELD = "csrf"

_CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {frames}; object-src 'none'; report-uri /csp-report; report-to csp"
)
_NO_FRAMES = "X-Frame-Options"
_HEADERS = {
    "Content-Security-Policy": _CSP.format(frames="'none'"),
    "Reporting-Endpoints": 'csp="/csp-report"',
    # not "no-referrer": with that, browsers hide the origin of our own forms too
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    _NO_FRAMES: "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HSTS = "max-age=31536000"
REPORTS = "/csp-report"
_FOR_MACHINES = frozenset({"/healthz", "/readyz", "/metrics", "/status"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9a-z_.-]+))(?::[0-9]*)?", re.IGNORECASE)
"""RFC 9110 section 7.2: a name or an address, and a port; no user name before an @."""
_FRAMES: web.RequestKey[str] = web.RequestKey("frames", str)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})
_BY_LINK = tuple(f"/{one.value}/" for one in LinkPurpose if one is not LinkPurpose.HOLD)
"""Addresses with a token of a client's link. The token permits a change, and no cookie is read, so
another website gains nothing; one-click requests of mail systems come from elsewhere (RFC 8058)."""


def allow_frames(request: web.Request, origins: str) -> None:
    """Let pages of some websites show the response to a request in a frame.

    Args:
        request: the request.
        origins: the websites, separated by spaces; "" for none.
    """
    request[_FRAMES] = origins


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the security headers to a response that is about to be sent."""
    if origins := request.get(_FRAMES, ""):
        # X-Frame-Options knows no list of websites (RFC 7034 section 2.1), and is left out
        response.headers["Content-Security-Policy"] = _CSP.format(frames=origins)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    for name, value in _HEADERS.items():
        if not (origins and name == _NO_FRAMES):
            response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    # aiohttp has set its own, with its version
    response.headers["Server"] = SERVER
    if request.app[WEB_CONTEXT].public_url.scheme == "https":
        response.headers.setdefault("Strict-Transport-Security", _HSTS)


@web.middleware
async def known_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests for host names that are not ours (DNS rebinding).

    The endpoints for monitoring are not checked: machines may request them by any address.

    Raises:
        HTTPMisdirectedRequest: if the host name is not ours.
    """
    if request.path not in _FOR_MACHINES and not _is_ours(request):
        raise web.HTTPMisdirectedRequest(
            text=_(
                "This address is not one of the service's; its administrator enters it in the"
                " configuration, [web] public_url or hosts."
            )
        )
    return await handler(request)


_TOKEN = re.compile("[0-9a-f]{64}")
_MARK = 16
"""Digits of a page's mark, at the beginning of its token; 192 bits of the signature follow."""


def hosts_of(public_url: URL, others: Iterable[str]) -> frozenset[str]:
    """Return the host names that requests may have.

    Args:
        public_url: the URL by which browsers reach the pages.
        others: further host names.
    """
    # `raw_host`, because browsers send a name with letters outside ASCII in Punycode
    return frozenset({(public_url.raw_host or "").lower(), *others}) | _LOOPBACK


def _is_ours(request: web.Request) -> bool:
    asked = request.headers.getall("Host", [])
    read = _HOST.fullmatch(asked[0]) if len(asked) == 1 else None
    if read is None:
        return False
    name = (read[1] or read[2]).lower()
    if name in request.app[WEB_CONTEXT].hosts:
        return True
    # an address instead of a name has to be the address that this connection came to
    here = request.transport.get_extra_info("sockname") if request.transport else None
    return isinstance(here, tuple) and name == str(here[0]).partition("%")[0]


@web.middleware
async def own_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse changes that a page of another website requests.

    Raises:
        HTTPForbidden: for a POST from another origin.
    """
    if request.path == REPORTS or request.path.startswith(_BY_LINK):
        # browsers send CSP reports by themselves, from any page; reports change nothing
        return await handler(request)
    if request.method not in _SAFE_METHODS and not _from_here(request):
        raise web.HTTPForbidden(text=_("The request came from another website and was refused."))
    return await handler(request)


def csrf_token(secret_key: bytes, login: str, mark: str = "") -> str:
    """Return the CSRF token of one log-in's forms on one page.

    Args:
        secret_key: the application's key.
        login: the token in the log-in's cookie.
        mark: the mark of the page, by which its forms are known (`presses`); "" for a new one.
    """
    mark = mark or secrets.token_hex(_MARK // 2)
    signed = hmac.new(secret_key, b"csrf\0" + mark.encode() + login.encode(), sha256)
    return mark + signed.hexdigest()[_MARK:]


def mark_of(token: str) -> str:
    """Return the mark of the page whose forms have a token."""
    return token[:_MARK]


def draft_key(secret_key: bytes, login: str) -> str:
    """Return the key with which a page seals what was typed while its log-in is locked.

    The browser keeps the sealed text, and pages that a locked log-in shows have no key: what was
    typed is read again by nobody but who opens the same log-in.

    Args:
        secret_key: the application's key.
        login: the token in the log-in's cookie.
    """
    return hmac.new(secret_key, b"draft\0" + login.encode(), sha256).hexdigest()


class StaleForm(Exception):
    """A form of our own page has the token of another log-in, or of before a restart."""


async def require_csrf(request: web.Request, login: str) -> None:
    """Refuse a form without the CSRF token of its log-in, or with a field that is too long.

    Raises:
        StaleForm: if a page of ours sends a token that is not valid any more.
        HTTPForbidden: if the token is missing or wrong.
        HTTPUnprocessableEntity: if a field is too long.
    """
    form = await form_of(request)
    if not _is_signed(request, login, form.get(CSRF_FIELD, "")):
        if _surely_from_here(request) and _TOKEN.fullmatch(form.get(CSRF_FIELD, "")):
            raise StaleForm
        raise web.HTTPForbidden(
            text=_("This page is out of date. Open it again and repeat the change.")
        )
    await refuse_too_long(request)


def require_token(request: web.Request, login: str, token: str) -> None:
    """Refuse a form whose page reads it by itself without the CSRF token of its log-in.

    Args:
        request: the request.
        login: the token in the log-in's cookie.
        token: the token of the form.

    Raises:
        HTTPForbidden: if the token is missing or wrong.
    """
    if not _is_signed(request, login, token):
        raise web.HTTPForbidden(
            text=_("This page is out of date. Open it again and repeat the change.")
        )


def _is_signed(request: web.Request, login: str, token: str) -> bool:
    """Tell whether a token is one of a log-in."""
    if not _TOKEN.fullmatch(token):
        return False
    expected = csrf_token(request.app[WEB_CONTEXT].secret_key, login, mark_of(token))
    return hmac.compare_digest(expected, token)


def _surely_from_here(request: web.Request) -> bool:
    """Tell whether the browser itself says that a page of ours sends a request."""
    said = request.headers.get("Sec-Fetch-Site", request.headers.get("Origin", "none"))
    return said != "none" and _from_here(request)


def _from_here(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OWN_SITE:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    public = request.app[WEB_CONTEXT].public_url
    try:
        asked = URL(f"{request.scheme}://{request.host}").origin()
    except ValueError:
        return False
    return origin in {str(public.origin()), str(asked)}
