"""Whole conversations, as clients have them: golden/*.json played and compared line by line."""

import json
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.support.dialogs.stage import Stage

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def test_there_are_conversations_in_both_languages():
    assert len([path for path in GOLDEN if path.name.startswith("en_")]) >= 12
    assert len([path for path in GOLDEN if path.name.startswith("it_")]) >= 12


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_conversation(path: Path):
    golden = json.loads(path.read_text(encoding="utf-8"))
    stage = Stage.of(golden)
    expected, played = [], []
    for scripted in golden["steps"]:
        expected += scripted["expect"]
        played += stage.play(scripted)
    assert played == expected, "\n" + "\n".join(
        unified_diff(expected, played, "expected", "played", lineterm="", n=99)
    )
