"""Soon after a choice, another time of the list is named by its hour, with a reason before it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs.conversation import Asked, AskedAbout, Question, State
from tests.dialogs.flows.test_chosen_in_words import starts
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import AURORA, NUMBER, Search, rome, visit

LISTED = (rome(26, "10:00"), rome(26, "15:00"), rome(27, "11:00"))


def friday_taken(locale: str) -> Search:
    """Return a conversation in which the third of three times on two days was just taken."""
    search = Search.of(visit(ADA, rome(25, "15:00")), locale=locale, remind=False)
    (one,) = search.simulated.appointments.values()
    half_hour = timedelta(minutes=30)
    slots = tuple(Slot(AURORA.id, AURORA.name, at, at + half_hour) for at in LISTED)
    about = (AskedAbout(one.id, one.version, one.starts_at),)
    until = search.now + timedelta(days=1)
    span = (rome(26, "00:00"), rome(28, "00:00"))
    question = Question(Asked.SLOTS, about, search.now, until, slots=slots, spans=(span,))
    search.simulated = replace(search.simulated, states={NUMBER: State(question=question)})
    search.say("3")
    assert starts(search) == [LISTED[2]]
    return search


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "sorry, on Friday I have the solicitor, put me on Thursday at 10"),
        ("fr", "ah non pardon, vendredi j'ai le notaire, mettez-moi jeudi matin 10h"),
        ("es", "Perdón, ese día el niño tiene dentista. Póngame el jueves a las 10"),
        ("it", "scusi, venerdì ho il notaio, mi metta giovedì alle 10"),
    ],
)
def test_a_time_of_the_list_that_is_named_with_its_reason_is_taken(locale: str, text: str) -> None:
    search = friday_taken(locale)
    search.say(text)
    assert starts(search) == [LISTED[0]]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "is Thursday at 10 still free?"),
        ("en", "if Friday gets too busy put me on Thursday at 10"),
        ("en", "my sister is coming on Thursday at 10"),
        ("en", "sorry, on Friday I have the solicitor, put me on Thursday at 12"),
        ("it", "se venerdì nevica mi metta giovedì alle 10"),
        ("it", "giovedì alle 10 o alle 15, fate voi"),
    ],
)
def test_a_question_a_condition_or_a_time_not_listed_takes_nothing(locale: str, text: str) -> None:
    search = friday_taken(locale)
    search.say(text)
    assert starts(search) == [LISTED[2]]
