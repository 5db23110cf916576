"""What a family says of each of its own by name: who comes, who does not, and whose is moved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, Context, Turn
from dialogs.engine import read, step
from tests.dialogs.flows.family_more import (
    AFTER_ALL,
    AFTER_LEOS,
    TO_THE_REMINDER,
    TO_WHICH_ONE,
    Each,
)
from tests.dialogs.flows.family_texts import (
    LEO_IS_OFF,
    MIA_AFTER_ALL,
    ONLY_LEOS,
    THE_OTHERS_COME,
    Texts,
)
from tests.dialogs.flows.family_turned import NOT_BOTH, TURNED
from tests.dialogs.flows.family_turned_too import ASKED_OR_FOR_ANOTHER, TURNED_TOO
from tests.dialogs.flows.family_whole import LEOS_TO_FRIDAY_ASKED
from tests.dialogs.flows.family_wishes import ABOUT_LEOS, BOTH_COME, LEO_ON_FRIDAY
from tests.support.dialogs.heard import acts, alerted, facts, reminded, then
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

HALF_HOUR = timedelta(minutes=30)
THURSDAY = appointment().starts_at + timedelta(days=2)
LEO = replace(MARIE, first="Leo", last="Byron")
MIA = replace(MARIE, id=3, first="Mia", last="Byron")
NINE = THURSDAY + timedelta(hours=18)
FRIDAY = Slot(1, "Aurora", NINE, NINE + HALF_HOUR)
WISHES = {
    "en": "I need to cancel",
    "it": "devo disdire",
    "es": "quiero cancelar",
    "fr": "je dois annuler",
    "de": "ich muss absagen",
    "pt": "quero desmarcar",
}


def visits(*statuses: AppointmentStatus) -> tuple[Appointment, ...]:
    """Return a visit of each of the family, one after the other, that stand so."""
    return tuple(
        appointment(
            id=n,
            client_id=n,
            status=status,
            version=1 if status is AppointmentStatus.BOOKED else 2,
            starts_at=THURSDAY + n * HALF_HOUR,
            ends_at=THURSDAY + (n + 1) * HALF_HOUR,
            cancelled_at=NOW if status is AppointmentStatus.CANCELLED else None,
        )
        for n, status in enumerate(statuses, start=1)
    )


BOOKED, CONFIRMED, CANCELLED = (
    AppointmentStatus.BOOKED,
    AppointmentStatus.CONFIRMED,
    AppointmentStatus.CANCELLED,
)


def family(locale: str, *statuses: AppointmentStatus, asked: bool = True) -> Context:
    """Return the facts of Ada, Leo and, with a third visit, Mia, reminded or not."""
    clients = tuple(replace(one, locale=locale) for one in (ADA, LEO, MIA)[: len(statuses)])
    practice = replace(PRACTICE, locale=locale)
    told = reminded if asked else facts
    return told(*visits(*statuses), clients=clients, practice=practice, free=(FRIDAY,))


def each(texts: Texts) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in texts.items() for text in some]


def three(locale: str) -> Context:
    return family(locale, BOOKED, BOOKED, BOOKED)


def after_leos(locale: str) -> Context:
    """Return the facts after Leo's visit of the three was cancelled by text."""
    cancelled = step(three(locale), "cancel Leo's")
    return then(three(locale), cancelled, *visits(BOOKED, CANCELLED, BOOKED))


def all_confirmed(locale: str) -> Context:
    """Return the facts after the three were confirmed by text."""
    confirmed = family(locale, CONFIRMED, CONFIRMED, CONFIRMED)
    return then(confirmed, step(three(locale), "1"))


def which_one(locale: str) -> Context:
    """Return the facts after it was asked which one to cancel."""
    return then(three(locale), step(three(locale), WISHES[locale]))


def changed(turn: Turn) -> tuple[set[int], set[int]]:
    """Return whose visits a turn confirms and cancels; nothing else changes."""
    done = acts(turn)
    confirmed = {one.appointment_id for one in done if isinstance(one, do.ConfirmAppointment)}
    cancelled = {one.appointment_id for one in done if isinstance(one, do.CancelAppointment)}
    assert len(done) == len(confirmed) + len(cancelled)
    return confirmed, cancelled


@pytest.mark.parametrize(("locale", "text"), each(LEO_IS_OFF))
def test_one_is_off_and_the_others_come(locale: str, text: str):
    turn = step(three(locale), text)
    assert changed(turn) == ({1, 3}, {2})
    assert len(turn.replies) == 1
    assert not alerted(turn)


@pytest.mark.parametrize(("locale", "text"), each(ONLY_LEOS))
def test_which_one_is_answered_with_who_comes(locale: str, text: str):
    asked = step(three(locale), WISHES[locale])
    assert asked.state.question is not None
    assert asked.state.question.asked is Asked.WHICH
    assert changed(step(then(three(locale), asked), text)) == ({1, 3}, {2})


@pytest.mark.parametrize(("locale", "text"), each(MIA_AFTER_ALL))
def test_one_of_those_confirmed_is_taken_off(locale: str, text: str):
    assert changed(step(all_confirmed(locale), text)) == (set(), {3})


@pytest.mark.parametrize(("locale", "text"), each(THE_OTHERS_COME))
def test_after_one_is_cancelled_the_others_are_confirmed(locale: str, text: str):
    assert changed(step(after_leos(locale), text)) == ({1, 3}, set())


@pytest.mark.parametrize(("locale", "text"), [*each(LEO_ON_FRIDAY), *each(LEOS_TO_FRIDAY_ASKED)])
def test_one_comes_and_for_the_other_times_are_offered(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    turn = step(context, read(context, text))
    assert changed(turn) == ({1}, set())
    question = turn.state.question
    assert question is not None
    assert question.asked is Asked.SLOTS
    assert question.slots == (FRIDAY,)
    assert [one.appointment_id for one in question.about] == [2]
    assert "Ada" in turn.replies[0]
    assert "Leo: " in turn.replies[0]
    confirmed = then(context, turn, *visits(CONFIRMED, BOOKED))
    assert acts(step(confirmed, "1")) == [do.MoveAppointment(2, 1, FRIDAY)]


@pytest.mark.parametrize(("locale", "text"), each(BOTH_COME))
def test_both_come_though_nothing_is_asked(locale: str, text: str):
    turn = step(family(locale, BOOKED, BOOKED, asked=False), text)
    assert changed(turn) == ({1, 2}, set())


@pytest.mark.parametrize(("locale", "text"), each(ABOUT_LEOS))
def test_a_question_about_one_is_answered_from_the_calendar(locale: str, text: str):
    turn = step(family(locale, BOOKED, BOOKED), text)
    assert (acts(turn), alerted(turn)) == ([], False)
    assert "16:00" in turn.replies[0] or "16h00" in turn.replies[0]
    question = turn.state.question
    assert question is not None
    assert question.asked is Asked.REMINDER


@pytest.mark.parametrize(("locale", "text"), each(TURNED))
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_turned_of_one_changes_nothing(*, asked: bool, locale: str, text: str):
    assert acts(step(family(locale, BOOKED, BOOKED, BOOKED, asked=asked), text)) == []


@pytest.mark.parametrize(("locale", "text"), each(TURNED))
def test_what_is_turned_answers_no_which_one(locale: str, text: str):
    assert acts(step(which_one(locale), text)) == []


@pytest.mark.parametrize(("locale", "text"), each(NOT_BOTH))
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_turned_of_both_confirms_nobody(*, asked: bool, locale: str, text: str):
    assert acts(step(family(locale, BOOKED, BOOKED, asked=asked), text)) == []


@pytest.mark.parametrize(
    ("told", "row"),
    [
        *((three, row) for row in TO_THE_REMINDER),
        *((which_one, row) for row in TO_WHICH_ONE),
        *((after_leos, row) for row in AFTER_LEOS),
        *((all_confirmed, row) for row in AFTER_ALL),
    ],
)
def test_each_is_done_as_it_is_said(told: Callable[[str], Context], row: Each):
    locale, text, kept, gone = row
    assert changed(step(told(locale), text)) == (kept, gone)


@pytest.mark.parametrize(("locale", "text"), TURNED_TOO)
def test_what_asks_depends_or_tells_changes_nothing(locale: str, text: str):
    for told in (three, which_one):
        assert acts(step(told(locale), text)) == []
    assert acts(step(family(locale, BOOKED, BOOKED, BOOKED, asked=False), text)) == []


@pytest.mark.parametrize(("locale", "text"), ASKED_OR_FOR_ANOTHER)
@pytest.mark.parametrize("asked", [True, False])
def test_who_is_asked_about_or_comes_for_another_is_not_confirmed(
    *, asked: bool, locale: str, text: str
):
    assert acts(step(family(locale, BOOKED, BOOKED, BOOKED, asked=asked), text)) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Leo's at grandma's, Ada is coming"), ("en", "Leo has football, Ada is coming")),
        *(("it", "Leo è dalla nonna, Ada viene"), ("es", "Leo está con su abuela, Ada sí va")),
        *(("fr", "Leo est chez mamie, Ada vient"), ("de", "Leo ist bei Oma, Ada kommt")),
        *(("pt", "o Leo tá na avó, a Ada vai"), ("pt", "o Leo tem jogo, a Ada vai")),
    ],
)
def test_what_is_told_of_one_is_no_yes_of_theirs(locale: str, text: str):
    confirmed, cancelled = changed(step(family(locale, BOOKED, BOOKED), text))
    assert 2 not in confirmed
    assert not cancelled
