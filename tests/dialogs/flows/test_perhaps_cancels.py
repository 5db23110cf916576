"""A text that seems to cancel, beside a word that is not known: asked to be sure, and not done."""

import pytest

from dialogs import effects as do
from dialogs.conversation import Read
from dialogs.engine import read, step
from dialogs.intents import Hint
from tests.support.dialogs.heard import acts, alerted, facts, reminded, said, then
from tests.support.dialogs.samples import appointment

ADAS = appointment()


def test_a_text_that_seems_to_cancel_is_asked_about() -> None:
    asked = said(reminded(ADAS), "woe, cancel", hint=Hint.CANCELS)
    assert acts(asked) == []
    assert not alerted(asked)
    assert "shall we cancel" in asked.replies[0]


@pytest.mark.parametrize("text", ["2", "yes", "yes please"])
def test_a_yes_to_it_cancels(text: str) -> None:
    context = reminded(ADAS)
    asked = said(context, "woe, cancel", hint=Hint.CANCELS)
    turn = step(then(context, asked), read(then(context, asked), text))
    assert acts(turn) == [do.CancelAppointment(ADAS.id, ADAS.version)]


@pytest.mark.parametrize("text", ["no", "1"])
def test_a_no_to_it_cancels_nothing(text: str) -> None:
    context = reminded(ADAS)
    asked = said(context, "woe, cancel", hint=Hint.CANCELS)
    turn = step(then(context, asked), read(then(context, asked), text))
    assert not any(isinstance(each, do.CancelAppointment) for each in acts(turn))


def test_without_an_appointment_it_is_a_persons() -> None:
    assert alerted(said(facts(), "woe, cancel", hint=Hint.CANCELS))


def test_what_is_read_so_is_asked_about_in_words() -> None:
    context = reminded(ADAS)
    heard = read(context, "wibble cancel my appointment")
    assert isinstance(heard, Read)
    assert acts(step(context, heard)) == []
    assert "shall we cancel" in step(context, heard).replies[0]
