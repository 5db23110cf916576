"""A conversation that is open in staff's browser: how it is reached, and what its form holds."""

import re

from tests.support.pages import Browser


async def follow(browser: Browser, words: str) -> Browser:
    """Open the first conversation of the inbox whose link has these words."""
    await browser.get("/inbox")
    await browser.get(_found(browser, rf'href="([^"]+)">{words}<'))
    return browser


def typed(browser: Browser, text: str, do: str = "send", **more: str) -> dict[str, str]:
    """Return what the form of an open conversation holds."""
    form = {"csrf": browser.csrf, "seen": hidden(browser, "seen"), "text": text, "do": do}
    if 'name="ask"' in browser.html and " checked" in browser.html:
        form["ask"] = _found(browser, r'name="ask" value="([^"]+)"')
    return form | more


def hidden(browser: Browser, name: str) -> str:
    """Return the value of a field that is not shown."""
    return _found(browser, rf'name="{name}" value="([^"]+)"')


def suggested(browser: Browser) -> str:
    """Return the text that the page suggests."""
    return _found(browser, r"<textarea[^>]*>\n(.*?)</textarea>")


def _found(browser: Browser, pattern: str) -> str:
    found = re.search(pattern, browser.html, re.DOTALL)
    assert found, f"no {pattern} in the page"
    return found[1]
