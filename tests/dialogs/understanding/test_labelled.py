"""The labelled texts: what may never happen, and how much must be understood."""

import pytest

from dialogs.intents import Intent
from dialogs.understand import BAR, understand

from .figures import Figures, Reading, figures, readings
from .labelled import LOCALES, Part, frame_of, labelled

SHARE = 0.92


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    language: str = request.param
    return language


@pytest.fixture(params=Part)
def counted(request: pytest.FixtureRequest, locale: str) -> Figures:
    return figures(readings(locale, request.param))


def test_nothing_is_acted_on_that_was_not_said_and_no_opt_out_is_missed(counted: Figures) -> None:
    assert counted.harmful == ()


def test_most_texts_need_nobody_at_the_practice(counted: Figures) -> None:
    assert counted.share >= SHARE


def test_the_figures_count_every_kind_of_harm() -> None:
    counted = figures(
        [
            Reading("yes", Intent.CONFIRM, Intent.CONFIRM),
            Reading("perhaps", Intent.UNCLEAR, Intent.CONFIRM),
            Reading("I have 2 children", Intent.UNCLEAR, Intent.CHOICE),
            Reading("can't come before 9", Intent.UNCLEAR, Intent.CANCEL),
            Reading("write to me no more", Intent.OPT_OUT, Intent.UNCLEAR),
            Reading("at the bus stop", Intent.UNCLEAR, Intent.OPT_OUT),
        ]
    )
    assert counted.share == 0.5
    assert counted.false_confirmations == ("perhaps", "I have 2 children")
    assert counted.false_cancellations == ("can't come before 9",)
    assert counted.missed_opt_outs == ("write to me no more",)
    assert counted.false_opt_outs == ("at the bus stop",)


def test_no_text_is_both_worked_with_and_scored(locale: str) -> None:
    worked, scored = ({(t.question, t.text) for t in labelled(locale, part)} for part in Part)
    assert worked & scored == set()


def test_every_language_has_texts_enough_to_say_something(locale: str) -> None:
    assert sum(1 for _ in labelled(locale)) >= 150
    assert sum(1 for _ in labelled(locale, Part.SCORED)) >= 100


def test_whatever_is_understood_is_above_the_bar_and_says_why(locale: str) -> None:
    for each in labelled(locale):
        found = understand(each.text, frame_of(each, locale))
        assert found.evidence, each.text
        assert (found.confidence >= BAR) is (found.intent is not Intent.UNCLEAR), each.text
