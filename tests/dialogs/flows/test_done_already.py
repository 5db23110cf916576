"""Families after one of their visits was cancelled, and what is told around who comes."""

from collections.abc import Callable

import pytest

from dialogs import effects as do
from dialogs.conversation import Asked, Context
from dialogs.engine import read, step
from tests.dialogs.flows.family_after import (
    ADA_COMES_AFTER,
    LEOS_IS_DONE,
    LEOS_IS_DONE_AND_THEY_COME,
    NOT_SAID_SO,
)
from tests.dialogs.flows.family_coming import (
    I_COME_TOO,
    LEO_RATHER_ON_FRIDAY,
    LEO_TAKES_FRIDAY,
    SO_LEO_COMES,
)
from tests.dialogs.flows.family_reasons import (
    ADA_COMES_LEO_NOT,
    LEO_AFTER_ALL,
    LEOS_STAYS_OPEN,
    MIAS_STAYS_OPEN,
)
from tests.dialogs.flows.family_unsure import CHANGES_NOTHING
from tests.dialogs.flows.test_each_of_family import (
    BOOKED,
    CANCELLED,
    CONFIRMED,
    FRIDAY,
    WISHES,
    after_leos,
    all_confirmed,
    changed,
    each,
    family,
    three,
    visits,
)
from tests.support.dialogs.heard import acts, alerted, then


def ada_confirmed(locale: str) -> Context:
    """Return the facts of two after Leo's visit was cancelled and Ada's confirmed."""
    context = family(locale, BOOKED, BOOKED)
    turn = step(context, "Leo can't come, Ada is coming")
    return then(context, turn, *visits(CONFIRMED, CANCELLED))


def ada_left(locale: str) -> Context:
    """Return the facts of two after Leo's visit was cancelled and nothing said of Ada."""
    context = family(locale, BOOKED, BOOKED)
    return then(context, step(context, "cancel Leo's"), *visits(BOOKED, CANCELLED))


@pytest.mark.parametrize(("locale", "text"), each(LEOS_IS_DONE))
@pytest.mark.parametrize("told", [after_leos, ada_confirmed, ada_left])
def test_what_is_done_is_not_done_to_another(
    told: Callable[[str], Context], locale: str, text: str
):
    turn = step(told(locale), text)
    assert (acts(turn), alerted(turn)) == ([], False)
    question = turn.state.question
    assert question is None or question.asked is not Asked.WHICH


@pytest.mark.parametrize(("locale", "text"), each(LEOS_IS_DONE_AND_THEY_COME))
def test_what_is_done_is_left_aside_where_the_others_come(locale: str, text: str):
    turn = step(after_leos(locale), text)
    assert changed(turn) == ({1, 3}, set())
    assert not alerted(turn)


@pytest.mark.parametrize(("locale", "text"), each(ADA_COMES_AFTER))
def test_one_of_those_left_comes(locale: str, text: str):
    assert changed(step(ada_left(locale), text)) == ({1}, set())
    assert changed(step(after_leos(locale), text)) == ({1}, set())


@pytest.mark.parametrize(("locale", "text"), each(NOT_SAID_SO))
@pytest.mark.parametrize("told", [after_leos, ada_left])
def test_what_is_not_said_so_changes_nothing(
    told: Callable[[str], Context], locale: str, text: str
):
    assert acts(step(told(locale), text)) == []


@pytest.mark.parametrize(("locale", "text"), each(LEO_AFTER_ALL))
def test_one_of_those_confirmed_is_called_off_with_its_reason(locale: str, text: str):
    assert changed(step(all_confirmed(locale), text)) == (set(), {2})


@pytest.mark.parametrize(("locale", "text"), each(MIAS_STAYS_OPEN))
def test_one_is_called_off_and_another_left_open(locale: str, text: str):
    turn = step(three(locale), text)
    assert changed(turn) == (set(), {2})


@pytest.mark.parametrize(("locale", "text"), each(LEOS_STAYS_OPEN))
def test_two_come_and_the_third_is_left_open(locale: str, text: str):
    assert changed(step(three(locale), text)) == ({1, 3}, set())


@pytest.mark.parametrize(("locale", "text"), each(ADA_COMES_LEO_NOT))
def test_which_of_two_is_answered_with_who_comes(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    asked = then(context, step(context, WISHES[locale]))
    assert changed(step(asked, text)) == ({1}, {2})


@pytest.mark.parametrize(("locale", "text"), each(LEO_RATHER_ON_FRIDAY))
def test_another_time_is_offered_for_one_alone(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    turn = step(context, read(context, text))
    question = turn.state.question
    assert acts(turn) == []
    assert question is not None
    assert question.asked is Asked.SLOTS
    assert [one.appointment_id for one in question.about] == [2]


@pytest.mark.parametrize(("locale", "text"), each(LEO_TAKES_FRIDAY))
def test_the_time_offered_for_one_is_taken_with_the_name(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    wish = LEO_RATHER_ON_FRIDAY[locale][-1]
    offered = then(context, step(context, read(context, wish)))
    turn = step(offered, read(offered, text))
    assert acts(turn) == [do.MoveAppointment(2, 1, FRIDAY)]


@pytest.mark.parametrize(("locale", "text"), each(SO_LEO_COMES))
def test_what_is_told_is_why_one_comes(locale: str, text: str):
    assert changed(step(family(locale, BOOKED, BOOKED), text)) == ({2}, set())


@pytest.mark.parametrize(("locale", "text"), each(I_COME_TOO))
def test_who_writes_comes_too(locale: str, text: str):
    assert changed(step(family(locale, BOOKED, BOOKED), text)) == ({1, 2}, set())


@pytest.mark.parametrize(("locale", "text"), each(CHANGES_NOTHING))
@pytest.mark.parametrize("told", [three, all_confirmed, ada_left])
def test_what_is_turned_changes_nothing(told: Callable[[str], Context], locale: str, text: str):
    context = told(locale)
    assert acts(step(context, read(context, text))) == []
