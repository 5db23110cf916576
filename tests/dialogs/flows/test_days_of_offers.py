"""Days, bounds and parts of days that are said to times on offer, and what each means there."""

from datetime import timedelta

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))


NEXT_WEEK = {
    f"{day} {date}"
    for day, date in zip(
        ("mon", "tue", "wed", "thu", "fri"), ("30", "01", "02", "03", "04"), strict=True
    )
}


@pytest.mark.parametrize("text", ["mornings?", "in the morning", "before 11"])
def test_a_part_of_day_said_of_a_week_on_offer_is_of_that_whole_week(text: str):
    search = Search.of(VISIT)
    search.say("could we do next week?")
    search.say(text)
    rounds = search.rounds("others?", most=4)
    assert all(each[:6] in NEXT_WEEK for times in rounds for each in times)
    assert all(each[-5:] < "12:00" for times in rounds for each in times)


def test_a_day_said_of_parts_of_days_on_offer_is_that_part_of_it():
    search = Search.of(VISIT)
    search.say("any time after 5")
    search.say("friday?")
    assert search.offered == ["fri 27 17:00", "fri 27 17:30"]


def test_parts_of_a_week_said_to_a_list_are_of_that_week_and_not_of_the_days_on_offer():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    search.say("do you have mornings next week?")
    assert {each[:6] for each in search.offered} <= NEXT_WEEK


@pytest.mark.parametrize(
    ("locale", "wish", "other"),
    [
        *(("en", "friday afternoon please", "any other day?"), ("en", "friday", "another day")),
        *(("it", "venerdì pomeriggio", "un altro giorno"), ("fr", "vendredi", "un autre jour")),
        *(("de", "freitag nachmittag", "ein anderer tag"), ("es", "el viernes", "otro día")),
        ("pt", "sexta à tarde", "outro dia"),
    ],
)
def test_another_day_is_none_of_those_asked_for(locale: str, wish: str, other: str):
    search = Search.of(VISIT, locale=locale)
    search.say(wish)
    assert search.offered
    search.say(other)
    assert search.offered
    assert not any(each.startswith("fri 27") for each in search.offered)


@pytest.mark.parametrize(
    ("locale", "wish", "later", "earlier"),
    [
        ("en", "friday", "something later?", "earlier?"),
        ("it", "venerdì", "più tardi", "prima?"),
        ("de", "freitag", "etwas später?", "früher?"),
        ("fr", "vendredi", "plus tard ?", "plus tôt"),
        ("es", "el viernes", "más tarde", "más temprano?"),
        ("pt", "sexta", "mais tarde?", "mais cedo"),
    ],
)
def test_later_and_earlier_are_of_the_day_asked_for(
    locale: str, wish: str, later: str, earlier: str
):
    search = Search.of(VISIT, locale=locale)
    search.say(wish)
    last, first = max(search.offered), min(search.offered)
    search.say(later)
    assert search.offered
    assert all(each.startswith("fri 27") and each > last for each in search.offered)
    search = Search.of(VISIT, locale=locale)
    search.say(wish)
    search.say(earlier)
    assert search.offered
    assert all(each.startswith("fri 27") and each < first for each in search.offered)


@pytest.mark.parametrize(
    ("locale", "wish", "text", "later"),
    [
        *(
            ("en", "friday", "I'd need something later, sorry", True),
            ("de", "freitag", "lieber später", True),
        ),
        *(
            ("de", "freitag", "doch lieber früher", False),
            ("es", "el viernes", "mejor antes", False),
        ),
        *(
            ("fr", "vendredi", "plus tôt ce serait mieux", False),
            ("pt", "sexta", "mais cedo seria melhor", False),
        ),
    ],
)
def test_later_and_earlier_are_of_that_day_whatever_stands_beside_them(
    locale: str, wish: str, text: str, *, later: bool
):
    search = Search.of(VISIT, locale=locale)
    search.say(wish)
    last, first = max(search.offered), min(search.offered)
    search.say(text)
    assert search.offered
    assert all(each.startswith("fri 27") for each in search.offered)
    assert all(each > last if later else each < first for each in search.offered)


@pytest.mark.parametrize("text", ["after 5", "nach 17 uhr", "dopo le 17", "después de las 17"])
def test_a_bound_takes_nothing_although_only_one_time_on_offer_is_within_it(text: str):
    search = Search.of(VISIT)
    search.say("friday please")
    search.say("others?")
    assert sum(each[-5:] >= "17:00" for each in search.offered) <= 1
    search.say(text)
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at
    assert all(each.startswith("fri 27") and each[-5:] >= "17:00" for each in search.offered)


def test_around_an_exact_time_half_hours_come_first():
    search = Search.of(VISIT, step=timedelta(minutes=15))
    search.say("friday at 10")
    rounds = search.rounds("others?", most=2)
    assert all(each[-2:] in {"00", "30"} for times in rounds for each in times)


@pytest.mark.parametrize("text", ["next week please", "next week", "nächste woche", "before 10"])
def test_a_week_takes_nothing_although_only_one_time_on_offer_is_in_it(text: str):
    search = Search.of(VISIT)
    search.say("friday at 9 or monday at 9:30 or wednesday 9 december at 10:30")
    search.say(text)
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at
    assert search.offered


def test_a_day_takes_the_only_time_on_offer_that_is_on_it():
    search = Search.of(VISIT)
    search.say("can I have another time?")
    assert [each[:3] for each in search.offered].count("fri") == 1
    search.say("friday please")
    assert search.simulated.appointments[1].starts_at.date() == rome(27, "09:00").date()


@pytest.mark.parametrize(
    ("locale", "wish", "day"),
    [
        ("en", "next week, mornings please", "I'd prefer tuesday"),
        ("it", "la settimana prossima di mattina", "meglio martedì"),
        ("de", "nächste woche vormittags", "am dienstag?"),
        ("fr", "la semaine prochaine, le matin", "mardi ?"),
        ("es", "la semana que viene por las mañanas", "el martes"),
        ("pt", "na próxima semana de manhã", "terça"),
    ],
)
def test_a_day_of_the_week_is_that_of_the_week_asked_for(locale: str, wish: str, day: str):
    search = Search.of(VISIT, locale=locale)
    search.say(wish)
    assert {each[:6] for each in search.offered} <= NEXT_WEEK
    search.say(day)
    offered = search.offered
    taken = search.simulated.appointments[1].starts_at.date() == rome(1, "09:00", 12).date()
    assert taken or (offered and all(each[:6] == "tue 01" for each in offered))
    assert taken or all(each[-5:] < "13:00" for each in offered)


@pytest.mark.parametrize("day", ["tomorrow", "tuesday 24 november", "this tuesday"])
def test_a_day_that_is_named_otherwise_is_the_one_named(day: str):
    search = Search.of(VISIT)
    search.say("could we do next week?")
    search.say(day)
    assert all(each[:6] == "tue 24" for each in search.offered)


@pytest.mark.parametrize("text", ["any others that day?", "anything else that day"])
def test_that_day_is_the_day_on_offer_and_not_that_of_the_visit(text: str):
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    before = search.offered
    search.say(text)
    assert search.offered
    assert all(each.startswith("fri 27") for each in search.offered)
    assert not set(before) & set(search.offered)
