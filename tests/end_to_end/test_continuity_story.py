"""The line is lost: the calendar comes by fax, is written on and offline, and is copied in.

The whole service runs, with a carrier, the clients' phones and a real HylaFAX; the practice's
browser is on a line on which nothing comes through any more. A client moves a visit by text
meanwhile. At the end the calendar is what was decided, and the late texts are on the phones.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.messages import papers
from calendar_store.model.actors import Permission
from calendar_store.model.papers import Paper, PaperKind, PaperSettings, PaperWay
from calendar_store.model.statuses import AlertKind, Channel, Role
from calendar_store.practices import lines
from gateway.accounts import password_hashes
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.demo import sample
from gateway.use_cases import papers as paper_use_case
from tests.support.actors import named
from tests.support.cut_line import LineState, cut_line
from tests.support.fax_server import HylafaxServer, running_fax_server
from tests.support.faxed import codes, faxed, text_of
from tests.support.front_desk import ADMIN, FrontDesk, front_desk
from tests.support.offline_browser import OfflineBrowser, offline_browser, until_so
from tests.support.pages import PASSWORD

TODAY = date(2026, 1, 12)
NINE = datetime(2026, 1, 12, 8, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FAX = PaperWay(Channel.FAX, "+390212345678")
BEFORE = named("before", *Permission)
NOBODY_WAITS = "async () => !(await offlineStore.waiting()).length"
SOON = 40
"""Seconds within which a worker looks again."""


class Story:
    """The practice, its line, its fax, and its browser."""

    def __init__(self, front: FrontDesk, fax: HylafaxServer, browser: OfflineBrowser) -> None:
        self.front, self.fax, self.browser = front, fax, browser
        self.practice = front.people.practice

    async def heard(self) -> bool:
        async with self.front.database.read() as tx:
            return bool(await lines.heard(tx, [self.practice.id]))

    async def lost(self) -> bool:
        async with self.front.database.read() as tx:
            return bool(await lines.lost(tx))

    async def line_alerts(self) -> int:
        async with self.front.database.read() as tx:
            found = await alerts.open_of(tx, self.practice.id)
        return sum(one.kind is AlertKind.LINE_LOST for one in found)

    async def newest_paper(self) -> tuple[Paper, bytes]:
        async with self.front.database.read() as tx:
            (paper,) = await papers.listed(tx, self.practice.id, 1)
            content = await papers.content(tx, self.practice.id, paper.id)
        assert content is not None
        return paper, content

    async def writes(self, client: str, text: str) -> str:
        """Let a client text from their phone; return our answer."""
        front = self.front
        number = front.people.clients[client].mobile
        had = len(front.carrier.texts(number))
        with front.carrier.subscribe() as changes:
            await front.carrier.send(number, sample.SENDER, text)
            while len(front.carrier.texts(number)) < had + 2:
                await changes.get()
        return front.carrier.texts(number)[-1].text

    async def standing(self) -> list[str]:
        return [one for one in await self.front.day(TODAY) if "cancelled" not in one]


@pytest.fixture
async def story(database: Database, tmp_path: Path) -> AsyncIterator[Story]:
    async with AsyncExitStack() as open_:
        fax = await open_.enter_async_context(running_fax_server(tmp_path))
        config = FaxServerConfig(fax.address, "{number}", False, 3 * HOUR, 1, "textback-story")
        front = await open_.enter_async_context(front_desk(database, NINE, fax=config))
        await front.employ(ADMIN, Role.ADMIN, password_hashes.hash_password(PASSWORD))
        async with database.write() as tx:
            practice = front.people.practice
            wanted = PaperSettings(practice.id, lost_after=5 * MINUTE, ways=(FAX,))
            await paper_use_case.choose(tx, BEFORE, practice, wanted, now=NINE)
        line = await open_.enter_async_context(cut_line(int(front.url.rpartition(":")[2])))
        browser = await open_.enter_async_context(offline_browser(line, tmp_path / "profile"))
        yield Story(front, fax, browser)


async def until(holds, within: float = SOON) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110 (it tells no event)
            await asyncio.sleep(0.2)


@pytest.mark.timeout(300)
async def test_the_line_is_lost_and_nothing_else(story: Story) -> None:
    front, browser = story.front, story.browser
    await front.book("Byron", TODAY, "15:00", "Aurora")
    await front.book("Hopper", TODAY, "16:00", "Aurora")
    await front.book("Curie", TODAY, "17:00", "Bruno")
    await browser.log_in(ADMIN, PASSWORD, f"/day/{TODAY}")
    await browser.until_kept()
    await until(story.heard)

    # nothing comes through any more: after five minutes the paper goes out at once
    browser.line.cut(LineState.SILENT)
    front.clock.now += 6 * MINUTE
    await until(story.lost)
    assert await story.line_alerts() == 1
    await front_sends(story)
    paper, content = await story.newest_paper()
    await the_fax_has_the_right_pages(story, paper, content)

    # written offline; and Ada takes by text the time that is given away on paper at this moment
    page = await browser.lose_line(f"/day/{TODAY}", state=LineState.SILENT)
    await browser.writes(TODAY.isoformat(), "11:30", "Lise Meitner", "333 1234567")
    assert "14:00" in await story.writes("Byron", "Can I come today at 14:00 instead?")
    assert "14:00" in await story.writes("Byron", "Yes please")
    await front.later(30 * MINUTE)

    # the line is back at ten past eleven, the log-in has ended; what was written offline is sent
    front.clock.now = NINE + timedelta(hours=2, minutes=10)
    browser.line.mend()
    await expect(page.locator("#email")).to_be_visible(timeout=60_000)
    await expect(page.locator("main")).to_contain_text("not yet sent")
    await browser.log_in(ADMIN, PASSWORD, f"/day/{TODAY}")
    await expect(page.locator("#calendar")).to_be_visible(timeout=60_000)
    await until_so(page, NOBODY_WAITS, 60)
    assert "11:30 Aurora, Meitner: booked" in await story.standing()
    await until(nothing_of(story.lost))
    assert await story.line_alerts() == 0

    # what is on the paper is copied in: one free time, and the one that Ada has taken
    await page.goto(f"/catch-up?paper={paper.version}&day={TODAY}&confirm=1&tell=1")
    await copies(page, "1530", "bas")
    await copies(page, "1400", "agn")
    conflicts = page.locator("article")
    await expect(conflicts).to_have_count(1)
    await expect(conflicts).to_contain_text("Maria Gaetana Agnesi ▲ the time is taken")
    await expect(conflicts).to_contain_text("Ada Byron: 14:00 with Aurora")
    await expect(conflicts).to_contain_text("„Yes please“")
    await conflicts.get_by_role("button", name="13:30").press("Enter")
    await expect(conflicts).to_have_count(0)

    assert await story.standing() == [
        "11:30 Aurora, Meitner: booked",
        "13:30 Aurora, Agnesi: booked",
        "14:00 Aurora, Byron: confirmed",
        "15:30 Aurora, Bassi: booked",
        "16:00 Aurora, Hopper: booked",
        "17:00 Bruno, Curie: booked",
    ]
    late = await front.later(MINUTE)
    assert "13:30" in late["Agnesi"][0]
    assert "15:30" in late["Bassi"][0]
    assert "Byron" not in late
    assert not browser.complaints


async def front_sends(story: Story) -> None:
    """Wait until the fax server has the paper."""

    async def has_a_job() -> bool:
        return bool(story.fax.jobs())

    await until(has_a_job)


async def the_fax_has_the_right_pages(story: Story, paper: Paper, content: bytes) -> None:
    """Hold what is in the fax server's queue against the paper that was made."""
    (job_id,) = story.fax.jobs()
    assert story.fax.documents(job_id) == [content]
    assert story.fax.jobs()[job_id]["number"] == FAX.address
    assert paper.kind is PaperKind.LOST_LINE
    pages = await faxed(content)
    assert len(pages) == paper.pages
    first = f"/paper/{paper.version}/{TODAY}"
    assert any(first in code for code in codes(pages[0]))
    words = await text_of(content)
    assert all(name in words for name in ("Byron", "Hopper", "Curie"))


def nothing_of(asked):
    async def holds() -> bool:
        return not await asked()

    return holds


async def copies(page: Page, time: str, name: str) -> None:
    """Copy a new visit in by keyboard."""
    await page.locator("#time").focus()
    await page.keyboard.type(time)
    await page.keyboard.press("Tab")
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    await expect(page.locator("#unsent li")).to_have_count(0)
