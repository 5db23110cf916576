"""Asks a server for an iCalendar file, with bounds on time, size and redirects.

No error names the address: it is a secret, and errors reach logs.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
from yarl import URL

from calendar_store.model.reason_codes import ReasonCode
from gateway.outside_calendars.public_addresses import GuardedSockets, Network
from gateway.outside_calendars.trouble import NotRead

MOST_BYTES = 5 * 1024 * 1024
"""Largest file that is read: about twenty thousand events."""
WITHIN = 30.0
"""Seconds until a file has to be there."""
_REDIRECTS = 5
_LONGEST_VALIDATOR = 500
_LEADS_ON = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "Accept": "text/calendar, */*;q=0.1",
    # a small answer that becomes large once it is unpacked is no way around the bound
    "Accept-Encoding": "identity",
    "User-Agent": "Textback",
}
_MEANT: Mapping[int, ReasonCode] = {
    HTTPStatus.UNAUTHORIZED: ReasonCode.OUTSIDE_LOG_IN,
    HTTPStatus.FORBIDDEN: ReasonCode.OUTSIDE_LOG_IN,
    HTTPStatus.NOT_FOUND: ReasonCode.OUTSIDE_GONE,
    HTTPStatus.GONE: ReasonCode.OUTSIDE_GONE,
}


@dataclass(frozen=True, slots=True)
class FetchedCalendar:
    """What a server answered.

    Attributes:
        content: the file; None: it has not changed (304).
        etag: its ETag; "" for none.
        last_modified: its Last-Modified; "" for none.
    """

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


async def fetch(
    address: str,
    *,
    etag: str = "",
    last_modified: str = "",
    private: Sequence[Network] = (),
    within: float = WITHIN,
) -> FetchedCalendar:
    """Ask for a calendar.

    Args:
        address: as `calendar_store.entry.calendar_addresses` returns it.
        etag: of the file that is known; "" for none.
        last_modified: of the file that is known; "" for none.
        private: networks that are not public and may be asked all the same.
        within: seconds until the file has to be there.

    Raises:
        NotRead: if there is no file, or one that is too large.
    """
    guard = GuardedSockets(private)
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = _HEADERS | {name: value for name, value in known.items() if value}
    try:
        async with asyncio.timeout(within), _session(guard) as session:
            return await _followed(session, address, headers)
    except TimeoutError:
        raise NotRead(ReasonCode.OUTSIDE_SLOW, seconds=round(within)) from None
    except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError):
        raise NotRead(ReasonCode.OUTSIDE_TLS) from None
    except (aiohttp.ClientError, OSError, ValueError):
        refused = ReasonCode.OUTSIDE_NOT_PUBLIC if guard.refused else None
        raise NotRead(refused or ReasonCode.OUTSIDE_UNREACHABLE) from None


def _session(guard: GuardedSockets) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=guard, use_dns_cache=False),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        # the time is bounded around all redirects together
        timeout=aiohttp.ClientTimeout(total=None),
    )


async def _followed(
    session: aiohttp.ClientSession, address: str, headers: Mapping[str, str]
) -> FetchedCalendar:
    url = _url(address)
    log_in, url = _log_in(url), url.with_user(None)
    for _ in range(_REDIRECTS + 1):
        async with session.get(url, headers={**headers, **log_in}, allow_redirects=False) as answer:
            if answer.status not in _LEADS_ON or "Location" not in answer.headers:
                return await _read(answer)
            led = url.join(_url(answer.headers["Location"]))
        if led.scheme not in {"http", "https"} or not led.host:
            raise NotRead(ReasonCode.OUTSIDE_UNREACHABLE)
        # a password is told to the server alone that the practitioner has named
        log_in = log_in if led.origin() == url.origin() else _log_in(led)
        url = led.with_user(None)
    raise NotRead(ReasonCode.OUTSIDE_REDIRECTED)


def _url(address: str) -> URL:
    """Return an address as it is written: some servers tell "%40" from "@"."""
    return URL(address, encoded=address.isascii())


def _log_in(url: URL) -> dict[str, str]:
    if url.user is None:
        return {}
    said = aiohttp.encode_basic_auth(url.user, url.password or "", encoding="utf-8")
    return {"Authorization": said}


async def _read(answer: aiohttp.ClientResponse) -> FetchedCalendar:
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return FetchedCalendar(None)
    if answer.status != HTTPStatus.OK:
        if code := _MEANT.get(answer.status):
            raise NotRead(code)
        raise NotRead(ReasonCode.OUTSIDE_ANSWERED, status=answer.status)
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NotRead(ReasonCode.OUTSIDE_NO_CALENDAR)
    content = bytearray()
    async for some in answer.content.iter_any():
        content += some
        if len(content) > MOST_BYTES:
            raise NotRead(ReasonCode.OUTSIDE_TOO_LARGE, most=MOST_BYTES // 1024**2)
    validators = (_validator(answer, name) for name in ("ETag", "Last-Modified"))
    return FetchedCalendar(bytes(content), *validators)


def _validator(answer: aiohttp.ClientResponse, name: str) -> str:
    """Return what the server wants to be asked with; "" for what cannot be sent back."""
    value = answer.headers.get(name, "")
    odd = len(value) > _LONGEST_VALIDATOR or not value.isascii() or not value.isprintable()
    return "" if odd else value
