"""A parting until a day that is not the visit's is cleared, and set right."""

import pytest

from dialogs import effects as do
from dialogs.engine import step
from tests.dialogs.flows.test_all_the_same import asked
from tests.support.dialogs.heard import acts, alerted, then

WRONG = [
    *(
        ("en", "see you on friday!", "oh i mean thursday"),
        ("en", "ok until friday", "sorry thursday"),
    ),
    *(("it", "ok a venerdì", "scusi giovedì"), ("it", "ci vediamo venerdì", "volevo dire giovedì")),
    *(("es", "ok hasta el viernes", "perdón, hasta el jueves"),),
    *(("fr", "ok à vendredi", "pardon à jeudi"), ("de", "ok bis Freitag", "ich meine Donnerstag")),
    *(("pt", "ok até sexta", "desculpe, até quinta"),),
]


@pytest.mark.parametrize(("locale", "text", "right"), WRONG)
def test_the_wrong_day_is_told_what_stands_and_the_right_one_confirms(
    locale: str, text: str, right: str
):
    context = asked(locale)
    turn = step(context, text)
    assert acts(turn) == []
    assert not alerted(turn)
    assert "15" in turn.replies[0]
    assert acts(step(then(context, turn), right)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "friday"), ("en", "friday?"), ("en", "see you friday instead"), ("it", "venerdì")),
        *(("en", "sorry not thursday"), ("de", "Donnerstag nicht"), ("fr", "pardon pas jeudi")),
        *(
            ("es", "perdón, el jueves no"),
            ("it", "scusi giovedì no"),
            ("pt", "desculpe quinta não"),
        ),
        *(("en", "sorry thursday is bad"), ("en", "sorry, thursday?")),
    ],
)
def test_a_day_alone_and_a_day_that_is_turned_confirm_nothing(locale: str, text: str):
    confirms = [a for a in acts(step(asked(locale), text)) if isinstance(a, do.ConfirmAppointment)]
    assert confirms == []
