"""The rules that protect people, one by one (the policy of understanding replies)."""

import pytest

from dialogs.intents import Frame, Intent, OpenQuestion
from dialogs.normalise import normalise
from dialogs.understand import understand

from .labelled import APPOINTMENT, frame, intent

REMINDER, SLOTS, NONE = OpenQuestion.REMINDER, OpenQuestion.SLOTS, OpenQuestion.NONE


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Stop.",
        "stop!!",
        "ＳＴＯＰ",
        "St\u200bop",
        "“STOP”",
        "STOPP",
        "sotp",
        "stop, thanks",
        "please stop texting me",
        "Stop\nSent from my iPhone",
        "STOP\n> Reminder: reply 1",
        "stoooop",
        "BAJA",
        "ARRÊT",
        "abmelden",
        "PARAR",
        "basta messaggi",
    ],
)
@pytest.mark.parametrize("question", list(OpenQuestion))
def test_opt_out_comes_first_whatever_is_open(text: str, question: OpenQuestion) -> None:
    assert intent(text, question) is Intent.OPT_OUT


@pytest.mark.parametrize(
    "text",
    [
        "stop by at 3",
        "the bus stop",
        "don't stop",
        "shop",
        "step",
        "stopped raining",
        "start late",
        "I got a text: reply STOP to opt out",
        "la fermata",
        "firma",
        "fermo",
        "non stop",
    ],
)
def test_stop_about_something_else_is_no_opt_out(text: str) -> None:
    assert intent(text) is not Intent.OPT_OUT


def test_only_a_quotation_says_stop() -> None:
    assert intent('Why did I get "reply STOP to unsubscribe from this"?') is Intent.UNCLEAR


@pytest.mark.parametrize("word", ["CANCEL", "END", "QUIT"])
@pytest.mark.parametrize("region", ["US", "CA"])
def test_cancel_opts_out_where_it_does_and_nothing_is_ahead(word: str, region: str) -> None:
    nothing_ahead = frame(NONE, appointment=None, region=region)
    assert understand(word, nothing_ahead).intent is Intent.OPT_OUT


def test_cancel_means_the_appointment_when_one_is_ahead() -> None:
    assert understand("CANCEL", frame(NONE, region="US")).intent is Intent.CANCEL
    assert understand("CANCEL", frame(REMINDER, region="US")).intent is Intent.CANCEL


def test_cancel_is_no_opt_out_elsewhere() -> None:
    assert understand("cancel", frame(NONE, appointment=None, region="IT")).intent is Intent.CANCEL


def test_a_wrong_number_that_says_stop_is_an_opt_out_first() -> None:
    found = understand("sorry wrong number stop", frame())
    assert (found.intent, found.also) == (Intent.OPT_OUT, (Intent.WRONG_NUMBER,))


def test_yes_never_opts_back_in() -> None:
    assert intent("yes", NONE) is not Intent.OPT_IN
    assert intent("START", NONE) is Intent.OPT_IN


def test_emergencies_outrank_the_open_question() -> None:
    assert intent("1, but I have chest pain") is Intent.EMERGENCY
    assert intent("non posso, ho un forte dolore al petto", locale="it") is Intent.EMERGENCY
    assert intent("family emergency, can't make it") is Intent.CANCEL


@pytest.mark.parametrize(
    "text",
    ["", "   ", "😂😂", "x" * 2000, "слово " * 300, "\u200b\u200d", "?!", "1" * 500, "的" * 90],
)
@pytest.mark.parametrize("question", list(OpenQuestion))
def test_anything_is_read_without_an_error(text: str, question: OpenQuestion) -> None:
    assert intent(text, question) is Intent.UNCLEAR


def test_a_death_in_the_family_told_with_a_refusal_is_a_wish_to_move() -> None:
    assert intent("Ada passed away, please cancel her appointments") is Intent.DECEASED
    assert intent("my grandfather died, I can't come") is Intent.RESCHEDULE
    assert intent("my phone died") is Intent.UNCLEAR


def test_machines_are_recognised() -> None:
    assert intent("Automatic reply: I am out of office") is Intent.AUTO_REPLY
    assert intent("I'm driving, I'll call you later") is Intent.AUTO_REPLY


def test_the_same_text_is_the_same_understanding() -> None:
    asked: Frame = frame()
    assert understand("domani alle 3?", asked) == understand("domani alle 3?", asked)


def test_normalising() -> None:
    said = normalise(
        "Sì, confermo l’appuntamento 👍🏽\n\nIl giorno 20 nov 2026 lo studio ha scritto:\n> 1"
    )
    assert said.whole == "si confermo l appuntamento 👍"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I can't make it, can someone else come instead?"),
        ("en", "can't come, did you tell the others?"),
        ("it", "non posso, può venire un altro al posto mio?"),
        ("es", "ya no puedo, ¿puede ir otro?"),
        ("es", "no puedo ir, ¿le aviso a otra persona?"),
        ("de", "ich kann nicht, kann jemand anderes kommen?"),
        ("pt", "não posso, pode ir outro no meu lugar?"),
    ],
)
def test_who_asks_whether_somebody_else_may_come_wants_no_other_time(
    locale: str, text: str
) -> None:
    assert intent(text, locale=locale) is not Intent.RESCHEDULE


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can I have a coffee that morning?"),
        ("it", "la mattina posso prendere la pastiglia della pressione? grazie"),
        ("it", "la sera prima posso mangiare normalmente?"),
        ("es", "¿la noche antes puedo cenar normal?"),
        ("fr", "je peux prendre un café le matin avant ?"),
        ("de", "kann ich morgens noch meine Tablette nehmen? danke"),
        ("pt", "de manhã posso tomar o remédio da pressão? obrigada"),
        ("it", "si può disdire anche il giorno prima?"),
        ("de", "kann man auch am Vortag absagen?"),
        ("es", "en su volante sale un número equivocado"),
        ("it", "il numero sbagliato era quello della farmacia, non il vostro"),
        ("de", "auf dem Rezept steht eine falsche Nummer"),
        ("fr", "sur l'ordonnance il y a un mauvais numéro"),
        ("pt", "na receita está um número errado"),
        ("en", "stop! let me find my glasses first"),
        ("fr", "stop, il faut que je vous raconte ce qui s'est passé à l'accueil"),
        ("en", "my uncle is finally off the waiting list for his knee"),
        ("it", "nonno è mancato stanotte"),
        ("de", "Mein Vater ist letzten Monat gestorben, ich bräuchte seine Unterlagen"),
        ("fr", "stop, on avait dit 80 pas 90 euros"),
    ],
)
def test_what_asks_or_tells_of_something_else_is_left_to_a_person(locale: str, text: str) -> None:
    assert understand(text, frame(NONE, locale, appointment=APPOINTMENT)).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("es", "creo que tiene un número equivocado"),
        ("it", "guardi che è il numero sbagliato, non conosco nessuna Ada"),
        ("en", "I think you've got the wrong number mate"),
        ("de", "falsche Nummer, hier gibt es keine Ada"),
        ("fr", "vous avez un mauvais numéro"),
        ("pt", "não conheço nenhuma Ada, este número é meu há anos. Número errado"),
    ],
)
def test_a_wrong_number_is_one(locale: str, text: str) -> None:
    asked = frame(NONE, locale, appointment=APPOINTMENT)
    assert understand(text, asked).intent is Intent.WRONG_NUMBER


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Hi this is her son. I'm sorry to say mum passed away two weeks ago"),
        ("it", "Buongiorno, sono la figlia. Purtroppo la mamma è mancata la settimana scorsa"),
        ("es", "Hola, soy su hija. Mi madre falleció la semana pasada"),
        ("fr", "Bonjour, je suis son fils. Maman est décédée la semaine dernière"),
        ("de", "Guten Tag, hier ist der Sohn. Meine Mutter ist letzte Woche verstorben"),
        ("pt", "Bom dia, sou a filha. A minha mãe faleceu na semana passada"),
    ],
)
def test_a_relative_of_the_client_tells_of_the_clients_death(locale: str, text: str) -> None:
    asked = frame(NONE, locale, appointment=APPOINTMENT)
    assert understand(text, asked).intent is Intent.DECEASED
