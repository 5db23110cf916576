"""What is said to the one time on offer, or to a list of times: its day, its place, with a reason.

Every text is in everyday words of its language; none of those that are turned takes a time.
"""

import tomllib
from pathlib import Path

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import ROME, Search, rome, visit

SAID = tomllib.loads(Path(__file__).with_name("said_to_offers.toml").read_text(encoding="utf-8"))
THREE = dict.fromkeys(SAID["one"], "3")


def each(*names: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Give the cases of some tables: the language, what was asked before, the text."""
    tables = [(SAID.get(asks, THREE), SAID[texts]) for asks, texts in names]
    return [(lg, asks[lg], text) for asks, texts in tables for lg in texts for text in texts[lg]]


def search(locale: str, *texts: str) -> Search:
    """Play texts of somebody with a visit on Thursday."""
    played = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    for text in texts:
        played.say(text)
    return played


def ends(played: Search) -> list[tuple[str, str]]:
    """Return the visits as they stand, local."""
    return [
        (one.status.value, f"{one.starts_at.astimezone(ROME):%a %d %H:%M}".lower())
        for one in played.simulated.appointments.values()
    ]


@pytest.mark.parametrize(("locale", "asks", "text"), each(("one", "first"), ("one", "that_is_it")))
def test_the_one_time_is_taken(locale: str, asks: str, text: str) -> None:
    assert ends(search(locale, asks, text)) == [("confirmed", "wed 25 15:00")]


@pytest.mark.parametrize(("locale", "asks", "text"), each(("next_tuesday", "its_day")))
def test_a_yes_by_its_day_is_of_its_week(locale: str, asks: str, text: str) -> None:
    assert ends(search(locale, asks, text)) == [("confirmed", "tue 01 10:00")]


@pytest.mark.parametrize(("locale", "asks", "text"), each(("next_wednesday", "that_day")))
def test_that_day_is_the_one_on_offer(locale: str, asks: str, text: str) -> None:
    played = search(locale, asks, text)
    moved = ends(played) == [("confirmed", "wed 02 12:00")]
    assert moved or {one[:6] for one in played.offered} == {"wed 02"}


@pytest.mark.parametrize(("locale", "asks", "text"), each(("friday", "with_reason")))
def test_the_time_of_a_reason_is_no_wish(locale: str, asks: str, text: str) -> None:
    played = search(locale, asks, text)
    assert ends(played) == [("booked", "thu 26 15:00")]
    assert played.offered
    assert all("fri 27 09:00" <= one < "fri 27 13:00" for one in played.offered)
    assert any(one < "fri 27 12:00" for one in played.offered)


@pytest.mark.parametrize(("locale", "asks", "text"), each(("three", "kept")))
def test_who_keeps_a_visit_and_comes_confirms_it(locale: str, asks: str, text: str) -> None:
    assert ends(search(locale, asks, text)) == [("confirmed", "thu 26 15:00")]


@pytest.mark.parametrize(
    ("locale", "asks", "text"),
    each(("one", "not_first"), ("next_tuesday", "not_its_day"), ("three", "not_coming")),
)
def test_a_turned_answer_takes_and_confirms_nothing(locale: str, asks: str, text: str) -> None:
    assert ends(search(locale, asks, text)) == [("booked", "thu 26 15:00")]
