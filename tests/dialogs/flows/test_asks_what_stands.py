"""What is asked of the calendar, short noes, regrets, and what is said of one of a list.

Ada, Leo and Mia come on Thursday at 15:00, 15:30 and 16:00; six languages, real texts.
"""

from dataclasses import replace

import pytest

from dialogs.effects import AlertStaff, CancelAppointment, MoveAppointment
from dialogs.simulator import turns
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import BEGINS, Search, rome, visit

LEO = replace(MARIE, id=2, first="Leo", last="Byron")
MIA = replace(MARIE, id=3, first="Mia", last="Byron")
HALVES = ("15:00", "15:30", "16:00")
MOVE = {
    "en": "I need another day",
    "it": "mi serve un altro giorno",
    "de": "ich brauche einen anderen Tag",
    "fr": "il me faut un autre jour",
    "es": "necesito otro día",
    "pt": "preciso de outro dia",
}
GIVE_UP = {
    "en": "I need to cancel one",
    "it": "devo annullarne uno",
    "de": "ich muss einen absagen",
    "fr": "je dois en annuler un",
    "es": "tengo que anular una",
    "pt": "preciso cancelar uma",
}


def told(locale: str, *clients: object) -> Search:
    """Begin a conversation in which everybody has been reminded."""
    everybody = (ADA, LEO, MIA) if clients else (ADA,)
    search = Search.of(locale=locale)
    numbered = {
        n: replace(visit(each, rome(26, HALVES[n - 1])), id=n)
        for n, each in enumerate(everybody, 1)
    }
    named = tuple(replace(each, locale=locale) for each in everybody)
    search.simulated = replace(search.simulated, clients=named, appointments=numbered)
    search.simulated, _ = turns.remind(search.simulated, list(numbered), BEGINS)
    return search


def each(texts: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Give each text with its language."""
    return [(locale, text) for locale, those in texts.items() for text in those]


def kinds(search: Search) -> set[type]:
    """Give the kinds of effects of the last turn."""
    return {type(effect) for effect in search.turn.effects} if search.turn else set()


OF_LEO = {
    "en": ["is Leo's at three?", "when is Leo's?", "is Leos at 3?", "who is Leo with?"],
    "it": ["quello di Leo è alle tre?", "quando è quello di Leo?", "con chi è Leo?"],
    "de": ["ist Leos um drei?", "wann ist Leos?", "bei wem ist Leo?", "ist der von Leo um drei?"],
    "fr": ["celui de Leo est à trois heures ?", "c'est quand celui de Leo ?", "avec qui est Leo ?"],
    "es": ["¿la de Leo es a las tres?", "¿cuándo es la de Leo?", "¿con quién es la de Leo?"],
    "pt": ["a do Leo é às três?", "quando é a do Leo?", "com quem é a do Leo?"],
}
OWN = {
    "en": [
        "what time is my appointment?",
        "is it still on?",
        "is it at three?",
        "how long does it take?",
    ],
    "it": ["a che ora è il mio appuntamento?", "è ancora valido?", "è alle tre?"],
    "de": ["um wie viel Uhr ist mein Termin?", "findet er noch statt?", "ist der um drei?"],
    "fr": ["à quelle heure est mon rendez-vous ?", "il tient toujours ?", "c'est à trois heures ?"],
    "es": ["¿a qué hora es mi cita?", "¿sigue en pie?", "¿es a las tres?"],
    "pt": ["a que horas é a minha consulta?", "ainda está de pé?", "é às três?"],
}
WISHES = {
    "en": ["is three free?", "would three be ok?", "is there anything at four?"],
    "it": ["e alle quattro?", "c'è posto alle quattro?", "è libero alle quattro?"],
    "de": ["ist um vier was frei?", "ginge vier Uhr?", "gibt es was um vier?"],
    "fr": ["est-ce que 16h c'est possible ?", "et à 16h ?", "vous avez 16h ?"],
    "es": ["¿y a las cuatro?", "¿hay algo a las cuatro?", "¿está libre a las cuatro?"],
    "pt": ["e às quatro?", "tem às quatro?", "está livre às quatro?"],
}


@pytest.mark.parametrize(("locale", "text"), each(OF_LEO))
def test_whose_visit_is_told_from_the_calendar(locale: str, text: str):
    said = told(locale, LEO).say(text)
    assert "Leo" in said
    assert "15:30" in said or "15h30" in said
    assert "16:00" not in said


@pytest.mark.parametrize(("locale", "text"), each(OWN))
def test_the_visit_is_told_while_times_are_on_offer_and_they_stay(locale: str, text: str):
    search = told(locale)
    search.say(MOVE[locale])
    said = search.say(text)
    assert "15:00" in said or "15h00" in said
    assert AlertStaff not in kinds(search)
    search.say("2")
    assert MoveAppointment in kinds(search)


@pytest.mark.parametrize(("locale", "text"), each(WISHES))
def test_a_wish_for_a_time_is_not_told_what_stands(locale: str, text: str):
    search = told(locale)
    search.say(text)
    assert "told what the calendar says" not in search.turn.trace  # type: ignore[union-attr]


NOES = {
    "en": ["N", "never", "not ok", "no chance", "ok but no"],
    "it": ["N", "nel", "nah", "neanche per sogno", "mai"],
    "de": ["N", "nix da", "nicht ok", "niemals", "ich komm auf keinen fall"],
    "fr": ["N", "niet", "ok mais non", "jamais", "hors de question"],
    "es": ["N", "desde luego que no", "ni hablar", "nunca", "ok pero no"],
    "pt": ["N", "de jeito nenhum", "nem pensar", "nunca", "ok mas não"],
}


@pytest.mark.parametrize(("locale", "text"), each(NOES))
def test_a_short_no_to_a_reminder_is_asked_back(locale: str, text: str):
    search = told(locale)
    said = search.say(text)
    assert not kinds(search)
    assert "2" in said
    assert "3" in said


@pytest.mark.parametrize(("locale", "text"), each(NOES))
def test_a_short_no_to_times_on_offer_is_no_matter_for_staff(locale: str, text: str):
    search = told(locale)
    search.say(MOVE[locale])
    assert search.say(text)
    assert not kinds(search)


BACK = {
    "en": ["actually no, leave it where it was", "please put it back where it was"],
    "it": ["meglio di no, la lasci dov'era", "alla fine no, lasciatelo dov'era"],
    "de": ["doch nicht, lassen Sie ihn wo er war", "lieber nicht, lassen Sie ihn da wo er war"],
    "fr": ["finalement non, laissez-le où il était", "remettez-le où il était svp"],
    "es": ["mejor no, déjala donde estaba", "al final no, déjenla donde estaba"],
    "pt": ["melhor não, deixe-a onde estava", "afinal não, deixe onde estava"],
}
PREFERS = {
    "en": ["sorry, I prefer the original", "should I leave it where it was?"],
    "it": ["scusi, preferisco l'originale", "se non può, la lasci dov'era"],
    "de": ["nein, ich bevorzuge die alte Uhrzeit", "der ursprüngliche war besser"],
    "fr": ["non, je préfère l'ancien horaire", "ne le laissez pas où il était"],
    "es": ["perdón, prefiero la original", "no la dejen donde estaba"],
    "pt": ["desculpe, prefiro a original", "não, prefiro o horário antigo"],
}


@pytest.mark.parametrize(("locale", "text"), each(BACK))
def test_a_move_is_taken_back_where_that_is_asked(locale: str, text: str):
    search = told(locale)
    search.say(MOVE[locale])
    search.say("2")
    search.say(text)
    assert kinds(search) == {MoveAppointment}


@pytest.mark.parametrize(("locale", "text"), each(PREFERS))
def test_a_move_that_is_not_plainly_regretted_stands(locale: str, text: str):
    search = told(locale)
    search.say(MOVE[locale])
    search.say("2")
    search.say(text)
    assert MoveAppointment not in kinds(search)


NAMES = {
    "en": ["Leos", "Leo's appointment", "Leos please"],
    "it": ["quello di Leo", "l'appuntamento di Leo"],
    "de": ["Leos", "Leos Termin", "Leos bitte", "Leos Termin bitte"],
    "fr": ["celui de Leo", "le rdv de Leo"],
    "es": ["la de Leo", "la cita de Leo"],
    "pt": ["a do Leo", "a consulta do Leo"],
}
SPEAKS = {
    "en": ["Leo has school that day right?", "no wait, Leo is coming", "not Leos"],
    "it": ["no aspetti, Leo viene", "Leo ha scuola quel giorno, vero?"],
    "de": ["Leo hat morgen schule oder?", "nein warte, Leo kommt", "nicht Leos"],
    "fr": ["non attendez, Leo vient", "Leo a école ce jour-là non ?"],
    "es": ["no espere, Leo viene", "Leo tiene cole ese día, ¿no?"],
    "pt": ["não espere, o Leo vai", "o Leo tem escola nesse dia, certo?"],
}


@pytest.mark.parametrize(("locale", "text"), each(NAMES))
def test_a_name_answers_which_one(locale: str, text: str):
    search = told(locale, LEO)
    search.say(GIVE_UP[locale])
    search.say(text)
    assert [e.appointment_id for e in search.turn.effects if isinstance(e, CancelAppointment)] == [
        2
    ]  # type: ignore[union-attr]


@pytest.mark.parametrize(("locale", "text"), each(SPEAKS))
def test_which_one_is_asked_again_where_one_is_only_spoken_of(locale: str, text: str):
    search = told(locale, LEO)
    search.say(GIVE_UP[locale])
    said = search.say(text)
    assert not kinds(search)
    assert all(name in said for name in ("Ada", "Leo", "Mia"))


COMES = {
    "en": ["he can't, I can", "my husband can't make it so I'm bringing the kids"],
    "it": ["lui non può, io sì", "mio marito non può, porto io i bambini"],
    "de": ["er kann nicht, ich schon", "Babysitter kann nicht, bringe die Kinder mit"],
    "fr": ["lui ne peut pas, moi si", "mon mari ne peut pas, j'amène les enfants"],
    "es": ["él no puede, yo sí", "mi marido no puede, llevo yo a los niños"],
    "pt": ["ele não pode, eu sim", "meu marido não pode, levo eu as crianças"],
}


@pytest.mark.parametrize(("locale", "text"), each(COMES))
def test_who_comes_is_not_asked_whether_they_cannot(locale: str, text: str):
    search = told(locale)
    search.say(text)
    assert not kinds(search)
    assert any("not sure which" in each for each in search.turn.trace)  # type: ignore[union-attr]


FORMS = {
    "it": ['👍 a "…"', '❤️ a "…"'],
    "de": ["Reaktion 👍 auf „…“", "👍 auf „…“"],
    "fr": ["👍 à « … »"],
    "es": ["👍 a “…”"],
    "pt": ["👍 para “…”"],
}


@pytest.mark.parametrize(("locale", "form"), each(FORMS))
def test_a_reaction_keeps_the_language_of_the_conversation(locale: str, form: str):
    search = told(locale)
    offered = search.say(MOVE[locale])
    search.say(form.replace("…", offered))
    assert not search.simulated.context(ADA.mobile, search.now).state.locale
    search.say("2")
    assert MoveAppointment in kinds(search)


@pytest.mark.parametrize(("locale", "form"), each(FORMS))
def test_a_thumb_down_on_what_asks_nothing_is_silent(locale: str, form: str):
    search = told(locale)
    confirmed = search.say("1")
    down = form.replace("👍", "👎").replace("❤️", "👎")
    assert search.say(down.replace("…", confirmed)) == ""
    assert not kinds(search)
