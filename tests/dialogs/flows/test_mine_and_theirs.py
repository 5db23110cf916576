"""Mine and theirs in a family, and what is taken back or swapped a turn later, as talks.

Each talk is in everyday words of its language; what is only spoken of changes nothing.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dialogs.flows.test_everyday_talks import STANDS, offered_three, one, play
from tests.dialogs.flows.test_said_to_offers import ends
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit

TALKS = tomllib.loads(Path(__file__).with_name("mine_and_theirs.toml").read_text(encoding="utf-8"))
CHILD = {"en": "Leo", "de": "Mia", "fr": "Hugo", "it": "Luca", "es": "Mateo", "pt": "Tomás"}
CANCELLED = ("cancelled", "thu 26 15:00")


def talks(kind: str) -> list[tuple[str, str]]:
    return [(locale, talk) for locale, some in TALKS[kind].items() for talk in some]


def family(locale: str) -> Search:
    search = Search.of(
        visit(ADA, rome(26, "15:00")), visit(MARIE, rome(26, "15:30")), locale=locale
    )
    child = replace(MARIE, first=CHILD[locale], locale=locale)
    parent = replace(ADA, locale=locale)
    search.simulated = replace(search.simulated, clients=(parent, child))
    return search


def statuses(search: Search) -> list[str]:
    return [status for status, _ in ends(search)]


@pytest.mark.parametrize(("locale", "talk"), talks("mine_off"))
def test_the_writers_own_is_cancelled_and_the_named_ones_stays(locale: str, talk: str) -> None:
    own, childs = statuses(play(family(locale), talk))
    assert own == "cancelled"
    assert childs != "cancelled"


@pytest.mark.parametrize(("locale", "talk"), talks("theirs_off"))
def test_the_named_ones_is_cancelled_and_the_writers_own_stays(locale: str, talk: str) -> None:
    own, childs = statuses(play(family(locale), talk))
    assert own != "cancelled"
    assert childs == "cancelled"


@pytest.mark.parametrize(("locale", "talk"), talks("mine_off_perhaps"))
def test_where_mine_and_theirs_are_not_told_apart_none_is_cancelled(locale: str, talk: str) -> None:
    assert "cancelled" not in statuses(play(family(locale), talk))


@pytest.mark.parametrize(("locale", "talk"), talks("goes_on"))
def test_who_goes_on_after_anothers_cancellation_confirms_the_own(locale: str, talk: str) -> None:
    assert statuses(play(family(locale), talk)) == ["confirmed", "cancelled"]


@pytest.mark.parametrize(("locale", "talk"), talks("cancels_after_yes"))
def test_who_has_to_be_cancelled_after_a_yes_is(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [CANCELLED]


@pytest.mark.parametrize(("locale", "talk"), talks("waits"))
def test_a_cancelling_that_waits_or_depends_cancels_nothing(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [STANDS]


@pytest.mark.parametrize(("locale", "talk"), talks("undone"))
def test_a_cancelling_that_is_asked_to_be_undone_is(locale: str, talk: str) -> None:
    (status,) = statuses(play(one(locale), talk))
    assert status != "cancelled"


@pytest.mark.parametrize(("locale", "talk"), talks("not_undone"))
def test_a_cancelling_that_is_perhaps_undone_stays(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [CANCELLED]


@pytest.mark.parametrize(("locale", "text"), talks("first_instead"))
def test_another_number_of_the_list_is_taken_instead(locale: str, text: str) -> None:
    search = offered_three(locale)
    first = search.offered[0]
    play(search, f"3 / {text}")
    assert ends(search) == [("confirmed", first)]


@pytest.mark.parametrize(("locale", "text"), talks("not_first_instead"))
def test_a_number_that_is_an_hour_or_only_spoken_of_moves_nothing(locale: str, text: str) -> None:
    search = play(offered_three(locale), f"3 / {text}")
    assert ends(search) == [("confirmed", "mon 30 16:30")]
