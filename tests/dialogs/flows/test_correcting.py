"""What was just booked or moved is corrected: another time is offered, one of the list taken."""

import pytest

from tests.dialogs.flows.test_chosen_in_words import BOOKS, friday, starts
from tests.support.dialogs.searching import Search, rome

CORRECTED = [
    *(
        ("en", "oh no sorry, half 4 instead"),
        ("en", "wait, better at 4:30"),
        ("en", "actually could it be 4.30"),
    ),
    *(
        ("en", "sorry, my wife has duty then. 4:30 pm is possible?"),
        ("en", "ah no that's school pick-up, 4:30 rather"),
    ),
    *(("en", "hang on, I meant 4:30"),),
    *(("it", "ah no scusi, meglio alle 16:30"), ("it", "aspetti, ho sbagliato, alle 16 e 30")),
    *(
        ("it", "oddio a quell'ora ho la palestra, si può alle 16:30?"),
        ("it", "anzi sarebbe meglio alle 16.30"),
    ),
    *(("it", "no scusate volevo dire 16:30"), ("it", "ops, piuttosto le quattro e mezza")),
    *(("es", "ay no, perdona, mejor a las 4 y media"), ("es", "uy espera, a las 16:30 mejor")),
    *(
        ("es", "perdón, a esa hora salgo del trabajo, ¿puede ser a las 16:30?"),
        ("es", "quería decir a las 16:30"),
    ),
    *(("es", "no no, a las cuatro y media"), ("es", "disculpe me equivoqué, a las 16:30")),
    *(
        ("fr", "ah non zut c'est l'heure de l'école, plutôt 16h30"),
        ("fr", "pardon je voulais dire 16h30"),
    ),
    *(
        ("fr", "oups, 16h30 plutôt"),
        ("fr", "attendez, 16h30 c'est possible ?"),
        ("fr", "non finalement 16h30"),
    ),
    *(("fr", "désolée j'ai mal lu, 16h30 svp"),),
    *(("de", "oh nein sorry, doch lieber halb fünf"), ("de", "Moment, ich meinte 16:30")),
    *(
        ("de", "ach herrje da ist ja Elternabend, ginge 16:30?"),
        ("de", "Entschuldigung, besser 16:30 Uhr"),
    ),
    *(("de", "ups, lieber um halb fünf"), ("de", "nee doch 16:30")),
    *(("pt", "ai não, desculpa, melhor às 4 e meia"), ("pt", "espera, queria dizer 16:30")),
    *(
        ("pt", "nossa essa hora eu busco as crianças, pode ser 16:30?"),
        ("pt", "ops, prefiro às 16h30"),
    ),
    *(("pt", "não não, às quatro e meia"), ("pt", "desculpe enganei-me, às 16:30")),
]


CORRECTED_TO_LISTED = [
    *(("en", "oh no sorry, rather 4"), ("en", "that's when my bus goes, better at 4 pm")),
    *(("en", "hang on, I meant four o'clock"), ("it", "ah no scusi, meglio alle 16")),
    *(("it", "accidenti escono i bimbi, meglio alle 16"), ("it", "anzi facciamo alle 16")),
    *(
        ("es", "ay no, perdona, mejor a las 4"),
        ("es", "uy a esa hora salgo de clase, mejor a las 16"),
    ),
    *(("es", "quería decir a las cuatro"), ("fr", "oups, plutôt 16h")),
    *(
        ("fr", "ah non zut c'est l'heure de l'école, plutôt 16h"),
        ("fr", "pardon je voulais dire 16h"),
    ),
    *(("de", "ach nein, lieber um 16 Uhr"), ("de", "Moment, ich meinte 16 Uhr")),
    *(
        ("de", "ach herrje da ist Elternabend, lieber 16 Uhr"),
        ("pt", "ai não, desculpa, melhor às 4"),
    ),
    *(
        ("pt", "nossa essa hora eu busco as crianças, prefiro às 16h"),
        ("pt", "espera, queria dizer às 16h"),
    ),
]


NOT_CORRECTED = [
    *(("en", "would 4 have been better?"), ("en", "sorry, if I don't make it then better at 4")),
    *(("en", "my daughter says better at 4"), ("en", "no not at 4")),
    *(
        ("it", "era meglio alle 16?"),
        ("it", "se non riesco meglio alle 16"),
        ("it", "no, alle 16 no"),
    ),
    *(("es", "¿era mejor a las 4?"), ("es", "si no llego mejor a las 4"), ("es", "no, a las 4 no")),
    *(
        ("fr", "c'était mieux 16h ?"),
        ("fr", "si je n'y arrive pas plutôt 16h"),
        ("fr", "non, pas à 16h"),
    ),
    *(
        ("de", "war 16 Uhr besser?"),
        ("de", "falls ich nicht kann lieber 16 Uhr"),
        ("de", "nein, um 16 Uhr nicht"),
    ),
    *(("pt", "era melhor às 16?"), ("pt", "se não der melhor às 16h"), ("pt", "não, às 16 não")),
]


YES = {
    "en": "yes please",
    "it": "sì grazie",
    "es": "sí gracias",
    "fr": "oui merci",
    "de": "ja bitte",
    "pt": "sim obrigada",
}


@pytest.mark.parametrize(("locale", "text"), CORRECTED)
@pytest.mark.parametrize("booking", [True, False])
def test_a_correction_soon_after_is_offered_and_a_yes_takes_it(
    locale: str, text: str, booking: bool
):
    if booking:
        search = Search.of(locale=locale)
        search.say(BOOKS[locale])
    else:
        search = friday(locale)
    search.say("3")
    assert starts(search) == [rome(27, "17:00")]
    search.say(text)
    assert search.offered == ["fri 27 16:30"]
    search.say(YES[locale])
    assert starts(search) == [rome(27, "16:30")]


@pytest.mark.parametrize(("locale", "text"), CORRECTED_TO_LISTED)
@pytest.mark.parametrize("booking", [True, False])
def test_another_hour_of_the_list_soon_after_is_taken(locale: str, text: str, booking: bool):
    search = _chosen(locale, booking=booking)
    search.say(text)
    assert starts(search) == [rome(27, "16:00")]


@pytest.mark.parametrize(("locale", "text"), NOT_CORRECTED)
@pytest.mark.parametrize("booking", [True, False])
def test_what_is_no_plain_correction_takes_nothing(locale: str, text: str, booking: bool):
    search = _chosen(locale, booking=booking)
    search.say(text)
    assert starts(search) == [rome(27, "17:00")]


def _chosen(locale: str, *, booking: bool) -> Search:
    search = Search.of(locale=locale) if booking else friday(locale)
    if booking:
        search.say(BOOKS[locale])
    search.say("3")
    assert starts(search) == [rome(27, "17:00")]
    return search


TO_ANOTHER_HOUR = [
    ("en", "oops could I do 3.30 instead"),
    ("en", "no wait 15:30 please"),
    ("en", "ah I can't at 5, 3:30?"),
    ("en", "sorry can you change it to half 3"),
    ("en", "make that 3:30 pls"),
    ("en", "hmm actually 3.30pm would suit better"),
    ("it", "no aspetti alle 15 e 30"),
    ("it", "scusi può cambiare con le 15:30?"),
    ("it", "ah alle 5 non posso, 15:30?"),
    ("it", "invece le 15:30 si può?"),
    ("it", "pensandoci meglio 15:30"),
    ("it", "mi scusi, le tre e mezza sarebbe meglio"),
    ("es", "no espere a las 15:30"),
    ("es", "¿me la puede cambiar a las 15:30?"),
    ("es", "ah a las 5 no puedo, ¿15:30?"),
    ("es", "pensándolo mejor a las 15:30"),
    ("es", "perdone, a las tres y media sería mejor"),
    ("es", "mejor ponga 15:30"),
    ("fr", "non attendez 15h30"),
    ("fr", "vous pouvez changer pour 15h30 ?"),
    ("fr", "ah à 17h je peux pas, 15h30 ?"),
    ("fr", "tout compte fait 15h30"),
    ("fr", "excusez-moi 15h30 serait mieux"),
    ("fr", "mettez plutôt 15h30"),
    ("de", "nein warten Sie, 15:30"),
    ("de", "können Sie auf 15:30 ändern?"),
    ("de", "um fünf kann ich doch nicht, 15:30?"),
    ("de", "bei näherer Überlegung lieber 15:30"),
    ("de", "entschuldigung halb vier wäre besser"),
    ("de", "machen Sie doch 15:30"),
    ("pt", "não espere às 15:30"),
    ("pt", "pode mudar para as 15:30?"),
    ("pt", "ah às 5 não posso, 15:30?"),
    ("pt", "pensando bem melhor às 15:30"),
    ("pt", "desculpe, três e meia seria melhor"),
    ("pt", "bota 15:30 então"),
]


@pytest.mark.parametrize(("locale", "text"), TO_ANOTHER_HOUR)
@pytest.mark.parametrize("booking", [True, False])
def test_an_hour_that_was_not_listed_is_offered_alone(locale: str, text: str, booking: bool):
    search = _chosen(locale, booking=booking)
    search.say(text)
    assert search.offered == ["fri 27 15:30"]
