"""What people text in answer: what looks like an answer and is none does nothing."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import BAR, understand
from tests.dialogs.understanding.labelled import frame

_ACTS = frozenset({Intent.CONFIRM, Intent.CANCEL, Intent.CHOICE, Intent.OPT_OUT, Intent.UNDO})
_FILE = Path(__file__).parent / "texted.toml"


def _texts() -> Iterator[tuple[str, OpenQuestion, str, str]]:
    """Read the texts with their language, the open question and what they want."""
    for locale, questions in tomllib.loads(_FILE.read_text("utf-8")).items():
        for question, wants in questions.items():
            for want, texts in wants.items():
                yield from ((locale, OpenQuestion(question), want, text) for text in texts)


@pytest.mark.parametrize(("locale", "question", "want", "text"), list(_texts()))
def test_a_text_is_read_as_it_was_meant(
    locale: str, question: OpenQuestion, want: str, text: str
) -> None:
    found = understand(text, frame(question, locale))
    if want == "not":
        assert found.intent not in _ACTS, found
    else:
        assert (found.intent, found.confidence >= BAR) == (Intent(want), True), found
