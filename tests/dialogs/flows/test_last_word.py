"""The last word counts: a long text that cancels in the end, and what follows from what is told."""

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))
TO_TUESDAY = {
    "en": "can I move to tuesday afternoon",
    "it": "posso spostare a martedì pomeriggio?",
    "es": "¿puedo cambiar al martes por la tarde?",
    "fr": "je peux décaler à mardi après-midi ?",
    "de": "kann ich auf Dienstag Nachmittag verschieben?",
    "pt": "posso mudar para terça à tarde?",
}


def said(locale: str, *texts: str) -> AppointmentStatus:
    search = Search.of(VISIT, locale=locale)
    for text in texts:
        search.say(text)
    return search.simulated.appointments[1].status


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (
            "en",
            (
                "Yes I got your message thank you, I was looking forward to it and had asked my "
                "neighbour for a lift, but she has gone down with flu so please cancel it"
            ),
        ),
        ("en", "I'd happily confirm Thursday, and I'd love to come, but I must cancel it, sorry"),
        (
            "it",
            (
                "Buongiorno, sì confermo che avevo segnato giovedì e vengo sempre volentieri, "
                "però stamattina si è rotta la macchina e non posso. Disdica l'appuntamento. Saluti"
            ),
        ),
        (
            "es",
            (
                "Buenas, gracias por avisar, sí pensaba ir el jueves, lo que pasa es que a "
                "mi hija le cambiaron el turno y yo sola no puedo, así que cancele la cita gracias"
            ),
        ),
        (
            "fr",
            (
                "Bonjour, je confirme que j'avais prévu de venir jeudi, mais ma voiture est "
                "tombée en panne et je dois donc annuler le rendez-vous."
            ),
        ),
        (
            "de",
            (
                "Vielen Dank, ich bestätige gern, dass ich komme, so hatte ich es vor, "
                "aber jetzt liege ich mit Grippe im Bett und muss den Termin leider absagen"
            ),
        ),
        (
            "pt",
            (
                "Boa tarde, confirmo que tinha apontado quinta e gosto de ir aí, mas "
                "fiquei de cama com gripe e não posso ir. Cancele a consulta por favor"
            ),
        ),
    ],
)
def test_what_is_cancelled_in_the_end_is_cancelled(locale: str, text: str):
    assert said(locale, text) is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Yes I confirm Thursday at 3. My wife can't come so please cancel hers"),
        ("en", "I'm coming on Thursday, but my husband says please cancel"),
        ("en", "I'll be there at three but I forgot to cancel the taxi"),
        ("en", "yes I confirm, but can I cancel later?"),
        ("it", "vengo ma se sto male devo disdire"),
        ("it", "confermo, ma ho dovuto disdire un altro impegno"),
        ("es", "confirmo el jueves pero quizá tenga que cancelar"),
        ("es", "sí voy pero cancele la de mi hijo"),
        ("fr", "je confirme jeudi mais ma femme ne peut pas, annulez le sien"),
        ("fr", "je viens jeudi mais j'ai dû annuler mon coiffeur"),
        ("de", "ich komme Donnerstag, musste aber dafür einen anderen Termin absagen"),
        ("de", "ich bestätige, aber mein Mann meint, ich soll absagen"),
        ("pt", "confirmo quinta mas o meu marido não pode, cancele a dele"),
        ("pt", "vou mas o meu filho diz para cancelar"),
    ],
)
def test_what_is_cancelled_of_somebody_or_something_else_is_not(locale: str, text: str):
    assert said(locale, text) is not AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "work says fine so I'm coming"),
        ("en", "my boss said yes so I'll be there"),
        ("it", "il capo ha detto di sì quindi vengo"),
        ("es", "en el trabajo me dijeron que sí así que voy"),
        ("fr", "mon chef a dit oui donc je viens"),
        ("de", "Chef hat ja gesagt, daher komme ich"),
        ("pt", "o meu chefe disse que sim por isso vou"),
    ],
)
def test_who_therefore_comes_confirms(locale: str, text: str):
    assert said(locale, text) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "work says fine so she's coming"),
        ("en", "if he says yes so I'm coming"),
        ("en", "my boss says I'm coming"),
        ("fr", "ma femme dit que donc je viens ?"),
    ],
)
def test_what_somebody_says_and_what_depends_confirms_nothing(locale: str, text: str):
    assert said(locale, text) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "actually no leave it thursday, I confirm thursday at 3"),
        ("it", "anzi no, lasciamo giovedì alle 15. Confermo giovedì"),
        ("es", "no, mejor dejamos el jueves a las 3. Confirmo el jueves"),
        ("de", "ach nein, lassen wir Donnerstag um 15 Uhr. Ich bestätige Donnerstag"),
        ("pt", "afinal não, deixe ficar quinta às 15h. Confirmo quinta"),
        ("it", "lasci stare, tengo quello di giovedì alle 15 e lo confermo"),
        ("de", "Ach wissen Sie was, lassen wir es. Ich komme diesen Donnerstag um drei"),
    ],
)
def test_who_keeps_what_stands_and_confirms_it_has_confirmed(locale: str, text: str):
    assert said(locale, TO_TUESDAY[locale], text) is AppointmentStatus.CONFIRMED


def test_who_keeps_what_stands_and_confirms_later_has_not():
    text = "afinal não, talvez fique quinta. Confirmo depois"
    assert said("pt", TO_TUESDAY["pt"], text) is AppointmentStatus.BOOKED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "oops, I meant 1! see you thursday"),
        ("it", "ops, volevo dire 1! ci vediamo giovedì"),
        ("es", "perdón, quise decir 1. nos vemos el jueves"),
        ("de", "ups vertippt, ich meinte die 1! ich komme am donnerstag"),
    ],
)
def test_a_one_meant_and_a_word_behind_it_take_the_two_back(locale: str, text: str):
    assert said(locale, "2", text) in {AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED}


@pytest.mark.parametrize("text", ["sorry, the 1", "the 1", "wrong, the 2", "a 1", "oops the the 3"])
def test_an_article_and_a_number_are_answered(text: str):
    search = Search.of(VISIT)
    search.say("2")
    assert search.say(text)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "my meeting got cancelled so I'll be there thursday"),
        (
            "en",
            "I thought I couldn't make it and was about to cancel, but they swapped me. I'm coming",
        ),
        ("it", "volevo disdire per via del turno, ma me l'hanno cambiato. Vengo giovedì alle 15"),
        ("es", "pensaba cancelar por el turno, pero me lo cambiaron. El jueves a las 3 voy"),
        ("fr", "ma réunion est reportée en janvier. Donc je viens bien jeudi à 15h, je confirme."),
        ("de", "das Gespräch ist auf nächste Woche verlegt, ich bin am Donnerstag um 15 Uhr da"),
        ("pt", "ia cancelar por causa do turno, mas mudaram. Vou na quinta às 15h"),
    ],
)
def test_what_was_in_the_way_and_is_over_hinders_nobody(locale: str, text: str):
    assert said(locale, text) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I might not make it but if I do I'll be there at 3"),
        ("en", "I wanted to cancel but my mum says I'm coming. I'll be there thursday"),
        ("en", "please move Leo's to next week, I'll be there thursday at 3"),
        ("en", "I can't make it but my wife can. She'll be there thursday"),
    ],
)
def test_what_is_still_in_the_way_confirms_nothing(locale: str, text: str):
    assert said(locale, text) is AppointmentStatus.BOOKED


CANCELS = {
    "en": "cancel please",
    "it": "disdica per favore",
    "es": "cancela porfa",
    "fr": "annulez svp",
    "de": "Bitte den Termin absagen",
    "pt": "cancela por favor",
}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "haha trip's off. leave my thursday appointment as it was, I'm coming"),
        ("it", "il viaggio è saltato. Lasci l'appuntamento di giovedì com'era, vengo"),
        ("es", "jaja ya no hay viaje. Déjame la cita del jueves como estaba, sí voy"),
        ("de", "falsche Woche. Bitte den Termin am Donnerstag doch behalten, ich komme!"),
        ("pt", "afinal já não há viagem. Deixe a consulta de quinta como estava, vou sim"),
    ],
)
def test_an_appointment_left_as_it_was_is_wanted_back(locale: str, text: str):
    assert said(locale, CANCELS[locale], text) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "don't leave it as it was"),
        ("en", "my mum says leave it as it was"),
        ("es", "¿la dejan como estaba?"),
        ("de", "Termin doch nicht behalten"),
        ("pt", "se puder, deixe como estava"),
    ],
)
def test_what_turns_it_takes_nothing_back(locale: str, text: str):
    assert said(locale, CANCELS[locale], text) is AppointmentStatus.CANCELLED


def test_who_keeps_what_stands_and_parts_until_then_has_confirmed():
    text = "Actually forget it, I'll stick with Thursday at 3. See you then"
    assert said("en", TO_TUESDAY["en"], text) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "both please"),
        ("it", "tutti e due grazie"),
        ("es", "los dos por favor"),
        ("fr", "les deux svp"),
        ("de", "Beide bitte"),
        ("pt", "os dois por favor"),
    ],
)
def test_both_of_which_nothing_is_said_are_asked_about(locale: str, text: str):
    search = Search.of(VISIT, visit(MARIE, rome(26, "15:30")), locale=locale)
    assert "2)" in search.say(text)
    assert all(
        one.status is AppointmentStatus.BOOKED for one in search.simulated.appointments.values()
    )
