"""Answers to an offer of a free time: only a plain yes takes it; off the list is not STOP."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dialogs.intents import Frame, Intent, OpenQuestion
from dialogs.understand import KEEPS, TAKES, understand

from .labelled import APPOINTMENT, ZONE, frame

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OFFERED = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # a Thursday, 10:30 in Rome

TAKEN = {
    "en": [
        "1",
        "yes",
        "Yes please!",
        "ok",
        "I'll take it",
        "yes thursday",
        "👍",
        "see you thursday",
    ],
    "it": ["1.", "sì", "si confermo", "la prendo", "va bene giovedì", "ok grazie"],
    "es": ["1", "si", "vale", "me la quedo"],
    "fr": ["1", "oui", "d'accord", "je prends"],
    "de": ["1", "ja gerne", "passt", "nehme ich"],
    "pt": ["1", "sim", "pode ser", "fico com essa"],
}
KEPT = {
    "en": [
        "2",
        "no",
        "no thanks",
        "keep mine",
        "no, I'll keep my appointment",
        "I can't",
        "keep it",
    ],
    "it": ["2", "no grazie", "tengo il mio", "non posso", "tengo l'appuntamento"],
    "es": ["2", "no gracias", "no, mantengo la mia"],
    "fr": ["2", "non merci", "je garde mon rdv"],
    "de": ["2", "nein danke", "ich behalte meinen Termin"],
    "pt": ["2", "não obrigada", "mantenho a minha"],
}
NEITHER = {
    "en": [
        *["3", "yes, keep my appointment", "maybe", "not sure", "yes see you monday", "thanks"],
        *["ok but who is it with", "is that with Aurora?", "I can't come on monday anymore"],
        *["cancel my appointment", "yes but can we do 11?", "stop", "see you then"],
    ],
    "it": ["forse", "sì ma alle 11?", "disdico", "non so", "a lunedì allora"],
    "de": ["vielleicht", "ja aber um 11", "absagen"],
}
LEAVING = {
    "en": ["take me off the waiting list", "I no longer need an earlier time", "list off"],
    "it": ["toglietemi dalla lista d'attesa", "lista no"],
    "es": ["bórreme de la lista de espera", "LISTA NO"],
    "fr": ["retirez-moi de la liste d'attente", "liste non"],
    "de": ["nehmen Sie mich von der Warteliste", "Liste nein"],
    "pt": ["tire-me da lista de espera", "lista não"],
}
STOPPING = [
    ("en", "remove me from your list"),
    ("en", "take me off the waiting list and stop texting me"),
    ("it", "toglietemi dalla lista"),
    ("es", "bórreme de la lista"),
]


def _each(table: dict[str, list[str]]):
    return [(locale, text) for locale, texts in table.items() for text in texts]


def _heard(locale: str, text: str, question: OpenQuestion = OpenQuestion.OFFER):
    return understand(text, Frame(NOW, "Europe/Rome", locale, locale, question, 2, OFFERED))


@pytest.mark.parametrize(("locale", "text"), _each(TAKEN))
def test_a_plain_yes_takes_the_offer(locale: str, text: str):
    heard = _heard(locale, text)
    assert (heard.intent, heard.choice) == (Intent.CHOICE, TAKES), heard


@pytest.mark.parametrize(("locale", "text"), _each(KEPT))
def test_a_no_or_what_speaks_of_their_own_appointment_keeps_it(locale: str, text: str):
    heard = _heard(locale, text)
    assert (heard.intent, heard.choice) == (Intent.CHOICE, KEEPS), heard


@pytest.mark.parametrize(("locale", "text"), _each(NEITHER))
def test_what_is_less_or_more_than_an_answer_decides_nothing_about_the_offer(
    locale: str, text: str
):
    assert _heard(locale, text).choice is None


@pytest.mark.parametrize(("locale", "text"), _each(LEAVING))
def test_off_the_waiting_list_stops_no_texts(locale: str, text: str):
    for question in (OpenQuestion.NONE, OpenQuestion.REMINDER, OpenQuestion.OFFER):
        assert _heard(locale, text, question).intent is Intent.LEAVE_LIST


@pytest.mark.parametrize(("locale", "text"), STOPPING)
def test_off_any_other_list_stops_all_texts(locale: str, text: str):
    assert _heard(locale, text, OpenQuestion.NONE).intent is Intent.OPT_OUT


FREED = datetime(2026, 12, 1, 15, tzinfo=ZONE)
READ_AS = {"taken": {TAKES}, "kept": {KEEPS}, "not_taken": {KEEPS, None}, "neither": {None}}
ANSWERS = tomllib.loads(Path(__file__).with_name("offers.toml").read_text(encoding="utf-8"))


def answers() -> Iterator[Any]:
    for kind, languages in ANSWERS.items():
        for locale, texts in languages.items():
            for text in texts:
                yield pytest.param(kind, locale, text, id=f"{kind}-{locale}-{text}")


@pytest.mark.parametrize(("kind", "locale", "text"), [*answers()])
def test_an_answer_is_read_against_the_offered_time_and_the_one_that_stands(
    kind: str, locale: str, text: str
) -> None:
    offered = frame(OpenQuestion.OFFER, locale, appointment=FREED)
    found = understand(text, replace(offered, standing=APPOINTMENT, names=frozenset({"leo"})))
    chosen = found.choice if found.intent is Intent.CHOICE else None
    assert chosen in READ_AS[kind], found.evidence
