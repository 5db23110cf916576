"""A member of staff with a browser: logs in over HTTP and reads the running service's pages."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from types import TracebackType
from typing import Any, Self

import aiohttp

from config.settings import load
from tests.end_to_end.installed import PATIENCE, Installed

EMAIL, PASSWORD = "ada@example.org", "a sample password"
"""The account of `Installed.set_up`."""


@dataclass(slots=True)
class Reception:
    """Somebody at the reception, who knows nothing but what the pages show.

    Attributes:
        textback: the service, which is running.
        pages: a browser without script.
    """

    textback: Installed
    pages: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        """Open the browser and log in by the form."""
        url = load(self.textback.config, {}).web.public_url
        # the service is on an address without a name, from which cookies are not kept otherwise
        jar = aiohttp.CookieJar(unsafe=True)
        self.pages = aiohttp.ClientSession(url, cookie_jar=jar)
        try:
            await self._logs_in()
        except BaseException:
            await self.pages.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the browser."""
        await self.pages.close()

    async def reads(self, appointment: dict[str, Any], *words: str) -> None:
        """Open an appointment on the page of its day again until these words are there in order.

        Args:
            appointment: as `textback calendar --json` prints it.
            words: each as a person reads it, from the calendar to the end of the page.
        """
        day = datetime.fromisoformat(appointment["start"]).date()
        sought = re.compile(".*".join(map(re.escape, words)))
        shown = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while not sought.search(shown):
                    shown = await self._opens(f"/day/{day}?appointment={appointment['id']}")
        except TimeoutError:
            raise AssertionError(f"{words} are not on the page: {shown}") from None

    async def _logs_in(self) -> None:
        form = {"email": EMAIL, "password": PASSWORD}
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    async with self.pages.post("/login", data=form) as response:
                        assert response.status == 200
                        assert response.url.path == "/first-steps", await response.text()
                        return
                except aiohttp.ClientConnectorError:  # the service is starting
                    await asyncio.sleep(0.05)

    async def _opens(self, path: str) -> str:
        async with self.pages.get(path) as response:
            assert response.status == 200, path
            assert response.url.path.startswith("/day/")
            html = await response.text()
        calendar = html[html.index('id="calendar"') :]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", calendar)).split())
