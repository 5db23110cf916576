"""What is learnt is what the store says of visits, as it was known before each of them began."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from calendar_store.model.actors import BY_TEXT, BY_WEB
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema import clients
from calendar_store.views import visit_records
from gateway.no_show import learning, visit_groups
from gateway.no_show.features import BookedHow, ReminderAnswer, VisitFacts, features_of, month_of
from gateway.no_show.history import facts_at
from tests.support.past_visits import StoredVisit

ROME = ZoneInfo("Europe/Rome")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MISSED = AppointmentStatus.NO_SHOW
BOOKED = AppointmentStatus.BOOKED
GONE = AppointmentStatus.CANCELLED


@pytest.fixture
async def ada(desk):
    return (await desk.client()).id


async def known(desk, visit_id):
    """Return what is known now of a visit."""
    async with desk.database.read() as tx:
        (one,) = await visit_records.of_visits(tx, desk.practice.id, [visit_id])
        others = await visit_records.of_clients(
            tx, desk.practice.id, [one.client_id], desk.now - 800 * DAY, desk.now
        )
    return facts_at(one, others.get(one.client_id, ()), desk.now, ROME)


async def test_a_first_visit_booked_by_staff(desk, past, ada, now):
    (visit,) = await past.write(StoredVisit(ada, now + 9 * DAY, BOOKED, 12 * DAY))
    assert await known(desk, visit) == VisitFacts(
        *(0, 0, 0, 12),
        datetime(2026, 1, 21, 10, tzinfo=ROME),
        BookedHow.BY_STAFF,
        ReminderAnswer.NOT_ASKED,
    )


async def test_the_last_five_visits_count_and_no_more(desk, past, ada, now):
    await past.write(
        *(StoredVisit(ada, now - days * DAY, MISSED) for days in (200, 190, 180)),
        StoredVisit(ada, now - 100 * DAY),
        StoredVisit(ada, now - 90 * DAY, GONE, cancelled=2 * HOUR),
        StoredVisit(ada, now - 80 * DAY, GONE, cancelled=5 * DAY),
        StoredVisit(ada, now - 70 * DAY, MISSED),
        # nobody has marked it: who came is not always marked
        StoredVisit(ada, now - 60 * DAY, AppointmentStatus.CONFIRMED),
    )
    (visit,) = await past.write(StoredVisit(ada, now + DAY, BOOKED))
    found = await known(desk, visit)
    assert (found.missed, found.late, found.kept) == (2, 1, 2)


async def test_what_was_long_ago_or_is_not_over_does_not_count(desk, past, ada, now):
    await past.write(
        StoredVisit(ada, now - 750 * DAY, MISSED),
        StoredVisit(ada, now - DAY, BOOKED),
        StoredVisit(ada, now + 3 * HOUR, BOOKED),
    )
    (visit,) = await past.write(StoredVisit(ada, now + DAY, BOOKED))
    assert (await known(desk, visit)).of == 0


async def test_how_it_was_booked(desk, past, ada, now):
    written, by_web, together = await past.write(
        StoredVisit(ada, now + DAY, BOOKED, by=BY_TEXT),
        StoredVisit(ada, now + 2 * DAY, BOOKED, by=BY_WEB),
        StoredVisit(ada, now + 3 * DAY, BOOKED, by=BY_TEXT, series_id=7),
    )
    assert (await known(desk, written)).booked == BookedHow.BY_TEXT
    assert (await known(desk, by_web)).booked == BookedHow.BY_WEB
    assert (await known(desk, together)).booked == BookedHow.IN_SERIES


async def test_what_was_answered_to_its_reminder(desk, past, ada, now):
    asked, confirmed = await past.write(
        StoredVisit(ada, now + DAY, BOOKED, asked=2 * DAY),
        StoredVisit(
            ada, now + DAY, AppointmentStatus.CONFIRMED, asked=2 * DAY, confirmed=30 * HOUR
        ),
    )
    assert (await known(desk, asked)).answer == ReminderAnswer.SILENT
    assert (await known(desk, confirmed)).answer == ReminderAnswer.CONFIRMED


async def test_a_visit_that_staff_move_is_asked_about_anew(desk, ada, now):
    client = await desk.client("Marie", "Curie", 2)
    visit = await desk.book(client, now + 3 * DAY)
    async with desk.database.read() as tx:
        (before,) = await visit_records.of_visits(tx, desk.practice.id, [visit.id])
    assert before.reminded_later
    asked = replace(before, asked=(now + HOUR,))
    assert facts_at(asked, (), now + 2 * HOUR, ROME).answer == ReminderAnswer.SILENT
    await desk.at(now + 2 * HOUR).move(visit, now + 5 * DAY)
    async with desk.database.read() as tx:
        (moved,) = await visit_records.of_visits(tx, desk.practice.id, [visit.id])
    again = replace(moved, asked=(now + HOUR,))
    assert facts_at(again, (), now + 3 * HOUR, ROME).answer == ReminderAnswer.NOT_ASKED


async def test_visits_are_learnt_from_as_they_stood_half_a_day_before(desk, past, ada, now):
    await past.write(
        StoredVisit(ada, now - 30 * DAY, MISSED, asked=DAY, confirmed=2 * HOUR),
        StoredVisit(ada, now - 20 * DAY, asked=DAY, confirmed=20 * HOUR),
        # walked in, cancelled, not over long enough
        StoredVisit(ada, now - 10 * DAY, ahead=-HOUR),
        StoredVisit(ada, now - 9 * DAY, GONE, cancelled=2 * DAY),
        StoredVisit(ada, now - DAY, MISSED),
    )
    found = await learning.counts(desk.database, desk.practice, now)
    first = VisitFacts(
        0, 0, 0, 10, datetime(2025, 12, 13, 10, tzinfo=ROME), answer=ReminderAnswer.SILENT
    )
    second = VisitFacts(
        1, 0, 0, 10, datetime(2025, 12, 23, 10, tzinfo=ROME), answer=ReminderAnswer.CONFIRMED
    )
    december = month_of(first.starts)
    assert found == {december: {features_of(first): (1, 1), features_of(second): (1, 0)}}


async def test_nothing_is_learnt_from_before_visits_were_marked(desk, past, ada, now):
    await past.write(
        *(StoredVisit(ada, now - days * DAY, BOOKED) for days in (300, 200, 100)),
    )
    assert await learning.counts(desk.database, desk.practice, now) == {}
    await past.write(StoredVisit(ada, now - 150 * DAY, MISSED))
    found = await learning.counts(desk.database, desk.practice, now)
    assert [visit_groups.total(counts) for counts in found.values()] == [(1, 1), (1, 0)]


async def test_many_visits_are_read_in_pages_and_practices_stay_apart(desk, past, ada, now):
    marie = (await desk.client("Marie", "Curie", 2)).id
    visits = [
        StoredVisit(
            *((ada, marie)[at % 2], now - (1300 - at) * 12 * HOUR),
            MISSED if at % 7 == 0 else AppointmentStatus.ATTENDED,
        )
        for at in range(1200)
    ]
    await past.write(*visits)
    found = await learning.counts(desk.database, desk.practice, now)
    totals = [visit_groups.total(counts) for counts in found.values()]
    assert [sum(each) for each in zip(*totals, strict=True)] == [1200, 172]
    assert list(found) == list(range(min(found), max(found) + 1)), "each visit in its month"
    other = replace(desk.practice, id=desk.practice.id + 1)
    assert await learning.counts(desk.database, other, now) == {}


async def test_a_persons_name_language_and_number_change_nothing(desk, past, ada, now):
    await past.write(StoredVisit(ada, now - 30 * DAY, MISSED))
    (visit,) = await past.write(StoredVisit(ada, now + DAY, BOOKED, asked=2 * DAY))
    before = await known(desk, visit), await learning.counts(desk.database, desk.practice, now)
    async with desk.database.write() as tx:
        someone = {"first": "Jean", "last": "Dupont", "locale": "fr", "email": "jean@example.org"}
        await tx.execute(update(clients).values(**someone, mobile="+33612345678"))
    after = await known(desk, visit), await learning.counts(desk.database, desk.practice, now)
    assert before == after
