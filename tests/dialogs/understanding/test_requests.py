"""Commas inside of requests: what stands on both sides of one is a single clause."""

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.languages.lexicon import lexicons
from dialogs.normalise import normalise
from dialogs.understand import understand
from dialogs.understand.hearing.requests import unparted

from .labelled import APPOINTMENT, frame

ONE_CLAUSE = (
    "ich möchte Sie bitten, den Termin zu streichen",
    "Dürfte ich Sie bitten, meinen Termin zu stornieren",
    "hören Sie auf, mir zu schreiben",
    "ich will nicht, dass ihr mir schreibt",
)
CANCELLING = (
    "Dürfte ich Sie bitten, meinen Termin zu stornieren?",
    "Wären Sie so freundlich, meinen Termin zu streichen?",
    "Hätten Sie die Güte, den Termin abzusagen?",
    "Ich möchte Sie bitten, den Termin zu streichen",
    "Ich schreibe, um den Termin abzusagen",
    "Ich wäre Ihnen dankbar, wenn Sie meinen Termin stornieren könnten",
    "Ist es möglich, den Termin zu stornieren?",
)
STOPPING = (
    "Bitte hören Sie auf, mir Nachrichten zu senden",
    "Würden Sie bitte aufhören, mir SMS zu schicken?",
    "Ich will nicht, dass Sie mir weiter SMS schicken",
    "Ich bitte Sie, mir keine weiteren SMS zu schicken",
    "Es wäre nett, wenn Sie mir keine Nachrichten mehr schicken würden",
)
TURNED = (
    "Darf ich Sie bitten, meinen Termin nicht abzusagen?",
    "Ich möchte Sie bitten, den Termin nicht zu streichen",
    "Ich wäre Ihnen dankbar, wenn Sie meinen Termin nicht stornieren würden",
    "Wären Sie so nett und sagen mir, ob der Termin abgesagt ist?",
    "Er bittet Sie, meinen Termin zu stornieren",
    "Meine Frau möchte Sie bitten, ihren Termin zu stornieren",
    "Ist es möglich, den Termin kostenlos abzusagen?",
    "hört auf, mir den Termin abzusagen",
    "danke, dass Sie mir SMS schicken",
    "hören Sie bitte nicht auf, mir zu schreiben",
)
ACTS = {Intent.CANCEL, Intent.CONFIRM, Intent.OPT_OUT, Intent.CHOICE, Intent.UNDO}


@pytest.mark.parametrize("text", ONE_CLAUSE)
def test_a_comma_inside_of_a_request_parts_nothing(text: str) -> None:
    said = unparted(normalise(text), lexicons()["de"])
    assert not any(said.marks)


def test_a_polite_question_is_no_question_and_another_stays_one() -> None:
    german = lexicons()["de"]
    asked = unparted(normalise("Darf ich Sie bitten, den Termin abzusagen? Geht das?"), german)
    assert [mark for mark in asked.marks if mark] == [",", "?"]


def test_other_commas_stay() -> None:
    said = normalise("Ja, ich komme, danke")
    assert unparted(said, lexicons()["de"]) is said


@pytest.mark.parametrize("text", CANCELLING)
def test_a_request_over_a_comma_cancels(text: str) -> None:
    assert understand(text, frame(locale="de")).intent is Intent.CANCEL


@pytest.mark.parametrize("text", STOPPING)
def test_a_wish_for_no_more_texts_over_a_comma_is_one(text: str) -> None:
    read = understand(text, frame(OpenQuestion.NONE, "de", appointment=APPOINTMENT))
    assert read.intent is Intent.OPT_OUT


@pytest.mark.parametrize("text", TURNED)
def test_a_request_that_is_turned_does_nothing(text: str) -> None:
    assert understand(text, frame(locale="de")).intent not in ACTS
