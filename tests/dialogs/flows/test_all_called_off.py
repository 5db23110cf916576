"""All of a family called off or confirmed together, with the reason told."""

import pytest

from dialogs import effects as do
from tests.support.dialogs.heard import acts
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit


def family(locale: str, count: int = 2) -> Search:
    """Return a family reminded of so many visits."""
    visits = (
        visit(ADA, rome(26, "15:00")),
        visit(MARIE, rome(26, "15:30")),
        visit(ADA, rome(27, "10:00")),
    )
    return Search.of(*visits[:count], locale=locale)


CALLED_OFF = [
    *(("en", 2, "they've both got the vomiting bug, I need to cancel the two of them"),),
    *(("en", 3, "we are all ill, please cancel all three"),),
    *(
        ("it", 3, "sono tutti malati, annulli tutti e tre"),
        ("it", 2, "hanno la febbre, disdica tutto"),
    ),
    *(("es", 2, "están los dos malos, anule las dos por favor"),),
    *(("fr", 3, "annulez les trois svp, ils ont tous la varicelle"),),
    *(("de", 2, "die Kinder sind krank, bitte beide absagen"),),
    *(("pt", 3, "estamos todos com gripe, cancelem as consultas de todos"),),
]


@pytest.mark.parametrize(("locale", "count", "text"), CALLED_OFF)
def test_all_are_called_off_where_the_rest_says_why(locale: str, count: int, text: str):
    search = family(locale, count)
    search.say(text)
    assert [type(each) for each in acts(search.turn)] == [do.CancelAppointment] * count


NOT_ALL = [
    *(("en", 3, "they are ill, cancel both"), ("en", 2, "we are fine, don't cancel both")),
    *(("en", 2, "if it snows, cancel both"), ("en", 2, "you cancelled both, we were told")),
    *(("en", 2, "she said, cancel all of them?"), ("en", 2, "cancel both, no wait")),
    *(("es", 2, "estamos bien, no cancelen las dos"), ("it", 2, "siamo sani, non annulli tutto")),
    *(("fr", 2, "on va bien, n'annulez pas les deux"), ("de", 2, "bitte nicht beide absagen")),
    *(("pt", 2, "estamos bem, não cancelem as duas"), ("de", 2, "falls es schneit, beide absagen")),
]


@pytest.mark.parametrize(("locale", "count", "text"), NOT_ALL)
def test_nothing_is_called_off_together_where_something_turns_it(
    locale: str, count: int, text: str
):
    search = family(locale, count)
    search.say(text)
    assert acts(search.turn) == []


COMING = [
    *(("de", "Ja, wir kommen alle drei"), ("en", "yes we are coming all three")),
    *(("it", "sì, veniamo tutti e tre"), ("es", "sí, vamos los tres")),
    *(("fr", "oui, on vient tous les trois"), ("pt", "sim, vamos os três")),
]


@pytest.mark.parametrize(("locale", "text"), COMING)
def test_three_that_come_are_three_confirmed(locale: str, text: str):
    search = family(locale, 3)
    search.say(text)
    assert [type(each) for each in acts(search.turn)] == [do.ConfirmAppointment] * 3


OWN = [
    *(("de", "Marie hat Schularbeit und kann nicht, ihren Termin bitte streichen. Ich komme."),),
    *(("en", "Marie has an exam and can't. Please cancel hers. I'll be there"),),
    *(("es", "Marie tiene examen y no puede, anule la suya por favor. Yo sí voy"),),
    *(("it", "Marie ha un esame e non può, annulli il suo. Io vengo"),),
]
MOURNING = [
    *(("it", "Purtroppo è mancata mia zia e giovedì c'è il funerale, annulli pure"),),
    *(("en", "my dad died yesterday, please cancel my appointment"),),
    *(("de", "Meine Oma ist gestorben, bitte sagen Sie den Termin ab"),),
    *(("fr", "ma grand-mère est décédée, annulez mon rendez-vous svp"),),
    *(("es", "ha fallecido mi abuela, cancelen mi cita por favor"),),
    *(("pt", "a minha avó faleceu, cancele a minha consulta por favor"),),
]


@pytest.mark.parametrize(("locale", "text"), MOURNING)
def test_who_has_lost_somebody_and_asks_to_cancel_is_not_asked_again(locale: str, text: str):
    search = family(locale, 1)
    said = search.say(text)
    assert [type(each) for each in acts(search.turn)] == [do.CancelAppointment]
    assert said.count(".") > 2


def test_who_has_lost_somebody_and_cannot_come_is_offered_another_time():
    search = family("en", 1)
    search.say("my dad died yesterday, I can't come on Thursday")
    assert acts(search.turn) == []


APART = [
    *(("en", "Ada is coming, Marie can't"), ("en", "Ada can come but Marie can't")),
    *(("it", "Ada viene, Marie non può"), ("es", "Ada sí va, Marie no puede")),
    *(("fr", "Ada vient, Marie ne peut pas"), ("de", "Ada kommt, Marie kann nicht")),
    *(("pt", "a Ada vai, a Marie não pode"),),
]


@pytest.mark.parametrize(("locale", "text"), [*OWN, *APART])
def test_who_comes_is_confirmed_and_who_cannot_is_cancelled(locale: str, text: str):
    search = family(locale)
    search.say(text)
    changed = {type(each): each.appointment_id for each in acts(search.turn)}  # type: ignore[union-attr]
    assert changed == {do.ConfirmAppointment: 1, do.CancelAppointment: 2}


def test_a_bare_no_for_one_of_them_is_asked_about():
    search = family("en")
    assert "Marie" in search.say("yes for Ada, no for Marie")
    assert [type(each) for each in acts(search.turn)] == [do.ConfirmAppointment]


NOT_APART = [
    *(("en", "Marie can't, Ada maybe"), ("en", "Ada is coming, Marie can't eat")),
    *(("en", "is Ada coming, Marie can't?"), ("de", "Ada kommt, Marie kann nicht lesen")),
    *(("es", "Marie no puede, Ada no sé"), ("it", "Ada viene se può, Marie non può")),
]


@pytest.mark.parametrize(("locale", "text"), NOT_APART)
def test_what_says_more_of_one_of_them_does_nothing(locale: str, text: str):
    search = family(locale)
    search.say(text)
    assert acts(search.turn) == []


def test_nobody_who_comes_is_cancelled_beside_the_writers_own_yes():
    search = family("es")
    search.say("yo voy, Marie viene también")
    assert not [each for each in acts(search.turn) if isinstance(each, do.CancelAppointment)]
