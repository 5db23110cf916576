"""Who comes and says how late confirms, and staff are told."""

import pytest

from dialogs import effects as do
from dialogs.engine import step
from tests.dialogs.flows.test_all_the_same import asked
from tests.support.dialogs.heard import acts, alerted


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "yes but I'll be 10 minutes late"), ("en", "confirmed, might be 5 min late")),
        *(("it", "confermo ma arrivo forse con 5 minuti di ritardo"),),
        *(("it", "sì, arrivo con 10 minuti di ritardo"), ("es", "si voy pero llego 10 min tarde")),
        *(("fr", "oui je viens mais j'aurai 10 min de retard"),),
        *(("de", "ja komme, bin aber 10 Minuten später da"),),
        *(("de", "ja, komme 10 Minuten später"), ("pt", "sim vou mas chego 10 minutos atrasada")),
    ],
)
def test_a_yes_that_says_how_late_confirms(locale: str, text: str):
    turn = step(asked(locale), text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    assert alerted(turn)
    assert len(turn.replies) == 1


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(
            ("en", "yes but can we do it later"),
            ("en", "yes, but later"),
            ("it", "sì ma più tardi"),
        ),
        *(("es", "sí pero más tarde"), ("fr", "oui mais plus tard"), ("de", "ja, aber später")),
        *(("pt", "sim mas mais tarde"), ("en", "no, I'm late"), ("en", "yes but 4 is too late")),
        *(("en", "yes, can I be 10 minutes late?"),),
    ],
)
def test_a_later_time_that_is_wished_for_confirms_nothing(locale: str, text: str):
    assert acts(step(asked(locale), text)) == []
