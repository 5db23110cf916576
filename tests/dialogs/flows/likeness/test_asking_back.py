"""After a perhaps we ask whether the client wants it back, and read the answer."""

from datetime import datetime

import pytest

from calendar_store.model.statuses import STANDING
from dialogs.conversation import Asked
from dialogs.flows.likeness.settings import After
from dialogs.simulator import turns
from dialogs.simulator.practice import SimulatedPractice
from tests.support.dialogs.after_acts import (
    FRIDAY,
    NUMBER,
    THREE,
    WEDNESDAY,
    after,
    after_choice,
    context_of,
)

YES = {
    "en": "yes please",
    "de": "ja bitte",
    "fr": "oui merci",
    "it": "sì grazie",
    "es": "sí por favor",
    "pt": "sim, obrigada",
}
NO = {"pt": "não", "de": "nein"}
WEDNESDAY_AT_THREE = {
    "en": "yes, Wednesday at 3 pm",
    "de": "ja, Mittwoch um 15 Uhr",
    "fr": "oui mercredi à 15h",
    "it": "sì mercoledì alle 15",
    "es": "sí, el miércoles a las 15",
    "pt": "sim quarta às 15h",
}


def asked_back(locale: str) -> SimulatedPractice:
    """Return a practice that has asked whether to put a move back: one that said "no" to it."""
    moved = after(locale, After.MOVED)
    asked, turn = turns.hear(moved, NUMBER, NO.get(locale, "no"), context_of(moved).now)
    question = asked.state(NUMBER).question
    assert question is not None, turn.replies
    assert question.asked is Asked.BACK
    return asked


def start_after(locale: str, *texts: str) -> datetime:
    practice = asked_back(locale)
    for text in texts:
        practice, _ = turns.hear(practice, NUMBER, text, context_of(practice).now)
    (visit,) = practice.appointments.values()
    assert visit.status in STANDING
    return visit.starts_at


@pytest.mark.parametrize("locale", YES)
def test_a_yes_in_words_puts_it_back(locale: str) -> None:
    assert start_after(locale, YES[locale]) == WEDNESDAY


@pytest.mark.parametrize("locale", WEDNESDAY_AT_THREE)
def test_the_time_of_before_puts_it_back(locale: str) -> None:
    assert start_after(locale, WEDNESDAY_AT_THREE[locale]) == WEDNESDAY


@pytest.mark.parametrize("locale", YES)
@pytest.mark.parametrize("text", ["ok", "👍🏻 ok", "Friday is fine, leave it"])
def test_ok_and_no_leave_it(locale: str, text: str) -> None:
    assert start_after(locale, text) == FRIDAY


@pytest.mark.parametrize("locale", YES)
def test_a_yes_after_a_no_puts_nothing_back(locale: str) -> None:
    assert start_after(locale, NO.get(locale, "no"), YES[locale]) == FRIDAY


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "sorry! two"), ("fr", "oups. deux"), ("de", "upps. zwei"), ("it", "scusi! due")),
        *(("en", "sorry fat fingers, 2 not 3"), ("it", "anzi no la 2")),
    ],
)
def test_a_number_in_words_after_a_choice_is_of_the_list_and_cancels_nothing(
    locale: str, text: str
) -> None:
    practice = after_choice(locale, 3)
    practice, _ = turns.hear(practice, NUMBER, text, context_of(practice).now)
    (visit,) = practice.appointments.values()
    assert visit.status in STANDING
    assert visit.starts_at in {FRIDAY, THREE[1]}
