"""Copying in what was written on paper while the line was lost: stored, done, or a conflict."""

from datetime import timedelta

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotPermitted, Stale
from calendar_store.model.paper_entries import PaperEntryState, PaperFate, PaperObstacle
from gateway.use_cases import catch_up
from gateway.use_cases.catch_up_settling import SettlingWay
from gateway.use_cases.paper_lines import PaperLine
from tests.support.actors import named
from tests.support.copied_paper import CopiedPaper

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DONE, OPEN = PaperEntryState.DONE, PaperEntryState.OPEN
CONFLICT, DROPPED = PaperEntryState.CONFLICT, PaperEntryState.DROPPED


@pytest.fixture
async def ada(desk):
    return await desk.client("Ada", "Byron", 1)


@pytest.fixture
async def grace(desk):
    return await desk.client("Grace", "Hopper", 2)


@pytest.fixture
def paper(desk):
    """A paper made at ten; copied in at half past eleven."""
    return CopiedPaper(desk, desk.now + 1.5 * HOUR)


def shown(entry):
    return entry.state, entry.obstacle, entry.fate


async def test_a_new_visit_is_booked_at_once(paper, ada):
    entry = await paper.writes("1430", "byr")
    assert shown(entry) == (DONE, PaperObstacle.NONE, PaperFate.WRITTEN)
    assert entry.client_id == ada.id
    assert await paper.day() == ["14:30 Byron"]


async def test_the_same_line_twice_is_one_entry_and_one_visit(paper, ada):
    line = PaperLine("a key", "14:30", "Byron")
    first, again, *_ = [*await paper.take(line, line), *await paper.take(line)]
    assert first.id == again.id
    assert len(await paper.entries()) == 1
    # another key, as from a second page that shows the same paper
    other = await paper.writes("14:30", "Ada Byron")
    assert shown(other) == (DONE, PaperObstacle.NONE, PaperFate.STOOD)
    assert other.appointment_id == first.appointment_id
    assert await paper.day() == ["14:30 Byron"]


async def test_a_new_client_is_added_from_the_same_row(paper):
    entry = await paper.writes("15:00", "Meitner, Lise", "333 999 8877")
    assert shown(entry) == (DONE, PaperObstacle.NONE, PaperFate.WRITTEN)
    assert await paper.day() == ["15:00 Meitner"]


async def test_whoever_came_since_is_booked_in_the_past_and_has_arrived(paper, ada):
    entry = await paper.writes("10:30", "Byron", came=True)
    assert entry.fate is PaperFate.WRITTEN
    visit = await paper.desk.appointment(await visit_of(paper, entry))
    assert visit.arrived_at == paper.now


async def visit_of(paper, entry):
    from calendar_store.appointments import agenda

    async with paper.database.read() as tx:
        return await agenda.get(tx, paper.practice.id, entry.appointment_id)


@pytest.mark.parametrize(
    ("written", "obstacle"),
    [
        (("25:70", "Byron", ""), PaperObstacle.UNREADABLE),
        (("", "Byron", ""), PaperObstacle.UNREADABLE),
        (("14:30", "Nobody", ""), PaperObstacle.NOBODY),
        (("14:30", "", ""), PaperObstacle.NOBODY),
        (("14:30", "Lise", "333 999 8877"), PaperObstacle.UNREADABLE),
        (("14:30", "Lise Meitner", "12"), PaperObstacle.UNREADABLE),
        (("14:30", "Ada Byron", "333 999 8877"), PaperObstacle.SEVERAL),
        (("14:30", "x" * 5000, "9" * 5000), PaperObstacle.UNREADABLE),
    ],
)
async def test_what_cannot_be_read_is_kept_and_completed(paper, ada, written, obstacle):
    _time, name, _phone = written
    entry = await paper.writes(*written)
    assert (entry.state, entry.obstacle) == (OPEN, obstacle)
    assert entry.name == name[:200]
    line = PaperLine("", "14:30", name, client=ada.id)
    done = await catch_up.complete(paper.copying, entry.id, line)
    assert done.state is DONE
    assert await paper.day() == ["14:30 Byron"]
    with pytest.raises(InvalidInput):
        await catch_up.complete(paper.copying, entry.id, line)


async def test_of_several_clients_the_one_of_that_very_name_is_meant(paper, ada, desk):
    await desk.client("Ada", "Byronetti", 3)
    assert (await paper.writes("14:30", "byr")).obstacle is PaperObstacle.SEVERAL
    assert [one.last for one in (await paper.conflicts())[0].fits] == ["Byron", "Byronetti"]
    assert (await paper.writes("15:30", "Byron, Ada")).client_id == ada.id


async def test_a_line_is_crossed_out_or_has_another_time(paper, ada, grace, desk):
    first = await desk.book(ada, desk.now + 4 * HOUR)
    second = await desk.book(grace, desk.now + 5 * HOUR)
    assert (await paper.writes_on(first, " X ")).fate is PaperFate.WRITTEN
    assert (await paper.writes_on(second, "16:15")).fate is PaperFate.WRITTEN
    assert await paper.day() == ["16:15 Hopper"]
    # the paper shows both corrections: the later one counts, as it was copied later
    assert (await paper.writes_on(second, "x")).fate is PaperFate.WRITTEN
    assert await paper.day() == []


async def test_a_visit_that_began_meanwhile_was_cancelled_or_moved_before(paper, ada, grace, desk):
    first = await desk.book(ada, desk.now + 0.5 * HOUR)
    second = await desk.book(grace, desk.now + HOUR)
    assert (await paper.writes_on(first, "x")).fate is PaperFate.WRITTEN
    assert (await paper.writes_on(second, "11:15")).fate is PaperFate.WRITTEN
    assert await paper.day() == ["11:15 Hopper"]


async def test_what_stood_so_already_is_told_to_nobody(paper, ada, grace, desk):
    first = await desk.book(ada, desk.now + 4 * HOUR)
    second = await desk.book(grace, desk.now + 5 * HOUR)
    await paper.by_text(first)
    await paper.by_text(second, desk.now + 7 * HOUR)
    assert (await paper.writes_on(first, "x")).fate is PaperFate.STOOD
    assert (await paper.writes_on(second, "17:00")).fate is PaperFate.STOOD


async def test_a_taken_time_is_shown_with_who_took_it(paper, ada, grace, desk):
    at = desk.now + 4 * HOUR
    await paper.booked_by_text(grace.id, at)
    entry = await paper.writes("14:00", "Byron")
    assert (entry.state, entry.obstacle) == (CONFLICT, PaperObstacle.TAKEN)
    (conflict,) = await paper.conflicts()
    assert conflict.client == ada
    (other,) = conflict.others
    assert (other.client, other.events[-1].by) == (grace, "client, by text")
    assert all(slot.starts_at != at for slot in (*other.nearest, *conflict.nearest))
    assert len(other.nearest) == len(conflict.nearest) == 3


@pytest.fixture
async def taken(paper, ada, grace, desk):
    """An entry whose time somebody took by text."""
    await paper.booked_by_text(grace.id, desk.now + 4 * HOUR)
    return await paper.writes("14:00", "Byron")


async def test_what_stands_is_kept(paper, taken):
    kept = await paper.settles(taken, SettlingWay.KEEP)
    assert shown(kept) == (DONE, PaperObstacle.TAKEN, PaperFate.KEPT)
    assert await paper.day() == ["14:00 Hopper"]
    assert (await paper.undoes(kept)).state is CONFLICT


async def test_another_time_is_agreed(paper, taken):
    at = (await paper.conflicts())[0].nearest[0].starts_at
    moved = await paper.settles(taken, SettlingWay.ELSEWHERE, at=at)
    assert moved.fate is PaperFate.ELSEWHERE
    assert len(await paper.day()) == 2
    back = await paper.undoes(moved)
    assert shown(back) == (CONFLICT, PaperObstacle.TAKEN, PaperFate.NONE)
    assert await paper.day() == ["14:00 Hopper"]


async def test_the_other_gives_way(paper, taken):
    (other,) = (await paper.conflicts())[0].others
    others = {other.appointment.id: (other.appointment.version, other.nearest[0].starts_at)}
    done = await paper.settles(taken, SettlingWay.PAPER, others=others)
    assert "14:00 Byron" in await paper.day()
    assert len(await paper.day()) == 2
    await paper.undoes(done)
    assert await paper.day() == ["14:00 Hopper"]


async def test_the_other_has_changed_since_it_was_seen(paper, taken, desk):
    (other,) = (await paper.conflicts())[0].others
    others = {other.appointment.id: (other.appointment.version, other.nearest[0].starts_at)}
    await paper.by_text(other.appointment, desk.now + 7 * HOUR)
    with pytest.raises(Stale):
        await paper.settles(taken, SettlingWay.PAPER, others=others)
    assert (await paper.entries())[0] == taken


async def test_both_stand_where_that_is_permitted(paper, taken):
    every = set(Permission) - {Permission.OVERBOOK}
    paper.actor = named("ada@example.org", *every)
    with pytest.raises(NotPermitted):
        await paper.settles(taken, SettlingWay.BOTH)
    paper.actor = OPERATOR
    assert (await paper.settles(taken, SettlingWay.BOTH)).fate is PaperFate.BOTH
    assert sorted(await paper.day()) == ["14:00 Byron", "14:00 Hopper"]


async def test_an_entry_is_dropped_with_a_reason_and_stays_listed(paper, taken):
    with pytest.raises(InvalidInput, match="why"):
        await paper.settles(taken, SettlingWay.DROP, reason="  ")
    await paper.settles(taken, SettlingWay.DROP, reason="rang again")
    (entry,) = await paper.entries()
    assert (shown(entry), entry.reason) == (
        (DROPPED, PaperObstacle.TAKEN, PaperFate.DROPPED),
        "rang again",
    )
    with pytest.raises(Stale):
        await paper.settles(taken, SettlingWay.KEEP)


async def test_a_visit_that_its_client_moved_is_crossed_out_on_paper(paper, ada, desk):
    visit = await desk.book(ada, desk.now + 4 * HOUR)
    await paper.by_text(visit, desk.now + 6 * HOUR)
    entry = await paper.writes_on(visit, "x")
    assert (entry.state, entry.obstacle) == (CONFLICT, PaperObstacle.CHANGED)
    (conflict,) = await paper.conflicts()
    assert conflict.entry.starts_at == desk.now + 4 * HOUR
    assert conflict.visit.appointment.starts_at == desk.now + 6 * HOUR
    assert [one.change for one in conflict.visit.events] == ["moved"]
    seen = conflict.visit.appointment.version
    done = await paper.settles(entry, SettlingWay.PAPER, seen=seen)
    assert await paper.day() == []
    assert (await paper.undoes(done)).obstacle is PaperObstacle.CHANGED
    assert await paper.day() == ["16:00 Byron"]


async def test_a_confirmed_visit_is_not_cancelled_unasked(paper, ada, desk):
    visit = await desk.book(ada, desk.now + 4 * HOUR)
    await paper.confirmed_by_text(visit)
    assert (await paper.writes_on(visit, "x")).obstacle is PaperObstacle.CHANGED


async def test_a_visit_that_was_cancelled_meanwhile_is_moved_on_paper(paper, ada, desk):
    visit = await desk.book(ada, desk.now + 4 * HOUR)
    await paper.by_text(visit)
    entry = await paper.writes_on(visit, "15:30")
    assert entry.obstacle is PaperObstacle.GONE
    done = await paper.settles(entry, SettlingWay.PAPER)
    assert await paper.day() == ["15:30 Byron"]
    assert (await paper.undoes(done)).obstacle is PaperObstacle.GONE
    assert await paper.day() == []


async def test_a_client_who_booked_meanwhile_does_not_come_twice(paper, ada, desk):
    own = await paper.booked_by_text(ada.id, desk.now + 6 * HOUR)
    entry = await paper.writes("14:00", "Byron")
    assert entry.obstacle is PaperObstacle.COMES
    others = {own.id: (own.version, own.starts_at)}
    done = await paper.settles(entry, SettlingWay.PAPER, others=others)
    assert await paper.day() == ["14:00 Byron"]
    await paper.undoes(done)
    assert await paper.day() == ["16:00 Byron"]
    await paper.settles(done, SettlingWay.BOTH)
    assert await paper.day() == ["14:00 Byron", "16:00 Byron"]


async def test_outside_the_hours_only_for_who_may(paper, ada):
    paper.actor = named("ada@example.org", *set(Permission) - {Permission.BOOK_OUTSIDE_HOURS})
    entry = await paper.writes("22:00", "Byron")
    assert entry.obstacle is PaperObstacle.UNUSUAL
    with pytest.raises(NotPermitted):
        await paper.settles(entry, SettlingWay.PAPER)
    paper.actor = OPERATOR
    await paper.settles(entry, SettlingWay.PAPER)
    assert await paper.day() == ["22:00 Byron"]


async def test_a_booking_is_undone_and_can_be_done_again(paper, ada):
    entry = await paper.writes("14:30", "Byron")
    undone = await paper.undoes(entry)
    assert shown(undone) == (OPEN, PaperObstacle.UNDONE, PaperFate.NONE)
    assert await paper.day() == []
    # nothing is tried again by itself
    await catch_up.go_on(paper.copying)
    assert await paper.day() == []
    done = await catch_up.complete(paper.copying, entry.id, PaperLine("", "15:30", "Byron"))
    assert done.fate is PaperFate.WRITTEN
    assert await paper.day() == ["15:30 Byron"]


async def test_who_may_not_book_stores_nothing(paper, ada):
    paper.actor = named("ada@example.org", Permission.READ_CALENDAR)
    with pytest.raises(NotPermitted):
        await paper.writes("14:30", "Byron")
    assert await paper.entries() == []
