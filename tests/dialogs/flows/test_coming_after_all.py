"""After a cancellation a clear wish to come restores the visit, and nothing less than that does."""

from dataclasses import replace

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.dialogs.flows.close_to_wanted_back import CLOSE, NOT_BACK
from tests.dialogs.flows.wanted_back import (
    ANOTHER_MEANT,
    CONFIRMED_AGAIN,
    KEPT,
    PLACE_BACK,
    PUT_BACK,
)
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))
CANCELS = {"en": "2", "it": "annulla", "de": "2", "fr": "2", "es": "cancelar", "pt": "2"}

COMES = {
    "en": (
        *(
            "I'm coming after all",
            "no, I'm coming after all",
            "sorry, I can make it after all",
            "actually I can come",
        ),
        *("Changed my mind, I'll be there", "that was a mistake, I am coming", "I'll come anyway"),
        *("please don't cancel, I'll be there", "I am still coming", "we're coming after all!"),
        *("can I have my appointment back?", "Hi, I can actually make it, thanks"),
        *("hang on, I can come after all", "hold on, actually I can make it"),
        *("pressed the wrong button, please put it back", "wrong button, I'm coming on thursday"),
    ),
    "it": (
        *("vengo lo stesso", "alla fine vengo", "ci ho ripensato, vengo", "scusi, vengo comunque"),
        *("posso venire lo stesso", "ho sbagliato, ci sono", "rivorrei il mio appuntamento"),
        *("aspetti, alla fine riesco", "un momento, ce la faccio lo stesso"),
    ),
    "de": (
        *("ich komme doch", "ich kann doch kommen", "ich komme jetzt doch", "komme trotzdem"),
        *("war ein Versehen, ich komme", "Ich komme doch noch, danke", "wir können doch kommen"),
        *("Moment, geht doch. Ich komme", "Warten Sie, es klappt doch, ich komme"),
        "Moment, falsch gedrückt! Bitte den Termin wieder eintragen, ich komme natürlich",
    ),
    "fr": (
        *(
            "finalement je viens",
            "en fait je viens",
            "je peux quand même venir",
            "je viens finalement",
        ),
        *(
            "c'est une erreur, je viens",
            "j'ai changé d'avis, je viens",
            "pardon, je viendrai quand même",
            "attendez, finalement je peux venir",
        ),
    ),
    "es": (
        *("al final sí voy", "al final si puedo ir", "me equivoqué, sí voy", "sí voy al final"),
        *("no la cancelen, voy", "he cambiado de opinión, puedo ir"),
        *("ay espera, sí puedo, al final voy", "espere, al final sí puedo"),
    ),
    "pt": (
        *(
            "afinal vou",
            "afinal posso ir",
            "foi engano, eu vou",
            "vou mesmo assim",
            "mudei de ideias, vou",
        ),
        *("desculpe, afinal consigo ir", "ah afinal consigo, vou sim", "espere, afinal posso"),
        "ai não, era pra outra! quero manter a minha consulta de quinta",
    ),
}

DOES_NOT = {
    "en": (
        *("ok", "perfect", "👍", "thanks", "ok thanks", "great", "yes", "see you then", "see you"),
        *(
            "actually no",
            "I was coming actually",
            "actually I'll come next week",
            "I'm not coming after all",
            "my wife is coming after all",
            "ok after all",
        ),
        *("can I come after all?", "I'm coming after all?", "I might come after all"),
        *(
            "I can come after all if it is after 5",
            "I'm coming after all on friday",
            "actually thanks",
        ),
        *("never mind", "anyway, thanks", "I'll be coming down with a flu after all", "mistake"),
        *("I would come after all but I can't", "Liked “I'm coming after all”", "I'm coming back"),
    ),
    "it": (
        "ok",
        "perfetto",
        "grazie",
        "a presto",
        "non vengo lo stesso",
        "vengo lo stesso?",
        "va bene comunque",
    ),
    "de": (
        "ok",
        "passt",
        "danke",
        "ich komme doch nicht",
        "doch",
        "kommt er doch",
        "bis dann trotzdem",
    ),
    "fr": (
        "ok",
        "parfait",
        "merci",
        "finalement je ne viens pas",
        "finalement",
        "à bientôt quand même",
    ),
    "es": (
        "ok",
        "perfecto",
        "gracias",
        "al final no voy",
        "igual voy",
        "al final gracias",
        "hasta luego",
    ),
    "pt": (
        "ok",
        "perfeito",
        "obrigada",
        "afinal não vou",
        "afinal vou cancelar",
        "afinal",
        "até logo",
        "afinal obrigado",
    ),
}

WANTED = (COMES, CONFIRMED_AGAIN, PUT_BACK, ANOTHER_MEANT, KEPT, PLACE_BACK)

pairs = [(locale, text) for kind in WANTED for locale, texts in kind.items() for text in texts]
others = [
    (locale, text)
    for kind in (DOES_NOT, NOT_BACK, CLOSE)
    for locale, texts in kind.items()
    for text in texts
]
LEFT = [
    *(("en", "leave mine on please"), ("en", "I need this one"), ("en", "leave it as it was")),
    *(("it", "lo tengo"), ("it", "questo mi serve"), ("it", "lasci tutto com'era")),
    *(("es", "la mantengo"), ("es", "esta sí la necesito"), ("es", "déjela como estaba")),
    *(("fr", "laissez le mien"), ("fr", "j'ai besoin de celui-ci"), ("fr", "je le maintiens")),
    *(("de", "ich behalte ihn"), ("de", "den brauche ich"), ("de", "lassen Sie meinen stehen")),
    *(("pt", "vou manter"), ("pt", "desta preciso"), ("pt", "deixe a minha")),
]
"""What is said of what was cancelled where nothing else is ahead, and else may be of that."""


def cancelled(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    search.say(CANCELS[locale])
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED
    return search


@pytest.mark.parametrize(("locale", "text"), pairs)
def test_who_says_plainly_that_they_come_after_all_has_the_visit_back(locale: str, text: str):
    search = cancelled(locale)
    search.say(text)
    assert search.simulated.appointments[1].status is not AppointmentStatus.CANCELLED
    assert not search.simulated.alerts


@pytest.mark.parametrize(("locale", "text"), LEFT)
def test_what_is_kept_or_needed_is_what_was_cancelled_where_nothing_else_is(locale: str, text: str):
    search, another = cancelled(locale), cancelled(locale)
    another.simulated.appointments[2] = replace(visit(ADA, rome(26, "16:00")), id=2)
    for each in (search, another):
        each.say(text)
    assert search.simulated.appointments[1].status is not AppointmentStatus.CANCELLED
    assert another.simulated.appointments[1].status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize("locale", CONFIRMED_AGAIN)
def test_a_confirmation_of_a_time_that_another_visit_has_restores_nothing(locale: str):
    for text in CONFIRMED_AGAIN[locale]:
        search = cancelled(locale)
        search.simulated.appointments[2] = replace(visit(ADA, rome(26, "15:00")), id=2)
        search.say(text)
        assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(("locale", "text"), others)
def test_nothing_less_than_that_restores_it(locale: str, text: str):
    search = cancelled(locale)
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize("locale", COMES)
def test_without_a_cancellation_it_restores_nothing_and_a_confirmation_stays_one(locale: str):
    for text in COMES[locale]:
        search = Search.of(VISIT, locale=locale)
        search.say(text)
        assert "is back on" not in "".join(search.turn.replies if search.turn else ())


def test_of_two_cancelled_it_is_said_how_and_both_stay_cancelled():
    search = Search.of(VISIT, visit(MARIE, rome(26, "15:30")))
    search.say("cancel")
    search.say("ALL")
    answer = search.say("I'm coming after all")
    states = {each.status for each in search.simulated.appointments.values()}
    assert states == {AppointmentStatus.CANCELLED}
    assert "UNDO" in answer


@pytest.mark.parametrize("text", ["I'm coming after all", "can I have my appointment back?"])
def test_when_the_time_for_it_is_over_the_old_time_is_offered_first(text: str):
    search = cancelled("en")
    search.now += search.simulated.practice.undo_window
    search.say(text)
    assert search.offered[0] == "thu 26 15:00"
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED
    search.say("1")
    assert search.simulated.appointments[2].starts_at == VISIT.starts_at


def test_when_the_time_for_it_is_over_and_somebody_else_has_it_others_are_offered():
    search = cancelled("en")
    search.now += search.simulated.practice.undo_window
    search.block(rome(26, "15:00"))
    search.say("I'm coming after all")
    assert search.offered
    assert "thu 26 15:00" not in search.offered


def test_where_nothing_can_be_booked_by_text_it_is_said_that_it_is_too_late():
    search = cancelled("en")
    search.simulated = replace(search.simulated, services=())
    search.now += search.simulated.practice.undo_window
    assert search.say("I'm coming after all").startswith("It is too late to undo that")


def test_a_time_that_somebody_else_has_meanwhile_is_not_restored():
    search = cancelled("en")
    search.block(rome(26, "15:00"))
    assert "taken" in search.say("I'm coming after all")
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "put me back on the waiting list"), ("it", "rimettetemi in lista d'attesa")),
        *(("es", "vuelva a ponerme en lista de espera"), ("de", "wieder auf die Warteliste bitte")),
        *(
            ("fr", "remettez-moi sur la liste d'attente"),
            ("pt", "volte a pôr-me na lista de espera"),
        ),
    ],
)
def test_back_on_the_waiting_list_is_no_visit_back(locale: str, text: str):
    search = Search.of(VISIT, locale=locale)
    search.say(CANCELS[locale])
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED
