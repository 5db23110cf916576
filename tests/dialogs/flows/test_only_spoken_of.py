"""Whole turns on texts that only speak of an act: nothing changes, whatever is open."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogs.flows.turned_states import state
from tests.dialogs.flows.turned_sweep import HARMS

STATES = ("reminded", "unasked", "several_offered", "freed", "cancelled", "handed")
_FILE = Path(__file__).with_name("only_spoken_of.toml")


def _texts() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for locale, kinds in tomllib.loads(_FILE.read_text("utf-8")).items():
        yield from ((locale, kind, tuple(texts)) for kind, texts in kinds.items())


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize(
    ("locale", "texts"),
    [pytest.param(loc, texts, id=f"{loc}-{kind}") for loc, kind, texts in _texts()],
)
def test_what_is_only_spoken_of_changes_nothing(locale: str, texts: tuple[str, ...], name: str):
    done = {
        text: effects
        for text in texts
        if (effects := [e for e in state(name, locale).turn(text).effects if isinstance(e, HARMS)])
    }
    assert done == {}
