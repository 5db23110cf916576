"""Portuguese "segunda" and "quarta" are days and places in a list: one or the other, or asked."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))


def offered(wish: str) -> Search:
    search = Search.of(VISIT, locale="pt")
    search.say(wish)
    return search


@pytest.mark.parametrize("text", ["a segunda", "está bem, fico com a segunda", "quero a segunda"])
def test_it_is_the_second_where_no_monday_is_on_offer(text: str):
    search = offered("queria remarcar para quarta dia 2 de dezembro à tarde")
    second = search.question.slots[1]
    search.say(text)
    assert search.simulated.appointments[1].starts_at == second.starts_at


@pytest.mark.parametrize("text", ["a segunda", "fico com a segunda", "segunda pode ser"])
def test_it_is_asked_about_where_a_monday_is_on_offer_elsewhere(text: str):
    search = offered("queria mudar")
    said = search.say(text)
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at
    assert "1)" in said


def test_with_its_hour_it_is_the_day():
    search = offered("queria mudar")
    search.say("segunda às 16:30")
    assert search.simulated.appointments[1].starts_at == rome(30, "16:30")
