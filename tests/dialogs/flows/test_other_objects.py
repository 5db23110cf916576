"""An order to cancel behind a fine, an order, a subscription is about that, and not the visit."""

import pytest

from tests.dialogs.flows.test_everyday_talks import play
from tests.dialogs.flows.test_mine_and_theirs import statuses
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

OF_OTHERS = {
    "en": (
        *("i got a fine on thursday, cancel it", "I've got an order for thursday, cancel it"),
        *("my subscription renewed, cancel it please", "I booked a table for thursday, cancel it"),
    ),
    "it": (
        *("mi hanno fatto una multa giovedì, annullatela", "ho prenotato un tavolo, annullalo"),
        *("la multa non è mia, annullatela", "ho un ordine per giovedì, annullatelo"),
    ),
    "es": (
        *("me han puesto una multa el jueves, anuladla", "tengo un pedido del jueves, cancélenlo"),
        *("me cobraron una suscripción, cancelarla", "la multa no es mía, anúlela"),
    ),
    "fr": (
        *("j'ai reçu une amende jeudi, annulez-la", "j'ai une commande jeudi, annulez-la"),
        *("mon abonnement s'est renouvelé, annulez-le", "j'ai réservé une table, annulez-la"),
    ),
    "de": (
        "ich habe am Donnerstag einen Strafzettel bekommen, stornieren Sie ihn",
        "ich habe eine Bestellung für Donnerstag, stornieren Sie sie bitte",
        *("ich habe ein Abo, kündigen Sie es", "ich habe ein Paket bestellt, storniert das bitte"),
    ),
    "pt": (
        *("recebi uma multa na quinta, anulem-na", "recebi uma fatura, cancelem-na"),
        *("a minha assinatura renovou, cancelem-na", "comprei um vale, cancele-o"),
    ),
}
OF_VISITS = [
    *(("en", "I've got a meeting on Thursday, cancel it"), ("en", "I'm fine now, cancel it")),
    *(("en", "got your bill. I can't make thursday, cancel it"),),
    *(
        ("it", "ho un impegno giovedì, annullatelo"),
        ("es", "tengo una reunión el jueves, anuladla"),
    ),
    *(("it", "ho ricevuto la fattura, ma annullate l'appuntamento"),),
    *(("fr", "j'ai une réunion jeudi, annulez-le"), ("pt", "não posso ir, cancelem-na")),
    *(("de", "ich muss Donnerstag arbeiten, sagen Sie ihn ab"),),
]


def status_after(locale: str, text: str) -> str:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    return statuses(play(search, text))[0]


@pytest.mark.parametrize(
    ("locale", "text"), [(locale, text) for locale, some in OF_OTHERS.items() for text in some]
)
def test_what_is_said_of_another_thing_leaves_the_visit(locale: str, text: str) -> None:
    assert status_after(locale, text) == "booked"


@pytest.mark.parametrize(("locale", "text"), OF_VISITS)
def test_a_reason_before_it_or_a_word_for_the_visit_cancels_the_visit(
    locale: str, text: str
) -> None:
    assert status_after(locale, text) == "cancelled"
