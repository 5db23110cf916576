"""After a cancellation a statement of the writer to be able to come restores the visit."""

import tomllib
from pathlib import Path

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.dialogs.flows.test_coming_after_all import CANCELS
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TEXTS = tomllib.loads(Path(__file__).with_name("comes_again.toml").read_text(encoding="utf-8"))


def each(kind: str) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in TEXTS[kind].items() for text in some]


def status_after(locale: str, text: str) -> AppointmentStatus:
    search = Search.of(visit(ADA, rome(25, "15:00")), locale=locale)
    search.say(CANCELS[locale])
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED
    search.say(text)
    return search.simulated.appointments[1].status


@pytest.mark.parametrize(("locale", "text"), each("comes"))
def test_who_says_to_be_able_to_come_has_the_visit_back(locale: str, text: str) -> None:
    assert status_after(locale, text) is not AppointmentStatus.CANCELLED


@pytest.mark.parametrize(("locale", "text"), each("stays"))
def test_what_is_no_such_statement_restores_nothing(locale: str, text: str) -> None:
    assert status_after(locale, text) is AppointmentStatus.CANCELLED
