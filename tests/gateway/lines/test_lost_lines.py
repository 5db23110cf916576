"""The watcher of lost lines: the paper at once, once for a loss, with its alert and its mending."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.conversations import alerts
from calendar_store.messages import papers
from calendar_store.model.lines import BeatSource, Heartbeat
from calendar_store.model.papers import PaperKind, PaperSettings, PaperWay
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus
from calendar_store.practices import hours, lines, paper_settings
from gateway.channels.fax.fax_channel import FaxChannel
from gateway.lines.heartbeats import Heartbeats, HeartbeatWriter
from gateway.lines.lost_lines import LostLineWatcher
from gateway.messaging.channel import Channels
from gateway.messaging.refusals import LogIn, RefusalShares
from gateway.paper.making import PaperMaker
from gateway.use_cases import papers as paper_use_case
from gateway.wording.reason_words import in_words
from tests.support.desk import BY

FAX = PaperWay(Channel.FAX, "+390212345678")
MINUTE = timedelta(minutes=1)


class Lines:
    """A practice that wants to be told after five minutes, its watcher and its clock."""

    def __init__(self, desk, aurora, maker=None):
        self.desk, self.aurora = desk, aurora
        self.now = desk.now
        self.heard = Heartbeats()
        self.maker = maker or PaperMaker(
            desk.database, Channels([FaxChannel()]), "https://book.example.org"
        )
        self.restart()

    def clock(self):
        return self.now

    def restart(self):
        self.watcher = LostLineWatcher(self.desk.database, self.maker, self.clock)
        self.writer = HeartbeatWriter(self.heard, self.desk.database, self.clock)

    async def open_all_day(self):
        async with self.desk.database.write() as tx:
            week = hours.parse("mon-sun 00:00-23:59", self.aurora.id)
            whose = (self.desk.practice.id, self.aurora.id)
            await hours.set_week(tx, *whose, week, by=BY, now=self.now)
            wanted = PaperSettings(self.desk.practice.id, lost_after=5 * MINUTE, ways=(FAX,))
            await paper_use_case.choose(tx, BY, self.desk.practice, wanted, now=self.now)

    async def beat(self, source=BeatSource.PAGES, *, closed=False):
        async with self.desk.database.write() as tx:
            await lines.beat(tx, [Heartbeat(self.desk.practice.id, source, self.now, closed)])

    async def after(self, minutes):
        self.now += minutes * MINUTE
        await self.watcher.step()

    async def papers(self):
        async with self.desk.database.read() as tx:
            return await papers.listed(tx, self.desk.practice.id, 10)

    async def alerts(self):
        async with self.desk.database.read() as tx:
            return [
                one
                for one in await alerts.listed(tx, self.desk.practice.id)
                if one.kind is AlertKind.LINE_LOST and one.resolved_at is None
            ]


@pytest.fixture
async def line(desk, aurora):
    found = Lines(desk, aurora)
    await found.open_all_day()
    await found.watcher.step()
    return found


async def test_the_paper_is_made_at_once_and_once_for_a_loss(line):
    await line.beat()
    await line.after(4)
    assert await line.papers() == []
    await line.after(1)
    (paper,) = await line.papers()
    assert paper.kind is PaperKind.LOST_LINE
    (message,) = await line.desk.messages()
    assert (message.channel, message.carrier, message.recipient) == (
        *(Channel.FAX, "fax", FAX.address),
    )
    assert (message.status, message.paper_id) == (MessageStatus.QUEUED, paper.id)
    (alert,) = await line.alerts()
    assert "Nothing was heard from the practice since" in in_words(alert.reason)
    for _ in range(3):
        await line.after(10)
    line.restart()
    await line.after(30)
    assert len(await line.papers()) == 1
    assert len(await line.alerts()) == 1


async def test_the_alert_is_mended_when_the_practice_is_heard_from_and_a_second_loss_is_told(line):
    await line.beat()
    await line.after(6)
    line.now += MINUTE
    await line.beat()
    await line.after(0)
    assert await line.alerts() == []
    async with line.desk.database.read() as tx:
        assert await lines.lost(tx) == {}
    await line.after(6)
    assert len(await line.papers()) == 2
    assert len(await line.alerts()) == 1


async def test_pages_that_everybody_closed_are_no_loss(line):
    await line.beat(closed=True)
    await line.after(60)
    assert await line.papers() == []


async def test_two_services_tell_one_loss(line):
    other = LostLineWatcher(line.desk.database, line.maker, line.clock)
    await other.step()
    await line.beat()
    line.now += 6 * MINUTE
    await line.watcher.step()
    await other.step()
    await line.watcher._lose(line.desk.practice, line.now, 1, line.now)
    assert len(await line.papers()) == 1
    assert len(await line.alerts()) == 1


async def test_a_paper_that_cannot_be_made_keeps_nobody_from_being_told(line):
    class Broken:
        async def make(self, *_, **__):
            raise RuntimeError("no memory")

    line.maker = Broken()
    line.restart()
    await line.watcher.step()
    await line.beat()
    await line.after(6)
    await line.after(6)
    (alert,) = await line.alerts()
    assert alert.reason.code is ReasonCode.LINE_LOST_NO_PAPER


async def test_a_service_that_did_not_run_does_not_take_its_own_silence_for_theirs(line):
    await line.beat()
    line.now += 60 * MINUTE
    line.restart()
    await line.watcher.step()
    assert await line.papers() == []
    await line.after(2)
    await line.beat()
    await line.after(4)
    assert await line.papers() == []


async def test_a_practice_that_did_not_ask_for_it_is_not_watched(line):
    async with line.desk.database.write() as tx:
        wanted = PaperSettings(line.desk.practice.id, ways=(FAX,))
        await paper_use_case.choose(tx, BY, line.desk.practice, wanted, now=line.now)
    await line.beat()
    await line.after(60)
    assert await line.papers() == []


async def stored(line):
    async with line.desk.database.read() as tx:
        found = await lines.heard(tx, [line.desk.practice.id])
    return found.get(line.desk.practice.id, [])


async def test_many_beats_are_one_write_a_minute(line):
    whose = line.desk.practice.id
    begun = line.now
    writes = 0
    for _ in range(30):
        line.heard.opened(whose, line.now)
        writes += await line.writer.step()
        line.heard.ended(whose, line.now, by_page=False)
        line.now += timedelta(seconds=10)
    assert writes == 5
    (beat,) = await stored(line)
    assert beat.seen_at >= begun + 4 * MINUTE
    assert not beat.closed


async def test_the_last_page_that_is_closed_says_good_bye_and_another_takes_it_back(line):
    whose = line.desk.practice.id
    line.heard.opened(whose, line.now)
    line.heard.opened(whose, line.now)
    await line.writer.step()
    line.heard.ended(whose, line.now, by_page=True)
    line.now += MINUTE
    await line.writer.step()
    assert not (await stored(line))[0].closed
    line.heard.ended(whose, line.now, by_page=True)
    await line.writer.step()
    assert not (await stored(line))[0].closed  # it may make room for another
    line.now += timedelta(seconds=10)
    await line.writer.step()
    assert (await stored(line))[0].closed
    line.heard.opened(whose, line.now)
    await line.writer.step()
    assert not (await stored(line))[0].closed


async def test_a_stream_that_the_service_ended_and_nobody_opens_again_is_silence(line):
    whose = line.desk.practice.id
    line.heard.opened(whose, line.now)
    await line.writer.step()
    line.heard.ended(whose, line.now + timedelta(seconds=40), by_page=False)
    line.now += 2 * MINUTE
    await line.writer.step()
    assert [replace(one, seen_at=None) for one in await stored(line)] == [
        Heartbeat(whose, BeatSource.PAGES, None)
    ]
    await line.after(4)
    assert len(await line.papers()) == 1


async def test_a_fax_server_that_refuses_is_told_to_practices_that_fax_alone(line):
    refused = LogIn(Reason(ReasonCode.FAX_LOG_IN_REFUSED, {"said": "530"}), admitted=False)
    whole = {"concerned": {"fax": paper_settings.faxing}}
    shares = RefusalShares(line.desk.database, lambda: {"fax": refused}, line.clock, **whole)
    await shares.look()
    async with line.desk.database.read() as tx:
        (told,) = await alerts.open_of_kind(tx, AlertKind.OUTAGE)
    assert in_words(told.reason).startswith("No fax goes out: the fax server refuses our log-in")
    async with line.desk.database.write() as tx:
        nowhere = PaperSettings(line.desk.practice.id)
        await paper_use_case.choose(tx, BY, line.desk.practice, nowhere, now=line.now)
    async with line.desk.database.read() as tx:
        assert await paper_settings.faxing(tx) == set()
