"""After a cancellation a clear wish to come restores the visit, and nothing less than that does."""

from dataclasses import replace

import pytest

from calendar_store.statuses import AppointmentStatus
from tests.dialogs.samples import ADA, MARIE
from tests.dialogs.searching import Search, rome, visit

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

pairs = [(locale, text) for locale, texts in COMES.items() for text in texts]
others = [(locale, text) for locale, texts in DOES_NOT.items() for text in texts]


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
