"""What a text says by itself is done whatever was said before; turned, or left open, it is not."""

import tomllib
from pathlib import Path

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs.simulator import calendar
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import AURORA, Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))
WRITTEN = tomllib.loads(Path(__file__).with_name("by_itself.toml").read_text("utf-8"))
DEPENDS = {
    "en": "yes but only if I find somebody for the little one",
    "it": "sì ma solo se trovo qualcuno per il piccolo",
    "es": "sí pero solo si encuentro quien cuide al peque",
    "fr": "oui mais seulement si je trouve quelqu'un pour le petit",
    "de": "ja aber nur wenn ich jemanden für den Kleinen finde",
    "pt": "sim mas só se arranjar alguém para o pequeno",
}
MOVES = {
    "en": "can I come on Friday instead?",
    "it": "posso venire venerdì invece?",
    "es": "¿puedo ir el viernes en vez del jueves?",
    "fr": "je peux venir vendredi à la place ?",
    "de": "kann ich stattdessen am Freitag kommen?",
    "pt": "posso ir na sexta em vez disso?",
}


def texts(*kinds: str) -> list[tuple[str, str]]:
    return [
        (locale, text) for kind in kinds for locale, some in WRITTEN[kind].items() for text in some
    ]


def handed(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    search.say(DEPENDS[locale])
    assert status(search) is AppointmentStatus.BOOKED
    return search


def reminded(locale: str) -> Search:
    return Search.of(VISIT, locale=locale)


def moved(locale: str) -> Search:
    """Hand over, and let staff move the visit meanwhile."""
    search = handed(locale)
    start = rome(27, "09:00")
    slot = Slot(AURORA.id, AURORA.name, start, start + VISIT.duration)
    search.simulated = calendar.move_by_staff(search.simulated, 1, slot)
    return search


def offered(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    search.say(MOVES[locale])
    assert search.offered, search.turn
    assert all(each.startswith("fri") for each in search.offered)
    return search


def cancelled(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    search.say("2")
    search.say("ok")
    assert status(search) is AppointmentStatus.CANCELLED
    return search


def status(search: Search) -> AppointmentStatus:
    visit = search.simulated.appointments[1]
    assert visit.starts_at == VISIT.starts_at
    return visit.status


@pytest.mark.parametrize(("locale", "text"), texts("confirms"))
def test_who_was_handed_over_confirms_by_saying_so(locale: str, text: str):
    search = handed(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), texts("confirms"))
def test_the_same_confirms_a_reminder(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), texts("cancels"))
def test_who_was_handed_over_cancels_by_saying_so(locale: str, text: str):
    search = handed(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CANCELLED


@pytest.mark.parametrize("before", [handed, reminded, offered])
@pytest.mark.parametrize(("locale", "text"), texts("turned"))
def test_the_same_words_turned_confirm_nothing(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert status(search) is not AppointmentStatus.CONFIRMED


@pytest.mark.parametrize("before", [handed, reminded, offered])
@pytest.mark.parametrize(("locale", "text"), texts("cancels_turned"))
def test_a_wish_to_cancel_turned_changes_nothing(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize("before", [handed, offered])
@pytest.mark.parametrize(("locale", "text"), texts("assents"))
def test_assent_alone_changes_nothing(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(("locale", "text"), texts("kept"))
def test_the_visit_is_kept_and_confirmed_while_other_times_are_on_offer(locale: str, text: str):
    search = offered(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED
    assert not search.offered


@pytest.mark.parametrize(("locale", "text"), texts("kept_turned"))
def test_the_same_words_turned_keep_nothing(locale: str, text: str):
    search = offered(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(("locale", "text"), texts("back"))
def test_who_wants_the_cancelled_visit_back_has_it(locale: str, text: str):
    search = cancelled(locale)
    search.say(text)
    assert status(search) is not AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"), texts("back_turned", "turned", "cancels", "cancels_turned", "assents")
)
def test_the_same_words_turned_restore_nothing(locale: str, text: str):
    search = cancelled(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(("locale", "text"), texts("moved"))
def test_who_names_the_time_that_staff_moved_it_to_confirms_it(locale: str, text: str):
    search = moved(locale)
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), texts("other_time"))
def test_who_names_another_time_than_stands_is_told_what_stands(locale: str, text: str):
    search = moved(locale)
    answer = search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.BOOKED
    assert "27" in answer
    assert not search.offered


@pytest.mark.parametrize("before", [handed, reminded])
@pytest.mark.parametrize(("locale", "text"), texts("wishes"))
def test_a_wish_for_another_time_is_no_mistake_about_it(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED
    assert search.offered


@pytest.mark.parametrize(("locale", "text"), texts("depending"))
def test_a_condition_told_with_the_visits_own_time_is_no_wish_for_another(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED
    assert not search.offered


PROMISES = {"Sorted. I'll let you know about Thursday", "C'est réglé. Pour jeudi je vous redis"}
"""What needs no answer after a hand-over, though it is no thanks."""


@pytest.mark.parametrize(
    ("locale", "text"),
    texts("confirms", "cancels", "turned", "cancels_turned", "kept", "other_time"),
)
@pytest.mark.parametrize("several", [False, True])
def test_nobody_who_says_more_than_thanks_after_a_hand_over_is_left_in_silence(
    locale: str, text: str, *, several: bool
):
    visits = (VISIT, visit(MARIE, rome(26, "15:30"))) if several else (VISIT,)
    search = Search.of(*visits, locale=locale)
    search.say(DEPENDS[locale])
    alerts = len(search.simulated.alerts)
    answer = search.say(text)
    assert answer or len(search.simulated.alerts) > alerts or text in PROMISES


@pytest.mark.parametrize("before", [handed, reminded])
@pytest.mark.parametrize(("locale", "text"), texts("which_hour"))
def test_at_which_of_two_hours_the_visit_is_is_told(before, locale: str, text: str):
    search = before(locale)
    alerts = len(search.simulated.alerts)
    answer = search.say(text)
    assert "15:00" in answer or "15h00" in answer
    assert len(search.simulated.alerts) == alerts
    assert not search.offered
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize("before", [handed, reminded])
@pytest.mark.parametrize(("locale", "text"), texts("which_hour_turned"))
def test_a_wish_for_one_of_two_hours_is_not_answered_from_the_calendar(
    before, locale: str, text: str
):
    search = before(locale)
    search.say(text)
    assert "told what the calendar says" not in search.turn.trace
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(("locale", "text"), texts("suits", "leaves_it"))
def test_the_visits_own_hour_that_suits_confirms(locale: str, text: str):
    search = handed(locale)
    assert search.say(text)
    assert status(search) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize("before", [handed, reminded, offered])
@pytest.mark.parametrize(("locale", "text"), texts("suits_turned", "leaves_it_turned", "suits_not"))
def test_another_hour_or_a_turned_one_confirms_nothing(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.BOOKED


@pytest.mark.parametrize("before", [handed, reminded])
@pytest.mark.parametrize(("locale", "text"), texts("would_suit"))
def test_a_time_that_would_be_good_is_offered(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert search.offered
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize("before", [handed, reminded])
@pytest.mark.parametrize(("locale", "text"), texts("would_suit_turned"))
def test_a_time_that_is_only_told_of_changes_nothing(before, locale: str, text: str):
    search = before(locale)
    search.say(text)
    assert status(search) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(("locale", "text"), texts("leaves_it_turned"))
def test_who_names_the_visits_hour_after_a_hand_over_is_never_left_in_silence(
    locale: str, text: str
):
    search = handed(locale)
    assert search.say(text)


def test_who_cannot_at_the_visits_hour_does_not_confirm_by_an_until():
    search = handed("fr")
    search.say("à 15h je ne peux pas")
    assert status(search) is not AppointmentStatus.CONFIRMED
