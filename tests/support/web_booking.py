"""Somebody who books by web in a browser without script, and reads the codes that are sent."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageKind
from tests.support.desk import Desk
from tests.support.pages import Browser

PAGE = "/b/studio-aurora"
PERSON: Mapping[str, str] = {
    "first": "Grace",
    "last": "Hopper",
    "mobile": "347 123 4567",
    "email": "grace@example.org",
    "by": "sms",
    "locale": "en",
    "consent": "yes",
}
_LINK = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_INPUT = re.compile(r"<(?:input|button)[^>]*>")


def attribute(tag: str, name: str) -> str:
    """Return an attribute of a tag, unescaped; "" if it is missing."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


@dataclass(slots=True)
class BookingVisitor:
    """A visitor of the booking page.

    Attributes:
        browser: the browser.
        desk: the practice's desk.
        studio: its services and practitioners by name.
        headers: of every request.
    """

    browser: Browser
    desk: Desk
    studio: Any
    headers: dict[str, str] = field(default_factory=lambda: {"Accept-Language": "en"})

    async def look(self, path: str = PAGE, **query: str) -> Browser:
        """Open a page."""
        read: Browser = await self.browser.get(path, params=query or None, headers=self.headers)
        return read

    async def send(self, path: str, data: Mapping[str, str]) -> Browser:
        """Send a form, and follow where it leads."""
        read: Browser = await self.browser.post(path, dict(data), headers=self.headers)
        return read

    async def follow(self, words: str) -> Browser:
        """Follow the link with some words."""
        return await self.look(self.link(words))

    def link(self, words: str) -> str:
        """Return where the link with some words leads."""
        for found in _LINK.finditer(self.browser.html):
            read = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[2])).split())
            if words in read or words in attribute(found[0], "aria-label"):
                return html.unescape(found[1])
        raise AssertionError(f"no link {words!r} in: {self.browser.text}")

    def form(self, number: int = 0) -> tuple[str, dict[str, str]]:
        """Return the address of a form of the page, and the fields that it holds."""
        form = re.findall(r"<form.*?</form>", self.browser.html, re.DOTALL)[number]
        fields = {}
        for tag in _INPUT.findall(form):
            kind = attribute(tag, "type")
            if attribute(tag, "name") and (
                kind not in {"radio", "checkbox"} or re.search(r"\bchecked\b", tag)
            ):
                fields[attribute(tag, "name")] = attribute(tag, "value")
        for select in re.findall(r"<select.*?</select>", form, re.DOTALL):
            chosen = [one for one in re.findall(r"<option[^>]*>", select) if "selected" in one]
            some = chosen or re.findall(r"<option[^>]*>", select)
            fields[attribute(select, "name")] = attribute(some[0], "value")
        return attribute(form, "action"), fields

    async def choose(
        self, service: str = "Cut", who: str = "Anyone", clock: str = "12:00"
    ) -> Browser:
        """Choose a service, a practitioner and a time of the first day."""
        await self.look()
        await self.follow(service)
        await self.follow(who)
        return await self.follow(clock)

    async def enter(self, **changes: str) -> Browser:
        """Fill in the form of details and send it."""
        address, fields = self.form()
        return await self.send(address, fields | dict(PERSON) | changes)

    async def code(self, code: str | None = None) -> Browser:
        """Enter a code, the last one that was sent."""
        address, fields = self.form()
        return await self.send(address, fields | {"code": code or await self.last_code()})

    async def codes(self) -> list[Message]:
        """Return the messages with codes, oldest first."""
        return [one for one in await self.desk.messages() if one.kind is MessageKind.CODE]

    async def last_code(self) -> str:
        """Return the code that was sent last."""
        found = re.search(r"\b[0-9]{6}\b", (await self.codes())[-1].text)
        assert found
        return found[0]
