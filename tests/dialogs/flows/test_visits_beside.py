"""One visit beside another: a new one while one stands, one of two cancelled, both in one text."""

import tomllib
from pathlib import Path

import pytest

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from tests.dialogs.flows.test_said_to_offers import ends, search
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

SAID = tomllib.loads(Path(__file__).with_name("visits_beside.toml").read_text(encoding="utf-8"))
STANDS = [("booked", "thu 26 15:00")]
BOTH_STAND = [*STANDS, ("booked", "mon 30 10:00")]


def each(name: str) -> list[tuple[str, str]]:
    """Give a table as cases: the language and the text."""
    texts = SAID[name]
    return [(locale, text) for locale in texts for text in texts[locale]]


def two() -> tuple[Appointment, Appointment]:
    """Give a visit on Thursday and one on Monday."""
    return visit(ADA, rome(26, "15:00")), visit(ADA, rome(30, "10:00"))


@pytest.mark.parametrize(("locale", "text"), each("beside"))
def test_the_new_one_is_booked_where_the_old_one_is_kept(locale: str, text: str) -> None:
    booked = ends(search(locale, SAID["more"][locale], text))
    assert booked == [*STANDS, ("booked", "mon 30 16:00")]


@pytest.mark.parametrize(("locale", "text"), each("not_beside"))
def test_a_turned_yes_books_nothing(locale: str, text: str) -> None:
    assert ends(search(locale, SAID["more"][locale], text)) == STANDS


@pytest.mark.parametrize(("locale", "text"), each("one_of_two"))
def test_the_one_pointed_at_is_cancelled_and_the_other_stays(locale: str, text: str) -> None:
    played = Search.of(*two(), locale=locale)
    played.say(text)
    thursday, monday = ends(played)
    assert thursday[0] != "cancelled"
    assert monday[0] == "cancelled"


@pytest.mark.parametrize(("locale", "text"), each("not_one_of_two"))
def test_a_turned_wish_cancels_neither(locale: str, text: str) -> None:
    played = Search.of(*two(), locale=locale)
    played.say(text)
    assert ends(played) == BOTH_STAND


@pytest.mark.parametrize(("locale", "text"), each("confirmed_and_more"))
def test_one_is_confirmed_and_another_offered(locale: str, text: str) -> None:
    played = search(locale, text)
    assert ends(played) == [("confirmed", "thu 26 15:00")]
    assert played.offered == ["mon 30 14:00"]
    assert played.question
    assert played.question.wish is not None


@pytest.mark.parametrize(("locale", "text"), [*each("not_confirmed"), *each("later")])
def test_a_turned_confirmation_confirms_nothing(locale: str, text: str) -> None:
    assert ends(search(locale, text)) == STANDS


@pytest.mark.parametrize(("locale", "text"), each("part_wished"))
def test_a_part_of_the_day_that_is_wished_for_picks_no_visit(locale: str, text: str) -> None:
    played = Search.of(*two(), locale=locale)
    played.say(SAID["moves"][locale])
    played.say(text)
    assert played.question
    assert played.question.asked is Asked.WHICH
