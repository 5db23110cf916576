"""A number that may be a place in the list of visits, or a day of the month."""

import pytest

from tests.dialogs.flows.test_everyday_talks import play
from tests.dialogs.flows.test_mine_and_theirs import statuses
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

CANCEL = {
    "en": "cancel",
    "it": "annulla",
    "es": "anular",
    "fr": "annuler",
    "de": "absagen",
    "pt": "cancelar",
}
AMBIGUOUS = [
    *(("en", "the 2"), ("en", "the 2nd"), ("en", "the second"), ("en", "cancel the 2nd one")),
    *(("it", "il 2"), ("it", "annulla il 2"), ("es", "el 2"), ("es", "anula el 2")),
    *(("fr", "le 2"), ("fr", "annulez le 2 svp"), ("de", "den 2."), ("de", "den zweiten")),
    *(("pt", "o 2"), ("pt", "cancela o 2")),
]
BY_DAY = [
    *(("en", "the one on the 2nd"), ("it", "quello del 2"), ("es", "la del día 2")),
    *(("fr", "celui du 2"), ("de", "den am 2."), ("pt", "a do dia 2")),
]
BY_PLACE = [
    *(("en", "2"), ("en", "number 2"), ("it", "il secondo"), ("es", "la segunda")),
    *(("fr", "le deuxième"), ("de", "Nummer 2"), ("pt", "a número 2")),
]


def asked_which(locale: str) -> Search:
    """A list of which the first is on the 2nd of December."""
    visits = (visit(ADA, rome(day, "10:00", 12)) for day in (2, 3))
    return play(Search.of(*visits, locale=locale, remind=False), CANCEL[locale])


@pytest.mark.parametrize(("locale", "text"), AMBIGUOUS)
def test_it_is_asked_which_where_place_and_day_are_different_visits(locale: str, text: str) -> None:
    search = asked_which(locale)
    search.say(text)
    assert statuses(search) == ["booked", "booked"]
    search.say("2")
    assert statuses(search) == ["booked", "cancelled"]


@pytest.mark.parametrize(("locale", "text"), BY_DAY)
def test_a_day_said_as_a_day_is_the_day(locale: str, text: str) -> None:
    assert statuses(play(asked_which(locale), text)) == ["cancelled", "booked"]


@pytest.mark.parametrize(("locale", "text"), BY_PLACE)
def test_a_number_said_as_a_number_is_the_place(locale: str, text: str) -> None:
    assert statuses(play(asked_which(locale), text)) == ["booked", "cancelled"]


@pytest.mark.parametrize(("locale", "text"), AMBIGUOUS)
def test_after_a_cancellation_a_number_alone_restores_nothing(locale: str, text: str) -> None:
    days = (visit(ADA, rome(25, "10:00")), visit(ADA, rome(2, "10:00", 12)))
    search = play(Search.of(days[0], days[1], locale=locale, remind=False), CANCEL[locale])
    search.say("1")
    assert statuses(search) == ["cancelled", "booked"]
    search.say(text)
    assert statuses(search)[0] == "cancelled"
