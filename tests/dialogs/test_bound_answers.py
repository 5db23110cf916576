"""What an answer may mean beside the question it answers: approval, thanks, and what came between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import step
from dialogs.intents import Intent
from tests.dialogs.heard import acts, facts
from tests.dialogs.samples import ADA, MARIE, NOW, appointment

ADAS = appointment()
LEOS = appointment(id=2, client_id=2, starts_at=ADAS.starts_at + timedelta(hours=1))


def asked_which(then: Intent = Intent.CANCEL) -> Context:
    """Return the facts after "which one shall we cancel?", Ada's first and Leo's second."""
    about = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in (ADAS, LEOS))
    question = Question(Asked.WHICH, about, NOW, NOW + timedelta(hours=12), then=then.value)
    leo = replace(MARIE, first="Leo")
    return facts(ADAS, LEOS, clients=(ADA, leo), state=State(question=question))


@pytest.mark.parametrize(
    "text",
    [
        *("Leo is fine", "oh Leo's is fine", "Leo ok", "Leo yes", "Leo 👍", "2 is fine", "2 ok"),
        *("quello di Leo va bene", "Leo sì", "il 2 va bene", "la de Leo está bien"),
        *("la 2 está bien", "celui de Leo c'est bon", "Leo ça va", "le 2 c'est bon"),
        *("der von Leo passt", "Leo geht klar", "Leo ist da", "die 2 passt"),
        *("a do Leo está bem", "a 2 está bem", "o Leo vem sim"),
    ],
)
def test_approval_behind_a_name_or_a_number_gives_nothing_up(text: str):
    assert acts(step(asked_which(), text)) == []


@pytest.mark.parametrize("text", ["Leo is fine", "le 2 c'est bon", "der von Leo passt"])
def test_approval_of_one_is_asked_about_again(text: str):
    turn = step(asked_which(), text)
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.WHICH
    assert turn.effects == ()


@pytest.mark.parametrize(
    "text",
    ["Leo", "yes, Leo", "ok Leo thanks", "Leo please", "Leo's one", "2", "ok 2", "2 grazie"],
)
def test_a_yes_before_a_name_and_thanks_behind_it_are_an_answer(text: str):
    assert acts(step(asked_which(), text)) == [do.CancelAppointment(LEOS.id, LEOS.version)]


def test_approval_chooses_where_it_was_asked_which_one_to_confirm():
    turn = step(asked_which(Intent.CONFIRM), "Leo's is fine")
    assert acts(turn) == [do.ConfirmAppointment(LEOS.id, LEOS.version)]
