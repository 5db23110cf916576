"""A verb of taking with exactly one free time takes it, listed or not; a wish is offered it."""

import pytest

from tests.dialogs.flows.test_questions_between import offered, starts
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TAKES = {
    "en": [
        "I'll take Friday half three",
        "ok I'll have friday 3.30pm please",
        "right let's do friday at half past three",
        "great, I'll go for friday 3:30",
        "put me down for friday 3.30pm then",
        "can't do those, I'll take friday at 3:30 pm",
        "book me in friday at 3.30 please",
        "then I'll go with half three on friday",
        "none of those work, I'll take friday 3:30",
        "actually put me down for friday 3:30 instead",
    ],
    "it": [
        "prendo quello delle 3 e mezza di venerdì",
        "allora prendo venerdì alle 15:30",
        "bene, facciamo venerdì alle 15 e 30",
        "mi segni per venerdì alle 15.30",
        "scelgo venerdì alle tre e mezza",
        "ok vada per venerdì alle 15:30 grazie",
        "prenoti pure venerdì alle 15:30",
        "perfetto allora prendo le 15:30 di venerdì",
        "nessuno di questi, prendo venerdì alle 15:30",
        "facciamo venerdì alle 15:30 invece",
        "anzi mi segni venerdì alle 15:30",
    ],
    "es": [
        "me quedo con el viernes a las tres y media",
        "pues cojo el viernes a las 15:30",
        "bueno, apúnteme el viernes a las 15:30",
        "resérveme el viernes a las 3 y media por favor",
        "entonces tomo el viernes a las 15:30",
        "vale, póngame el viernes a las 15:30",
        "venga, me quedo el viernes 27 a las 15:30",
        "elijo el viernes a las tres y media",
        "ninguna me va bien, me quedo con el viernes a las 15:30",
        "en realidad póngame el viernes a las 15:30",
        "ninguna me sirve, apúnteme el viernes a las 15:30",
    ],
    "fr": [
        "je prends vendredi 15h30",
        "bon ben je prends vendredi à 15h30",
        "ok on prend vendredi 15h30 svp",
        "notez-moi vendredi à 15h30",
        "va pour vendredi 15h30",
        "je choisis vendredi 15h30",
        "réservez-moi vendredi 15h30 merci",
        "parfait, mettez-moi vendredi à 15 heures 30",
        "aucun ne me convient, je prends vendredi 15h30",
        "finalement je prends vendredi 15h30",
    ],
    "de": [
        "dann nehm ich Freitag halb vier",
        "gut, dann nehme ich Freitag 15:30",
        "ich nehme Freitag um halb vier",
        "tragen Sie mich Freitag um 15:30 ein",
        "dann machen wir Freitag halb vier",
        "nehmen wir Freitag, 15.30 Uhr",
        "den Freitag um halb vier nehm ich gern",
        "buchen Sie mich bitte Freitag 15:30 ein",
        "davon passt mir keiner, ich nehme Freitag 15:30",
        "dann nehm ich stattdessen Freitag 15:30",
    ],
    "pt": [
        "fico com sexta às três e meia",
        "então fico com sexta às 15:30",
        "pode marcar sexta às 15h30",
        "me coloca na sexta às 15:30 por favor",
        "escolho sexta às três e meia",
        "tá, vou querer sexta às 15:30",
        "bom, marca sexta às 3 e meia da tarde",
        "vou ficar com sexta às 15h30",
        "nenhum desses dá, fico com sexta às 15h30",
        "nenhum desses serve, pode marcar sexta às 15:30",
        "na verdade fico com sexta às 15:30",
    ],
}
ALL = [(locale, text) for locale, texts in TAKES.items() for text in texts]

TURNED = {
    "en": [
        "could I have friday at 3:30?",
        "I'd rather take friday at 3:30 if my boss agrees",
        "my sister will take friday at 3:30",
        "I won't take friday 3:30",
        "I'll take the train on friday at 3:30",
        "I'll take friday 3:30 or 4:30",
        "I'll take friday at 3:30 for my mum",
        "I took friday at 3:30 last time",
        "I might take friday 3:30",
        "he said I'll take friday at 3:30",
        "I'll have lunch friday at 3:30",
    ],
    "it": [
        "potrei avere venerdì alle 15:30?",
        "prendo venerdì alle 15:30 se mio marito può",
        "mia sorella prende venerdì alle 15:30",
        "non prendo venerdì alle 15:30",
        "prendo il treno venerdì alle 15:30",
        "prendo venerdì alle 15:30 o alle 16:30",
        "prendo venerdì alle 15:30 per mia mamma",
        "avevo preso venerdì alle 15:30",
        "forse prendo venerdì alle 15:30",
        "mi ha detto prendo venerdì alle 15:30",
        "prendo i bambini venerdì alle 15:30",
    ],
    "es": [
        "¿podría tener el viernes a las 15:30?",
        "me quedo con el viernes a las 15:30 si puede mi marido",
        "mi hermana se queda con el viernes a las 15:30",
        "no me quedo con el viernes a las 15:30",
        "cojo el tren el viernes a las 15:30",
        "me quedo con el viernes a las 15:30 o a las 16:30",
        "me quedo con el viernes a las 15:30 para mi madre",
        "ya cogí el viernes a las 15:30",
        "a lo mejor cojo el viernes a las 15:30",
        "me dijo cojo el viernes a las 15:30",
        "me quedo con los niños el viernes a las 15:30",
    ],
    "fr": [
        "je pourrais avoir vendredi 15h30 ?",
        "je prends vendredi 15h30 si mon mari peut",
        "ma sœur prend vendredi 15h30",
        "je ne prends pas vendredi 15h30",
        "je prends le train vendredi à 15h30",
        "je prends vendredi 15h30 ou 16h30",
        "je prends vendredi 15h30 pour ma mère",
        "j'avais pris vendredi 15h30",
        "je prends peut-être vendredi 15h30",
        "il m'a dit je prends vendredi 15h30",
        "je prends les enfants vendredi à 15h30",
    ],
    "de": [
        "könnte ich Freitag 15:30 haben?",
        "ich nehme Freitag 15:30 wenn mein Chef mitspielt",
        "meine Schwester nimmt Freitag 15:30",
        "Freitag 15:30 nehme ich nicht",
        "ich nehme Freitag um 15:30 den Zug",
        "ich nehme Freitag 15:30 oder 16:30",
        "ich nehme Freitag 15:30 für meine Mutter",
        "ich hatte Freitag 15:30 genommen",
        "vielleicht nehme ich Freitag 15:30",
        "er sagt ich nehme Freitag 15:30",
        "ich nehme mir Freitag ab 15:30 frei",
    ],
    "pt": [
        "eu poderia ter sexta às 15:30?",
        "fico com sexta às 15:30 se meu marido puder",
        "minha irmã fica com sexta às 15:30",
        "não fico com sexta às 15:30",
        "pego o trem sexta às 15:30",
        "fico com sexta às 15:30 ou às 16:30",
        "fico com sexta às 15:30 para minha mãe",
        "eu tinha ficado com sexta às 15:30",
        "talvez fico com sexta às 15:30",
        "ele disse fico com sexta às 15:30",
        "fico com as crianças sexta às 15:30",
    ],
}
ALL_TURNED = [(locale, text) for locale, texts in TURNED.items() for text in texts]
ANSWERS = {
    "en": "the last one please",
    "it": "l'ultimo per favore",
    "es": "la última por favor",
    "fr": "le dernier svp",
    "de": "den letzten bitte",
    "pt": "o último por favor",
}


@pytest.mark.parametrize(("locale", "text"), ALL)
@pytest.mark.parametrize("booking", [True, False])
def test_a_free_time_that_is_not_on_the_list_is_taken(locale: str, text: str, booking: bool):
    search = offered(locale, booking=booking)
    search.say(text)
    assert starts(search) == ["fri 27 15:30"]


@pytest.mark.parametrize(("locale", "text"), ALL)
@pytest.mark.parametrize("booking", [True, False])
def test_it_is_taken_right_after_another_was(locale: str, text: str, booking: bool):
    search = offered(locale, booking=booking)
    search.say(ANSWERS[locale])
    assert starts(search) == ["fri 27 17:00"]
    search.say(text)
    assert starts(search) == ["fri 27 15:30"]


@pytest.mark.parametrize(("locale", "text"), ALL_TURNED)
@pytest.mark.parametrize("after", [True, False])
def test_what_takes_nothing_itself_changes_nothing(locale: str, text: str, after: bool):
    search = offered(locale, booking=False)
    if after:
        search.say(ANSWERS[locale])
    before = starts(search)
    search.say(text)
    assert starts(search) == before


@pytest.mark.parametrize(("locale", "text"), ALL)
def test_a_time_that_is_taken_is_not_taken_again(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.block(rome(27, "15:30"))
    search.say("3")
    search.say(text)
    assert starts(search) == ["thu 26 15:00"]
    assert search.offered
