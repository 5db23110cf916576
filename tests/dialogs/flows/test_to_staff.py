"""After a question of staff's: what comes is an answer to it, and nothing is done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs import effects as do
from dialogs.conversation import Context, State
from dialogs.engine import read, step
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question
from tests.support.dialogs.heard import acts, alerted, facts, then
from tests.support.dialogs.samples import NOW, appointment

ADAS = appointment()
ASKED = NOW - timedelta(minutes=5)


def after_a_question(**changes: object) -> Context:
    """Return the facts after staff asked "Could you come tomorrow at 10:00?"."""
    return facts(ADAS, state=State(staff_at=ASKED, staff_asked=ASKED, **changes))  # type: ignore[arg-type]


ANSWERS = [
    *("yes that's fine, thank you", "yes", "ok", "👍", "1", "thanks", "no", "no sorry", "I can't"),
    *("I can't come tomorrow", "could we do 11 instead?", "tomorrow at 10 is fine", "see you then"),
    *("sì va bene, grazie", "domani non posso", "sí, me va bien, gracias", "mañana no puedo"),
    *("oui ça marche merci", "demain je ne peux pas", "ja das passt mir gut, danke"),
    *("morgen kann ich nicht", "sim, pode ser, obrigada", "amanhã não posso", "I confirm", "2"),
    *("sounds good!", "perfect", "Loved “Could you come tomorrow at 10:00?”"),
]


@pytest.mark.parametrize("text", ANSWERS)
def test_everything_goes_to_staff_visibly_and_nothing_is_done(text: str):
    turn = step(after_a_question(), text)
    assert acts(turn) == []
    assert alerted(turn)


@pytest.mark.parametrize("text", ANSWERS[:6])
def test_so_does_what_follows(text: str):
    context = after_a_question()
    first = step(context, "let me look")
    again = step(then(context, first, now=NOW + timedelta(minutes=1)), text)
    assert acts(again) == []
    assert alerted(again)


@pytest.mark.parametrize("text", ["please cancel my appointment", "annulla", "bitte absagen"])
def test_what_says_by_itself_that_it_cancels_does_and_staff_see_it(text: str):
    turn = step(after_a_question(), text)
    assert acts(turn) == [do.CancelAppointment(1, 1)]
    assert alerted(turn)


def test_a_yes_to_staff_restores_nothing_that_was_cancelled():
    gone = replace(ADAS, status="cancelled", version=2, cancelled_at=NOW - timedelta(minutes=9))
    cancelled = State.from_json(step(facts(ADAS), "cancel").state.to_json())
    state = replace(cancelled, staff_at=ASKED, staff_asked=ASKED, question=None)
    turn = step(facts(gone, state=state), "yes I'll come")
    assert acts(turn) == []
    assert alerted(turn)


def test_stop_stops_all_the_same():
    assert read(after_a_question(), "STOP").understanding.intent is Intent.OPT_OUT
    assert acts(step(after_a_question(), "STOP"))


def test_a_reminder_that_came_since_is_answered():
    later = reminder_question((ADAS,), NOW - timedelta(minutes=1))
    turn = step(after_a_question(question=later), "1")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]


def test_what_staff_asked_is_remembered():
    state = after_a_question().state
    assert State.from_json(state.to_json()) == state
