"""A paper shows four weeks of a practice, is kept with its PDF, and is sent where it is wanted."""

import re
from datetime import date, timedelta

from calendar_store.appointments import blocks
from calendar_store.model.papers import PaperKind, PaperLayout, PaperSize, PaperWay
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.practices import practitioners
from gateway.channels.mail.mail_channel import MailChannel
from gateway.messaging.channel import Channels
from gateway.paper.making import PaperMaker
from gateway.use_cases import client_erasure
from gateway.use_cases import papers as use_case
from tests.support.desk import BY
from tests.support.faxed import codes, faxed

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_a_paper_names_who_comes_when(room, desk, now):
    ada = await desk.client()
    await desk.book(ada, now + DAY)
    paper = await room.make()
    assert (paper.version, paper.kind, paper.of_paper_id) == (1, PaperKind.BY_HAND, None)
    assert paper.last_day - paper.first_day == 27 * DAY
    text = await room.text(paper)
    assert "Byron, Ada" in text
    assert "333 111 0001" in text
    assert "Aurora" in text
    local = (now + DAY).astimezone()
    assert re.search(r"\d\d:\d\d.\d\d:\d\d", text), local


async def test_each_page_says_its_day_and_version_in_a_code_and_in_letters(room, desk, now):
    await desk.book(await desk.client(), now + DAY)
    paper = await room.make()
    pages = await faxed(await room.pdf(paper))
    assert len(pages) == paper.pages >= 20
    assert {page.width for page in pages} == {1687}
    for page in pages[:3]:
        (said,) = codes(page)
        version, day = re.fullmatch(r"https://book\.example\.org/paper/(\d+)/(\S+)", said).groups()
        assert int(version) == paper.version
        assert paper.first_day <= date.fromisoformat(day) <= paper.last_day
        assert f"{version} · {day}" in await room.text(paper)


async def test_a_week_on_a_page_and_letter_paper(room, desk, now):
    await room.choose(layout=PaperLayout.WEEK, size=PaperSize.LETTER)
    await desk.book(await desk.client(), now + DAY)
    paper = await room.make()
    assert paper.layout is PaperLayout.WEEK
    assert 4 <= paper.pages <= 5
    pages = await faxed(await room.pdf(paper))
    assert {page.height for page in pages} == {1078}
    assert all(len(codes(page)) == 1 for page in pages)


async def test_versions_count_up_for_each_practice(room, desk):
    assert [(await room.make()).version for _ in range(3)] == [1, 2, 3]
    assert [one.paper.version for one in await room.listed()] == [3, 2, 1]


async def test_a_paper_goes_out_on_each_way_in_the_same_transaction(room, desk):
    ways = (PaperWay(Channel.EMAIL, "ward@example.org"), PaperWay(Channel.FAX, "+390612345678"))
    await room.choose(ways=ways)
    room.maker = PaperMaker(
        desk.database, Channels([MailChannel("calendar@example.org")]), "https://x.org"
    )
    paper = await room.make()
    sent = {one.channel: one for one in await desk.messages()}
    assert {one.paper_id for one in sent.values()} == {paper.id}
    assert {one.kind for one in sent.values()} == {MessageKind.PAPER}
    assert sent[Channel.EMAIL].status is MessageStatus.QUEUED
    # no fax is configured: it says so, and does not wait for one
    assert sent[Channel.FAX].status is MessageStatus.SKIPPED
    ((made, fates),) = [(one.paper, one.sent) for one in await room.listed()]
    assert made == paper
    assert {(one.way, one.status) for one in fates} == {
        (ways[0], MessageStatus.QUEUED),
        (ways[1], MessageStatus.SKIPPED),
    }


async def test_what_is_not_wanted_any_more_is_not_stored(room, desk):
    async def refused(tx):
        return False

    assert await room.make(together=refused) is None
    assert await room.listed() == []
    assert await desk.messages() == []


async def test_two_at_once_have_two_versions(room, desk):
    import asyncio

    made = await asyncio.gather(*(room.make() for _ in range(3)))
    assert sorted(one.version for one in made) == [1, 2, 3]


async def test_without_practitioners_there_is_nothing_to_print(room, desk, aurora, now):
    async with desk.database.write() as tx:
        await practitioners.set_retired(tx, aurora, now - DAY, by=BY, now=now)
    assert await room.make() is None


async def test_a_block_is_told_without_its_reason(room, desk, aurora, now):
    async with desk.database.write() as tx:
        await blocks.add(
            *(tx, desk.practice.id),
            practitioner_id=aurora.id,
            starts_at=now + DAY,
            ends_at=now + DAY + HOUR,
            reason="Oncology board",
            by=BY,
            now=now,
        )
    text = await room.text(await room.make())
    assert "away" in text
    assert "Oncology" not in text


async def test_chosen_practitioners_alone(room, desk, aurora, now):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=now)
    ada = await desk.client()
    await desk.book(ada, now + DAY, practitioner=bruno)
    await room.choose(practitioner_ids=(bruno.id,))
    text = await room.text(await room.make())
    assert "Bruno" in text
    assert "Aurora" not in text.replace("Studio Aurora", "")


async def test_forty_visits_a_day_run_over_to_a_second_page(room, desk, now):
    ada = await desk.client()
    await room.choose(practitioner_ids=())
    for number in range(40):
        await desk.book(ada, now + 2 * DAY + number * timedelta(minutes=10), duration=HOUR / 6)
    paper = await room.make()
    text = await room.text(paper)
    assert text.count("Byron, Ada") == 40
    assert "continued" in text


async def test_a_client_who_is_erased_can_be_read_on_no_kept_paper(room, desk, now):
    ada, marie = await desk.client(), await desk.client("Marie", "Curie", 2)
    visit = await desk.book(ada, now + DAY)
    await desk.book(marie, now + DAY + HOUR)
    await room.make()
    await desk.cancel(visit)
    addition = await room.make(PaperKind.ADDITION)
    # as cancelled she is on the addition
    assert "Byron" in await room.text(addition)
    later = await room.make()
    async with desk.database.write() as tx:
        await client_erasure.erase(
            tx, BY, desk.practice, ada.id, "asked to", channels=Channels(), now=now
        )
    assert [one.paper.kept for one in await room.listed()] == [True, False, False]
    assert "Curie" in await room.text(later)


async def test_the_calendar_tells_of_the_last_one_that_was_sent(room, desk, now):
    async def told(at):
        async with desk.database.read() as tx:
            return await use_case.last(tx, desk.practice.id, at)

    assert await told(now) is None
    await room.make()
    assert (await told(now)).paper.version == 1
    await room.choose(ways=(PaperWay(Channel.EMAIL, "ward@example.org"),))
    await room.make()
    await room.make(send=False)
    assert (await told(now)).paper.version == 2
    assert await told(now + 8 * DAY) is None
