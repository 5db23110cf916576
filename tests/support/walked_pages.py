"""Pages in a real browser: what is wrong with each, and what it offers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import ConsoleMessage, Page, Request, Response

SEEN = """() => {
    const shown = (one) => one.checkVisibility() && !one.closest("[popover], dialog");
    const local = (url) => url && new URL(url, location).origin === location.origin;
    const path = (url) => new URL(url, location).pathname;
    const all = (what) => [...document.querySelectorAll(what)];
    return {
        title: document.title,
        language: document.documentElement.lang,
        headings: all("h1").filter(shown).map((one) => one.textContent.trim()),
        hangs_over: document.documentElement.scrollWidth - innerWidth,
        offered: [
            ...all("a[href]").filter((one) => local(one.href))
                .map((one) => ["GET", path(one.href)]),
            ...all("form:not([method=dialog])")
                .map((one) => [one.method.toUpperCase(), path(one.action)]),
            ...all("[formaction]").map((one) => ["POST", path(one.formAction)]),
            ...all("[hx-get]").map((one) => ["GET", path(one.getAttribute("hx-get"))]),
            ...all("[hx-post]").map((one) => ["POST", path(one.getAttribute("hx-post"))]),
        ],
        ids: all("[id]").map((one) => one.id).filter((id, at, them) => them.indexOf(id) !== at),
    };
}"""
_BEGIN = """() => {
    window.walked = [];
    document.addEventListener("focusin", ({ target }) => {
        // a browser marks the part of a date that has the focus by itself
        const hidden = getComputedStyle(target).outlineStyle === "none";
        const told = hidden && !/date|time/.test(target.type) ? target.outerHTML : "";
        window.walked.push([target.dataset.walked ?? "", told.slice(0, 200)]);
    });
    return [...document.querySelectorAll("main button, main a.button, .top button, .top a.button")]
        .filter((one) => one.checkVisibility() && !one.closest("details:not([open]), [popover]"))
        .map((one, at) => { one.dataset.walked = at; return one.textContent.trim(); });
}"""
_AT_ONCE, _MOST_TABS = 25, 250


@dataclass(slots=True)
class WalkedPage:
    """A tab of a browser, with everything that it complains of.

    Attributes:
        page: the tab.
        complaints: what the console says, and what could not be loaded.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the tab from now on."""
        # functions, because the tab would add a field to whatever a method belongs to
        self.page.on("console", lambda said: self._said(said))  # noqa: PLW0108
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda asked: self._failed(asked))  # noqa: PLW0108
        self.page.on("response", lambda answer: self._answered(answer))  # noqa: PLW0108

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def _failed(self, request: Request) -> None:
        # a stream of events ends when its page is left
        if not request.url.partition("?")[0].endswith("/events"):
            self.complaints.append(f"{request.url} failed: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.url} answered {response.status}")

    async def open(self, address: str) -> dict[str, Any]:
        """Open an address; return what is to be seen there."""
        await self.page.goto(address)
        seen: dict[str, Any] = await self.page.evaluate(SEEN)
        return seen

    async def unreached(self) -> list[str]:
        """Return the main actions of the page that the tabulator does not reach."""
        missing = dict(enumerate(await self.page.evaluate(_BEGIN)))
        for pressed in range(1, _MOST_TABS):
            if not missing:
                break
            await self.page.keyboard.press("Tab")
            if pressed % _AT_ONCE == 0:
                for number, hidden in await self.page.evaluate("() => window.walked.splice(0)"):
                    if hidden:
                        return [f"the focus is not seen on {hidden}"]
                    missing.pop(int(number or -1), None)
        return [f"by keyboard one does not reach: {one}" for one in missing.values()]


def faults(seen: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what was seen of a page."""
    if len(seen["headings"]) != 1:
        yield f"its first headings are {seen['headings']}"
    if seen["hangs_over"] > 0:
        yield f"it hangs over by {seen['hangs_over']} px"
    if not seen["title"] or not seen["language"]:
        yield "it has no title or no language"
    if seen["ids"]:
        yield f"ids stand twice: {seen['ids']}"
