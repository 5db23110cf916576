"""Which time of a text is the wish, where others are only told, asked about or refused."""

import tomllib
from pathlib import Path

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import ROME, Search, rome, visit

TEXTS = tomllib.loads(Path(__file__).with_name("wishing_clauses.toml").read_text())
OWN = {
    "en": "Thu 26 Nov",
    "it": "gio 26 nov",
    "es": "jue 26 nov",
    "fr": "jeu. 26 nov.",
    "de": "Do. 26. Nov.",
    "pt": "qui. 26 nov.",
}
LAST = {
    "en": "the last one please",
    "it": "l'ultimo per favore",
    "es": "la última por favor",
    "de": "den letzten bitte",
    "pt": "o último por favor",
}
CORRECTED = {
    "en": "no, the last one",
    "it": "no, l'ultimo",
    "es": "no, la última",
    "de": "nein, doch den letzten",
    "pt": "não, afinal o último",
}


def texts(kind: str) -> list[tuple[str, str]]:
    """Return the texts of a kind with their languages."""
    return [(locale, text) for locale, kinds in TEXTS.items() for text in kinds[kind]]


def asked(locale: str) -> Search:
    """Return a conversation in which the visit on Thursday at 15 was asked about."""
    return Search.of(visit(ADA, rome(26, "15:00")), locale=locale)


@pytest.mark.parametrize(("locale", "text"), texts("wish"))
def test_only_the_time_wished_for_is_offered(locale: str, text: str):
    search = asked(locale)
    search.say(text)
    assert search.offered == ["fri 27 11:00"]


@pytest.mark.parametrize(("locale", "text"), texts("both"))
def test_two_wishes_stay_two(locale: str, text: str):
    search = asked(locale)
    search.say(text)
    assert {"fri 27 11:00", "mon 30 10:00"} <= set(search.offered)


@pytest.mark.parametrize(("locale", "text"), texts("day"))
def test_which_of_two_days_it_is_is_answered(locale: str, text: str):
    search = asked(locale)
    assert OWN[locale] in search.say(text)
    assert search.offered == []


@pytest.mark.parametrize(("locale", "text"), texts("day_wished"))
def test_a_wish_for_one_of_two_days_is_no_such_question(locale: str, text: str):
    search = asked(locale)
    search.say(text)
    assert search.offered


@pytest.mark.parametrize(("locale", "text"), texts("none"))
def test_others_are_offered_where_none_suits(locale: str, text: str):
    search = asked(locale)
    search.say("3")
    first = search.offered
    search.say(text)
    assert search.offered
    assert not set(search.offered) & set(first)


@pytest.mark.parametrize(("locale", "text"), texts("some"))
def test_no_others_are_offered_where_some_may_suit(locale: str, text: str):
    search = asked(locale)
    search.say("3")
    first = search.offered
    search.say(text)
    assert set(search.offered) <= set(first)


@pytest.mark.parametrize("locale", LAST)
def test_a_choice_from_the_former_list_is_asked_about(locale: str):
    search = asked(locale)
    search.say("3")
    last = search.offered[-1]
    search.say("2")
    (moved,) = starts(search)
    search.say(LAST[locale])
    assert starts(search) == [moved]
    assert search.offered == [last]
    search.say("1")
    assert starts(search) == [last]


@pytest.mark.parametrize("locale", CORRECTED)
def test_a_correction_takes_it_at_once(locale: str):
    search = asked(locale)
    search.say("3")
    last = search.offered[-1]
    search.say("2")
    search.say(CORRECTED[locale])
    assert starts(search) == [last]


def starts(search: Search) -> list[str]:
    """Return the day and the time of what stands."""
    stands = search.simulated.appointments.values()
    return [f"{one.starts_at.astimezone(ROME):%a %d %H:%M}".lower() for one in stands]
