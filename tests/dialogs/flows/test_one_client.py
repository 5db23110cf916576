"""What one client with one visit answers to a reminder, by kind, in six languages."""

import tomllib
from pathlib import Path

import pytest

from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import AppointmentStatus
from dialogs.intents import Intent
from gateway.wording.reason_words import in_words
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

WRITTEN = tomllib.loads(Path(__file__).with_name("one_client.toml").read_text("utf-8"))
FIRST = {locale: texts[0] for locale, texts in WRITTEN["somebody_else"].items()}


def texts(*kinds: str) -> list[tuple[str, str]]:
    return [
        (locale, text) for kind in kinds for locale, some in WRITTEN[kind].items() for text in some
    ]


def reminded(locale: str) -> Search:
    return Search.of(visit(ADA, rome(26, "15:00")), locale=locale)


def today(locale: str) -> Search:
    return Search.of(visit(ADA, rome(23, "16:00")), locale=locale)


def status(search: Search) -> AppointmentStatus:
    return search.simulated.appointments[1].status


@pytest.mark.parametrize(
    ("locale", "text"),
    texts(
        *(
            "somebody_else",
            "somebody_else_too",
            "asks_the_rules_too",
            "comes_anyway_turned",
            "confirms_and_asks_turned",
            "asks_the_rules",
        ),
        *("speech_moves", "speech_turned", "story_moves", "story_turned", "same_day_turned"),
    ),
)
def test_what_says_nothing_plain_of_the_visit_leaves_it_as_it_is(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(
    ("locale", "text"),
    texts(
        "refuses_too", "refuses_for_themselves", "speech_cancels", "cancels_late", "story_cancels"
    ),
)
def test_who_refuses_for_themselves_cancels(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"),
    texts("comes_anyway", "confirms_and_asks", "confirms_and_asks_too", "speech_confirms"),
)
def test_a_plain_confirmation_confirms_whatever_is_told_or_asked_beside_it(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), texts("comes_anyway"))
def test_it_confirms_after_a_word_of_who_cannot_drive_them(locale: str, text: str):
    search = reminded(locale)
    search.say(FIRST[locale])
    search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), texts("comes_anyway_turned"))
def test_turned_it_confirms_nothing_after_that_either(locale: str, text: str):
    search = reminded(locale)
    search.say(FIRST[locale])
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(("locale", "text"), texts("confirms_and_asks", "confirms_and_asks_too"))
def test_the_question_beside_it_goes_to_staff(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert search.turn
    assert any(
        text[-12:] in in_words(getattr(each, "reason", NO_REASON)) for each in search.turn.effects
    )


@pytest.mark.parametrize(("locale", "text"), texts("asks_the_rules", "asks_the_rules_too"))
def test_a_question_about_the_rules_wishes_for_no_time(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert search.turn
    assert search.turn.understanding
    assert search.turn.understanding.intent is Intent.UNCLEAR


@pytest.mark.parametrize(("locale", "text"), texts("speech_moves", "story_moves"))
def test_a_wish_for_another_time_is_offered_some(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert search.turn
    assert search.turn.understanding
    assert search.turn.understanding.intent is Intent.RESCHEDULE
    assert search.turn.state.question


@pytest.mark.parametrize(("locale", "text"), texts("same_day_confirms"))
def test_confirmed_for_later_on_the_day_of_the_visit_it_is_confirmed(locale: str, text: str):
    search = today(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), texts("same_day_turned"))
def test_to_confirm_later_on_that_day_confirms_nothing(locale: str, text: str):
    search = today(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(("locale", "text"), texts("same_day_confirms"))
def test_for_later_cancels_nothing_on_another_day(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert status(search) is not AppointmentStatus.CANCELLED
