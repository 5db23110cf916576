"""A browser with a profile on disk, on a line that can be cut, for the calendar without a line."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import BrowserContext, Error, Page, Playwright, async_playwright, expect

from tests.support.chromium import CHROMIUM
from tests.support.cut_line import CutLine, LineState


async def until_so(page: Page, script: str, within: float = 20.0) -> None:
    """Wait until a script in a page says yes, also through navigations."""
    async with asyncio.timeout(within):
        while True:
            with suppress(Error):
                if await page.evaluate(script):
                    return
            await asyncio.sleep(0.05)


_WIDE = {"width": 1280, "height": 900}


@dataclass(slots=True)
class OfflineBrowser:
    """A browser that is closed and opened again with what it keeps.

    Attributes:
        playwright: what drives it.
        line: its line to the service.
        profile: the folder of what it keeps.
        kind: options of its windows.
        complaints: what its pages say on their console.
    """

    playwright: Playwright
    line: CutLine
    profile: Path
    kind: dict[str, object] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    _context: BrowserContext | None = None

    @property
    def context(self) -> BrowserContext:
        """The open windows."""
        assert self._context is not None
        return self._context

    @property
    def page(self) -> Page:
        """The first tab."""
        return self.context.pages[0]

    async def open(self, path: str = "") -> Page:
        """Open the browser, and a page in it."""
        options = {"viewport": _WIDE} | self.kind
        self._context = await self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            base_url=self.line.url,
            **options,  # type: ignore[arg-type]
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if path:
            await self.page.goto(path)
        return self.page

    async def close(self) -> None:
        """Close the browser, as a person does."""
        await self.context.close()
        self._context = None

    async def log_in(self, email: str, password: str, path: str = "/day") -> None:
        """Log in by the form."""
        await self.page.goto(f"/login?next={path}")
        await self.page.fill("#email", email)
        await self.page.fill("#password", password)
        await self.page.click("main form[action='/login'] button")
        await expect(self.page.locator(".bar")).to_be_visible()

    async def until_kept(self, page: Page | None = None) -> None:
        """Wait until the days are kept, and pages are shown by the service worker."""
        await until_so(
            page or self.page,
            "async () => navigator.serviceWorker.controller && await window.offlineStore.facts()",
        )

    async def lose_line(self, path: str = "/day", state: LineState = LineState.CUT) -> Page:
        """Cut the line, and open a page without it."""
        self.line.cut(state)
        await self.page.goto(path)
        await expect(self.page.locator("#age")).to_be_visible()
        return self.page

    async def writes(self, day: str, time: str, name: str, phone: str = "") -> None:
        """Take down a booking on the page without a line."""
        page = self.page
        await page.click("#new", timeout=5000)
        await page.fill("#f-day", day)
        await page.fill("#f-time", time)
        await page.fill("#f-q", name)
        await page.fill("#f-phone", phone)
        await page.click("#form .strong")
        await expect(page.locator("#sheet")).to_be_hidden()

    async def moves(self, name: str, day: str, time: str) -> None:
        """Take down another time for somebody's visit, on the page without a line."""
        row = self.page.locator("#day li", has_text=name)
        await row.get_by_role("button", name="Move").click()
        await self.page.fill("#f-day", day)
        await self.page.fill("#f-time", time)
        await self.page.click("#form .strong")
        await expect(self.page.locator("#sheet")).to_be_hidden()

    async def cancels(self, name: str) -> None:
        """Take down a cancellation, on the page without a line."""
        row = self.page.locator("#day li", has_text=name)
        await row.get_by_role("button", name="Cancel it").click()
        await expect(row).to_contain_text("not yet sent")

    async def kill(self) -> None:
        """Kill the browser, as a cut of the power does."""
        _kill_all(self.profile)
        with suppress(Error):
            await self.context.close()
        self._context = None

    def holds(self, *words: str | bytes) -> list[str]:
        """Return the files of the profile in which words stand, in UTF-8 or UTF-16."""
        found = []
        for word in words:
            for octets in _spelled(word):
                escaped = "".join(f"\\x{octet:02x}" for octet in octets)
                said = subprocess.run(
                    ["grep", "-rlaP", escaped, str(self.profile)],
                    capture_output=True,
                    text=True,
                    check=False,
                    env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                )
                found += said.stdout.splitlines()
        return found


def _kill_all(profile: Path) -> None:
    """Kill the processes of a profile, and let another browser open it."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
    for left in profile.glob("Singleton*"):
        left.unlink()


def _spelled(word: str | bytes) -> tuple[bytes, ...]:
    if isinstance(word, bytes):
        return (word,)
    return tuple(word.encode(one) for one in ("utf-8", "utf-16-le", "utf-16-be"))


@asynccontextmanager
async def offline_browser(
    line: CutLine, profile: Path, **kind: object
) -> AsyncIterator[OfflineBrowser]:
    """Drive a browser with a profile of its own while the block runs."""
    async with async_playwright() as playwright:
        browser = OfflineBrowser(playwright, line, profile, kind)
        await browser.open()
        yield browser
        if browser._context is not None:
            await browser.close()
