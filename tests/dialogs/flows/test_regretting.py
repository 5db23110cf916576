"""What was just cancelled or moved by text, and is regretted, is taken back; spoken of, it stays.

Each text is one turn after the act, in everyday words of six languages.
"""

import tomllib
from pathlib import Path

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.dialogs.flows.test_by_itself import MOVES
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

VISIT = visit(ADA, rome(25, "15:00"))
WRITTEN = tomllib.loads(Path(__file__).with_name("regrets.toml").read_text("utf-8"))


def texts(kind: str) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in WRITTEN[kind].items() for text in some]


def cancelled(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    search.say("2")
    assert status(search) is AppointmentStatus.CANCELLED
    return search


def moved(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    search.say(MOVES[locale])
    search.say("1")
    assert search.simulated.appointments[1].starts_at > VISIT.starts_at
    return search


def status(search: Search) -> AppointmentStatus:
    return search.simulated.appointments[1].status


@pytest.mark.parametrize(("locale", "text"), texts("cancelling_regretted"))
def test_a_cancelling_that_is_regretted_is_taken_back(locale: str, text: str):
    search = cancelled(locale)
    search.say(text)
    assert status(search) is not AppointmentStatus.CANCELLED
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at


@pytest.mark.parametrize(("locale", "text"), texts("cancelling_spoken_of"))
def test_a_cancelling_that_is_spoken_of_stays(locale: str, text: str):
    search = cancelled(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(("locale", "text"), texts("move_regretted"))
def test_a_move_that_is_regretted_is_taken_back(locale: str, text: str):
    search = moved(locale)
    search.say(text)
    assert status(search) is not AppointmentStatus.CANCELLED
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at


@pytest.mark.parametrize(("locale", "text"), texts("move_spoken_of"))
def test_a_move_that_is_spoken_of_stays(locale: str, text: str):
    search = moved(locale)
    before = search.simulated.appointments[1]
    search.say(text)
    after = search.simulated.appointments[1]
    assert (after.status, after.starts_at) == (before.status, before.starts_at)


def test_a_regret_is_not_of_a_visit_that_stands_beside():
    search = Search.of(VISIT, visit(ADA, rome(27, "11:00")), locale="en")
    search.say("cancel wednesday's")
    assert status(search) is AppointmentStatus.CANCELLED
    search.say("wait, don't cancel it")
    assert status(search) is AppointmentStatus.CANCELLED
