"""Whole turns on texts that only speak of an act: nothing changes, whatever is open.

The texts were written in rounds, by kind; those that were still acted on, or that may be meant as
an act, are left out.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs import effects as do
from tests.dialogs.flows.turned_states import state
from tests.dialogs.flows.turned_sweep import HARMS

STATES = ("reminded", "unasked", "several_offered", "freed", "cancelled", "handed")
PLAINLY = {"cancels": do.CancelAppointment, "confirms": do.ConfirmAppointment}


def _texts(name: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    document = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
    for locale, kinds in document.items():
        yield from ((locale, kind, tuple(texts)) for kind, texts in kinds.items())


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize(("locale", "kind", "texts"), list(_texts("only_spoken_of")))
def test_what_is_only_spoken_of_changes_nothing(
    locale: str, kind: str, texts: tuple[str, ...], name: str
):
    done = {
        text: effects
        for text in texts
        if (effects := [e for e in state(name, locale).turn(text).effects if isinstance(e, HARMS)])
    }
    assert done == {}, kind


@pytest.mark.parametrize(("locale", "kind", "texts"), list(_texts("close_to_spoken_of")))
def test_what_is_plainly_said_acts(locale: str, kind: str, texts: tuple[str, ...]):
    acting = PLAINLY[kind]
    idle = [
        text
        for text in texts
        if not any(isinstance(e, acting) for e in state("reminded", locale).turn(text).effects)
    ]
    assert idle == []
