"""Answers a form that one press of a button has sent twice as it was answered the first time.

Whoever waits on a slow line presses again. Every rendered page has a mark of its own in the token
of its forms: the same form with the same mark comes from the same press, and acts once. Another
form of the same log-in sent between the two shows that something else was wanted, as an undo: then
both count. What was refused is tried again, because its reason may be gone.
"""

import asyncio
import time
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import BaseCookie, Morsel, SimpleCookie

from aiohttp import hdrs, web
from multidict import CIMultiDict

from gateway.web.server.forms import Form, form_of
from gateway.web.server.routes import Page
from gateway.web.server.web_context import LOGIN

_REMEMBERED = 10.0
"""Seconds for which an answer is given again."""
_MOST = 500
"""Most pages whose last form is remembered."""
_OF_BODY = (hdrs.CONTENT_LENGTH, hdrs.TRANSFER_ENCODING, hdrs.CONTENT_ENCODING)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that can be given again."""

    status: int
    headers: CIMultiDict[str]
    body: bytes
    cookies: BaseCookie[str]

    @classmethod
    def of(cls, response: web.Response) -> "_Answer":
        """Return what can be given again of a response that was not sent yet."""
        kept = CIMultiDict(response.headers)
        for header in _OF_BODY:
            kept.popall(header, None)
        body = response.body if isinstance(response.body, bytes) else b""
        cookies: BaseCookie[str] = SimpleCookie()
        for name, morsel in response.cookies.items():
            cookies[name] = _copied(morsel)
        return cls(response.status, kept, body, cookies)

    def given(self) -> web.Response:
        """Return the answer as a response of its own."""
        response = web.Response(status=self.status, headers=self.headers, body=self.body)
        for name, morsel in self.cookies.items():
            response.cookies[name] = _copied(morsel)
        return response


@dataclass(slots=True)
class _Press:
    """The last form that a page has sent.

    Attributes:
        login: the token of the log-in.
        form: a hash of all that was sent.
        answer: what was answered; None in it: that cannot be given again.
        until: when it is forgotten, on the loop's clock; None while it is under way.
    """

    login: str
    form: bytes
    answer: "asyncio.Future[_Answer | None]"
    until: float | None = None


class Presses:
    """The forms that were sent a moment ago, by the mark of their page."""

    def __init__(self) -> None:
        self._last: dict[str, _Press] = {}

    async def once(self, request: web.Request, mark: str, page: Page) -> web.StreamResponse:
        """Return what a page answers to a form, or has answered to the same press.

        Args:
            request: the request of a log-in, whose form is read by `form_of`.
            mark: the mark of the page that sent it.
            page: acts, and answers.
        """
        login, form = request[LOGIN], _hash(request, await form_of(request))
        self._forget(login, mark)
        before = self._last.get(mark)
        if before is not None and before.form == form:
            known = await asyncio.shield(before.answer)
            if known is not None:
                return known.given()
        mine = _Press(login, form, asyncio.get_running_loop().create_future())
        self._last[mark] = mine
        try:
            response = await _answered(request, page)
        except BaseException:
            self._end(mark, mine, None)
            raise
        answer = None
        if isinstance(response, web.Response) and response.status < 400:
            answer = _Answer.of(response)
        self._end(mark, mine, answer)
        return response

    def _end(self, mark: str, press: _Press, answer: _Answer | None) -> None:
        press.answer.set_result(answer)
        press.until = time.monotonic() + _REMEMBERED
        if answer is None and self._last.get(mark) is press:
            del self._last[mark]

    def _forget(self, login: str, mark: str) -> None:
        """Forget what is over: after some seconds, or because the log-in sends something else."""
        now = time.monotonic()
        over = {
            one: press.until <= now or (press.login == login and one != mark)
            for one, press in self._last.items()
            if press.until is not None
        }
        # the oldest stand first
        for at, (one, is_gone) in enumerate(over.items()):
            if is_gone or at < len(over) - _MOST:
                del self._last[one]


async def _answered(request: web.Request, page: Page) -> web.StreamResponse:
    """Return what a page answers; a redirect is an answer like others."""
    try:
        return await page(request)
    except web.HTTPRedirection as leads:
        response = web.Response(status=leads.status, headers=leads.headers)
        for name, morsel in leads.cookies.items():
            response.cookies[name] = _copied(morsel)
        return response


def _hash(request: web.Request, form: Form) -> bytes:
    """Return a hash of what a form asks for: its address, who swaps its answer, its fields."""
    asked = request.path_qs, "HX-Request" in request.headers, sorted(form.items())
    return sha256(repr(asked).encode()).digest()


def _copied(morsel: Morsel[str]) -> Morsel[str]:
    copy: Morsel[str] = Morsel()
    copy.set(morsel.key, morsel.value, morsel.coded_value)
    copy.update(morsel)
    return copy


PRESSES: web.AppKey[Presses] = web.AppKey("presses", Presses)
