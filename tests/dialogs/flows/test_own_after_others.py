"""The own visit after one of somebody else was called off, or somebody else cannot come."""

import tomllib
from pathlib import Path

import pytest

from tests.dialogs.flows.test_everyday_talks import one, play
from tests.dialogs.flows.test_mine_and_theirs import family, statuses

TALKS = tomllib.loads(Path(__file__).with_name("own_after_others.toml").read_text(encoding="utf-8"))


def talks(kind: str) -> list[tuple[str, str]]:
    return [(locale, talk) for locale, some in TALKS[kind].items() for talk in some]


@pytest.mark.parametrize(("locale", "talk"), talks("own_confirmed"))
def test_the_own_visit_is_confirmed_in_own_words(locale: str, talk: str) -> None:
    assert statuses(play(family(locale), talk)) == ["confirmed", "cancelled"]


@pytest.mark.parametrize(("locale", "talk"), talks("own_open"))
def test_an_acknowledgement_a_doubt_or_a_question_confirms_nothing(locale: str, talk: str) -> None:
    assert statuses(play(family(locale), talk)) == ["booked", "cancelled"]


@pytest.mark.parametrize(("locale", "talk"), talks("both_off"))
def test_both_behind_a_retort_answers_which_one(locale: str, talk: str) -> None:
    assert statuses(play(family(locale), talk)) == ["cancelled", "cancelled"]


@pytest.mark.parametrize(("locale", "talk"), talks("speaks_for_herself"))
def test_who_speaks_for_herself_after_somebody_else_is_confirmed(locale: str, talk: str) -> None:
    assert statuses(play(one(locale), talk)) == ["confirmed"]
