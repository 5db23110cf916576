"""Topics that were misread: what was changed, what is told of other things, how long one waits.

Each kind is told in the six languages, as clients write it, beside turned texts that must not act.
"""

import pytest

from calendar_store.model.statuses import AppointmentStatus as Status
from tests.dialogs.flows.misread import MOVE, VISIT, begun, goes_to_staff, stands

BESIDES = [
    ("en", "I'd like to book another appointment"),
    ("en", "can I have one more appointment"),
    ("it", "vorrei prendere un altro appuntamento"),
    ("it", "vorrei prenotare un altro appuntamento"),
    ("de", "ich möchte noch einen Termin"),
    ("de", "ich möchte einen weiteren Termin buchen"),
    ("es", "quiero pedir otra cita"),
    ("es", "me gustaría coger otra cita"),
    ("es", "quisiera una cita más"),
    ("fr", "je voudrais prendre un autre rendez-vous"),
    ("fr", "je voudrais un rendez-vous de plus"),
    ("pt", "queria marcar outra consulta"),
    ("pt", "gostaria de pedir outra consulta"),
]


@pytest.mark.parametrize(("locale", "text"), BESIDES)
def test_another_appointment_is_booked_besides(locale: str, text: str):
    search = begun(locale, text, "2")
    visits = [*search.simulated.appointments.values()]
    assert len(visits) == 2
    assert visits[0].starts_at == VISIT


EITHER = [
    ("it", "vorrei un altro appuntamento"),
    ("it", "posso avere un altro appuntamento"),
    ("es", "quiero otra cita"),
    ("es", "otra cita por favor"),
    ("fr", "je veux un autre rendez-vous"),
    ("pt", "quero outra consulta"),
]


@pytest.mark.parametrize(("locale", "text"), EITHER)
def test_what_may_be_one_more_or_one_instead_is_asked_about(locale: str, text: str):
    search = begun(locale, text)
    assert stands(search)
    search.say("2")
    assert stands(search)
    search.say("1")
    visits = [*search.simulated.appointments.values()]
    assert len(visits) == 2
    assert visits[0].starts_at == VISIT


HAVING = [
    ("es", "tengo una pregunta"),
    ("es", "tengo una duda"),
    ("es", "tengo prisa"),
    ("es", "tengo dos hijos"),
    ("es", "tengo trabajo ese día"),
    ("es", "tengo el coche roto"),
    ("it", "tengo due figli"),
    ("it", "tengo fretta"),
    ("it", "ho un dubbio"),
    ("en", "I have work that day"),
    ("de", "ich habe es eilig"),
    ("fr", "j'ai deux enfants"),
    ("pt", "tenho pressa"),
]
WAITED = [
    ("en", "I've been waiting for two hours"),
    ("en", "two hours waiting on the phone, really"),
    ("it", "aspetto da due ore"),
    ("it", "tre ore di attesa!"),
    ("de", "ich warte seit zwei Stunden"),
    ("de", "schon zwei Stunden warte ich"),
    ("es", "llevo dos horas esperando"),
    ("es", "llevo esperando tres horas"),
    ("es", "hace dos horas que espero"),
    ("es", "vivo aquí desde hace tres años"),
    ("es", "llevo dos semanas tomando las pastillas"),
    ("fr", "ça fait deux heures que j'attends"),
    ("fr", "j'attends depuis deux heures"),
    ("fr", "voilà trois heures que j'essaie de vous appeler"),
    ("pt", "há duas horas que espero"),
    ("pt", "estou esperando faz duas horas"),
    ("pt", "tomo os comprimidos há duas semanas"),
]
CHANGED = [
    ("en", "I've changed my address"),
    ("en", "my address has changed"),
    ("en", "my phone number has changed"),
    ("en", "we've changed our insurance"),
    ("it", "ho cambiato indirizzo"),
    ("it", "è cambiato il mio indirizzo"),
    ("it", "ho cambiato medico"),
    ("it", "il mio numero è cambiato"),
    ("de", "ich habe meine Adresse geändert"),
    ("de", "meine Adresse hat sich geändert"),
    ("de", "ich habe die Krankenkasse gewechselt"),
    ("de", "mein Name hat sich geändert"),
    ("es", "he cambiado de dirección"),
    ("es", "mi dirección ha cambiado"),
    ("es", "he cambiado de seguro"),
    ("es", "me cambié de domicilio"),
    ("fr", "j'ai changé de mutuelle"),
    ("fr", "j'ai changé d'adresse"),
    ("fr", "mon numéro de téléphone a changé"),
    ("fr", "on a changé d'assurance"),
    ("pt", "mudei de morada"),
    ("pt", "a minha morada mudou"),
    ("pt", "mudei o meu telefone"),
    ("pt", "troquei de convênio"),
]


@pytest.mark.parametrize("offered", [False, True])
@pytest.mark.parametrize(("locale", "text"), [*HAVING, *WAITED, *CHANGED])
def test_what_is_told_of_other_things_goes_to_staff(locale: str, text: str, offered: bool):
    search = begun(locale, *((MOVE[locale],) if offered else ()), text)
    assert goes_to_staff(search)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("es", "me quedo con la que tengo"),
        ("es", "mantengo la que tengo"),
        ("it", "tengo quello che ho"),
        ("it", "tengo giovedì"),
        ("it", "tengo la visita di giovedì"),
        ("it", "lo tengo"),
        ("en", "I keep the one I have"),
        ("de", "ich behalte den, den ich habe"),
        ("fr", "je garde celui que j'ai"),
        ("pt", "fico com a que tenho"),
    ],
)
def test_who_keeps_the_visit_keeps_it(locale: str, text: str):
    search = begun(locale, MOVE[locale], text)
    assert stands(search)
    assert not goes_to_staff(search)
    assert search.turn is not None
    assert search.turn.state.question is None or not search.turn.state.question.slots


CANCELS = [
    ("en", "I have to cancel my appointment on Thursday, my flight was brought forward"),
    ("en", "please cancel my appointment, my flight got moved"),
    ("en", "cancel my visit, they changed my flight"),
    ("en", "need to cancel Thursday, my train was cancelled"),
    ("it", "devo disdire la visita di giovedì, mi hanno anticipato il volo"),
    ("it", "disdico giovedì, il mio volo è stato anticipato"),
    ("it", "annullate l'appuntamento, mi hanno spostato il treno"),
    ("de", "ich muss den Termin am Donnerstag absagen, mein Flug wurde vorverlegt"),
    ("de", "bitte den Termin stornieren, mein Flug wurde verschoben"),
    ("de", "muss Donnerstag absagen, mein Zug fällt aus"),
    ("es", "tengo que cancelar la cita del jueves, me han adelantado el vuelo"),
    ("es", "debo anular el jueves, me han cancelado el tren"),
    ("fr", "je dois annuler le rendez-vous de jeudi, mon vol a été avancé"),
    ("fr", "merci d'annuler mon rendez-vous, mon vol a été déplacé"),
    ("pt", "vou ter que desmarcar a consulta de quinta, meu voo foi antecipado"),
    ("pt", "desmarco quinta, o meu comboio foi cancelado"),
    ("pt", "cancelem a consulta por favor, mudaram o meu voo"),
]
CANCELS_NOTHING = [
    ("en", "cancel my flight"),
    ("en", "my flight was cancelled"),
    ("en", "cancel the booking for the flight"),
    ("en", "I have to cancel my flight on Thursday"),
    ("en", "cancel my appointment? my flight was moved"),
    ("en", "cancel my appointment if my flight gets moved"),
    ("en", "don't cancel my appointment, my flight was moved"),
    ("en", "cancel my appointment, my flight was moved but I can still come"),
    ("it", "annulla il mio volo"),
    ("it", "cancella la prenotazione del volo"),
    ("it", "non disdico la visita, il volo è stato spostato"),
    ("it", "se spostano il volo disdico la visita"),
    ("it", "disdico la visita, il volo è stato spostato ma riesco a venire"),
    ("de", "ich muss den Flug am Donnerstag absagen"),
    ("de", "bitte die Buchung für den Flug stornieren"),
    ("de", "den Termin nicht absagen, mein Flug wurde verschoben"),
    ("de", "den Termin absagen, mein Flug wurde verschoben, aber ich komme"),
    ("es", "tengo que cancelar el vuelo del jueves"),
    ("es", "cancelar la reserva del vuelo"),
    ("es", "no cancelen la cita, mi vuelo se ha retrasado"),
    ("es", "cancelo la cita si cancelan mi vuelo"),
    ("fr", "annuler la réservation du vol"),
    ("fr", "je dois annuler le vol de jeudi"),
    ("fr", "n'annulez pas mon rendez-vous, mon vol a été déplacé"),
    ("fr", "j'annule mon rdv si mon vol est avancé"),
    ("pt", "cancelar a reserva do voo"),
    ("pt", "tenho de cancelar o voo de quinta"),
    ("pt", "não cancelem a consulta, o meu voo mudou"),
    ("pt", "cancelo a consulta se o voo atrasar"),
]


@pytest.mark.parametrize(("locale", "text"), CANCELS)
def test_a_journey_that_changed_is_a_reason_to_cancel(locale: str, text: str):
    search = begun(locale, text)
    assert [each.status for each in search.simulated.appointments.values()] == [Status.CANCELLED]


@pytest.mark.parametrize(("locale", "text"), CANCELS_NOTHING)
def test_a_journey_is_not_the_visit(locale: str, text: str):
    assert stands(begun(locale, text))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I can't come on Thursday, my flight was moved"),
        ("it", "non posso venire giovedì, mi hanno spostato il volo"),
        ("de", "ich kann am Donnerstag nicht kommen, mein Flug wurde verschoben"),
        ("fr", "je ne peux pas venir jeudi, mon vol a été avancé"),
        ("es", "no puedo ir el jueves, me han cambiado el vuelo"),
        ("pt", "não vou poder ir na quinta, meu voo mudou"),
    ],
)
def test_a_journey_that_changed_is_a_reason_not_to_come(locale: str, text: str):
    search = begun(locale, text)
    assert [each.status for each in search.simulated.appointments.values()] == [Status.CANCELLED]


@pytest.mark.parametrize(
    "text", ["I can't come if my flight is moved", "my wife can't come, her flight was moved"]
)
def test_a_journey_that_may_change_or_is_another_s_is_none(text: str):
    assert stands(begun("en", text))
