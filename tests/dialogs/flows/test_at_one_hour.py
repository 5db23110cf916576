"""Two visits at one hour on two days: "the 10 o'clock one" is either, and is asked about."""

import pytest

from dialogs.conversation import Asked
from tests.dialogs.flows.test_mine_and_theirs import statuses
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TEXTS = [
    *(("en", "cancel the 10 o'clock one"), ("en", "can't make the 10 o'clock")),
    *(("en", "confirm the 10 o'clock one"), ("it", "annullate quella delle 10")),
    *(("it", "non posso venire alle 10"), ("it", "confermo quello delle 10")),
    *(("es", "anulad la de las 10"), ("es", "confirmo la de las 10")),
    *(("fr", "annulez celui de 10h"), ("fr", "je confirme celui de 10h")),
    *(("de", "den um 10 Uhr bitte absagen"), ("de", "ich bestätige den um 10 Uhr")),
    *(("pt", "cancelem a das 10"), ("pt", "confirmo a das 10")),
]


def two_at_ten(locale: str) -> Search:
    visits = (visit(ADA, rome(day, "10:00")) for day in (25, 27))
    return Search.of(*visits, locale=locale, remind=False)


@pytest.mark.parametrize(("locale", "text"), TEXTS)
def test_the_hour_of_two_visits_is_asked_about(locale: str, text: str) -> None:
    search = two_at_ten(locale)
    search.say(text)
    assert statuses(search) == ["booked", "booked"]
    assert search.question is not None
    assert search.question.asked is Asked.WHICH


def test_the_day_beside_the_hour_tells_which() -> None:
    search = two_at_ten("en")
    search.say("cancel the 10 o'clock one on friday")
    assert statuses(search) == ["booked", "cancelled"]
