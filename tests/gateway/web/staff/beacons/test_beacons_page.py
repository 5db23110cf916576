"""The page of beacons, and what a beacon is told and keeps."""

import asyncio
import re
import stat
import sys
from datetime import timedelta

import pytest

from calendar_store.messages import papers
from calendar_store.model.lines import BeatSource
from calendar_store.model.papers import Paper, PaperKind, PaperLayout, PaperSize
from calendar_store.practices import hours
from gateway.beacon.asking import Asking, TokenRefused
from gateway.beacon.beating import BeaconAtWork
from gateway.beacon.kept_papers import KeptPapers
from gateway.web.server import live
from gateway.web.server.web_context import WEB_CONTEXT
from tests.support.desk import BY
from tests.support.pages import Stream

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def token(admin):
    await admin.get("/beacons")
    await admin.post("/beacons", {"csrf": admin.csrf, "name": "Desk"})
    (found,) = re.findall(r'id="token"[^>]* value="([^"]+)"', admin.html)
    return found


async def store_paper(desk, version, *, whole=True):
    async with desk.database.write() as tx:
        paper = Paper(
            *(desk.practice.id, tx.ids.new(), version, PaperKind.EVENING, desk.now, "test"),
            *(desk.now.date(), desk.now.date(), PaperLayout.DAY, PaperSize.A4, 1),
            of_paper_id=None if whole else 1,
        )
        await papers.add(tx, paper, shown=b"{}", content=b"%PDF-1.7 " + str(version).encode())


class Printer:
    """A command that notes what it was given to print."""

    def __init__(self, folder, code=0):
        self.log = folder / "printed"
        words = f"import sys; open({str(self.log)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10));"
        self.command = [sys.executable, "-c", f"{words} sys.exit({code})"]

    def jobs(self):
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def beacon(server, token, tmp_path, clock):
    asking = Asking(str(server.make_url("/")), token)
    printer = Printer(tmp_path)
    kept = KeptPapers(tmp_path / "papers")
    work = BeaconAtWork(asking, kept, timedelta(minutes=5), printer.command, clock)
    work.printer, work.kept, work.folder = printer, kept, tmp_path / "papers"
    return work


async def look(work):
    return await asyncio.to_thread(work.look)


async def test_a_token_is_shown_once_and_revoked_at_once(admin, token, server):
    await admin.get("/beacons")
    assert token not in admin.html
    assert "Desk" in admin.text
    assert "None was heard from yet." in admin.text
    asking = Asking(str(server.make_url("/")), token)
    await asyncio.to_thread(asking.beat)
    (revoke,) = re.findall(r'action="(/beacons/\d+/revoke)"', admin.html)
    await admin.post(revoke, {"csrf": admin.csrf})
    assert "Revoked: the beacon is not heard from any more." in admin.text
    with pytest.raises(TokenRefused):
        await asyncio.to_thread(asking.beat)
    await admin.post(revoke, {"csrf": admin.csrf})
    assert admin.status == 404


async def test_a_beacon_without_a_name_is_refused(admin):
    await admin.get("/beacons")
    await admin.post("/beacons", {"csrf": admin.csrf, "name": " "})
    assert admin.status == 422
    assert "Say in a few words where it runs" in admin.text


async def test_a_beat_is_heard_and_strangers_are_not(server, token, clock, desk):
    heard = server.app[WEB_CONTEXT].heartbeats
    with pytest.raises(TokenRefused):
        await asyncio.to_thread(Asking(str(server.make_url("/")), "wrong").beat)
    with pytest.raises(TokenRefused):
        await asyncio.to_thread(Asking(str(server.make_url("/")), "wrong").paper, 1)
    assert heard.due(clock.now) == []
    await asyncio.to_thread(Asking(str(server.make_url("/")), token).beat)
    (beat,) = heard.due(clock.now)
    assert (beat.practice_id, beat.source) == (desk.practice.id, BeatSource.BEACON)


async def test_the_newest_papers_are_kept_for_their_owner_alone(beacon, desk):
    await store_paper(desk, 1)
    await look(beacon)
    await store_paper(desk, 2)
    await store_paper(desk, 3, whole=False)
    found = await look(beacon)
    assert found.words == "reached; papers: 2, new: 2"
    assert beacon.kept.versions() == [2, 3]
    assert [one.read_bytes() for one in beacon.kept.files()] == [b"%PDF-1.7 2", b"%PDF-1.7 3"]
    modes = {stat.S_IMODE(one.stat().st_mode) for one in beacon.folder.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(beacon.folder.stat().st_mode) == 0o700


async def test_a_lost_line_prints_the_papers_once(beacon, desk, clock, server, aurora):
    async with desk.database.write() as tx:
        week = hours.parse("mon-sun 00:00-23:59", aurora.id)
        await hours.set_week(tx, desk.practice.id, aurora.id, week, by=BY, now=desk.now)
    await store_paper(desk, 1)
    await look(beacon)
    await server.close()
    clock.forward(timedelta(minutes=4))
    assert (await look(beacon)).printed == 0
    clock.forward(timedelta(minutes=1))
    assert (await look(beacon)).printed == 1
    clock.forward(timedelta(hours=1))
    await look(beacon)
    assert beacon.printer.jobs() == [str(beacon.folder / "paper-1.pdf")]


async def test_nothing_is_printed_while_nobody_works(beacon, desk, clock, server, aurora):
    async with desk.database.write() as tx:
        week = hours.parse("mon-fri 09:00-13:00", aurora.id)
        await hours.set_week(tx, desk.practice.id, aurora.id, week, by=BY, now=desk.now)
    await store_paper(desk, 1)
    await look(beacon)
    await server.close()
    clock.forward(timedelta(hours=12))
    assert (await look(beacon)).printed == 0
    clock.forward(timedelta(hours=12))
    assert (await look(beacon)).printed == 1


async def test_a_printer_that_fails_is_tried_again(beacon, desk, clock, server, tmp_path):
    await store_paper(desk, 1)
    await look(beacon)
    await server.close()
    beacon._prints = tuple(Printer(tmp_path, code=1).command)
    clock.forward(timedelta(minutes=6))
    assert "it was not printed" in (await look(beacon)).words
    beacon._prints = tuple(beacon.printer.command)
    assert (await look(beacon)).printed == 1


async def test_an_open_page_is_heard_from_and_asked_to_ask_anew(
    browser, server, clock, desk, monkeypatch
):
    monkeypatch.setattr(live, "ASKED_ANEW", timedelta(0))
    monkeypatch.setattr(live, "_LOOK_AGAIN", timedelta(seconds=0.2))
    heard = server.app[WEB_CONTEXT].heartbeats
    address = server.make_url("/day/2026-01-12/events")
    async with browser.session.get(address) as response:
        assert response.status == 200
        names = [name for name, _ in [await Stream(response).event() for _ in range(1)]]
        while names[-1] not in {"again", "end"}:
            names.append((await Stream(response).event())[0])
    assert names[-1] == "again"
    (beat,) = heard.due(clock.now)
    assert (beat.practice_id, beat.source, beat.closed) == (
        *(desk.practice.id, BeatSource.PAGES, False),
    )
    # the page did not ask anew: that is silence, and no good-bye
    clock.forward(timedelta(minutes=5))
    await asyncio.sleep(0.5)
    assert not any(one.closed for one in heard.due(clock.now))


async def test_a_page_that_is_closed_says_good_bye(browser, server, clock, monkeypatch):
    monkeypatch.setattr(live, "_LOOK_AGAIN", timedelta(seconds=0.2))
    heard = server.app[WEB_CONTEXT].heartbeats
    response = await browser.session.get(server.make_url("/day/2026-01-12/events"))
    await Stream(response).event()
    response.close()
    async with asyncio.timeout(5):
        while heard._open:  # noqa: ASYNC110 (it tells no event)
            await asyncio.sleep(0.05)
    clock.forward(timedelta(minutes=5))
    assert [one.closed for one in heard.due(clock.now)] == [True]
