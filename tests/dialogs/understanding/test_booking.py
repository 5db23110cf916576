"""Wishes for a new appointment, and AGENDA, as people write them; and when one more is meant."""

import tomllib
from pathlib import Path

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import understand
from tests.dialogs.understanding.labelled import LOCALES, frame

NONE, REMINDER = OpenQuestion.NONE, OpenQuestion.REMINDER
TEXTS = tomllib.loads(Path(__file__).with_name("booking.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("intent", [Intent.BOOK, Intent.AGENDA])
def test_what_is_asked_for_is_understood(locale: str, intent: Intent):
    texts = TEXTS[locale][intent]
    assert len(texts) >= 15
    read = {text: understand(text, frame(NONE, locale, appointment=None)) for text in texts}
    assert {text: heard for text, heard in read.items() if heard.intent is not intent} == {}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can I book another appointment on friday"),
        ("it", "vorrei prenotare un altro appuntamento giovedì"),
        ("es", "puedo reservar otra cita para mi hijo?"),
        ("fr", "je voudrais un autre rendez-vous pour ma fille"),
        ("de", "ich möchte noch einen Termin für meinen Sohn"),
        ("pt", "quero marcar outra consulta para o meu filho"),
    ],
)
def test_one_more_is_booked_although_a_reminder_is_open(locale: str, text: str):
    for question in (NONE, REMINDER):
        assert understand(text, frame(question, locale)).intent is Intent.BOOK


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can you move the appointment for my son to friday"),
        ("en", "can't come, book another appointment on friday"),
        ("fr", "peut-on déplacer le rendez-vous pour ma fille"),
    ],
)
def test_another_one_instead_moves_the_one_that_stands(locale: str, text: str):
    for question in (NONE, REMINDER):
        assert understand(text, frame(question, locale)).intent is Intent.RESCHEDULE
