"""After a cancellation, the question whether the own visit holds acts on nothing."""

import tomllib
from pathlib import Path

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.dialogs.flows.test_coming_after_all import CANCELS
from tests.dialogs.flows.test_everyday_talks import play
from tests.dialogs.flows.test_mine_and_theirs import family, statuses
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TEXTS = tomllib.loads(Path(__file__).with_name("still_holding.toml").read_text(encoding="utf-8"))
CHILDS = {
    "en": "cancel Leo",
    "it": "annulla quello di Luca",
    "es": "anula la de Mateo",
    "fr": "annulez celui de Hugo",
    "de": "den von Mia absagen",
    "pt": "cancela a do Tomás",
}


def each(kind: str) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in TEXTS[kind].items() for text in some]


@pytest.mark.parametrize(("locale", "text"), each("asks"))
def test_whether_the_own_visit_holds_is_told_and_nothing_restored(locale: str, text: str) -> None:
    told = play(family(locale), f"{CHILDS[locale]} / {text}")
    assert statuses(told) == ["booked", "cancelled"]


@pytest.mark.parametrize(("locale", "text"), each("wishes"))
def test_a_wish_has_the_cancelled_visit_back(locale: str, text: str) -> None:
    told = play(family(locale), f"{CHILDS[locale]} / {text}")
    assert "cancelled" not in statuses(told)


@pytest.mark.parametrize(
    ("locale", "text", "yes"),
    [
        *(("en", "can i still come?", "yes please"), ("it", "posso ancora venire?", "sì grazie")),
        *(
            ("es", "¿puedo ir todavía?", "sí claro"),
            ("fr", "je peux encore venir ?", "oui svp"),
        ),
        *(("de", "kann ich noch kommen?", "ja bitte"), ("pt", "ainda posso ir?", "sim por favor")),
    ],
)
def test_with_no_other_visit_it_is_asked_and_a_yes_has_it_back(
    locale: str, text: str, yes: str
) -> None:
    search = Search.of(visit(ADA, rome(25, "15:00")), locale=locale)
    search.say(CANCELS[locale])
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED
    search.say(yes)
    assert search.simulated.appointments[1].status is not AppointmentStatus.CANCELLED
