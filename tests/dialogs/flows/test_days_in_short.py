"""Days and parts of the day as people shorten them, and another day in place of one refused."""

import pytest

from tests.dialogs.flows.test_chosen_in_words import BOOKS
from tests.support.dialogs.searching import Search

SHORT = [
    ("en", "need a check-up weds am", "25", "09:00", "12:30"),
    ("en", "book check-up 2moro first thing", "24", "09:00", "11:00"),
    ("it", "vorrei un controllo gio mattina", "26", "09:00", "13:00"),
    ("it", "un controllo dopodomani nel pome", "25", "12:00", "18:00"),
    ("es", "revisión el mierc x la tarde?", "25", "12:00", "18:00"),
    ("es", "cita juev x la mañana pa revision", "26", "09:00", "14:00"),
    ("es", "quiero cita pasado mañana tempranito", "25", "09:00", "11:00"),
    ("es", "una cita pal viernes tarde", "27", "12:00", "18:00"),
    ("fr", "rdv mercr aprem ?", "25", "12:00", "18:00"),
    ("fr", "un rdv jeu matin svp", "26", "09:00", "12:30"),
    ("fr", "un rdv après-demain aprem", "25", "12:00", "18:00"),
    ("fr", "je voudrais un rdv ven en fin d'aprem", "27", "14:00", "18:00"),
    ("de", "Termin Mi nachm?", "25", "12:00", "18:00"),
    ("de", "bräuchte Do vorm nen Termin", "26", "09:00", "12:30"),
    ("de", "Termin übermorgen NM bitte", "25", "12:00", "18:00"),
    ("de", "kann ich Fr spätnachmittag zur Kontrolle", "27", "14:00", "18:00"),
    ("pt", "consulta qua de tarde?", "25", "12:00", "18:00"),
    ("pt", "quero marcar qui cedo", "26", "09:00", "12:30"),
    ("pt", "marcar depois de amanhã à tardinha", "25", "14:00", "18:00"),
    ("pt", "consulta sex à tarde pfvr", "27", "12:00", "18:00"),
]
INSTEAD = [
    ("en", "can't do friday afternoon after all, is the morning any good?", "27", "09:00", "12:30"),
    ("en", "friday's gone bad, thursday 10?", "26", "10:00", "10:00"),
    ("en", "any of those on wednesday instead?", "25", "12:00", "18:00"),
    ("it", "venerdì pomeriggio non riesco più, la mattina?", "27", "09:00", "13:00"),
    ("it", "venerdì non va più, giovedì alle 10?", "26", "10:00", "10:00"),
    ("it", "e mercoledì invece?", "25", "12:00", "18:00"),
    ("it", "troppo tardi per me, alle 12?", "27", "12:00", "12:00"),
    ("es", "el viernes por la tarde ya no puedo, ¿por la mañana?", "27", "09:00", "14:00"),
    ("es", "el viernes ya no, ¿jueves a las 10?", "26", "10:00", "10:00"),
    ("es", "¿y el miércoles?", "25", "12:00", "18:00"),
    ("es", "muy tarde para mí, ¿a las 12?", "27", "12:00", "12:00"),
    ("fr", "vendredi après-midi je peux plus, le matin ?", "27", "09:00", "12:30"),
    ("fr", "vendredi ça va plus, jeudi à 10h ?", "26", "10:00", "10:00"),
    ("fr", "et mercredi plutôt ?", "25", "12:00", "18:00"),
    ("fr", "trop tard pour moi, à 12h ?", "27", "12:00", "12:00"),
    ("de", "Freitag Nachmittag geht doch nicht, vormittags?", "27", "09:00", "12:30"),
    ("de", "Freitag geht nicht mehr, Donnerstag um 10?", "26", "10:00", "10:00"),
    ("de", "und Mittwoch?", "25", "12:00", "18:00"),
    ("de", "zu spät für mich, um 12?", "27", "12:00", "12:00"),
    ("pt", "sexta à tarde não dá mais, de manhã?", "27", "09:00", "13:00"),
    ("pt", "sexta não dá mais, quinta às 10?", "26", "10:00", "10:00"),
    ("pt", "e quarta?", "25", "12:00", "18:00"),
    ("pt", "muito tarde pra mim, às 12?", "27", "12:00", "12:00"),
]


@pytest.mark.parametrize(("locale", "text", "day", "since", "until"), SHORT)
def test_a_short_day_is_that_day(locale: str, text: str, day: str, since: str, until: str):
    search = Search.of(locale=locale)
    search.say(text)
    assert _all_within(search, day, since, until)


@pytest.mark.parametrize(("locale", "text", "day", "since", "until"), INSTEAD)
def test_another_time_in_place_of_one_refused(
    locale: str, text: str, day: str, since: str, until: str
):
    search = Search.of(locale=locale)
    search.say(BOOKS[locale])
    search.say(text)
    assert _all_within(search, day, since, until)


def _all_within(search: Search, day: str, since: str, until: str) -> bool:
    """Return whether times are on offer, all of one day and between two hours."""
    times = [each.split() for each in search.offered]
    return bool(times) and all(each[1] == day and since <= each[2] <= until for each in times)
