"""What a text means after something else was said: a deferral, a question, staff, half a text."""

import tomllib
from pathlib import Path

import pytest

from tests.support.dialogs.after_said import played


def talks(name: str) -> list[tuple[str, str, str]]:
    """Give the conversations of a file, each with its language and its end."""
    path = Path(__file__).with_name(name)
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        (locale, talk, end)
        for ends in document.values()
        for end, languages in ends.items()
        for locale, some in languages.items()
        for talk in some
    ]


@pytest.mark.parametrize(("locale", "talk", "end"), talks("after_said.toml"))
def test_a_complete_answer_is_acted_on_after_what_came_between(
    locale: str, talk: str, end: str
) -> None:
    assert played(locale, talk) == end


@pytest.mark.parametrize(("locale", "talk", "end"), talks("after_said_not.toml"))
def test_nothing_else_acts_after_what_came_between(locale: str, talk: str, end: str) -> None:
    assert played(locale, talk) == end
