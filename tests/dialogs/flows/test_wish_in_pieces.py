"""A wish told in pieces: a part of the day keeps the day, a day keeps the part, an hour both."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

BOOKS_MONDAY = {
    "en": "hi I need a check-up, monday 30th would be best",
    "it": "salve vorrei una visita di controllo, lunedì 30 se possibile",
    "es": "hola necesito cita para una revisión, el lunes 30 a ser posible",
    "fr": "bonjour il me faudrait un rdv de contrôle, lundi 30 si possible",
    "de": "Hallo ich bräuchte einen Termin zur Kontrolle, am besten Montag den 30.",
    "pt": "oi preciso marcar uma consulta, de preferência segunda dia 30",
}
AFTER_THREE = [
    *(
        ("en", "mornings are no good, only after 3"),
        ("en", "I can't do mornings really, from 3 on"),
    ),
    *(("en", "only from three onwards"), ("en", "not in the morning, after three please")),
    *(("en", "has to be after 3pm sorry"),),
    *(("it", "la mattina non posso proprio, solo dopo le 15"), ("it", "solo dopo le tre")),
    *(("it", "di mattina no, dalle 15 in poi"), ("it", "io posso solo dalle 15 in poi")),
    *(("it", "la mattina lavoro, dopo le 3 del pomeriggio"), ("it", "meglio dopo le 15")),
    *(("es", "por la mañana no puedo, solo después de las 3"), ("es", "a partir de las 3")),
    *(("es", "de mañana imposible, a partir de las tres"), ("es", "mejor después de las 15")),
    *(("es", "solo puedo después de las tres"), ("es", "trabajo por la mañana, desde las 15")),
    *(("fr", "le matin je ne peux pas, seulement après 15h"), ("fr", "à partir de 15h")),
    *(("fr", "pas le matin, après 15h"), ("fr", "le matin c'est impossible, à partir de 15h")),
    *(("fr", "seulement après 15h"), ("fr", "je travaille le matin, après 15h svp")),
    *(("de", "vormittags kann ich eigentlich gar nicht, erst ab drei"), ("de", "erst ab 15 Uhr")),
    *(("de", "vormittag geht nicht, ab 15 Uhr"), ("de", "bei mir geht es erst ab drei")),
    *(("de", "vormittags arbeite ich, nach 15 Uhr bitte"), ("de", "nur nach 15 Uhr")),
    *(("pt", "de manhã não posso, só depois das 3"), ("pt", "a partir das 15h")),
    *(("pt", "de manhã não dá, só a partir das três"), ("pt", "só depois das 15h")),
    *(("pt", "trabalho de manhã, depois das 15"), ("pt", "só consigo depois das três")),
]
AT_FOUR = [
    *(("en", "4 then please"), ("en", "make it 4"), ("en", "could it be at four?")),
    *(("en", "4pm would be good"), ("en", "then at four please"), ("en", "what about 4 o'clock")),
    *(("it", "allora alle quattro grazie"), ("it", "facciamo alle 16"), ("it", "alle 16 si può?")),
    *(("it", "le 16 andrebbe bene"), ("it", "alle quattro va bene"), ("it", "dai alle 4")),
    *(
        ("es", "entonces a las cuatro por favor"),
        ("es", "mejor a las 16"),
        ("es", "¿a las 4 se puede?"),
    ),
    *(("es", "a las cuatro me viene bien"), ("es", "pues a las 4"), ("es", "ponme a las 16")),
    *(("fr", "alors à 16h svp"), ("fr", "plutôt 16h"), ("fr", "à 16h c'est possible ?")),
    *(("fr", "16h m'irait bien"), ("fr", "16h ce serait bien"), ("fr", "va pour 16h")),
    *(("de", "dann um vier bitte"), ("de", "lieber um 16 Uhr"), ("de", "geht um vier?")),
    *(("de", "16 Uhr wär gut"), ("de", "dann 16 Uhr"), ("de", "um vier wärs mir recht")),
    *(("pt", "então às quatro por favor"), ("pt", "melhor às 16h"), ("pt", "às 4 dá?")),
    *(("pt", "às 16 seria bom"), ("pt", "então às 16h"), ("pt", "pode ser às quatro")),
]
NONE_OF_THESE = [
    *(("en", "nah none of those work for me. what about friday at 2?"),),
    *(
        ("en", "none of those sorry, friday at 2pm maybe?"),
        ("en", "can't do any of them, friday 2pm?"),
    ),
    *(("en", "those don't work, is friday at 2 free"), ("en", "no good any of them. friday 2pm?")),
    *(("en", "hmm none of them. do you have friday at 2"),),
    *(
        ("it", "nessuno di questi mi va bene. venerdì alle 14?"),
        ("it", "no nessuno, venerdì alle 14"),
    ),
    *(("it", "purtroppo non posso a nessuna di queste ore, venerdì alle 14?"),),
    *(
        ("it", "non mi va bene nessuno, si può venerdì alle 14?"),
        ("it", "no, meglio venerdì alle 14"),
    ),
    *(("it", "nessuna di queste, avete venerdì alle 14?"),),
    *(
        ("es", "ninguna me viene bien. ¿el viernes a las 2?"),
        ("es", "ninguna, mejor el viernes a las 14"),
    ),
    *(
        ("es", "no puedo a ninguna de esas, ¿y el viernes a las 14?"),
        ("es", "no, el viernes a las 14"),
    ),
    *(
        ("es", "esas no me van. viernes a las 2 puede ser?"),
        ("es", "ninguna de esas, viernes a las 14?"),
    ),
    *(("fr", "aucun ne me va. vendredi à 14h ?"), ("fr", "aucun des trois, plutôt vendredi 14h")),
    *(("fr", "non aucun, vendredi à 14h c'est possible ?"), ("fr", "non, plutôt vendredi à 14h")),
    *(
        ("fr", "ça ne va pas ces heures, et vendredi à 14h ?"),
        ("fr", "rien ne me convient, vendredi 14h ?"),
    ),
    *(
        ("de", "passt leider keiner. Freitag um 14 Uhr?"),
        ("de", "keiner davon, Freitag 14 Uhr bitte"),
    ),
    *(
        ("de", "die gehen alle nicht, wie wärs mit Freitag um zwei?"),
        ("de", "nein, lieber Freitag 14 Uhr"),
    ),
    *(
        ("de", "keiner von denen geht bei mir, Freitag 14 Uhr?"),
        ("de", "nee keiner. Freitag um 14 Uhr?"),
    ),
    *(("pt", "nenhum desses dá. sexta às 14h?"), ("pt", "nenhum, melhor sexta às 14h")),
    *(("pt", "não consigo em nenhum desses, e sexta às 2?"), ("pt", "não, prefiro sexta às 14h")),
    *(
        ("pt", "nenhum serve pra mim, tem sexta às 14h?"),
        ("pt", "esses não dão. sexta às 14h pode?"),
    ),
]
AFTERNOON = {
    "en": "can we move it to monday afternoon",
    "it": "si può spostare a lunedì pomeriggio?",
    "es": "¿se puede pasar al lunes por la tarde?",
    "fr": "on peut déplacer à lundi après-midi ?",
    "de": "können wir auf Montag Nachmittag verschieben?",
    "pt": "dá para mudar para segunda à tarde?",
}
TUESDAY = [
    *(("en", "or tuesday?"), ("en", "tuesday would be better"), ("en", "and tuesday?")),
    *(
        ("en", "not monday after all, tuesday"),
        ("en", "sorry tuesday I mean"),
        ("en", "what about tuesday"),
    ),
    *(
        ("it", "o martedì?"),
        ("it", "meglio martedì"),
        ("it", "e martedì?"),
        ("it", "martedì invece?"),
    ),
    *(("it", "scusi intendevo martedì"), ("it", "lunedì no, martedì")),
    *(("es", "¿o el martes?"), ("es", "mejor el martes"), ("es", "¿y el martes?")),
    *(
        ("es", "perdón quería decir el martes"),
        ("es", "el lunes no, el martes"),
        ("es", "martes mejor?"),
    ),
    *(("fr", "ou mardi ?"), ("fr", "plutôt mardi"), ("fr", "et mardi ?"), ("fr", "mardi alors ?")),
    *(("fr", "pardon je voulais dire mardi"), ("fr", "pas lundi, mardi")),
    *(("de", "oder Dienstag?"), ("de", "lieber Dienstag"), ("de", "und Dienstag?")),
    *(
        ("de", "Dienstag wäre besser"),
        ("de", "sorry ich meinte Dienstag"),
        ("de", "Montag doch nicht, Dienstag"),
    ),
    *(("pt", "ou terça?"), ("pt", "melhor terça"), ("pt", "e terça?"), ("pt", "na terça então?")),
    *(("pt", "desculpe quis dizer terça"), ("pt", "segunda não, terça")),
]
TOMORROW_MORNING = [
    *(("en", "can i get in for a check up tomoz? mornings best"),),
    *(
        ("en", "any chance of a check-up tmrw morning"),
        ("en", "need a check-up 2moro, morning if poss"),
    ),
    *(("en", "hiya book me a check-up tomo in the morning"),),
    *(
        ("it", "mi serve un controllo domani, di mattina meglio"),
        ("it", "un controllo dmn mattina?"),
    ),
    *(("it", "posso venire domani per un controllo? meglio la mattina"),),
    *(("it", "vorrei prenotare domattina un controllo"),),
    *(("it", "prenoto un controllo domani, preferibilmente mattina"),),
    *(
        ("es", "quiero una revisión mañana, por la mañana mejor"),
        ("es", "cita mñn por la mañana pa revisión"),
    ),
    *(
        ("es", "¿me dais cita mañana? mejor por la mañana"),
        ("es", "una cita mañana tempranito porfa"),
    ),
    *(
        ("fr", "un rdv demain svp ? le matin de préférence"),
        ("fr", "je peux avoir un rdv dem1 matin ?"),
    ),
    *(
        ("fr", "il me faut un rdv demain, plutôt le matin"),
        ("fr", "rdv pour un contrôle demain matin possible ?"),
    ),
    *(
        ("fr", "je voudrais un rdv demain dans la matinée"),
        ("fr", "un rdv demain ? matin c'est mieux"),
    ),
    *(("de", "kann ich morgen zur Kontrolle kommen? vormittags am besten"),),
    *(
        ("de", "brauch morgen früh nen Termin"),
        ("de", "Termin morgen möglich? am liebsten vormittags"),
    ),
    *(("de", "ich hätt gern morgen einen Termin, vormittag wär am besten"),),
    *(
        ("de", "Termin für morgen bitte, vormittags"),
        ("de", "morgen vormittag noch was frei für ne Kontrolle?"),
    ),
    *(
        ("pt", "quero marcar consulta amanhã, de manhã é melhor"),
        ("pt", "tem consulta amanha cedo?"),
    ),
    *(
        ("pt", "dá pra marcar amanhã? de manhã de preferência"),
        ("pt", "consulta pra amanhã de manhã pfv"),
    ),
    *(
        ("pt", "preciso de uma consulta amh de manhã"),
        ("pt", "queria consulta amanhã, prefiro manhã"),
    ),
]


def monday(locale: str) -> Search:
    """Return the search after times of Monday 30 November were offered for a new visit."""
    search = Search.of(locale=locale)
    search.say(BOOKS_MONDAY[locale])
    assert search.offered
    assert all(each.startswith("mon 30") for each in search.offered)
    return search


def afternoon(search: Search, day: str, since: str = "15:00") -> bool:
    """Return whether times are on offer, all of a day, and from an hour on."""
    times = [each.split() for each in search.offered]
    return bool(times) and all(each[1] == day and each[2] >= since for each in times)


@pytest.mark.parametrize(("locale", "text"), AFTER_THREE)
def test_a_part_of_the_day_keeps_the_day_spoken_of(locale: str, text: str):
    search = monday(locale)
    search.say(text)
    assert afternoon(search, "30"), search.offered


@pytest.mark.parametrize(("locale", "text"), AT_FOUR)
def test_an_hour_is_of_the_day_spoken_of(locale: str, text: str):
    search = monday(locale)
    search.say(dict(AFTER_THREE)[locale])
    search.say(text)
    booked = [one.starts_at for one in search.simulated.appointments.values()]
    assert booked == [rome(30, "16:00")] or search.offered == ["mon 30 16:00"], search.offered


@pytest.mark.parametrize(("locale", "text"), NONE_OF_THESE)
def test_none_of_these_and_a_new_wish_is_the_new_wish(locale: str, text: str):
    search = monday(locale)
    search.say(text)
    booked = [one.starts_at for one in search.simulated.appointments.values()]
    assert booked == [rome(27, "14:00")] or search.offered[0] == "fri 27 14:00", search.offered


@pytest.mark.parametrize(("locale", "text"), TUESDAY)
def test_a_day_keeps_the_part_of_the_day_spoken_of(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(AFTERNOON[locale])
    assert afternoon(search, "30", "12:00")
    search.say(text)
    times = [each.split() for each in search.offered]
    assert times
    assert {each[0] for each in times} == {"tue"}
    assert all(each[2] >= "12:00" for each in times)


@pytest.mark.parametrize(("locale", "text"), TOMORROW_MORNING)
def test_tomorrow_and_mornings_is_tomorrow_morning(locale: str, text: str):
    search = Search.of(locale=locale)
    search.say(text)
    times = [each.split() for each in search.offered]
    assert times
    assert all(each[1] == "24" and each[2] < "13:00" for each in times), search.offered


PIECES = [
    ("en", "afternoon please", "30", "12:00", "18:00"),
    ("en", "before noon works better", "30", "09:00", "12:00"),
    ("en", "later in the day?", "30", "14:00", "18:30"),
    ("en", "and on wednesday?", "25|02", "09:00", "18:00"),
    ("en", "no mornings pls", "30", "12:00", "18:00"),
    ("en", "around 5 maybe", "30", "16:00", "18:00"),
    ("it", "di pomeriggio per favore", "30", "12:00", "18:00"),
    ("it", "meglio prima di mezzogiorno", "30", "09:00", "12:00"),
    ("it", "più tardi?", "30", "14:00", "18:30"),
    ("it", "e mercoledì?", "25|02", "09:00", "18:00"),
    ("it", "niente mattina", "30", "12:00", "18:00"),
    ("it", "verso le 17 magari", "30", "16:00", "18:00"),
    ("es", "por la tarde por favor", "30", "12:00", "18:00"),
    ("es", "mejor antes de las 12", "30", "09:00", "12:00"),
    ("es", "¿más tarde?", "30", "14:00", "18:30"),
    ("es", "¿y el miércoles?", "25|02", "09:00", "18:00"),
    ("es", "por la mañana no", "30", "12:00", "18:00"),
    ("es", "sobre las 5 quizás", "30", "16:00", "18:00"),
    ("fr", "l'après-midi svp", "30", "12:00", "18:00"),
    ("fr", "plutôt avant midi", "30", "09:00", "12:00"),
    ("fr", "plus tard ?", "30", "14:00", "18:30"),
    ("fr", "et mercredi ?", "25|02", "09:00", "18:00"),
    ("fr", "vers 17h peut-être", "30", "16:00", "18:00"),
    ("de", "nachmittags bitte", "30", "12:00", "18:00"),
    ("de", "lieber vor 12 Uhr", "30", "09:00", "12:00"),
    ("de", "später?", "30", "14:00", "18:30"),
    ("de", "und am Mittwoch?", "25|02", "09:00", "18:00"),
    ("de", "so gegen 17 Uhr vielleicht", "30", "16:00", "18:00"),
    ("pt", "à tarde por favor", "30", "12:00", "18:00"),
    ("pt", "melhor antes do meio-dia", "30", "09:00", "12:00"),
    ("pt", "mais tarde?", "30", "14:00", "18:30"),
    ("pt", "e na quarta?", "25|02", "09:00", "18:00"),
    ("pt", "de manhã não", "30", "12:00", "18:00"),
    ("pt", "lá pelas 17 talvez", "30", "16:00", "18:00"),
]
"""What is said to a list, and on which days and between which hours others are then offered."""


@pytest.mark.parametrize(("locale", "text", "days", "since", "until"), PIECES)
def test_what_is_said_to_a_list_is_of_its_day(
    locale: str, text: str, days: str, since: str, until: str
):
    search = monday(locale)
    search.say(text)
    times = [each.split() for each in search.offered]
    assert times
    assert all(each[1] in days.split("|") and since <= each[2] <= until for each in times)
