"""Texts with the words of an act that ask, fear, or speak of something else, by kind."""

import pytest

from dialogs import effects as do
from tests.dialogs.flows.turned_states import State, state
from tests.dialogs.flows.turned_sweep import HARMS

FEARS = [
    *(("en", "I'm afraid I cancelled by mistake"), ("en", "worried I cancelled by accident")),
    *(("fr", "j'ai peur d'avoir annulé sans faire exprès"), ("fr", "je crains d'avoir annulé")),
    *(("it", "temo di aver annullato per sbaglio"), ("it", "ho paura di aver disdetto per errore")),
    *(("es", "me temo que la cancelé sin querer"), ("es", "tengo miedo de haberla anulado")),
    *(("de", "ich fürchte ich habe aus Versehen abgesagt"),),
    *(("pt", "receio ter cancelado sem querer"), ("pt", "tenho medo de ter desmarcado")),
]
OF_ANOTHER_THING = [
    *(("pt", "cancela a babá"), ("pt", "desmarca a babá"), ("es", "cancela la niñera")),
    *(("en", "cancel the babysitter"), ("fr", "annule la nounou"), ("it", "annulla la babysitter")),
    *(("de", "sag den Babysitter ab"),),
]
OF_A_PAPER = [
    *(("es", "La factura está mal, ¿me la pueden anular?"), ("es", "La receta no vale, anúlenla")),
    ("es", "Me llegó la factura a otro nombre, ¿me la pueden anular y hacer de nuevo?"),
    *(("it", "La fattura è sbagliata, annullatela per favore"),),
    ("it", "Mi è arrivata la fattura col nome di mio fratello, potete annullarla?"),
    ("de", "Die Rechnung stimmt nicht. Bitte stornieren Sie sie"),
    ("de", "Das Rezept ist falsch, können Sie es stornieren?"),
    ("en", "The invoice has the wrong name, could you cancel it and do it again?"),
    ("fr", "La facture est au mauvais nom, pouvez-vous l'annuler et la refaire ?"),
    ("pt", "A fatura veio em nome de outra pessoa, podem anular e fazer de novo?"),
]
OVERCOME = [
    ("de", "Also eigentlich wollt ich absagen aber jetzt gehts doch, bis Donnerstag dann"),
    ("it", "avevo paura di non farcela invece mi hanno dato il permesso, a giovedì!"),
    ("it", "Volevo annullare ma adesso posso, ci vediamo giovedì"),
    ("es", "Iba a cancelar pero al final sí puedo, nos vemos el jueves"),
]
NOT_OVERCOME = [
    ("de", "wollte absagen aber hat nicht geklappt, bis dann"),
    ("de", "Wollte absagen, aber es geht nicht online, bis Donnerstag"),
    ("it", "Volevo annullare ma non ho trovato come, a giovedì"),
    ("it", "Sono stata al pronto soccorso, il tutore non serve più, a giovedì"),
    ("es", "Iba a cancelar pero no me dejaba la página, hasta el jueves"),
]
FITTING = [
    *("Passt der Kinderwagen in den Aufzug", "Passt der Rollator durch die Tür"),
    *("passt der Hund ins Wartezimmer", "geht der Rollstuhl in den Aufzug", "ja ja die Liebe"),
]
OTHERS_TEXTS = [
    *(("en", "no more texts from my ex"), ("en", "I want no more messages from my boss")),
    *(("fr", "je ne veux plus de messages de ma mère"), ("it", "basta messaggi dal mio ex")),
    *(("es", "no quiero más mensajes de mi madre"), ("pt", "chega de mensagens do meu ex")),
    *(("de", "ich will keine SMS mehr von meinem Ex"),),
]
OUR_TEXTS = [
    *(("en", "no more texts from my dentist"), ("en", "no more texts from your receptionist")),
    *(("it", "basta messaggi dal vostro studio"), ("de", "keine SMS mehr von Ihnen")),
]
ASKING = [
    *("can you cancel by text", "could you cancel by phone", "would the afternoon be ok"),
    *("would wednesday be ok", "would thursday be ok"),
]
SOME_OF_US = [
    *(("pt", "um de nós vai"), ("pt", "só uma de nós vai"), ("fr", "un de nous viendra")),
    *(("fr", "l'un de nous vient"), ("en", "one of us will come"), ("it", "uno di noi viene")),
    *(("es", "uno de nosotros va"), ("de", "einer von uns kommt")),
]
COUNTED = [
    *(("fr", "on sera 3"), ("fr", "nous serons trois"), ("it", "saremo in 3")),
    *(("en", "two of us will come"), ("pt", "um de nós vai")),
]


def harms(at: State, text: str) -> list[do.Effect]:
    return [each for each in at.turn(text).effects if isinstance(each, HARMS)]


@pytest.mark.parametrize(("locale", "text"), FEARS)
def test_a_fear_undoes_nothing(locale: str, text: str):
    turn = state("cancelled", locale).turn(text)
    assert not [each for each in turn.effects if isinstance(each, do.RestoreAppointment)]
    assert turn.replies


@pytest.mark.parametrize("name", ["reminded", "several_offered"])
@pytest.mark.parametrize(("locale", "text"), OF_ANOTHER_THING)
def test_another_thing_that_is_cancelled_is_no_visit(name: str, locale: str, text: str):
    assert harms(state(name, locale), text) == []


@pytest.mark.parametrize(("locale", "text"), OF_A_PAPER)
def test_a_paper_that_is_cancelled_is_no_visit(locale: str, text: str):
    assert harms(state("reminded", locale), text) == []


@pytest.mark.parametrize(("locale", "text"), OVERCOME)
def test_a_cancelling_that_was_only_thought_of_is_a_yes(locale: str, text: str):
    acts = [type(each) for each in harms(state("reminded", locale), text)]
    assert acts == [do.ConfirmAppointment]


@pytest.mark.parametrize(("locale", "text"), NOT_OVERCOME)
def test_what_was_not_overcome_changes_nothing(locale: str, text: str):
    assert harms(state("reminded", locale), text) == []


@pytest.mark.parametrize("text", FITTING)
def test_a_verb_before_its_thing_confirms_nothing(text: str):
    assert harms(state("reminded", "de"), text) == []


@pytest.mark.parametrize("text", ["passt", "passt der Termin", "ja ja der Termin passt"])
def test_a_visit_that_fits_is_confirmed(text: str):
    acts = [type(each) for each in harms(state("reminded", "de"), text)]
    assert acts == [do.ConfirmAppointment]


@pytest.mark.parametrize(("locale", "text"), OTHERS_TEXTS)
def test_the_texts_of_somebody_of_ones_own_opt_nobody_out(locale: str, text: str):
    assert harms(state("reminded", locale), text) == []


@pytest.mark.parametrize(("locale", "text"), OUR_TEXTS)
def test_the_texts_of_the_practice_are_stopped(locale: str, text: str):
    effects = state("reminded", locale).turn(text).effects
    assert any(isinstance(each, do.OptOut) for each in effects)


@pytest.mark.parametrize("text", ASKING)
def test_a_question_without_its_mark_does_nothing(text: str):
    assert harms(state("reminded", "en"), text) == []


@pytest.mark.parametrize(("locale", "text"), SOME_OF_US)
def test_one_of_several_confirms_nothing(locale: str, text: str):
    assert harms(state("reminded", locale), text) == []


@pytest.mark.parametrize(("locale", "text"), COUNTED)
def test_how_many_come_is_not_dropped(locale: str, text: str):
    turn = state("unasked", locale).turn(text)
    assert turn.replies or turn.effects


def test_a_text_that_went_to_a_wrong_number_marks_none():
    turn = state("reminded", "fr").turn("annulation du train, mauvais numéro pardon")
    assert not [each for each in turn.effects if isinstance(each, do.MarkWrongNumber)]


@pytest.mark.parametrize(
    ("locale", "text"), [("pt", "é para mim?"), ("es", "¿es para mí?"), ("it", "è per me?")]
)
def test_an_offer_that_is_asked_about_stays_open(locale: str, text: str):
    turn = state("freed", locale).turn(text)
    assert turn.state.question is not None
    assert not turn.state.question.stale
    assert harms(state("freed", locale), text) == []
