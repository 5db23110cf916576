"""Half a text, in every state: it changes nothing but a STOP, and an "ok" to what it is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs import effects as do
from dialogs.conversation import Turn
from dialogs.engine import read, step
from dialogs.intents import Intent
from dialogs.simulator.lookups import look_up
from dialogs.wording.rendering import Facts, render
from tests.dialogs.flows.turned_bases import bases
from tests.dialogs.flows.turned_states import STATES, State, state
from tests.dialogs.flows.turned_sweep import LOCALES

FORMS = ("{} […]", "{}[…]", "[…] {}", "[…]{} […]")
SHORT = {
    "en": ("1", "2", "3", "yes", "no", "both", "Leo", "the second one.", "undo", "wrong number"),
    "it": ("1", "2", "3", "sì", "no", "tutti e due", "Leo", "il secondo.", "annulla", "sbagliato"),
    "es": ("1", "2", "3", "sí", "no", "los dos", "Leo", "el segundo.", "deshacer", "se equivoca"),
    "fr": ("1", "2", "3", "oui", "non", "les deux", "Leo", "le second.", "annuler", "mauvais n°"),
    "de": ("1", "2", "3", "ja", "nein", "beide", "Leo", "das zweite.", "zurück", "falsche Nummer"),
    "pt": ("1", "2", "3", "sim", "não", "os dois", "Leo", "o segundo.", "desfazer", "engano"),
}
"""Answers to what is open, and what needs no question."""
WISHES = {
    "en": (
        *("wrong number, this is not Ada", "actually no, leave it where it was,"),
        *("please cancel everything", "can I book friday at 10?", "put me on the waiting list"),
        *("Ada died last week,", "START", "please write in Italian", "I'll be 10 minutes late"),
    ),
    "it": (
        *("numero sbagliato, non sono Ada", "anzi no, lasci tutto com'era,"),
        *("annulli tutto per favore", "posso prenotare venerdì alle 10?"),
        *(
            "mi metta in lista d'attesa",
            "Ada è morta la settimana scorsa,",
            "START",
            "english please",
        ),
    ),
    "es": (
        *("número equivocado, no soy Ada", "mejor no, déjelo como estaba,"),
        *("anule todo por favor", "¿puedo reservar el viernes a las 10?"),
        *(
            "póngame en la lista de espera",
            "Ada murió la semana pasada,",
            "START",
            "in English please",
        ),
    ),
    "fr": (
        *("mauvais numéro, je ne suis pas Ada", "finalement non, laissez comme avant,"),
        *("annulez tout s'il vous plaît", "je peux réserver vendredi à 10h ?"),
        *("mettez-moi sur la liste d'attente", "Ada est morte la semaine dernière,", "START"),
    ),
    "de": (
        *("falsche Nummer, ich bin nicht Ada", "doch nicht, lassen Sie es wie es war,"),
        *("bitte alles absagen", "kann ich Freitag um 10 buchen?"),
        *("setzen Sie mich auf die Warteliste", "Ada ist letzte Woche gestorben,", "START"),
    ),
    "pt": (
        *("número errado, não sou a Ada", "afinal não, deixe como estava,"),
        *("cancele tudo por favor", "posso marcar sexta às 10?"),
        *("ponha-me na lista de espera", "a Ada morreu na semana passada,", "START"),
    ),
}
READ = {
    "en": (
        *("ok", "ok will do", "👍", "ok thanks", "sure", "yes", "yes ok", "will do", "ok!", "fine"),
        *("ok I'll send it again", "yes I will", "sorry, one moment", "ok see you soon"),
    ),
    "it": (
        *("ok", "ok lo faccio", "👍", "ok grazie", "certo", "sì", "va bene", "d'accordo", "sì ok"),
        *("ok lo rimando", "sì adesso lo mando di nuovo", "un attimo", "ok a presto"),
    ),
    "es": (
        *("ok", "ok lo haré", "👍", "ok gracias", "claro", "sí", "vale", "de acuerdo", "sí vale"),
        *("vale lo mando otra vez", "sí ahora lo reenvío", "un momento", "ok voy a mandarlo"),
    ),
    "fr": (
        *("ok", "ok je le fais", "👍", "ok merci", "bien sûr", "oui", "d'accord", "oui ok"),
        *("ok je renvoie", "oui je vais le renvoyer", "un instant", "ok à tout de suite"),
    ),
    "de": (
        *("ok", "ok mach ich", "👍", "ok danke", "klar", "ja", "in Ordnung", "alles klar", "ja ok"),
        *("ok schicke ich nochmal", "ja ich sende es nochmal", "Moment", "ok bis gleich"),
    ),
    "pt": (
        *("ok", "ok vou fazer", "👍", "ok obrigado", "claro", "sim", "está bem", "certo", "sim ok"),
        *("ok vou mandar de novo", "sim já envio outra vez", "um momento", "ok deixa comigo"),
    ),
}
"""What is said to "please send it again", and to nothing that was asked before."""
ANSWERS = {
    "en": ("1", "I confirm that I'm coming", "yes, I'll be there on Thursday at 3"),
    "it": ("1", "confermo che vengo", "sì, ci sarò giovedì alle 15"),
    "es": ("1", "confirmo que voy", "sí, estaré el jueves a las 15"),
    "fr": ("1", "je confirme que je viens", "oui, je serai là jeudi à 15h"),
    "de": ("1", "ich bestätige, dass ich komme", "ja, ich komme am Donnerstag um 15 Uhr"),
    "pt": ("1", "confirmo que vou", "sim, estarei lá na quinta às 15h"),
}
"""What says all of it again, in fewer words."""


def halved(name: str, locale: str) -> State:
    """Return a state in which half a text comes."""
    known = state(name, locale)
    return replace(known, context=replace(known.context, partial=True))


def after(known: State, turn: Turn) -> State:
    """Return the state a minute after half a text."""
    now = known.context.now + timedelta(minutes=1)
    context = replace(known.context, state=turn.state, now=now, partial=False)
    return replace(known, context=context)


def harms(turn: Turn) -> list[do.Effect]:
    """Return what was done, staff told apart."""
    return [each for each in turn.effects if not isinstance(each, do.AlertStaff)]


def told(known: State, turn: Turn, locale: str) -> bool:
    """Return whether it is said that a part is missing, and staff see it."""
    spoken = known.context.state.locale or locale
    text = render("partial", spoken, Facts(known.context.practice), ())
    alerted = any(isinstance(each, do.AlertStaff) for each in turn.effects)
    return alerted and turn.replies == (text,)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("locale", LOCALES)
def test_half_a_text_changes_nothing(locale: str, name: str):
    known, texts = halved(name, locale), [*SHORT[locale], *WISHES[locale], *bases(name, locale, 7)]
    before = known.context.state.question
    for text in dict.fromkeys(texts):
        for form in FORMS:
            written = form.format(text)
            turn = known.turn(written)
            assert harms(turn) == [], written
            assert told(known, turn, locale), (written, turn.replies)
            kept = turn.state.question
            assert kept == (before and replace(before, stale=True, aside=True)), written
            assert replace(turn.state, question=before, automatic=(), last="", last_at=None) == (
                replace(known.context.state, automatic=(), last="", last_at=None)
            ), written


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("locale", LOCALES)
def test_who_is_told_that_a_part_is_missing_says_yes_to_sending_it_again(locale: str, name: str):
    known = halved(name, locale)
    later = after(known, known.turn("1 […]"))
    for text in READ[locale]:
        assert harms(later.turn(text)) == [], text


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_said_again_in_full_is_done(locale: str):
    known = halved("reminded", locale)
    later = after(known, known.turn("1 […]"))
    for text in ANSWERS[locale]:
        done = [type(each) for each in later.turn(text).effects]
        assert do.ConfirmAppointment in done, text


@pytest.mark.parametrize("name", ["several_offered", "one_offered", "booking"])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_number_said_again_takes_its_time(locale: str, name: str):
    known = halved(name, locale)
    later = after(known, known.turn("[…] 1"))
    assert harms(later.turn("1")), later.turn("1").trace


@pytest.mark.parametrize("name", STATES)
def test_half_a_stop_stops_whatever_is_open(name: str):
    turn = halved(name, "en").turn("STOP […]")
    assert harms(turn) == [do.OptOut("STOP […]")]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_phones_reaction_to_the_request_confirms_nothing(locale: str):
    known = halved("reminded", locale)
    turn = known.turn("yes […]")
    later = after(known, turn)
    assert harms(later.turn(f"Liked “{turn.replies[0]}”")) == []
    assert harms(later.turn(f"👍 to “{turn.replies[0]}”")) == []


def test_who_sends_half_a_text_twice_is_told_twice_and_not_in_the_same_words():
    known = halved("reminded", "en")
    first = known.turn("I can come, […]")
    again = replace(after(known, first).context, partial=True)
    second = step(again, "I can come, […]")
    assert harms(second) == []
    assert second.replies != first.replies
    assert first.replies[0] in second.replies[0]


def test_half_a_text_of_a_number_that_stopped_marks_nothing():
    known = halved("reminded", "en")
    stopped = replace(known.context, stopped=True)
    turn = step(stopped, "wrong number […]")
    assert (harms(turn), turn.replies) == ([], ())
    assert turn.effects


def test_the_whole_that_comes_late_is_read_as_a_whole():
    known = halved("several_offered", "en")
    later = after(known, known.turn("2 is fine […]"))
    heard = read(later.context, "2 is fine if my son can come too")
    assert later.simulated is not None
    turn = step(look_up(later.simulated, later.context, heard.search), heard)
    assert harms(turn) == []
    assert later.turn("2 is fine").understanding.intent is not Intent.UNCLEAR
