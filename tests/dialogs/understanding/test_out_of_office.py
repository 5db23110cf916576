"""A mailbox that tells until when nobody reads is a machine; a person who asks beside it is not."""

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import understand

from .labelled import APPOINTMENT, frame

AWAY = (
    ("en", "Thank you for your message. I am away until 11 December and will reply on my return."),
    ("de", "Ich bin bis zum 11.12. nicht im Haus und antworte danach."),
    ("es", "Estaré ausente hasta el 7 de diciembre, contestaré a mi regreso."),
    ("fr", "Absente jusqu'au 10 décembre, je lirai votre message à mon retour."),
    ("it", "Sono in ferie fino al 10 dicembre, risponderò al rientro."),
    ("pt", "Estou ausente até 10 de dezembro, responderei quando regressar."),
)
PEOPLE = (
    ("en", "I'm away until 9 December, can we move it?"),
    ("de", "Ich bin bis 9.12. verreist, können wir verschieben?"),
    ("es", "estoy de viaje hasta el 9 de diciembre, podemos cambiarla?"),
    ("en", "I'm out of office until Monday, please cancel my appointment"),
    ("de", "Ich bin bis Freitag nicht im Büro, bitte sagen Sie meinen Termin ab"),
    ("fr", "je lirai vos messages à mon retour de vacances, merci d'annuler"),
    ("it", "sono fuori ufficio fino a lunedì, annulli per favore il mio appuntamento"),
    ("pt", "estou fora do escritório até segunda, por favor cancele a minha consulta"),
)


@pytest.mark.parametrize(("locale", "text"), AWAY)
def test_an_absence_with_an_answer_after_it_is_a_machine(locale: str, text: str) -> None:
    found = understand(text, frame(OpenQuestion.REMINDER, locale, appointment=APPOINTMENT))
    assert found.intent is Intent.AUTO_REPLY, found


@pytest.mark.parametrize(("locale", "text"), PEOPLE)
def test_an_absence_with_a_wish_is_a_person(locale: str, text: str) -> None:
    found = understand(text, frame(OpenQuestion.REMINDER, locale, appointment=APPOINTMENT))
    assert found.intent is not Intent.AUTO_REPLY, found
