"""The figures of reports, against a week that was counted by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotPermitted
from calendar_store.model.statuses import Channel, Role, StepRule
from calendar_store.schema import appointments, offers
from gateway.use_cases import report_periods, report_tables
from gateway.use_cases.report_figures import ReportReader
from gateway.use_cases.report_periods import Each, NamedPeriod, ReportSpan
from gateway.use_cases.report_tables import ReportName, ReportShare
from tests.support.actors import named
from tests.support.acts import member
from tests.support.desk import Desk
from tests.support.report_week import NOW, TEXTED, at, other_practice, week

WEEK = report_periods.period(date(2026, 3, 23), date(2026, 3, 29))


@pytest.fixture
async def filled(database, practice):
    await week(database, practice)
    return await other_practice(database)


async def source(database, practice, period=WEEK, actor=OPERATOR):
    return await ReportReader(database, lambda: NOW).read(actor, practice, period)


async def tables(database, practice, period=WEEK):
    found = report_tables.tables(await source(database, practice, period))
    return {one.name: one for one in found}


def told(row, table):
    return dict(zip(table.columns, row.cells, strict=True))


async def test_visits_are_counted_by_their_local_days(database, practice, filled):
    table = (await tables(database, practice))[ReportName.VISITS]
    assert told(table.total, table) == {
        "visits": 8,
        "confirmed": ReportShare(5, 8),
        "moved": ReportShare(1, 8),
        "cancelled": ReportShare(2, 8),
        "by_clients": ReportShare(1, 2),
        "missed": ReportShare(1, 5),
        "unmarked": 1,
    }
    assert table.column("visits") == [2, 1, 1, 1, 1, 0, 2]
    assert told(table.before, table)["visits"] == 2
    assert told(table.before, table)["missed"] == ReportShare(1, 2)
    assert [row.span.first.day for row in table.rows] == [23, 24, 25, 26, 27, 28, 29]


async def test_practitioners_and_services_add_up(database, practice, filled):
    found = await tables(database, practice)
    people, done = found[ReportName.PRACTITIONERS], found[ReportName.SERVICES]
    assert [(row.name, row.cells[0]) for row in people.rows] == [("Aurora", 6), ("Bruno", 2)]
    assert told(people.rows[1], people)["cancelled"] == ReportShare(2, 2)
    assert told(people.rows[1], people)["missed"] == ReportShare(0, 0)
    assert [(row.name, row.cells[0]) for row in done.rows] == [("Check-up", 1), ("", 7)]
    assert people.total.cells == done.total.cells == found[ReportName.VISITS].total.cells


async def test_answers_belong_to_the_last_reminder_before_them(database, practice, filled):
    table = (await tables(database, practice))[ReportName.STEPS]
    booked, two_days, none = table.rows
    assert (booked.step.rule, two_days.step.explained, none.step) == (
        *(StepRule.BOOKED, "2 days before", None),
    )
    one = ReportShare(1, 5)
    assert told(two_days, table) == {
        "reminded": 5,
        "answered": ReportShare(3, 5),
        "confirmed": one,
        "moved": one,
        "cancelled": one,
        "missed": one,
    }
    assert told(booked, table)["confirmed"] == told(booked, table)["answered"] == ReportShare(1, 1)
    assert told(booked, table)["missed"] == ReportShare(0, 1)
    # what was answered without a reminder that went out
    assert told(none, table)["confirmed"] == ReportShare(1, 0)
    # a visit that was reminded twice is one visit
    assert told(table.total, table)["answered"] == ReportShare(4, 5)


async def test_a_move_that_answers_what_many_were_told_has_a_row_of_its_own(database, practice):
    of = await week(database, practice)
    starts = at(28, "10:00")
    async with database.write() as tx:
        of.tx = tx
        visit = await of.visit("Aurora", starts, "booked", ("moved", TEXTED, at(26, "09:30")))
        await of.remind(visit, at(20, "09:00"), "booked")
        await of.tell(visit, at(26, "09:00"), starts)
    table = (await tables(database, practice))[ReportName.STEPS]
    booked, _two_days, told_row, _none = table.rows
    assert (told_row.told_by, told_row.step) == (Channel.SMS, None)
    assert told(told_row, table)["reminded"] == 1
    assert told(told_row, table)["moved"] == ReportShare(1, 1)
    assert told(booked, table)["moved"] == ReportShare(0, 2)
    assert told(table.total, table)["answered"] == ReportShare(5, 6)


async def test_answer_times_of_clients_and_of_staff(database, practice, filled):
    table = (await tables(database, practice))[ReportName.ANSWERS]
    middle = timedelta(hours=1, minutes=45)
    assert told(table.total, table) == {
        "client_answers": 4,
        "client_median": middle,
        "client_hour": ReportShare(2, 4),
        "to_staff": 3,
        "staff_median": middle,
        "staff_hour": ReportShare(1, 3),
        "open": 1,
    }


async def test_messages_and_what_they_cost(database, practice, filled):
    table = (await tables(database, practice))[ReportName.MESSAGES]
    assert told(table.total, table) == {
        "texts": 4,
        "parts": 5,
        "cost": Decimal("0.25"),
        "texts_delivered": ReportShare(3, 4),
        "texts_failed": ReportShare(1, 4),
        "mails": 2,
        "mails_failed": ReportShare(1, 2),
    }
    assert table.column("texts") == [1, 1, 0, 1, 1, 0, 0]


async def test_the_waiting_list(database, practice, filled):
    table = (await tables(database, practice))[ReportName.WAITING]
    third = ReportShare(1, 3)
    assert told(table.total, table) == {
        "joined": 2,
        "offers": 3,
        "taken": third,
        "declined": third,
        "expired": third,
        "freed": 2,
        "filled": ReportShare(1, 2),
    }


async def test_a_time_that_is_offered_on_two_days_counts_once_in_all(database, practice, filled):
    whole = (await tables(database, practice))[ReportName.WAITING].total.cells
    async with database.write() as tx:
        expired = update(offers).where(offers.c.status == "expired")
        await tx.execute(expired.values(offered_at=at(24, "10:00")))
    table = (await tables(database, practice))[ReportName.WAITING]
    assert sum(table.column("freed")) == 3
    assert table.total.cells == whole


async def test_a_practice_sees_its_own_figures_alone(database, practice, filled):
    found = await tables(database, filled)
    assert found[ReportName.VISITS].total.cells[0] == 1
    assert found[ReportName.MESSAGES].total.cells[0] == 1
    assert [row.name for row in found[ReportName.PRACTITIONERS].rows] == ["Bruno"]


async def test_a_practice_without_anything_has_no_rates(database, practice):
    found = await tables(database, practice)
    assert found[ReportName.VISITS].total.cells[1] == ReportShare(0, 0)
    assert found[ReportName.VISITS].total.cells[1].percent is None
    assert found[ReportName.STEPS].rows == []
    assert found[ReportName.ANSWERS].total.cells[1] is None


async def test_rows_of_months_count_what_rows_of_days_count(database, practice, filled):
    by_day = report_periods.period(date(2026, 3, 1), date(2026, 3, 31), Each.DAY)
    by_month = report_periods.period(date(2026, 1, 1), date(2026, 3, 31))
    by_week = report_periods.period(date(2026, 3, 1), date(2026, 3, 31), Each.WEEK)
    assert (len(by_day.rows()), len(by_week.rows())) == (31, 6)
    assert by_month.each is Each.WEEK
    days, weeks = [await tables(database, practice, one) for one in (by_day, by_week)]
    year = await tables(
        database, practice, report_periods.period(date(2025, 4, 1), date(2026, 3, 31))
    )
    for name in ReportName:
        assert days[name].total.cells == weeks[name].total.cells == year[name].total.cells
    assert year[ReportName.VISITS].column("visits") == [0] * 11 + [11]


async def test_figures_are_remembered_for_a_minute(database, practice, filled):
    moments = [NOW]
    reader = ReportReader(database, lambda: moments[-1])
    before = await reader.read(OPERATOR, practice, WEEK)
    moments.append(NOW + timedelta(seconds=50))
    async with database.write() as tx:
        await tx.execute(update(appointments).values(status="attended"))
    again = await reader.read(OPERATOR, practice, WEEK)
    assert (again.at, again.rows) == (NOW, before.rows)
    moments.append(NOW + timedelta(seconds=61))
    later = await reader.read(OPERATOR, practice, WEEK)
    assert (later.at, later.rows == before.rows) == (moments[-1], False)


async def test_reports_are_read_with_the_permission_alone(database, practice, aurora, now):
    desk = Desk(database, practice, aurora, now)
    every = frozenset(Permission) - {Permission.READ_REPORTS}
    strangers = [member(desk, role, elsewhere=True) for role in Role]
    staff = [member(desk, role) for role in Role if role is not Role.ADMIN]
    for actor in (named("x@example.org", *every, practice_id=practice.id), *strangers, *staff):
        with pytest.raises(NotPermitted):
            await source(database, practice, actor=actor)
    await source(database, practice, actor=member(desk, Role.ADMIN))


@pytest.mark.parametrize(
    ("first", "last", "before", "each"),
    [
        ((2026, 3, 23), (2026, 3, 29), ((2026, 3, 16), (2026, 3, 22)), Each.DAY),
        ((2026, 3, 1), (2026, 3, 31), ((2026, 2, 1), (2026, 2, 28)), Each.WEEK),
        ((2026, 1, 1), (2026, 3, 31), ((2025, 10, 1), (2025, 12, 31)), Each.WEEK),
        ((2025, 1, 1), (2025, 12, 31), ((2024, 1, 1), (2024, 12, 31)), Each.MONTH),
        ((2026, 3, 2), (2026, 3, 31), ((2026, 1, 31), (2026, 3, 1)), Each.WEEK),
        ((2024, 2, 29), (2024, 2, 29), ((2024, 2, 28), (2024, 2, 28)), Each.DAY),
    ],
)
def test_the_period_before_is_as_long(first, last, before, each):
    found = report_periods.period(date(*first), date(*last))
    assert found.before() == ReportSpan(date(*before[0]), date(*before[1]))
    assert found.each is each
    rows = found.rows()
    assert (rows[0].first, rows[-1].last) == (date(*first), date(*last))
    assert all(one.last + timedelta(days=1) == two.first for one, two in pairwise(rows))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2026, 3, 2), (2026, 3, 1), "the last day is before"),
        ((2010, 1, 1), (2026, 3, 1), "at most five years"),
        ((1, 1, 1), (1, 1, 2), "at most five years"),
        ((9999, 12, 31), (9999, 12, 31), "at most five years"),
    ],
)
def test_impossible_periods_are_refused(first, last, said):
    with pytest.raises(InvalidInput, match=said):
        report_periods.period(date(*first), date(*last))


def test_named_periods():
    today = date(2026, 3, 30)
    found = {one: report_periods.named(one, today) for one in NamedPeriod}
    assert found[NamedPeriod.LAST_WEEK] == ReportSpan(date(2026, 3, 23), date(2026, 3, 29))
    assert found[NamedPeriod.THIS_WEEK] == ReportSpan(date(2026, 3, 30), date(2026, 4, 5))
    assert found[NamedPeriod.LAST_MONTH] == ReportSpan(date(2026, 2, 1), date(2026, 2, 28))
    assert found[NamedPeriod.THIS_MONTH] == ReportSpan(date(2026, 3, 1), date(2026, 3, 31))
    assert found[NamedPeriod.LAST_12] == ReportSpan(date(2025, 3, 1), date(2026, 2, 28))
    assert found[NamedPeriod.LAST_30] == ReportSpan(date(2026, 3, 1), today)


def test_a_day_of_a_clock_change_is_one_day():
    begins, ends = ReportSpan(date(2026, 3, 29), date(2026, 3, 29)).moments(ZoneInfo("Europe/Rome"))
    assert (begins, ends) == (
        *(datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
    )
