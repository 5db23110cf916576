"""Who of a family comes and who does not, which of two visits is meant, what is taken back."""

import tomllib
from pathlib import Path

import pytest

from dialogs import effects as do
from dialogs.simulator import turns
from tests.dialogs.flows.test_everyday_talks import one, play
from tests.dialogs.flows.test_mine_and_theirs import family, statuses
from tests.dialogs.flows.test_said_to_offers import ends
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import BEGINS, Search, rome, visit

TALKS = tomllib.loads(Path(__file__).with_name("who_comes.toml").read_text(encoding="utf-8"))
STANDS = {"booked", "confirmed"}


def talks(kind: str) -> list[tuple[str, str]]:
    return [(locale, talk) for locale, some in TALKS[kind].items() for talk in some]


def two(locale: str) -> Search:
    """Return a client with two visits, reminded of the first one."""
    visits = visit(ADA, rome(26, "15:00")), visit(ADA, rome(10, "11:00", 12))
    search = Search.of(*visits, locale=locale, remind=False)
    search.simulated, _ = turns.remind(search.simulated, [1], BEGINS)
    return search


@pytest.mark.parametrize(("locale", "talk"), talks("taken_back"))
def test_a_cancellation_that_is_cancelled_is_taken_back(locale: str, talk: str) -> None:
    assert statuses(play(one(locale), talk))[0] in STANDS


@pytest.mark.parametrize(("locale", "text"), talks("writer_away"))
def test_who_cannot_come_beside_one_who_does_cancels_nobody(locale: str, text: str) -> None:
    search = play(family(locale), text)
    assert set(statuses(search)) <= STANDS
    assert search.turn is not None
    assert search.turn.replies


@pytest.mark.parametrize(("locale", "talk"), talks("another_visit"))
def test_the_visit_named_later_is_moved(locale: str, talk: str) -> None:
    first, second = ends(play(two(locale), talk))
    assert first == ("booked", "thu 26 15:00")
    assert second[1] == "fri 11 10:00"


@pytest.mark.parametrize(("locale", "talk"), talks("both_after_one"))
def test_both_right_after_one_was_cancelled_cancels_the_other(locale: str, talk: str) -> None:
    assert statuses(play(two(locale), talk)) == ["cancelled", "cancelled"]


def marks(locale: str, text: str) -> bool:
    """Return whether a text marks the number as a wrong one."""
    turn = play(one(locale), text).turn
    assert turn is not None
    return any(isinstance(each, do.MarkWrongNumber) for each in turn.effects)


@pytest.mark.parametrize(("locale", "text"), talks("mixed_up"))
def test_who_is_mixed_up_with_another_is_no_wrong_number(locale: str, text: str) -> None:
    assert not marks(locale, text)


@pytest.mark.parametrize(("locale", "text"), talks("mixed_up_and_another"))
def test_who_is_mixed_up_and_somebody_else_is_a_wrong_number(locale: str, text: str) -> None:
    # the client of these talks is Ada everywhere
    assert marks(locale, text.replace("Giulia", "Ada").replace("Lucía", "Ada"))
