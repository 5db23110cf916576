"""A wish to move with its reason: the visit's day is told in a part of its own, another is asked.

What the reason says need not be known, but no unknown word may stand in the part that asks.
"""

import pytest

from tests.dialogs.flows.test_questions_between import starts
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

WISHES = {
    "en": [
        "shoot wait I have my daughter's recital thursday. can we do friday at 2 instead",
        "oh no I've got band practice on thursday! could we make it friday at 2?",
        "darn, thursday is our anniversary trip. any chance of friday 2pm",
        "just realised my car's MOT is thursday. can I come friday at 2pm instead?",
        "hi, they've put me on nights this thursday. is friday at 2 possible?",
        "so sorry, thursday is parents evening, could I switch to friday at 2 please",
        "crap, the plumber comes thursday, is friday at 2 ok instead?",
    ],
    "it": [
        "accidenti giovedì ho il saggio di mia figlia. si può fare venerdì alle 14?",
        "oh no, giovedì viene l'idraulico! possiamo spostare a venerdì alle 14?",
        "cavolo giovedì ho il tagliando della macchina. posso venire venerdì alle 14 invece?",
        "scusate, giovedì mi hanno messo di turno. sarebbe possibile venerdì alle 14?",
        "mannaggia giovedì c'è la recita. potremmo fare venerdì alle 14?",
        "mi sono ricordata che giovedì ho il matrimonio di Carla. si potrebbe venerdì alle 14?",
    ],
    "es": [
        "ay espere, el jueves tengo el festival de mi hija. ¿podemos el viernes a las 14?",
        "uy no, el jueves viene el fontanero. ¿puede ser el viernes a las 14?",
        "vaya, el jueves me toca guardia en el taller. ¿podría ir el viernes a las 14?",
        "perdone, el jueves es la graduación del niño. ¿se podría pasar al viernes a las 14?",
        "ostras, el jueves tengo la ITV del coche. ¿la podemos cambiar al viernes a las 14?",
        "híjole, el jueves es el bautizo de mi sobrino. ¿me la puede mover al viernes a las 14?",
    ],
    "fr": [
        "mince attendez, jeudi j'ai le spectacle de ma fille. on peut faire vendredi 14h ?",
        "ah zut, jeudi y a le plombier qui passe. c'est possible vendredi à 14h ?",
        "oups jeudi j'ai le contrôle technique. je pourrais venir vendredi 14h ?",
        "désolée, jeudi c'est la kermesse de l'école. on peut décaler à vendredi 14h ?",
        "flûte, jeudi je garde ma nièce. vous auriez vendredi à 14h ?",
        "je viens de voir que jeudi c'est mon déménagement. serait-il possible vendredi 14h ?",
    ],
    "de": [
        "Mist, am Donnerstag hat meine Tochter Aufführung. Geht auch Freitag um 14 Uhr?",
        "oh nein, Donnerstag kommt der Klempner. Könnten wir Freitag 14 Uhr machen?",
        "verflixt, Donnerstag ist Elternabend. Ginge Freitag um 14 Uhr?",
        "Sorry, am Donnerstag hab ich TÜV. Kann ich stattdessen Freitag um 14 Uhr kommen?",
        "ach herrje, Donnerstag heiratet mein Cousin. Wäre Freitag 14 Uhr möglich?",
        "oje, Donnerstag ist Betriebsausflug. Können wir auf Freitag 14 Uhr verschieben?",
    ],
    "pt": [
        "opa espera, quinta tem a apresentação da minha filha. dá para fazer sexta às 14?",
        "ih, quinta vem o encanador. pode ser sexta às 14h?",
        "nossa, quinta tenho plantão no mercado. posso ir sexta às 14h?",
        "desculpa, quinta é a formatura do meu sobrinho. podemos mudar para sexta às 14h?",
        "puxa, quinta tem a vistoria do carro. teria como sexta às 14h?",
        "esqueci que quinta é o batizado. seria possível sexta às 14h?",
    ],
}
ALL = [(locale, text) for locale, texts in WISHES.items() for text in texts]

OTHERWISE = {
    "en": [
        "my daughter's recital is thursday. can we bring cake friday at 2?",
        "I have a recital thursday. can my sister have friday at 2?",
        "the recital is thursday. can you post the results friday at 2?",
        "the recital is thursday. can you call me friday at 2?",
        "my mum has thursday off. can she bring the forms friday at 2?",
        "I have a recital thursday. should I take my pills friday at 2?",
    ],
    "it": [
        "giovedì c'è la recita. possiamo portare una torta venerdì alle 14?",
        "giovedì ho il saggio. può venire mia sorella venerdì alle 14?",
        "giovedì ho il saggio. mi può chiamare venerdì alle 14?",
        "giovedì lavora mia madre. può portare i fogli venerdì alle 14?",
        "giovedì ho il saggio. devo prendere le pastiglie venerdì alle 14?",
        "giovedì ho il saggio. il bar è aperto venerdì alle 14?",
    ],
    "es": [
        "el jueves es el festival. ¿podemos llevar tarta el viernes a las 14?",
        "el jueves tengo festival. ¿puede ir mi hermana el viernes a las 14?",
        "el jueves tengo festival. ¿me puede llamar el viernes a las 14?",
        "el jueves trabaja mi madre. ¿puede llevar los papeles el viernes a las 14?",
        "el jueves tengo festival. ¿tomo la pastilla el viernes a las 14?",
        "el jueves tengo festival. ¿está abierta la farmacia el viernes a las 14?",
    ],
    "fr": [
        "jeudi c'est le spectacle. on peut apporter un gâteau vendredi 14h ?",
        "jeudi j'ai spectacle. ma sœur peut venir vendredi 14h ?",
        "jeudi j'ai spectacle. vous pouvez m'appeler vendredi 14h ?",
        "jeudi ma mère travaille. elle peut déposer les papiers vendredi 14h ?",
        "jeudi j'ai spectacle. je prends le cachet vendredi 14h ?",
        "jeudi j'ai spectacle. la pharmacie est ouverte vendredi 14h ?",
    ],
    "de": [
        "Donnerstag ist Aufführung. Können wir Freitag um 14 Uhr Kuchen bringen?",
        "Donnerstag hab ich Aufführung. Kann meine Schwester Freitag um 14 Uhr kommen?",
        "Donnerstag hab ich Aufführung. Können Sie mich Freitag um 14 Uhr anrufen?",
        "Donnerstag arbeitet meine Mutter. Kann sie Freitag um 14 Uhr die Papiere bringen?",
        "Donnerstag hab ich Aufführung. Muss ich Freitag um 14 Uhr die Tablette nehmen?",
        "Donnerstag hab ich Aufführung. Ist die Apotheke Freitag um 14 Uhr offen?",
    ],
    "pt": [
        "quinta tem apresentação. podemos levar bolo sexta às 14?",
        "quinta tem apresentação. minha irmã pode ir sexta às 14h?",
        "quinta tem apresentação. pode me ligar sexta às 14h?",
        "quinta minha mãe trabalha. ela pode levar os papéis sexta às 14h?",
        "quinta tem apresentação. tomo o comprimido sexta às 14h?",
        "quinta tem apresentação. a farmácia abre sexta às 14h?",
    ],
}
ALL_OTHERWISE = [(locale, text) for locale, texts in OTHERWISE.items() for text in texts]
YES = {
    "en": "yes friday 2pm",
    "it": "sì venerdì alle 14",
    "es": "sí, el viernes a las 14",
    "fr": "oui vendredi 14h",
    "de": "ja Freitag 14 Uhr",
    "pt": "sim sexta às 14h",
}
CONFIRMS = {"en": "Y", "it": "sì", "es": "sí", "fr": "oui", "de": "ja", "pt": "sim"}


@pytest.mark.parametrize(("locale", "text"), ALL)
@pytest.mark.parametrize("confirmed", [True, False])
def test_the_time_asked_for_is_offered_and_a_yes_takes_it(locale: str, text: str, confirmed: bool):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    if confirmed:
        search.say(CONFIRMS[locale])
    search.say(text)
    # nobody is here between one and two
    assert search.offered == ["fri 27 14:00"]
    search.say(YES[locale])
    assert starts(search) == ["fri 27 14:00"]


@pytest.mark.parametrize(("locale", "text"), ALL_OTHERWISE)
@pytest.mark.parametrize("confirmed", [True, False])
def test_another_question_behind_such_a_part_is_no_wish(locale: str, text: str, confirmed: bool):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    if confirmed:
        search.say(CONFIRMS[locale])
    search.say(text)
    assert starts(search) == ["thu 26 15:00"]
    assert search.offered == []
