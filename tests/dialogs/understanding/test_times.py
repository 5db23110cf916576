"""Times as clients say them, on Sunday 22 November 2026, in a practice open from 9 to 18."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.intents import Intent, OpenQuestion
from dialogs.languages.lexicon import lexicons
from dialogs.normalise import spell
from dialogs.times import read_times
from dialogs.times.dates import feast
from dialogs.times.terms import Terms
from dialogs.understand import understand

from .labelled import LOCALES, NOW, ZONE, frame


def spans(text: str, locale: str = "en", **framed: object) -> list[str]:
    """Give the times of a text as "Thu 26 15:00" or "Thu 26 12:00-18:00"."""
    framed.setdefault("appointment", None)
    found = understand(text, frame(OpenQuestion.NONE, locale, **framed)).times  # type: ignore[arg-type]
    return [
        f"{each.start:%a %d %H:%M}" + ("" if each.exact else f"-{each.end:%H:%M}") for each in found
    ]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("giovedì alle 15", "it", ["Thu 26 15:00"]),
        ("nächsten Donnerstag 15 Uhr", "de", ["Thu 26 15:00"]),
        ("the 3rd at 4", "en", ["Thu 03 16:00"]),
        ("mañana a las 10", "es", ["Mon 23 10:00"]),
        ("can we do thursday", "en", ["Thu 26 00:00-00:00"]),
        ("Thursday afternoon", "en", ["Thu 26 12:00-18:00"]),
        ("giovedì dopo le 15", "it", ["Thu 26 15:00-00:00"]),
        ("domani mattina", "it", ["Mon 23 06:00-13:00"]),
        ("vendredi après-midi", "fr", ["Fri 27 12:00-18:00"]),
        ("sexta à tarde", "pt", ["Fri 27 12:00-19:00"]),
        ("viernes por la tarde", "es", ["Fri 27 12:00-20:00"]),
        ("Freitag Nachmittag", "de", ["Fri 27 12:00-18:00"]),
        ("Freitag 15 Uhr", "de", ["Fri 27 15:00"]),
        ("vendredi 15 heures", "fr", ["Fri 27 15:00"]),
        ("viernes 15 h", "es", ["Fri 27 15:00"]),
        ("sexta 15 horas", "pt", ["Fri 27 15:00"]),
        ("friday 10 o'clock", "en", ["Fri 27 10:00"]),
    ],
)
def test_what_a_general_parser_got_wrong(text: str, locale: str, expected: list[str]) -> None:
    assert spans(text, locale) == expected


@pytest.mark.parametrize("text", ["I may be late", "maybe", "we are fine", "I sat in the sun"])
def test_words_that_only_look_like_times(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday 15:30", ["Fri 27 15:30"]),
        ("friday 3pm", ["Fri 27 15:00"]),
        ("Friday at 3 p.m.", ["Fri 27 15:00"]),
        ("half past 3 on friday", ["Fri 27 15:30"]),
        ("quarter to 4 on Friday", ["Fri 27 15:45"]),
        ("friday at 10", ["Fri 27 10:00"]),
        ("friday at 5", ["Fri 27 17:00"]),
        ("friday at noon", ["Fri 27 12:00"]),
        ("Friday before 11", ["Fri 27 00:00-11:00"]),
        ("friday between 10 and 12", ["Fri 27 10:00-12:00"]),
        ("friday 3-5pm", ["Fri 27 15:00-17:00"]),
        ("friday from 9 to 5", ["Fri 27 09:00-17:00"]),
        ("friday around 11", ["Fri 27 10:30-11:30"]),
        ("day after tomorrow at 9", ["Tue 24 09:00"]),
        ("3 December at 10", ["Thu 03 10:00"]),
        ("December 3rd 10am", ["Thu 03 10:00"]),
        ("3/12 at 10", ["Thu 03 10:00"]),
        ("2026-12-03 10:00", ["Thu 03 10:00"]),
        ("Thursday the 3rd at 10", ["Thu 03 10:00"]),
        ("Thursday next week at 10", ["Thu 26 10:00"]),
        ("in 3 days at 9", ["Wed 25 09:00"]),
        ("Thursday or Friday at 3", ["Thu 26 15:00", "Fri 27 15:00"]),
        ("Thursday at 3 or Friday at 4", ["Thu 26 15:00", "Fri 27 16:00"]),
        ("friday at 3 or 4", ["Fri 27 15:00", "Fri 27 16:00"]),
        ("after Thursday", ["Fri 27 00:00-00:00"]),
        ("before Wednesday at 9", ["Mon 23 09:00", "Tue 24 09:00"]),
        ("next week but not monday", ["Tue 24 00:00-00:00"]),
        ("today at 9", []),
        ("today", ["Sun 22 10:00-00:00"]),
    ],
)
def test_english_times(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("venerdì alle 3 e mezza", ["Fri 27 15:30"]),
        ("venerdì alle 4 meno un quarto", ["Fri 27 15:45"]),
        ("venerdì alle 15.30", ["Fri 27 15:30"]),
        ("il 3 alle 16", ["Thu 03 16:00"]),
        ("3 dicembre alle 4", ["Thu 03 16:00"]),
        ("dopodomani", ["Tue 24 00:00-00:00"]),
        ("venerdì tra le 15 e le 17", ["Fri 27 15:00-17:00"]),
        ("venerdì dalle 15 alle 17", ["Fri 27 15:00-17:00"]),
        ("venerdì dalle 15 in poi", ["Fri 27 15:00-00:00"]),
        ("mercoledì verso le 10", ["Wed 25 09:30-10:30"]),
        ("giovedì o venerdì mattina", ["Thu 26 06:00-13:00", "Fri 27 06:00-13:00"]),
        ("venerdì prima delle 11", ["Fri 27 00:00-11:00"]),
    ],
)
def test_italian_times(text: str, expected: list[str]) -> None:
    assert spans(text, "it") == expected


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("Donnerstag um halb vier", "de", ["Thu 26 15:30"]),
        ("am 3. Dezember um 16 Uhr", "de", ["Thu 03 16:00"]),
        ("jeudi à 15h30", "fr", ["Thu 26 15:30"]),
        ("après-demain à 9h", "fr", ["Tue 24 09:00"]),
        ("jueves a las 4 y media", "es", ["Thu 26 16:30"]),
        ("quinta às 15h", "pt", ["Thu 26 15:00"]),
    ],
)
def test_times_in_other_languages(text: str, locale: str, expected: list[str]) -> None:
    assert spans(text, locale) == expected


REST = ["Sun 22 10:00-00:00", "Wed 25 00:00-00:00", "Wed 02 00:00-00:00"]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("all but tuesday", "en", REST),
        ("tranne il martedì", "it", REST),
        ("fuera del martes", "es", REST),
        ("sauf mardi", "fr", REST),
        ("außer Dienstag", "de", REST),
        ("menos terça", "pt", REST),
        ("not tuesday", "en", []),
        ("all but 2", "en", []),
        ("todas menos la 2", "es", []),
        ("tutti tranne il 2", "it", []),
        ("20 to 2 on friday", "en", ["Fri 27 13:40"]),
        ("kann Donnerstag nicht, Freitag schon", "de", ["Fri 27 00:00-00:00"]),
        ("no, el martes", "es", ["Tue 24 00:00-00:00"]),
    ],
)
def test_what_is_ruled_out_leaves_the_rest(text: str, locale: str, expected: list[str]) -> None:
    assert spans(text, locale) == expected


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("can I book 2 appointments on friday", "en", ["Fri 27 00:00-00:00"]),
        ("I need 2 fillings on monday", "en", ["Mon 23 00:00-00:00"]),
        ("friday one child", "en", ["Fri 27 00:00-00:00"]),
        ("vorrei 2 visite venerdì", "it", ["Fri 27 00:00-00:00"]),
        ("venerdì una visita", "it", ["Fri 27 00:00-00:00"]),
        ("1-2 weeks", "en", []),
        ("open 24/7", "en", []),
        ("friday 3", "en", ["Fri 27 15:00"]),
        ("thursday 10 am or 11 am", "en", ["Thu 26 10:00", "Thu 26 11:00"]),
    ],
)
def test_numbers_that_count_things_are_no_hours(
    text: str, locale: str, expected: list[str]
) -> None:
    assert spans(text, locale) == expected


def test_month_comes_first_in_the_united_states() -> None:
    assert spans("12/3 at 10", region="US") == ["Thu 03 10:00"]


def test_next_thursday_said_on_a_tuesday_is_two_days() -> None:
    tuesday = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert spans("next thursday at 3", now=tuesday) == ["Thu 26 15:00", "Thu 03 15:00"]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("same time next week", "en", ["Thu 03 10:00"]),
        ("an hour later", "en", ["Thu 26 11:00"]),
        ("half an hour earlier", "en", ["Thu 26 09:30"]),
        ("same time on friday", "en", ["Fri 27 10:00"]),
        ("can we do 3pm?", "en", ["Thu 26 15:00"]),
        ("after 5?", "en", ["Thu 26 17:00-00:00"]),
        ("can it be a bit later", "en", ["Thu 26 10:00-00:00"]),
        ("stessa ora la prossima settimana", "it", ["Thu 03 10:00"]),
        ("un'ora dopo", "it", ["Thu 26 11:00"]),
        ("mezz'ora prima", "it", ["Thu 26 09:30"]),
        ("sposta da giovedì a venerdì", "it", ["Fri 27 00:00-00:00"]),
    ],
)
def test_times_relative_to_the_appointment(text: str, locale: str, expected: list[str]) -> None:
    thursday = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)
    assert spans(text, locale, appointment=thursday) == expected


def test_any_time_after_five_is_every_day() -> None:
    found = spans("any time after 5")
    assert found[:2] == ["Sun 22 17:00-00:00", "Mon 23 17:00-00:00"]
    assert len(found) == 14


def test_mornings_next_week_are_seven() -> None:
    assert spans("mornings next week") == spans("next week, mornings")
    assert len(spans("mornings next week")) == 7


def test_a_week_later_keeps_the_time_on_the_wall_across_a_clock_change() -> None:
    before = datetime(2026, 10, 22, 10, 0, tzinfo=ZONE)  # clocks go back on the 25th
    (found,) = understand(
        "same time next week",
        frame(appointment=before, now=datetime(2026, 10, 20, 9, 0, tzinfo=UTC)),
    ).times
    assert found.start.isoformat() == "2026-10-29T10:00:00+01:00"
    assert found.exact


def test_a_day_with_a_clock_change_is_midnight_to_midnight() -> None:
    friday = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
    (day,) = understand("sunday?", frame(OpenQuestion.NONE, appointment=None, now=friday)).times
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=25)


def test_times_are_in_the_practices_zone() -> None:
    (found,) = understand(
        "friday 3pm",
        frame(OpenQuestion.NONE, appointment=None, timezone="America/New_York", region="US"),
    ).times
    assert found.start.tzinfo == ZoneInfo("America/New_York")
    assert found.start.astimezone(UTC) == datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


WORDS = st.sampled_from(
    [
        "next",
        "this",
        "thursday",
        "monday",
        "3",
        "3rd",
        "15:30",
        "3pm",
        "31/2",
        "29/2",
        "at",
        "after",
        "before",
        "between",
        "and",
        "or",
        "from",
        "to",
        "not",
        "half",
        "past",
        "quarter",
        "december",
        "99",
        "00:00",
        "24",
        "week",
        "weekend",
        "tomorrow",
        "later",
        "an",
        "hour",
        "same",
        "time",
        "morning",
        "the",
        "in",
        "may",
        "12/13/2026",
        "2026",
        ",",
        "?",
        "day",
        "noon",
        "midnight",
        "until",
        "around",
    ]
)


@given(st.lists(WORDS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_words_of_time_give_a_past_time_or_an_error(words: list[str]) -> None:
    found = understand(" ".join(words), frame())
    assert all(each.end >= NOW and each.start <= each.end for each in found.times)
    assert found.intent in Intent


NUMERALS = {"3", "12", "31", "15:30", "3pm", "10ish", "31/4", "29/2", "3-5pm", "3rd", "2h", "1530"}
DAYS = [
    NOW,
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 12, 31, 12, 0, tzinfo=UTC),
    datetime(2026, 10, 24, 22, 30, tzinfo=UTC),  # the night in which clocks go back
]


def _phrases(terms: Terms) -> set[tuple[str, ...]]:
    return {phrase.words for same in terms.phrases.values() for phrase in same}


@pytest.mark.parametrize("locale", LOCALES)
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_words_of_any_language_give_a_past_time_or_an_error(
    locale: str, data: st.DataObject
) -> None:
    terms = lexicons()[locale].terms
    known = sorted({" ".join(phrase) for phrase in _phrases(terms)} | NUMERALS)
    words = spell(" ".join(data.draw(st.lists(st.sampled_from(known), max_size=10))))
    day = data.draw(st.sampled_from(DAYS))
    asked = frame(locale=locale, now=day, appointment=day + timedelta(days=4))
    for spoken in read_times(words, ("",) * len(words), terms, asked):
        assert 0 <= spoken.first <= spoken.last < len(words)
        assert all(day <= each.end and each.start <= each.end for each in spoken.ranges)
        assert list(spoken.ranges) == sorted(spoken.ranges, key=lambda each: each.start)


@pytest.mark.parametrize(
    ("today", "ahead", "day"),
    [
        (date(2026, 11, 22), 0, date(2027, 3, 28)),
        (date(2027, 3, 28), 0, date(2027, 3, 28)),
        (date(2027, 3, 29), 0, date(2028, 4, 16)),
        (date(2038, 1, 1), 0, date(2038, 4, 25)),
        (date(2285, 1, 1), 0, date(2285, 3, 22)),
        (date(2026, 11, 22), 1, date(2027, 3, 29)),
        (date(2026, 11, 22), -2, date(2027, 3, 26)),
        (date(2027, 3, 30), 39, date(2027, 5, 6)),
        (date(2026, 11, 22), -47, date(2027, 2, 9)),
    ],
)
def test_feasts_move_with_easter(today: date, ahead: int, day: date) -> None:
    assert feast(today, ahead).first == day
