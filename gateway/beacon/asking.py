"""Asks the service, over HTTP, with a token; every answer has a time limit and a bound."""

import json
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from calendar_store.model.plain import plain

_WITHIN = 20.0
_LARGEST = 64 << 20
_TOO_LARGE = "its answer is too large"
_UNAUTHORIZED = 401
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NotReached(Exception):
    """The service did not answer, or not as it should."""


class TokenRefused(Exception):
    """The service does not take the token."""


@plain
class BeaconTold:
    """What the service told.

    Attributes:
        papers: versions, the oldest first.
        office: pairs of start and end, as texts.
    """

    papers: tuple[int, ...]
    office: tuple[tuple[str, str], ...]


class _NoRedirects(HTTPRedirectHandler):
    """A token is shown to nobody but the address that was given."""

    def redirect_request(self, *_: object) -> None:
        """Follow no redirect."""
        return


class Asking:
    """Asks one service.

    Args:
        url: the service's pages.
        token: of the beacon.

    Raises:
        ValueError: if the URL is none, or the token would be readable on the way.
    """

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{url} is no URL such as https://book.example.org")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("the token would be readable on the way: give a URL with https")
        self._url = url.rstrip("/")
        self._token = token
        self._opener = build_opener(_NoRedirects)

    def beat(self) -> BeaconTold:
        """Be heard from, and return what the service tells.

        Raises:
            NotReached: if the service does not answer as it should.
            TokenRefused: if it does not take the token.
        """
        try:
            told = json.loads(self._get("/beacon"))
            papers = tuple(int(one) for one in told["papers"])
            return BeaconTold(papers, tuple((str(a), str(b)) for a, b in told["office"]))
        except (ValueError, KeyError, TypeError) as error:
            raise NotReached("what answers there is no service of this kind") from error

    def paper(self, version: int) -> bytes:
        """Return the PDF of a paper.

        Raises:
            NotReached: if it does not come whole.
            TokenRefused: if the service does not take the token.
        """
        content = self._get(f"/beacon/paper/{version}")
        if not content.startswith(b"%PDF"):
            raise NotReached("what answers there is no paper")
        return content

    def _get(self, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        request = Request(self._url + path, headers=headers)  # noqa: S310 (http or https, checked)
        try:
            with self._opener.open(request, timeout=_WITHIN) as answer:
                content: bytes = answer.read(_LARGEST + 1)
        except HTTPError as error:
            if error.code == _UNAUTHORIZED:
                raise TokenRefused("the service does not take the token") from error
            raise NotReached(f"it answers {error.code}") from error
        except URLError as error:
            raise NotReached(str(error.reason)) from error
        except (OSError, HTTPException) as error:
            raise NotReached(str(error) or type(error).__name__) from error
        if len(content) > _LARGEST:
            raise NotReached(_TOO_LARGE)
        return content
