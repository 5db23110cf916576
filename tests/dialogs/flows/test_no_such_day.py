"""A day that no calendar has is told so, and what is near is offered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Asked, Context, State
from dialogs.effects import SlotSearch
from dialogs.engine import read, step
from dialogs.wording.reminders import reminder_question
from tests.dialogs.flows.test_families import BOOKABLE
from tests.dialogs.flows.test_keeping import THURSDAY, speaking
from tests.support.dialogs.heard import acts, alerted, then
from tests.support.dialogs.samples import NOW

MONDAY = THURSDAY.starts_at + timedelta(days=4)
NEAR = tuple(
    Slot(1, "Aurora", at, at + timedelta(minutes=30))
    for at in (MONDAY - timedelta(hours=5), MONDAY, MONDAY + timedelta(days=1))
)

NO_DAY = [
    *(("en", "could we do 31 november at 10?", "31 Nov"), ("en", "november 31st?", "31 Nov")),
    *(("en", "can you move it to the 31st of november", "31 Nov"),),
    *(("it", "si può spostare al 31 novembre?", "31 nov"), ("it", "il 31 novembre?", "31 nov")),
    *(("es", "se puede el 31 de noviembre?", "31 nov"), ("es", "cámbiela al 31/11", "31 nov")),
    *(("fr", "le 31 novembre à 9h c'est possible?", "31 nov"), ("fr", "le 31/11?", "31 nov")),
    *(("de", "Ginge der 31. November um 11?", "31. Nov"), ("de", "der 31.11.?", "31. Nov")),
    *(("pt", "pode ser dia 31 de novembro?", "31 nov"), ("pt", "muda para 31/11", "31 nov")),
]


def asked(locale: str) -> Context:
    """Return the facts after the reminder of Thursday's visit."""
    return speaking(locale, State(question=reminder_question((THURSDAY,), NOW)))


@pytest.mark.parametrize(("locale", "text", "day"), NO_DAY)
def test_it_is_said_that_there_is_no_such_day(locale: str, text: str, day: str):
    context = asked(locale)
    heard = read(context, text)
    assert isinstance(heard.search, SlotSearch)
    assert heard.search.spans[0][0] <= MONDAY < heard.search.spans[0][1]
    turn = step(replace(context, free=NEAR), heard)
    assert acts(turn) == []
    assert not alerted(turn)
    assert day in turn.replies[0]
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SLOTS
    taken = step(then(context, turn), "1")
    assert acts(taken) == [do.MoveAppointment(1, 1, NEAR[0])]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "my insurance ends 31 november, does that matter?"), ("en", "30 november?")),
        *(("en", "31 december?"), ("it", "il 31 dicembre?"), ("de", "31.12.?")),
        *(("en", "31 november or 2 december"), ("es", "el 30/11"), ("pt", "dia 31")),
    ],
)
def test_of_other_days_it_is_not_said(locale: str, text: str):
    context = asked(locale)
    turn = step(replace(context, free=NEAR), text)
    assert not any("31 nov" in said.lower() for said in turn.replies)


@pytest.mark.parametrize("locale", ["en", "it", "es", "fr", "de", "pt"])
def test_a_first_visit_is_offered_near_it(locale: str):
    context = speaking(locale, State())
    context = then(context, step(context, "ok?"), appointments=(), state=State(), **BOOKABLE)
    month = {"en": "november", "de": "November", "pt": "de novembro", "es": "de noviembre"}
    text = f"31 {month.get(locale, 'novembre')}?"
    turn = step(replace(context, free=NEAR), text)
    assert "31" in turn.replies[0]
    assert turn.state.question is not None
    assert turn.state.question.wish is not None
