"""What a poor line and a small old screen can bear."""

import gzip
import re
from datetime import timedelta

import pytest

from gateway.web.server.static_files import CLIENT_SHEET, PAGES, STYLE_SHEET, read_assets, rules
from tests.support.pages import DAY, say

_PAIRS = [
    *[("ink", ground) for ground in ("bg", "paper")],
    *[("soft", ground) for ground in ("bg", "paper")],
    *[
        (tone, ground)
        for tone in ("good", "plain", "open", "bad", "quiet")
        for ground in ("paper", f"{tone}-bg")
    ],
    *[("ink", f"{tone}-bg") for tone in ("good", "plain", "open", "bad", "quiet")],
    *[("soft", f"{tone}-bg") for tone in ("good", "plain", "open", "bad", "quiet")],
    *[(tone, "bad-bg") for tone in ("good", "plain", "open")],
    *[(tone, "quiet-bg") for tone in ("good", "plain", "open", "bad")],
    *[
        (tone, f"{card}-bg")
        for card in ("good", "plain", "open")
        for tone in ("good", "bad", "plain", "open")
    ],
    ("accent", "paper"),
    ("accent", "bg"),
    ("on", "accent"),
    ("paper", "now"),
]


def test_the_style_sheets_are_light():
    sheet = read_assets()[STYLE_SHEET]
    assert 10_000 < len(sheet.body) < 24_000
    assert len(sheet.packed) < 7_000
    assert len(read_assets()[CLIENT_SHEET].packed) < 5_000


def is_of_clients(file):
    return file.is_relative_to(PAGES / "client")


def test_every_rule_of_the_pages_is_served_once():
    sheet = read_assets()[STYLE_SHEET].body
    assert sheet.startswith(rules(PAGES / "shared/base.css"))
    clients = read_assets()[CLIENT_SHEET].body
    assert b"/*" not in sheet + clients
    for file in PAGES.rglob("*.css"):
        served = 0 if file.is_relative_to(PAGES / "demo") or is_of_clients(file) else 1
        assert sheet.count(rules(file)) == served, file
        assert not is_of_clients(file) or clients.count(rules(file)) == 1, file
    assert b".phone{" not in sheet


async def test_a_full_day_with_all_it_loads_is_light(browser, desk, now):
    for number in range(40):
        client = await desk.client("Ada", f"Byron {number}", number)
        start = now + timedelta(hours=1, minutes=15 * number)
        appointment = await desk.book(client, start, duration=timedelta(minutes=15))
        await say(desk, appointment, client)
    await browser.get(DAY, headers={"Accept-Encoding": "gzip"})
    assert browser.html.count('class="block card') == 40
    assert browser.headers["Content-Encoding"] == "gzip"
    loaded = re.findall(r'(?:src|href)="/static/([^"?]+)\?', browser.html)
    assert {"textback.css", "textback.js", "swaps.js"} <= set(loaded)
    assets = read_assets()
    files = sum(len(assets[name].packed) for name in set(loaded))
    assert len(gzip.compress(browser.html.encode())) + files < 30_000


async def test_files_are_packed_and_kept_for_ever(stranger):
    await stranger.get("/login")
    address = re.search(r'href="(/static/textback\.css\?v=[0-9a-f]+)"', stranger.html)[1]
    await stranger.get(address, headers={"Accept-Encoding": "gzip"})
    assert stranger.headers["Content-Encoding"] == "gzip"
    assert "immutable" in stranger.headers["Cache-Control"]
    await stranger.get("/static/../app.py")
    assert stranger.status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), sorted(set(_PAIRS)))
def test_words_stand_out_from_their_ground(scheme, ink, ground):
    colours = _colours(scheme)
    lighter, darker = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _colours(scheme):
    sheet = (PAGES / "shared/base.css").read_text()
    light, dark = (
        dict(re.findall(r"--([a-z-]+):(#[0-9a-f]+)", part))
        for part in re.findall(r":root\{([^}]+)\}", sheet)
    )
    return light if scheme == "light" else light | dark


def _luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
