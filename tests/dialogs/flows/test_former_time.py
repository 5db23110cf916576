"""Who has given up a time for another one, and wants it after all, has it back while it is free."""

import tomllib
from pathlib import Path

import pytest

from tests.dialogs.flows.test_coming_after_all import CANCELS
from tests.dialogs.flows.test_said_to_offers import ends
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TEXTS = tomllib.loads(Path(__file__).with_name("former_time.toml").read_text(encoding="utf-8"))
THURSDAY = {
    "en": "have you got anything thursday afternoon?",
    "de": "geht am Donnerstag nachmittag was?",
    "fr": "vous auriez quelque chose jeudi après-midi ?",
    "it": "avete qualcosa giovedì pomeriggio?",
    "es": "¿tienen algo el jueves por la tarde?",
    "pt": "tem alguma coisa quinta à tarde?",
}


def each(kind: str) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in TEXTS[kind].items() for text in some]


def on_thursday(locale: str, begins: str) -> Search:
    search = Search.of(visit(ADA, rome(25, "15:00")), locale=locale)
    for text in (begins, THURSDAY[locale], "2"):
        search.say(text)
    assert [start[:6] for start in standing(search)] == ["thu 26"]
    return search


def standing(search: Search) -> list[str]:
    return [start for status, start in ends(search) if status != "cancelled"]


@pytest.mark.parametrize("moves", [True, False])
@pytest.mark.parametrize(("locale", "text"), each("former"))
def test_the_former_time_is_given_back(locale: str, text: str, moves: bool) -> None:
    search = on_thursday(locale, "3" if moves else CANCELS[locale])
    search.say(text)
    assert standing(search) == ["wed 25 15:00"]


@pytest.mark.parametrize("moves", [True, False])
@pytest.mark.parametrize(("locale", "text"), each("stays"))
def test_what_asks_for_no_former_time_changes_nothing(locale: str, text: str, moves: bool) -> None:
    search = on_thursday(locale, "3" if moves else CANCELS[locale])
    before = standing(search)
    search.say(text)
    assert standing(search) == before


def test_a_former_time_that_somebody_has_meanwhile_leaves_the_new_one() -> None:
    search = on_thursday("en", CANCELS["en"])
    before = standing(search)
    search.block(rome(25, "15:00"))
    assert "taken" in search.say("actually could we keep the wednesday one after all")
    assert standing(search) == before


def test_undo_takes_the_former_time_back_to_the_one_booked() -> None:
    search = on_thursday("en", CANCELS["en"])
    before = standing(search)
    search.say("sorry, can we keep wednesday after all")
    search.say("UNDO")
    assert standing(search) == before


def test_undo_of_the_booking_only_cancels_it() -> None:
    search = on_thursday("en", CANCELS["en"])
    search.say("UNDO")
    assert standing(search) == []
