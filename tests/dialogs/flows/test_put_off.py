"""Whole conversations: an offer that is put off, UNDO behind more words, one alert for a yes."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from calendar_store.model.appointments import Slot
from dialogs.effects import AlertStaff
from dialogs.simulator import waiting_list
from tests.dialogs.flows.test_said_to_offers import ends
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import AURORA, BEGINS, Search, rome, visit

TALKS = tomllib.loads(Path(__file__).with_name("put_off.toml").read_text(encoding="utf-8"))
OFFERED = rome(26, "11:00")
STANDS = ("booked", "thu 03 15:00")


def talks(kind: str) -> list[tuple[str, str]]:
    return [(locale, talk) for locale, some in TALKS[kind].items() for talk in some]


def offered(locale: str) -> Search:
    """Offer Thursday 11:00 to Ada, whose visit is a week later."""
    search = Search.of(visit(ADA, rome(3, "15:00", 12)), locale=locale, remind=False)
    span = ((OFFERED, OFFERED + timedelta(minutes=1)),)
    simulated = waiting_list.wait_for(search.simulated, ADA.id, span, BEGINS, appointment_id=1)
    (wish,) = simulated.waiting_for([ADA.id], BEGINS)
    slot = Slot(AURORA.id, AURORA.name, OFFERED, OFFERED + timedelta(minutes=30))
    until = BEGINS + timedelta(hours=5)
    search.simulated, _ = waiting_list.offer(simulated, wish, slot, until=until, now=BEGINS)
    return search


def cancelled(locale: str) -> Search:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say("2")
    assert ends(search) == [("cancelled", "thu 26 15:00")]
    return search


@pytest.mark.parametrize(("locale", "talk"), talks("taken"))
def test_an_offer_waits_while_its_client_asks_somebody(locale: str, talk: str) -> None:
    search = offered(locale)
    asks, takes = talk.split(" / ")
    assert search.say(asks)
    assert not search.simulated.alerts
    search.say(takes)
    assert [when for _, when in ends(search)] == ["thu 26 11:00"]


@pytest.mark.parametrize(("locale", "talk"), talks("left"))
def test_an_offer_that_is_put_off_is_not_taken_by_less_than_a_yes(locale: str, talk: str) -> None:
    search = offered(locale)
    for text in talk.split(" / "):
        search.say(text)
    assert ends(search) == [STANDS]


@pytest.mark.parametrize(("locale", "text"), talks("undone"))
def test_undo_at_the_end_of_more_words_has_the_visit_back(locale: str, text: str) -> None:
    search = cancelled(locale)
    search.say(text)
    ((status, when),) = ends(search)
    assert status in {"booked", "confirmed"}
    assert when == "thu 26 15:00"


@pytest.mark.parametrize(("locale", "text"), talks("not_undone"))
def test_undo_that_is_turned_or_somebody_elses_restores_nothing(locale: str, text: str) -> None:
    search = cancelled(locale)
    search.say(text)
    assert ends(search) == [("cancelled", "thu 26 15:00")]


@pytest.mark.parametrize(("locale", "text"), talks("parking"))
def test_a_yes_that_asks_about_parking_alerts_staff_once(locale: str, text: str) -> None:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    assert search.turn is not None
    assert ends(search) == [("confirmed", "thu 26 15:00")]
    assert sum(isinstance(each, AlertStaff) for each in search.turn.effects) <= 1
