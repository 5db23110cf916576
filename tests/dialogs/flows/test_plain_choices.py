"""A time of a list chosen with words around it: taken back and corrected, asked for, praised."""

import tomllib
from pathlib import Path

import pytest

from tests.dialogs.flows.test_chosen_in_words import FRIDAY_AFTERNOON
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import ROME, Search, rome, visit

SAID = tomllib.loads(Path(__file__).with_name("plain_choices.toml").read_text(encoding="utf-8"))
OFFERED = ("14:30", "16:00", "17:00")


def offered(locale: str) -> Search:
    """Return a conversation with times on Friday afternoon on offer."""
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(FRIDAY_AFTERNOON[locale])
    return search


def stands(search: Search) -> str:
    return f"{search.simulated.appointments[1].starts_at.astimezone(ROME):%a %H:%M}".lower()


@pytest.mark.parametrize(
    ("locale", "text", "place"),
    [(locale, text, place) for locale, rows in SAID["taken"].items() for text, place in rows],
)
def test_what_is_chosen_last_is_taken(locale: str, text: str, place: int) -> None:
    search = offered(locale)
    search.say(text)
    assert stands(search) == f"fri {OFFERED[place]}"


@pytest.mark.parametrize(
    ("locale", "text"), [(locale, text) for locale, rows in SAID["left"].items() for text in rows]
)
def test_nothing_is_taken_that_is_left_open(locale: str, text: str) -> None:
    search = offered(locale)
    search.say(text)
    assert stands(search) == "thu 15:00"
