"""The second reading: it completes what rules leave open, and holds back what nobody may do."""

from dataclasses import replace

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import BAR, understand

from .labelled import frame


@pytest.mark.parametrize(
    ("text", "locale", "meant"),
    [
        ("sisi tt ok ci vediamo giovedi", "it", Intent.CONFIRM),
        ("Ok docteur, je serai présente par la grâce de Dieu", "fr", Intent.CONFIRM),
        ("where are you based? sat nav keeps taking me to the old place", "en", Intent.WHERE),
    ],
)
def test_what_is_said_like_labelled_texts_is_understood(
    text: str, locale: str, meant: Intent
) -> None:
    read = understand(text, frame(locale=locale))
    assert read.intent is meant
    assert read.confidence >= BAR
    assert "like labelled texts" in read.evidence[-1]


def test_a_question_beside_a_cancellation_is_for_staff() -> None:
    text = "Tut mir sehr leid für die kurzfristige Absage! Fallen da Kosten an?"
    assert understand(text, frame(locale="de")).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    "text",
    ["i doubt absolutely will", "would you cancel on me?", "não anulem", "annulez mon vol svp"],
)
def test_what_is_turned_is_not_completed(text: str) -> None:
    assert understand(text, frame()).intent not in {Intent.CONFIRM, Intent.CANCEL}


@pytest.mark.parametrize("question", [OpenQuestion.SLOTS, OpenQuestion.OFFER])
def test_offered_times_are_chosen_by_the_rules_alone(question: OpenQuestion) -> None:
    read = understand("sisi tt ok ci vediamo giovedi", frame(question, "it"))
    assert not any("like labelled texts" in each for each in read.evidence)


def test_a_part_of_a_text_is_not_completed() -> None:
    part = replace(frame(locale="it"), partial=True)
    assert understand("Devo darvi buca giovedì, scusatemi", part).intent is Intent.UNCLEAR


def test_nothing_is_read_into_a_text_where_there_is_no_visit() -> None:
    alone = frame(OpenQuestion.NONE, "it", appointment=None)
    assert understand("Devo darvi buca, scusatemi", alone).intent is Intent.UNCLEAR
