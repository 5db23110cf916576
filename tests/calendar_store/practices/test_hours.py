"""Working hours: read as people write them, kept, and loaded for the days asked for."""

from datetime import date, time

import pytest

from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import HoursException, UsualHours, WeeklyHours
from calendar_store.practices import hours, practitioners
from tests.support.actors import named


def _week(*spans):
    return tuple(WeeklyHours(7, weekday, time(a), time(b)) for weekday, a, b in spans)


def test_a_week_is_read_as_people_write_it():
    read = hours.parse("mon-wed 09:00-13:00,14:00-18:00; sat 9-12", 7)
    assert read == _week(
        *((day, *span) for day in range(3) for span in ((9, 13), (14, 18))), (5, 9, 12)
    )


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("Friday 9-10", [4]),
        ("mon, wed,FRI 9-10", [0, 2, 4]),
        ("sat-mon 9-10", [0, 5, 6]),
        ("mon 9-10; ; tue 9-10;", [0, 1]),
        ("thurs-thu 9-10", [3]),
    ],
)
def test_days_are_named_in_many_ways(text, weekdays):
    assert [span.weekday for span in hours.parse(text, 7)] == weekdays


def test_the_end_of_the_day_is_24_o_clock():
    assert hours.parse("sun 18.30-24:00", 7) == (WeeklyHours(7, 6, time(18, 30), time.max),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the hours are empty"),
        (" ; ", "the hours are empty"),
        ("mon", 'hours "mon" are not understood; write them as mon-fri'),
        ("09:00-13:00", 'hours "09:00-13:00" are not understood'),
        ("mo 9-10", '"mo" is not a day of the week'),
        ("mon-lux 9-10", '"lux" is not a day of the week'),
        ("mon 9", '"9" is not a span of time'),
        ("mon 9-25", '"25" is not a time of day'),
        ("mon 9:75-10", '"9:75" is not a time of day'),
        ("mon 24:30-24:40", '"24:30" is not a time of day'),
        ("mon 18:00-09:00", "18:00-09:00 ends before it starts; hours over midnight are two"),
        ("mon 9-9", "09:00-09:00 ends before it starts"),
        ("mon 9-13, 12-15", "09:00-13:00 and 12:00-15:00 overlap on Monday"),
        ("mon-", "is not a day of the week"),
        ("mon 9-", "is not a time of day"),
        ("t 9-10", '"t" is not a day of the week'),
        ("sat closed", "the hours are empty"),
        ("mon-fri 9-13; wed 10-11", "09:00-13:00 and 10:00-11:00 overlap on Wednesday"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(text, words):
    with pytest.raises(InvalidInput, match=words):
        hours.parse(text, 7)


def test_spans_that_touch_do_not_overlap():
    assert len(hours.parse("mon 9-13,13-18", 7)) == 2


async def test_a_week_is_replaced_as_a_whole(database, practice, aurora, now):
    evening = hours.parse("mon 18:00-24:00", aurora.id)
    async with database.write() as tx:
        before, _ = await hours.load(tx, practice.id, None, now.date(), now.date())
        await hours.set_week(tx, practice.id, aurora.id, evening, by=named("ada"), now=now)
        after, _ = await hours.load(tx, practice.id, [aurora.id], now.date(), now.date())
    assert len(before) == 10
    assert after == evening


async def test_a_week_that_overlaps_is_refused_however_it_was_made(database, practice, aurora, now):
    week = [
        WeeklyHours(aurora.id, 0, time(12), time(15)),
        WeeklyHours(aurora.id, 0, time(9), time(13)),
    ]
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match="overlap on Monday"):
            await hours.set_week(tx, practice.id, aurora.id, week, by=named("ada"), now=now)


async def test_exceptions_come_with_the_days_that_they_touch(database, practice, aurora, now):
    async with database.write() as tx:
        bruno = await practitioners.add(tx, practice.id, "Bruno", by=named("ada"), now=now)
        holiday = await hours.add_exception(
            tx,
            practice.id,
            first=date(2026, 8, 10),
            last=date(2026, 8, 21),
            by=named("ada"),
            now=now,
        )
        short = await hours.add_exception(
            tx,
            practice.id,
            practitioner_id=bruno.id,
            first=date(2026, 8, 21),
            last=date(2026, 8, 21),
            hours=(time(9), time(12)),
            reason="school",
            by=named("ada"),
            now=now,
        )

        async def on(first, last, who=None):
            return (await hours.load(tx, practice.id, who, first, last))[1]

        assert await on(date(2026, 8, 1), date(2026, 8, 9)) == ()
        assert await on(date(2026, 8, 1), date(2026, 8, 10)) == (holiday,)
        assert await on(date(2026, 8, 21), date(2026, 8, 30)) == (holiday, short)
        assert await on(date(2026, 8, 21), date(2026, 8, 21), [aurora.id]) == (holiday,)
        assert await on(date(2026, 8, 22), date(2026, 8, 30)) == ()
        await hours.remove_exception(tx, practice.id, holiday.id, by=named("ada"), now=now)
        assert await on(date(2026, 8, 1), date(2026, 8, 30)) == (short,)
    assert short == HoursException(
        short.id, bruno.id, date(2026, 8, 21), date(2026, 8, 21), time(9), time(12), "school"
    )


async def test_exceptions_that_cannot_be_are_refused_in_words(database, practice, aurora, now):
    days = {"first": date(2026, 8, 10), "last": date(2026, 8, 21), "by": "ada", "now": now}
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match="2026-08-09 is before 2026-08-10"):
            await hours.add_exception(tx, practice.id, **{**days, "last": date(2026, 8, 9)})
        with pytest.raises(InvalidInput, match="13:00-12:00 ends before it starts"):
            await hours.add_exception(tx, practice.id, **days, hours=(time(13), time(12)))
        with pytest.raises(NotFound, match="no practitioner 1 in this practice"):
            await hours.add_exception(tx, practice.id, **days, practitioner_id=1)
        with pytest.raises(NotFound, match="no exception 1"):
            await hours.remove_exception(tx, practice.id, 1, by=named("ada"), now=now)


async def test_the_usual_hours_of_a_practice_span_everybodys_week(database, practice, aurora, now):
    async with database.write() as tx:
        bruno = await practitioners.add(tx, practice.id, "Bruno", by=named("ada"), now=now)
        late = hours.parse("sat 12:00-24:00", bruno.id)
        await hours.set_week(tx, practice.id, bruno.id, late, by=named("ada"), now=now)
        days = frozenset({*range(5), 5})
        expected = {practice.id: UsualHours(time(9), time.max, days)}
        assert await hours.usual(tx, [practice.id, 1]) == expected


MON_TO_FRI = [(day, time(9), time(17)) for day in range(5)]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("lun-ven 9-17", "it"),
        ("lun-ven 09:00-17:00", "en"),
        ("dal lunedì al venerdì 9.00-17.00", "it"),
        ("lunes a viernes 9:00 a 17:00", "es"),
        ("du lundi au vendredi 9h-17h", "fr"),
        ("lun-ven 9h00 à 17h00", "fr"),
        ("Mo-Fr 9-17", "de"),
        ("Montag bis Freitag 9 bis 17 Uhr", "de"),
        ("seg-sex 9h-17h", "pt"),
        ("segunda-feira a sexta-feira 9:00 às 17:00", "pt"),
        ("Mon-Fri 9am-5pm", "en"),
        ("monday to friday 9 a.m. - 5 p.m.", "en"),
        ("mon–fri 9:00am–5:00pm", "en"),
        ("weekdays 9-17", "en"),
        ("giorni feriali 9-17", "it"),
        ("L-V 9-17", "es"),
        ("lunes a viernes de 9 a 17", "es"),
        ("du lundi au vendredi de 9h à 17h", "fr"),
        ("Mon to Fri: 9am to 5pm", "en"),
        ("mon, tue & wed 9-17, thu 9-17 fri 9-17", "en"),
        ("Mo-Do 9-17 Uhr und Fr 9-17 Uhr", "de"),
        ("dal lunedì al venerdì dalle 9 alle 17", "it"),
        ("lun mar mer gio ven 9-17", "it"),
        ("lun, mar e mer 9-17 / gio e ven: ore 9 - 17", "it"),
        ("segunda a sexta das 9h às 17h", "pt"),
        ("2ª a 6ª, das 9:00 às 17:00", "pt"),
        ("seg., ter. e qua. 9h-17h, qui e sex 9h-17h", "pt"),
        ("L-V 9-17, S cerrado", "es"),
        ("Mo, Di u. Mi 9-17 Uhr, Do+Fr 9-17 Uhr, Sa. geschlossen", "de"),
        ("9am-5pm Mon-Fri", "en"),
        ("mon-fri 0900-1700; sat, sun closed", "en"),
        ("M, Tue, W, Thu & F 9-17", "en"),
    ],
)
def test_hours_are_read_as_people_write_them_in_their_own_language(text, locale):
    week = hours.parse(text, 1, locale)
    assert [(span.weekday, span.opens, span.closes) for span in week] == MON_TO_FRI


@pytest.mark.parametrize(
    ("text", "locale", "weekday"),
    [
        ("samstags 9-noon", "de", 5),
        ("ter 9-12", "pt", 1),
        ("do 9-12", "de", 3),
        ("do 9-12", "it", 6),
        ("mi 9-12", "de", 2),
        ("mié 9-12", "es", 2),
    ],
)
def test_two_letters_name_a_day_in_the_practices_own_language(text, locale, weekday):
    (span,) = hours.parse(text, 1, locale)
    assert span.weekday == weekday


@pytest.mark.parametrize(
    ("text", "at"),
    [("12am", time(0)), ("12pm", time(12)), ("12:30 pm", time(12, 30)), ("9 pm", time(21))],
)
def test_twelve_begins_each_half_of_the_day(text, at):
    assert hours.clock_time(text) == at


@pytest.mark.parametrize("text", ["13pm", "0am", "9xm", "24:30", "9:7"])
def test_times_that_are_none_are_refused(text):
    with pytest.raises(InvalidInput, match="is not a time of day"):
        hours.clock_time(text)


def test_several_days_and_spans_stand_together_in_words():
    week = hours.parse("lun e mer 9-13 e 14-18; sab 9-12", 1, "it")
    assert [(span.weekday, span.opens.hour) for span in week] == [
        *((0, 9), (0, 14), (2, 9), (2, 14), (5, 9)),
    ]
