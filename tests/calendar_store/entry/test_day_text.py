"""Days as people write them, in our languages and in the order of their country."""

from datetime import date

import pytest

from calendar_store.entry.day_text import parse_day
from calendar_store.model.errors import InvalidInput

TODAY = date(2026, 11, 23)
LAST_OF_MARCH = date(2027, 3, 31)


@pytest.mark.parametrize(
    "written",
    [
        *("2027-03-31", "2027/3/31", "20270331", "31/03/2027", "31/3/27", "31.3.2027", "31.3."),
        *("31.3", "31-3-2027", "31 3 2027", " 31. 3. 2027 ", "31 March", "31st of March 2027"),
        *("March 31, 2027", "mar 31", "31 marzo", "31 de marzo de 2027", "31. März", "31 mars 27"),
        *("le 31 mars 2027", "31 de março", "31 Mär 2027", "31.3.'27"),
        *("mercoledì 31 marzo", "mer 31 mar", "Mi 31.3.", "Mittwoch, 31.3.2027", "mer. 31/3"),
        *("Wed 31 March", "quarta-feira, 31 de março", "miércoles, 31 de marzo", "wed 2027-03-31"),
    ],
)
def test_a_day_is_read_as_people_write_it(written):
    assert parse_day(written, "IT", TODAY) == LAST_OF_MARCH


@pytest.mark.parametrize(
    ("region", "day"),
    [("IT", date(2027, 4, 3)), ("GB", date(2027, 4, 3)), ("US", date(2027, 3, 4))],
)
@pytest.mark.parametrize("written", ["3/4/2027", "3.4.2027", "03-04-27", "3/4"])
def test_the_country_decides_which_number_is_the_month(written, region, day):
    assert parse_day(written, region, TODAY) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("tomorrow", 24), ("Domani", 24), ("mañana", 24), ("demain", 24), ("morgen", 24)),
        *(("amanhã", 24), ("oggi", 23), ("heute", 23), ("aujourd’hui", 23), ("dopodomani", 25)),
        *(("übermorgen", 25), ("pasado mañana", 25), ("après-demain", 25), ("ieri", 22)),
    ],
)
def test_words_name_the_days_around_today(written, day):
    assert parse_day(written, "IT", TODAY) == date(2026, 11, day)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("Monday", 23), ("martedì", 24), ("mar", 24), ("Mittwoch", 25), ("jeudi", 26)),
        *(("viernes", 27), ("sáb", 28), ("dom.", 29), ("segunda-feira", 23), ("Sonnabend", 28)),
    ],
)
def test_a_day_of_the_week_is_the_next_one(written, day):
    assert parse_day(written, "IT", TODAY) == date(2026, 11, day)


def test_a_day_of_the_week_may_be_the_last_one_and_has_to_fit_its_date():
    assert parse_day("Sunday", "IT", TODAY, past=True) == date(2026, 11, 22)
    assert parse_day("lunedì", "IT", TODAY, past=True) == TODAY
    with pytest.raises(InvalidInput, match="31/03/2027 falls on another day of the week"):
        parse_day("Thu 31 March", "IT", TODAY)


def test_austrian_months_and_french_ordinals_are_read():
    assert parse_day("15. Jänner", "AT", TODAY) == date(2027, 1, 15)
    assert parse_day("3ème février", "FR", TODAY) == date(2027, 2, 3)


def test_a_day_without_a_year_is_the_next_one_or_the_last_where_only_past_days_fit():
    assert parse_day("23.11.", "DE", TODAY) == TODAY
    assert parse_day("22.11.", "DE", TODAY) == date(2027, 11, 22)
    assert parse_day("24.11.", "DE", TODAY, past=True) == date(2025, 11, 24)
    assert parse_day("23.11.", "DE", TODAY, past=True) == TODAY


@pytest.mark.parametrize(
    ("written", "region", "words"),
    [
        ("", "IT", "choose a day"),
        ("31/02/2027", "IT", '"31/02/2027" is not a day: 2/2027 has the days 1 to 28'),
        ("2027-02-30", "IT", "2/2027 has the days 1 to 28"),
        ("29.2.", "IT", "2/2027 has the days 1 to 28"),
        ("0/3/2027", "IT", "3/2027 has the days 1 to 31"),
        (
            "4/13/2027",
            "IT",
            "there is no month 13; the day comes first here, as in 31/3/2027",
        ),
        (
            "31/3/2027",
            "US",
            "there is no month 31; the month comes first here, as in 3/31/2027",
        ),
        ("2027-13-01", "IT", "there is no month 13"),
        ("31/3/1899", "IT", "is not a day of the years 2000 to 2099"),
        ("soon", "IT", '"soon" is not a day; write it as 31/3/2027'),
        ("soon", "US", '"soon" is not a day; write it as 3/31/2027'),
        *(("31 jui 2027", "FR", "is not a day"), ("9am", "IT", "is not a day")),
        *(("31/3/2027/4", "IT", "is not a day"), ("٣١/٣/٢٠٢٧", "IT", "is not a day")),
        *(("x" * 5000, "IT", "is not a day"), ("31 March 2027 1 1", "IT", "is not a day")),
    ],
)
def test_what_is_no_day_is_refused_in_words(written, region, words):
    with pytest.raises(InvalidInput) as refused:
        parse_day(written, region, TODAY)
    assert words in str(refused.value)
