"""One way of being reached and not another, said so that nothing is in doubt."""

from datetime import UTC, datetime

import pytest

from calendar_store.model.statuses import Channel
from dialogs.intents import Frame, Intent, OpenQuestion
from dialogs.understand import understand

SMS, EMAIL = Channel.SMS, Channel.EMAIL
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def heard(text: str, locale: str = "en", question: OpenQuestion = OpenQuestion.REMINDER):
    return understand(text, Frame(NOW, "Europe/Rome", locale, "it", question, region="IT"))


@pytest.mark.parametrize(
    "text",
    [
        *("no more emails", "Stop emails please", "stop emailing me", "please don't email me"),
        *("basta email", "Basta mail, grazie", "non mandatemi più email", "niente e-mail"),
        *("no más correos", "no quiero recibir más emails", "basta de correos, gracias"),
        *("plus de mails", "plus d'e-mails svp", "arrêtez les mails", "stop mails"),
        *("keine Mails mehr", "bitte keine E-Mails mehr", "E-Mails abbestellen"),
        *("chega de emails", "parem de enviar emails", "não quero mais emails"),
    ],
)
@pytest.mark.parametrize("locale", ["en", "it", "pt"])
def test_no_more_emails_leaves_texts_alone(text: str, locale: str):
    found = heard(text, locale)
    assert (found.intent, found.channels, found.only) == (Intent.OPT_OUT, (EMAIL,), None)


@pytest.mark.parametrize(
    "text",
    [
        *("STOP ALL", "stopall", "Stop everything!", "no more texts or emails"),
        *("basta tutto", "stop sms e email", "parar todo", "basta de mensajes y correos"),
        *(
            "arrêtez tout",
            "stop sms et mails",
            "alles abmelden",
            "keine SMS und keine E-Mails mehr",
        ),
        *("parar tudo", "chega de mensagens e emails"),
    ],
)
def test_stop_all_is_about_every_way(text: str):
    found = heard(text)
    assert (found.intent, found.channels) == (Intent.OPT_OUT, (SMS, EMAIL))


@pytest.mark.parametrize(
    "text",
    [
        *("only email please", "Email only", "emails instead of texts", "just by email, thanks"),
        *("solo email", "scrivetemi solo via email", "solo por correo", "par mail uniquement"),
        *("seulement par mail svp", "nur per E-Mail bitte", "E-Mail statt SMS", "só por email"),
    ],
)
def test_only_email_stops_texts(text: str):
    found = heard(text)
    assert (found.intent, found.channels, found.only) == (Intent.OPT_OUT, (SMS,), EMAIL)


@pytest.mark.parametrize("text", ["start emails", "emails again please", "wieder E-Mails bitte"])
def test_emails_come_back_when_asked_for(text: str):
    found = heard(text)
    assert (found.intent, found.channels) == (Intent.OPT_IN, (EMAIL,))


@pytest.mark.parametrize("text", ["STOP", "stop sms", "no more texts", "basta messaggi", "STOPP"])
def test_stop_by_itself_is_about_texts(text: str):
    found = heard(text)
    assert (found.intent, found.channels) == (Intent.OPT_OUT, ())


@pytest.mark.parametrize(
    "text",
    [
        *("I got your email, see you there", "my email is ada@example.org", "don't stop emails"),
        *("did you get my email?", "ti ho mandato una mail", "send it to me by email please"),
        *("I only check email on Mondays", "stop by at 3", "all good", "solo domani"),
        *("nur eine Frage zur E-Mail", "par mail ?", "no email from you yet"),
    ],
)
def test_what_merely_speaks_of_an_email_stops_nothing(text: str):
    assert heard(text).intent not in {Intent.OPT_OUT, Intent.OPT_IN}
