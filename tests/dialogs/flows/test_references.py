"""Which of several visits a text is about: by day, hour and order, corrected, and two at once.

Ada comes on Wednesday 2 December at 15:00, of which she is reminded, and on Thursday 10 December at
11:00; in a family Leo comes on that Wednesday at 16:00. Whatever a text asks of the second visit
must not be done to the first.
"""

from dataclasses import replace
from functools import partial

import pytest

from calendar_store.model.clients import Client
from dialogs import effects as do
from dialogs.conversation import Asked
from dialogs.simulator import turns
from tests.dialogs.flows.visit_references import ACTS, REFERENCES
from tests.dialogs.flows.visit_talks import TALKS
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import BEGINS, ROME, Search, rome, visit
from tests.support.spent import seconds_of

FIRST, SECOND = 1, 2
LEO = Client(1, 2, "Leo", "Byron", ADA.mobile)
ACTING = (do.ConfirmAppointment, do.CancelAppointment, do.MoveAppointment, do.RestoreAppointment)
LONGEST = 0.1
"""Seconds that a text of repeated references may take."""


def two(locale: str) -> Search:
    """Begin with two visits of Ada's, reminded of the first."""
    search = Search.of(
        visit(ADA, rome(2, "15:00", 12)),
        visit(ADA, rome(10, "11:00", 12)),
        locale=locale,
        remind=False,
    )
    return _reminded(search, FIRST)


def family(locale: str) -> Search:
    """Begin with a visit of Ada's and one of Leo's, reminded of both."""
    search = Search.of(visit(ADA, rome(2, "15:00", 12)), locale=locale, remind=False)
    simulated = search.simulated
    leos = replace(visit(LEO, rome(2, "16:00", 12)), id=SECOND)
    clients = (*simulated.clients, replace(LEO, locale=locale))
    both = {**simulated.appointments, SECOND: leos}
    search.simulated = replace(simulated, clients=clients, appointments=both)
    return _reminded(search, FIRST, SECOND)


def _reminded(search: Search, *numbers: int) -> Search:
    search.simulated, _ = turns.remind(search.simulated, list(numbers), BEGINS)
    return search


def touched(search: Search) -> set[int]:
    """Return the visits that the last turn changed, or offers other times for."""
    assert search.turn is not None
    changed = {each.appointment_id for each in search.turn.effects if isinstance(each, ACTING)}
    asked = search.question
    offered = asked.about if asked and asked.asked is Asked.SLOTS else ()
    return changed | {each.appointment_id for each in offered}


def stands(search: Search, number: int) -> str:
    """Return how a visit stands: its status, with its start where it was moved."""
    one = search.simulated.appointments[number]
    start = one.starts_at.astimezone(ROME)
    first = {FIRST: "02 15:00", SECOND: "10 11:00"}
    now = f"{start:%d %H:%M}"
    moved = "" if now in {first[number], "02 16:00"} else f" {now}"
    return f"{one.status.value}{moved}"


@pytest.mark.parametrize("locale", REFERENCES)
def test_an_act_on_the_other_visit_is_never_done_to_the_reminded_one(locale: str):
    pairs = [(act, each) for act in ACTS[locale] for each in REFERENCES[locale]][::2]
    wrong, right = [], 0
    for act, reference in pairs:
        search = two(locale)
        search.say(act.format(reference))
        right += touched(search) == {SECOND}
        wrong += [act.format(reference)] if FIRST in touched(search) else []
    assert wrong == []
    assert right >= 0.85 * len(pairs)


@pytest.mark.parametrize(("locale", "setting", "texts", "first", "second"), TALKS)
def test_a_text_acts_on_the_visits_that_it_refers_to(
    locale: str, setting: str, texts: tuple[str, ...], first: str, second: str
):
    search = (family if setting == "family" else two)(locale)
    for text in texts:
        search.say(text)
    kept = {"kept": ("booked", "confirmed")}
    assert stands(search, FIRST) in kept.get(first, (first,))
    assert stands(search, SECOND) in kept.get(second, (second,))


def _say(locale: str, text: str) -> None:
    two(locale).say(text)


@pytest.mark.parametrize("locale", REFERENCES)
def test_a_text_full_of_references_is_read_in_time(locale: str):
    for reference in (REFERENCES[locale][0], REFERENCES[locale][1], "10 ", "the la a "):
        text = (f"{reference} " * 400)[:2000]
        assert seconds_of(partial(_say, locale, text)) < LONGEST


def test_undo_after_a_correction_restores_the_visit_that_was_meant():
    search = two("en")
    search.say("please cancel")
    said = search.say("sorry, I meant the one on the 10th")
    assert "back on" in said
    assert "cancelled" in said
    search.say("undo")
    assert (stands(search, FIRST), stands(search, SECOND)) == ("confirmed", "confirmed")


OF_NEXT_WEEK = {
    "en": "no, only the one next week",
    "de": "nur den nächste Woche",
    "fr": "seulement celui de la semaine prochaine",
    "it": "solo quello della settimana prossima",
    "es": "solo la de la semana que viene",
    "pt": "só a da semana que vem",
}
WISHED_NEXT_WEEK = [
    *(("en", "an appointment next week please"), ("de", "Termin nächste Woche bitte")),
    *(("it", "un appuntamento la settimana prossima"), ("es", "la semana que viene")),
    *(("fr", "la semaine prochaine"), ("pt", "na semana que vem"), ("de", "in der nächsten Woche")),
    *(("en", "not the one next week"), ("de", "den nächste Woche nicht")),
]


def after_cancelling_the_later(locale: str, text: str) -> Search:
    """Cancel the visit of 10 December, with another one next week (2 December), and say more."""
    later, sooner = visit(ADA, rome(10, "11:00", 12)), visit(ADA, rome(2, "15:00", 12))
    search = _reminded(Search.of(later, sooner, locale=locale, remind=False), FIRST)
    search.say("2")
    assert search.simulated.appointments[FIRST].status.value == "cancelled"
    search.say(text)
    return search


@pytest.mark.parametrize(("locale", "text"), OF_NEXT_WEEK.items())
def test_the_one_of_a_week_is_cancelled_instead(locale: str, text: str):
    found = after_cancelling_the_later(locale, text).simulated.appointments
    assert found[FIRST].status.value in {"booked", "confirmed"}
    assert found[SECOND].status.value == "cancelled"


@pytest.mark.parametrize(("locale", "text"), WISHED_NEXT_WEEK)
def test_a_week_that_is_wished_for_cancels_nothing_more(locale: str, text: str):
    found = after_cancelling_the_later(locale, text).simulated.appointments
    assert found[SECOND].status.value == "booked"
