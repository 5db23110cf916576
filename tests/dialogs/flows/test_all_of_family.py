"""What a family says of all of its own at once, and of one whose reason comes first."""

import pytest

from dialogs.engine import step
from tests.dialogs.flows.family_whole import ALL_COME_INSTEAD, MIAS_OFF_OTHERS_UNCHANGED, NONE_COMES
from tests.dialogs.flows.family_whole_turned import NOT_ALL_COME, NOT_OF_ALL
from tests.dialogs.flows.test_each_of_family import all_confirmed, changed, each, three, which_one
from tests.support.dialogs.heard import acts


@pytest.mark.parametrize(("locale", "text"), [*each(NONE_COMES)])
def test_none_of_them_comes(locale: str, text: str):
    for told in (three, which_one, all_confirmed):
        assert changed(step(told(locale), text)) == (set(), {1, 2, 3})


@pytest.mark.parametrize(("locale", "text"), [*each(ALL_COME_INSTEAD)])
def test_which_one_is_answered_with_none(locale: str, text: str):
    assert changed(step(which_one(locale), text)) == ({1, 2, 3}, set())


@pytest.mark.parametrize(("locale", "text"), [*each(MIAS_OFF_OTHERS_UNCHANGED)])
def test_one_is_taken_off_and_the_others_stay(locale: str, text: str):
    for told in (three, all_confirmed):
        kept, gone = changed(step(told(locale), text))
        assert (kept - {1, 2}, gone) == (set(), {3})


@pytest.mark.parametrize(("locale", "text"), [*each(NOT_OF_ALL)])
def test_what_is_turned_of_all_cancels_nobody(locale: str, text: str):
    for told in (three, which_one, all_confirmed):
        assert acts(step(told(locale), text)) == []


@pytest.mark.parametrize(("locale", "text"), [*each(NOT_ALL_COME)])
def test_what_is_turned_of_a_mistake_confirms_nobody(locale: str, text: str):
    for told in (three, which_one, all_confirmed):
        assert acts(step(told(locale), text)) == []
