"""Checks a page in a real browser with axe-core, for readers who hear it or enlarge it."""

from pathlib import Path

from playwright.async_api import Page

_AXE = Path(__file__).parents[2] / ".node" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => (await axe.run(document)).violations
    .filter(found => ["serious", "critical"].includes(found.impact))
    .map(found => `${found.id}: ${found.nodes.map(node => node.html).join(" | ")}`)"""


async def serious_findings(page: Page) -> list[str]:
    """Return axe's serious and critical findings of an open page.

    The page's own policy forbids scripts of others, so open its context with bypass_csp=True.
    """
    assert _AXE.exists(), "axe-core is not installed; run: make .node/installed"
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(_RUN)
    return found
