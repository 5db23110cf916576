"""What has changed since the last paper is sent as an addition: whole pages, changes marked."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from calendar_store.appointments import appointments, blocks
from calendar_store.clients import clients
from calendar_store.messages import papers
from calendar_store.model.papers import PaperExtent, PaperKind, PaperLayout, PaperWay
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import practitioners
from calendar_store.schema import messages
from gateway.paper.shown import ShownVisits
from tests.support.desk import BY

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ADDITION = PaperKind.ADDITION


async def test_nothing_is_added_where_nothing_has_changed(room, desk, now):
    visit = await desk.book(await desk.client(), now + DAY)
    await room.make()
    assert await room.make(ADDITION) is None
    # an answer of the client changes no page
    await desk.change(appointments.confirmed(visit))
    assert await room.make(ADDITION) is None


async def test_new_moved_and_cancelled_visits_are_marked(room, desk, now):
    ada, marie = await desk.client(), await desk.client("Marie", "Curie", 2)
    grace = await desk.client("Grace", "Hopper", 3)
    moves = await desk.book(ada, now + DAY)
    goes = await desk.book(marie, now + 2 * DAY)
    whole = await room.make()
    await desk.move(moves, now + 8 * DAY)
    await desk.cancel(goes)
    await desk.book(grace, now + 9 * DAY)
    paper = await room.make(ADDITION)
    assert paper.of_paper_id == whole.id
    assert (paper.version, paper.pages) == (2, 4)
    text = await room.text(paper)
    assert text.count("MOVED") == 2
    assert text.count("CANCELLED") == 1
    assert text.count("NEW") == 1
    assert "Addition to paper 1" in text
    # the next one adds to this one
    assert await room.make(ADDITION) is None


async def test_a_move_to_another_practitioner_is_on_both_pages(room, desk, aurora, now):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=now)
    visit = await desk.book(await desk.client(), now + DAY)
    await room.make()
    await replace(desk, practitioner=bruno).move(visit, now + DAY)
    text = await room.text(await room.make(ADDITION))
    assert ", Bruno" in text
    assert ", Aurora" in text


async def test_a_name_put_right_and_a_block_reprint_their_pages(room, desk, aurora, now):
    ada = await desk.client()
    await desk.book(ada, now + DAY)
    await room.make()
    async with desk.database.write() as tx:
        await clients.change(tx, desk.practice, ada.id, by=BY, now=now, last="Lovelace")
        await blocks.add(
            *(tx, desk.practice.id),
            practitioner_id=aurora.id,
            starts_at=now + 8 * DAY,
            ends_at=now + 8 * DAY + HOUR,
            reason="",
            by=BY,
            now=now,
        )
    paper = await room.make(ADDITION)
    assert paper.pages == 2
    text = await room.text(paper)
    assert "CORRECTED" in text
    assert "Lovelace, Ada" in text


async def test_a_paper_that_did_not_arrive_is_no_base(room, desk, now):
    await room.choose(ways=(PaperWay(Channel.EMAIL, "ward@example.org"),))
    first = await room.make()
    assert await arrived(desk, first, MessageStatus.ACCEPTED)
    await desk.book(await desk.client(), now + DAY)
    lost = await room.make(ADDITION)
    await arrived(desk, lost, MessageStatus.FAILED)
    again = await room.make(ADDITION)
    # what the lost one told is told again, against the paper that is there
    assert again.of_paper_id == first.id
    assert "NEW" in await room.text(again)


async def arrived(desk, paper, status):
    async with desk.database.write() as tx:
        of = messages.c.paper_id == paper.id
        done = await tx.execute(update(messages).where(of).values(status=status.value))
        return done.rowcount == 1


async def test_an_evening_is_whole_until_changes_alone_are_wanted(room, desk, now):
    await desk.book(await desk.client(), now + DAY)
    assert (await room.make(PaperKind.EVENING)).of_paper_id is None
    assert (await room.make(PaperKind.EVENING)).of_paper_id is None
    await room.choose(extent=PaperExtent.CHANGES)
    assert await room.make(PaperKind.EVENING) is None
    # once a week it is whole again
    assert (await room.make(PaperKind.EVENING, now + 7 * DAY)).of_paper_id is None


async def test_another_layout_begins_anew(room, desk, now):
    await desk.book(await desk.client(), now + DAY)
    await room.make()
    await room.choose(layout=PaperLayout.WEEK)
    assert (await room.make(ADDITION)).of_paper_id is None


async def test_a_changed_week_replaces_its_page(room, desk, now):
    await room.choose(layout=PaperLayout.WEEK)
    ada, marie = await desk.client(), await desk.client("Marie", "Curie", 2)
    await desk.book(ada, now + DAY)
    await room.make()
    await desk.book(marie, now + 2 * DAY)
    paper = await room.make(ADDITION)
    text = await room.text(paper)
    assert paper.pages == 1
    assert "Byron, Ada" in text
    assert text.count("NEW") == 1


async def test_what_was_over_is_no_change(room, desk, now):
    await desk.book(await desk.client(), now + HOUR)
    await room.make()
    assert await room.make(ADDITION, now + DAY) is None


async def test_what_is_kept_beside_a_paper_has_no_name(room, desk, now):
    ada = await desk.client()
    visit = await desk.book(ada, now + DAY)
    paper = await room.make()
    async with desk.database.read() as tx:
        octets = await papers.shown(tx, desk.practice.id, paper.id)
    kept = ShownVisits.read(octets)
    assert kept.client_ids == {ada.id}
    assert ShownVisits.read(kept.write()) == kept
    assert kept.visits[visit.id].starts_at == visit.starts_at
