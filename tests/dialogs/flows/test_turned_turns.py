"""Whole turns, turned: whatever acts in a state of a conversation does nothing then."""

import pytest

from tests.dialogs.flows.turned_kinds import ACT_STILL, CHANGE_NOTHING
from tests.dialogs.flows.turned_states import STATES, state
from tests.dialogs.flows.turned_sweep import HARMS, LOCALES, acting, turned


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_acts_once_it_is_turned(locale: str, name: str):
    combinations = [*turned(name, locale, texts=7, ways=2)]
    assert [(each.kind, each.text, each.done) for each in combinations if each.done] == []
    assert combinations


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_sweep_takes_texts_that_act(locale: str, name: str):
    assert any(acting(name, locale, 2))


@pytest.mark.parametrize(
    ("name", "locale", "text"),
    [
        (name, locale, text)
        for name, texts in CHANGE_NOTHING
        for locale, some in texts.items()
        for text in some
    ],
)
def test_what_is_turned_changes_nothing(name: str, locale: str, text: str):
    turn = state(name, locale).turn(text)
    assert [each for each in turn.effects if isinstance(each, HARMS)] == []


@pytest.mark.parametrize(
    ("name", "locale", "text"),
    [
        (name, locale, text)
        for name, texts in ACT_STILL
        for locale, some in texts.items()
        for text in some
    ],
)
def test_what_only_looks_turned_still_acts(name: str, locale: str, text: str):
    turn = state(name, locale).turn(text)
    assert any(isinstance(each, HARMS) for each in turn.effects)
