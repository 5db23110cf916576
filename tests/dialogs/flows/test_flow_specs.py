"""Each intent is declared by one flow, can be heard in every language, and is in a conversation."""

import json
from collections import Counter

import pytest

from dialogs.engine import SPECS
from dialogs.intents import INFORMING, Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.simulator import turns
from tests.dialogs.test_golden import GOLDEN
from tests.support.dialogs.stage import Stage


def test_every_intent_has_a_flow_and_no_two_flows_claim_one() -> None:
    assert Counter(each.intent for each in SPECS) == Counter(Intent)


def test_what_is_answered_beside_is_understood_beside() -> None:
    assert {each.intent for each in SPECS if each.beside} == set(INFORMING)


@pytest.mark.parametrize("intent", INFORMING)
def test_what_asks_or_tells_has_phrases_in_every_language(intent: Intent) -> None:
    cue = Cue(intent.value)
    without = [code for code, lexicon in lexicons().items() if not lexicon.phrases.of(cue)]
    assert without == []


def test_every_intent_is_in_a_golden_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = set()
    hear = turns.hear

    def noted(*asked):
        simulated, turn = hear(*asked)
        heard.add(turn.understanding.intent)
        return simulated, turn

    monkeypatch.setattr(turns, "hear", noted)
    for path in GOLDEN:
        golden = json.loads(path.read_text(encoding="utf-8"))
        stage = Stage.of(golden)
        for scripted in golden["steps"]:
            stage.play(scripted)
    assert set(Intent) - heard == set()
