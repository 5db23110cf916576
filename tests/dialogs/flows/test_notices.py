"""Notices of machines get no answer and cost nobody an alert; what a person wrote is seen."""

import pytest

from dialogs import effects as do
from dialogs.intents import Intent
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

MACHINES = [
    ("en", "Missed call from +4479 at 10:02"),
    ("en", "Voicemail: you have 1 new message received at 11:05"),
    ("it", "LoSai: il 333 1234567 ti ha chiamato il 23/11 alle 10:02"),
    ("it", "Ti ho cercato: 333 1234567 il 23/11 alle 10:02"),
    ("es", "Tiene una llamada perdida del 600123123 a las 10:02"),
    ("fr", "Vous avez reçu un appel du 0612345678 à 10:02"),
    ("de", "Anruf in Abwesenheit von +49170123 um 10:02"),
    ("de", "Sie haben eine neue Sprachnachricht von 0170123, 23.11. 11:05"),
    ("de", "Ihr Bestätigungscode lautet 482913"),
    ("de", "Ihr Code ist 4829. Geben Sie ihn nicht weiter."),
    ("de", "Verpasster Anruf: 0170 1234567 am 23.11. um 10:02"),
    ("de", "Ihre Mailbox hat 1 neue Nachricht"),
    ("fr", "Appel manqué de +33612345678 à 10:02"),
    ("fr", "Vous avez 1 nouveau message vocal"),
    ("fr", "Votre code est 482913"),
    ("fr", "Votre code de vérification : 482913"),
    ("fr", "Le 0612345678 a cherché à vous joindre le 23/11 à 10:02"),
    ("fr", "Vous avez un nouveau message sur votre répondeur"),
    ("en", "Missed call: 07700900123 at 11:15 on 23/11"),
    ("en", "You have 2 missed calls from +447700900123"),
    ("en", "You have 1 new voicemail. Call 123 to listen"),
    ("en", "Your code is 482913"),
    ("en", "482913 is your verification code"),
    ("en", "Voicemail: +447700900123 left a message at 11:05"),
    ("it", "Chiamata persa da +39333123 alle 10:02"),
    ("it", "Hai ricevuto una chiamata dal 333123 il 23/11 alle 10:02"),
    ("it", "Il tuo codice di verifica è 482913"),
    ("it", "Hai 2 nuovi messaggi in segreteria"),
    ("it", "ChiamaOra: il 333123 ti ha cercato alle 10:02"),
    ("it", "Il codice OTP è 482913"),
    ("es", "Llamada perdida de +34600123 a las 10:02"),
    ("es", "Tiene 1 mensaje de voz nuevo"),
    ("es", "Su código de verificación es 482913"),
    ("es", "El 600123123 le ha llamado el 23/11 a las 10:02"),
    ("es", "Ha recibido una llamada del 600123 a las 10:02"),
    ("es", "Tienes 2 mensajes en el buzón"),
    ("pt", "Chamada perdida de +351912345 às 10:02"),
    ("pt", "Tem uma nova mensagem de voz no seu correio"),
    ("pt", "O seu código de verificação é 482913"),
    ("pt", "O 912345678 ligou-lhe às 10:02 de 23/11"),
    ("pt", "Recebeu uma chamada de 912345 às 10:02"),
    ("pt", "Você tem 1 mensagem na caixa postal"),
    ("de", "Ich fahre gerade. Automatische Antwort."),
    ("de", "Automatische Antwort: bin nicht im Büro"),
    ("fr", "Réponse automatique : je suis absent"),
    ("fr", "Je conduis, je vous rappelle plus tard"),
    ("en", "I'm driving right now, I'll call you later"),
    ("en", "Automatic reply: I'm out of office"),
    ("it", "Sto guidando, ti richiamo più tardi"),
    ("it", "Risposta automatica: sono fuori ufficio"),
    ("es", "Estoy conduciendo, te llamo luego"),
    ("es", "Respuesta automática: estoy fuera de la oficina"),
    ("pt", "Estou a conduzir, ligo mais tarde"),
    ("pt", "Resposta automática: estou fora do escritório"),
]
PEOPLE = [
    ("de", "ich habe einen verpassten Anruf von Ihnen um 10:02"),
    ("de", "haben Sie mich um 10:02 angerufen?"),
    ("de", "wie ist mein Code?"),
    ("de", "ich habe Ihre Sprachnachricht bekommen, Dienstag passt"),
    ("fr", "j'ai un appel manqué de votre part à 10:02"),
    ("fr", "vous m'avez appelé à 10h02 ?"),
    ("fr", "quel est le code de la porte ?"),
    ("fr", "j'ai eu votre message vocal, mardi me va"),
    ("en", "I had a missed call from you at 10:02"),
    ("en", "missed a call from you, did you want to move me?"),
    ("en", "what is the door code?"),
    ("en", "got your voicemail, Tuesday at 4 works"),
    ("it", "ho trovato una chiamata persa vostra alle 10:02"),
    ("it", "mi avete chiamato alle 10:02?"),
    ("it", "qual è il codice del portone?"),
    ("it", "ho sentito il messaggio in segreteria, martedì va bene"),
    ("es", "tengo una llamada perdida de ustedes a las 10:02"),
    ("es", "¿me han llamado a las 10:02?"),
    ("es", "¿cuál es el código de la puerta?"),
    ("es", "oí su mensaje en el buzón, el martes me va bien"),
    ("pt", "tenho uma chamada perdida vossa às 10:02"),
    ("pt", "ligaram-me às 10:02?"),
    ("pt", "qual é o código da porta?"),
    ("pt", "ouvi a vossa mensagem de voz, terça dá-me jeito"),
]
SEEN = [
    ("de", "kann nicht telefonieren"),
    ("en", "can't talk now"),
    ("es", "no puedo hablar ahora"),
    ("de", "kann gerade nicht reden"),
    ("de", "ich kann jetzt nicht telefonieren"),
    ("de", "kann nicht ans Telefon"),
    ("de", "kann grad nicht sprechen"),
    ("fr", "je peux pas parler là"),
    ("fr", "je ne peux pas répondre au téléphone"),
    ("fr", "peux pas téléphoner"),
    ("fr", "je ne peux pas parler pour le moment"),
    ("en", "I can't talk at the moment"),
    ("en", "can't answer the phone"),
    ("en", "I can't speak right now"),
    ("en", "can't pick up"),
    ("it", "non posso parlare"),
    ("it", "adesso non posso rispondere al telefono"),
    ("it", "nn posso parlare ora"),
    ("it", "non posso telefonare"),
    ("es", "no puedo hablar"),
    ("es", "ahora no puedo contestar el teléfono"),
    ("es", "no puedo atender ahora"),
    ("es", "no puedo llamar ahora"),
    ("pt", "não posso atender"),
    ("pt", "agora não posso falar"),
    ("pt", "não consigo atender o telefone"),
    ("pt", "não dá para falar agora"),
    ("de", "ja https://maps.app/x"),
    ("de", "ok http://goo.gl/a"),
    ("fr", "oui https://maps.app/x"),
    ("en", "yes https://maps.app/x"),
    ("en", "ok http://goo.gl/a"),
    ("it", "sì https://maps.app/x"),
    ("it", "ok http://goo.gl/a"),
    ("es", "sí https://maps.app/x"),
    ("es", "vale http://goo.gl/a"),
    ("pt", "sim https://maps.app/x"),
    ("pt", "ok http://goo.gl/a"),
]


def heard(locale: str, text: str) -> tuple[Search, str]:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    return search, search.say(text)


@pytest.mark.parametrize(("locale", "text"), MACHINES)
def test_a_machine_gets_no_answer(locale: str, text: str):
    search, answer = heard(locale, text)
    assert search.turn is not None
    assert not answer
    assert not search.turn.effects


@pytest.mark.parametrize(("locale", "text"), PEOPLE)
def test_who_speaks_of_such_a_notice_is_a_person(locale: str, text: str):
    search, answer = heard(locale, text)
    assert search.turn is not None
    assert search.turn.understanding.intent is not Intent.AUTO_REPLY
    assert answer


@pytest.mark.parametrize(("locale", "text"), SEEN)
def test_staff_see_who_cannot_speak_and_a_yes_with_a_link(locale: str, text: str):
    search, _ = heard(locale, text)
    assert search.turn is not None
    effects = search.turn.effects
    assert any(isinstance(each, do.AlertStaff) for each in effects)
    assert not any(isinstance(each, do.ConfirmAppointment) for each in effects)
