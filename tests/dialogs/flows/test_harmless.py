"""Texts by kind, in states of a conversation: what each may change, and that it changes no more."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dialogs import effects as do
from dialogs.conversation import Turn
from tests.dialogs.flows.turned_states import BINDING, STATES, state
from tests.dialogs.flows.turned_sweep import LOCALES

WRITTEN = ("harmless.toml", "harmless_second.toml")
HERE = Path(__file__).parent
KINDS = [
    kind
    for name in WRITTEN
    if (HERE / name).exists()
    for kind in tomllib.loads((HERE / name).read_text("utf-8"))["kind"]
]
CHANGES = (*BINDING, do.CancelAppointment)


def changed(turn: Turn) -> set[type[do.Effect]]:
    return {type(each) for each in turn.effects if isinstance(each, CHANGES)}


def only(*kinds: type[do.Effect]) -> Callable[[Turn], bool]:
    return lambda turn: changed(turn) == {*kinds}


def silent(turn: Turn) -> bool:
    return not changed(turn) and not turn.replies


def offers(turn: Turn) -> bool:
    question = turn.state.question
    return not changed(turn) and question is not None and bool(question.slots)


def kept(turn: Turn) -> bool:
    """Say whether nothing but a confirming happened, and it was no case for staff."""
    alerted = any(isinstance(each, do.AlertStaff) for each in turn.effects)
    return changed(turn) <= {do.ConfirmAppointment} and not alerted


def asks_booking(turn: Turn) -> bool:
    return not changed(turn) and turn.state.question is not None


DOES: dict[str, Callable[[Turn], bool]] = {
    "nothing": only(),
    "confirm": only(do.ConfirmAppointment),
    "cancel": only(do.CancelAppointment),
    "opt_out": only(do.OptOut),
    "wrong_number": only(do.MarkWrongNumber),
    "silence": silent,
    "offers": offers,
    "kept": kept,
    "asks_booking": asks_booking,
}


def cases() -> list[Any]:
    return [
        pytest.param(kind["does"], name, locale, text, id=f"{kind['name']}-{name}-{locale}-{text}")
        for kind in KINDS
        for name in kind["states"]
        for locale, texts in kind["texts"].items()
        for text in texts
    ]


@pytest.mark.parametrize(("does", "name", "locale", "text"), cases())
def test_a_text_changes_what_it_says_and_no_more(does: str, name: str, locale: str, text: str):
    turn = state(name, locale).turn(text)
    assert DOES[does](turn), (turn.trace, turn.understanding.evidence, turn.effects, turn.replies)


def test_every_kind_is_tried_in_every_language_and_in_states_that_are():
    assert [each["name"] for each in KINDS if {*each["texts"]} != {*LOCALES}] == []
    assert {name for each in KINDS for name in each["states"]} <= {*STATES}
