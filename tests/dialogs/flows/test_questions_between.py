"""A question while times are on offer: it is answered or passed on, and the very same times stay.

The kinds asked after: how long, what it costs, with whom, where, where to park, what to bring, what
to eat, who may come along, how to pay, the way in, and what a change costs.
"""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import ROME, Search, rome, visit

BOOKS = {
    "en": "hello can I book in for friday afternoon please",
    "it": "buongiorno vorrei prenotare per venerdì pomeriggio",
    "es": "hola quería pedir cita para el viernes por la tarde",
    "fr": "bonjour je voudrais prendre rdv vendredi après-midi",
    "de": "Hallo, ich bräuchte einen Termin am Freitag Nachmittag",
    "pt": "oi queria marcar uma consulta na sexta à tarde",
}
MOVES = {
    "en": "can we move it to friday afternoon?",
    "it": "si può spostare a venerdì pomeriggio?",
    "es": "¿podemos cambiarla al viernes por la tarde?",
    "fr": "on peut décaler à vendredi après-midi ?",
    "de": "können wir auf Freitag Nachmittag verschieben?",
    "pt": "dá para mudar para sexta à tarde?",
}
TIMES = {
    "en": ("the second one please", "16:00"),
    "it": ("prendo il secondo", "16:00"),
    "es": ("la segunda", "16:00"),
    "fr": ("je prends le deuxième", "16:00"),
    "de": ("ich nehm den zweiten", "16:00"),
    "pt": ("fico com o segundo", "16:00"),
}
TAKES_HOUR = {
    "en": "ok 5pm then",
    "it": "ok alle 17 allora",
    "es": "vale pues a las 17",
    "fr": "ok alors 17h",
    "de": "ok dann 17 Uhr",
    "pt": "ok então às 17h",
}
OFFERED = ["fri 27 14:30", "fri 27 16:00", "fri 27 17:00"]

ASKED = {
    "en": [
        "how long does it take?",
        "what does it cost?",
        "who would I be seeing?",
        "where are you exactly?",
        "is there anywhere to park?",
        "do I need to bring anything?",
        "should I come on an empty stomach?",
        "can my son come in with me?",
        "can I pay by card?",
        "is there a lift, I'm on crutches?",
        "do I get charged if I change it again?",
        "will it hurt?",
    ],
    "it": [
        "quanto dura?",
        "quanto costa?",
        "con chi sarebbe?",
        "dove siete di preciso?",
        "c'è parcheggio lì vicino?",
        "devo portare qualcosa?",
        "bisogna venire a digiuno?",
        "può entrare anche mio figlio?",
        "si può pagare col bancomat?",
        "c'è l'ascensore? ho le stampelle",
        "si paga qualcosa se cambio ancora?",
        "fa male?",
    ],
    "es": [
        "¿cuánto dura?",
        "¿cuánto cuesta?",
        "¿con quién sería?",
        "¿dónde están exactamente?",
        "¿hay dónde aparcar por ahí?",
        "¿tengo que llevar algo?",
        "¿hay que ir en ayunas?",
        "¿puede entrar mi hijo conmigo?",
        "¿se puede pagar con tarjeta?",
        "¿hay ascensor? voy con muletas",
        "¿me cobran algo si la cambio otra vez?",
        "¿duele mucho?",
    ],
    "fr": [
        "ça dure combien de temps ?",
        "c'est combien ?",
        "ce serait avec qui ?",
        "vous êtes où exactement ?",
        "on peut se garer facilement ?",
        "il faut apporter quelque chose ?",
        "il faut être à jeun ?",
        "mon fils peut venir avec moi ?",
        "je peux payer par carte ?",
        "il y a un ascenseur ? j'ai des béquilles",
        "c'est payant si je change encore ?",
        "ça fait mal ?",
    ],
    "de": [
        "wie lange dauert das denn?",
        "was kostet das?",
        "bei wem wäre das?",
        "wo sind Sie genau?",
        "kann man da irgendwo parken?",
        "muss ich was mitbringen?",
        "muss ich nüchtern sein?",
        "darf mein Sohn mit rein?",
        "kann ich mit Karte zahlen?",
        "gibts einen Aufzug? hab Krücken",
        "kostet das was, wenn ich nochmal ändere?",
        "tut das weh?",
    ],
    "pt": [
        "quanto tempo demora?",
        "quanto custa?",
        "com quem seria?",
        "onde vocês ficam exatamente?",
        "tem onde estacionar aí perto?",
        "preciso levar alguma coisa?",
        "tem que ir em jejum?",
        "meu filho pode entrar comigo?",
        "dá para pagar com cartão?",
        "tem elevador? estou de muletas",
        "pago alguma coisa se mudar de novo?",
        "dói muito?",
    ],
}
OF_CHANGING = {
    "en": [
        "do I get charged if I change it again?",
        "does moving it cost anything?",
        "is there a fee for changing?",
        "can I still change it later if something comes up?",
        "how often can I reschedule?",
        "what happens if I need to move it again?",
        "will I lose my deposit if I switch?",
    ],
    "it": [
        "si paga qualcosa se cambio ancora?",
        "quante volte posso spostare?",
        "posso cambiarlo anche dopo se ho un imprevisto?",
        "c'è una penale se sposto?",
        "devo pagare se sposto l'appuntamento?",
    ],
    "es": [
        "¿me cobran algo si la cambio otra vez?",
        "¿cambiar la cita tiene coste?",
        "¿cuántas veces puedo cambiar?",
        "¿podría cambiarla luego si me surge algo?",
        "¿hay penalización si la muevo?",
        "¿tengo que pagar por cambiar la cita?",
    ],
    "fr": [
        "c'est payant si je change encore ?",
        "déplacer le rdv ça coûte quelque chose ?",
        "je peux changer combien de fois ?",
        "y a des frais si je décale ?",
        "faut payer pour changer de rdv ?",
    ],
    "de": [
        "kostet das was, wenn ich nochmal ändere?",
        "Kostet Verschieben etwas?",
        "wie oft kann ich verschieben?",
        "kann ich den später noch ändern wenn was dazwischen kommt?",
        "gibt es eine Gebühr wenn ich verschiebe?",
        "muss ich was zahlen fürs Verschieben?",
    ],
    "pt": [
        "pago alguma coisa se mudar de novo?",
        "remarcar tem custo?",
        "quantas vezes posso remarcar?",
        "posso mudar depois se surgir algo?",
        "tem multa se eu remarcar?",
        "preciso pagar para mudar a consulta?",
    ],
}
OTHERS = {
    "en": [
        "any others?",
        "have you got anything else?",
        "can I change it to another day?",
        "any other times available?",
        "do you have any other slots?",
        "what else have you got?",
        "can we change it to something else?",
        "could I get a different time?",
        "can you move it to some other day maybe?",
    ],
    "it": [
        "avete altri orari?",
        "c'è qualcos'altro?",
        "ci sarebbe un altro giorno?",
        "possiamo spostare a un altro giorno?",
        "posso prenotare per un altro giorno?",
        "si può fare un altro orario?",
    ],
    "es": [
        "¿hay otras horas?",
        "¿tienen otro día?",
        "¿no hay nada más?",
        "¿la podemos cambiar a otro día?",
        "¿puedo pedir otra hora?",
        "¿me puede dar otra cita?",
    ],
    "fr": [
        "vous n'avez rien d'autre ?",
        "d'autres horaires ?",
        "un autre jour c'est possible ?",
        "on peut changer pour un autre jour ?",
        "je peux avoir un autre créneau ?",
        "auriez-vous un autre rdv ?",
    ],
    "de": [
        "haben Sie noch was anderes?",
        "gibts andere Zeiten?",
        "geht auch ein anderer Tag?",
        "können wir auf einen anderen Tag verschieben?",
        "kann ich einen anderen Termin haben?",
        "haben Sie noch andere Termine?",
    ],
    "pt": [
        "tem outro horário?",
        "não tem mais nenhum?",
        "teria outro dia?",
        "dá para mudar para outro dia?",
        "posso marcar outro horário?",
    ],
}
ALL = [(locale, text) for locale, texts in ASKED.items() for text in texts]
ALL_OF_CHANGING = [(locale, text) for locale, texts in OF_CHANGING.items() for text in texts]
ALL_OTHERS = [(locale, text) for locale, texts in OTHERS.items() for text in texts]
NOTHING = (
    "nothing booked",
    "cannot find",
    "find no",
    "non troviamo",
    "no encontramos",
    "ne trouvons pas",
    "keinen Termin",
    "não encontramos",
)


def offered(locale: str, *, booking: bool) -> Search:
    """Begin a search with three times of Friday afternoon on offer."""
    search = Search.of(*(() if booking else (visit(ADA, rome(26, "15:00")),)), locale=locale)
    search.say((BOOKS if booking else MOVES)[locale])
    assert search.offered == OFFERED
    return search


def starts(search: Search) -> list[str]:
    """Return the day and the time of what stands."""
    stands = search.simulated.appointments.values()
    return [f"{one.starts_at.astimezone(ROME):%a %d %H:%M}".lower() for one in stands]


@pytest.mark.parametrize(("locale", "text"), ALL)
@pytest.mark.parametrize("booking", [True, False])
def test_the_very_same_times_stay_on_offer(locale: str, text: str, booking: bool):
    search = offered(locale, booking=booking)
    said = search.say(text)
    assert search.offered == OFFERED
    assert not any(words in said for words in NOTHING)
    place, at = TIMES[locale]
    search.say(place)
    assert starts(search) == [f"fri 27 {at}"]


@pytest.mark.parametrize(("locale", "text"), ALL)
def test_an_hour_of_them_is_taken_after_the_question(locale: str, text: str):
    search = offered(locale, booking=False)
    search.say(text)
    search.say(TAKES_HOUR[locale])
    assert starts(search) == ["fri 27 17:00"]


@pytest.mark.parametrize(("locale", "text"), ALL_OF_CHANGING)
@pytest.mark.parametrize("booking", [True, False])
def test_what_a_change_costs_or_needs_is_no_wish_for_others(locale: str, text: str, booking: bool):
    search = offered(locale, booking=booking)
    search.say(text)
    assert search.offered == OFFERED


@pytest.mark.parametrize(("locale", "text"), ALL_OTHERS)
@pytest.mark.parametrize("booking", [True, False])
def test_a_question_for_others_gives_others(locale: str, text: str, booking: bool):
    search = offered(locale, booking=booking)
    search.say(text)
    assert search.offered
    assert not set(search.offered) & set(OFFERED)


PASSED_ON = {
    "en": "what does it cost?",
    "it": "quanto costa?",
    "es": "¿cuánto cuesta?",
    "fr": "c'est combien ?",
    "de": "was kostet das?",
    "pt": "quanto custa?",
}
ONE = {
    "en": "could you move it to wednesday at 5pm?",
    "it": "si può spostare a mercoledì alle 17?",
    "es": "¿la podemos pasar al miércoles a las 17?",
    "fr": "on peut le mettre mercredi à 17h ?",
    "de": "ginge auch Mittwoch um 17 Uhr?",
    "pt": "dá para mudar para quarta às 17h?",
}
YES = {
    "en": ["ok", "yes", "ok great I'll be there", "perfect thanks"],
    "it": ["ok", "sì", "ok ci sarò", "perfetto grazie"],
    "es": ["vale", "sí", "genial, allí estaré", "perfecto gracias"],
    "fr": ["ok", "oui", "super je serai là", "parfait merci"],
    "de": ["ok", "ja", "super, da komm ich", "perfekt danke"],
    "pt": ["ok", "sim", "ótimo, estarei lá", "perfeito obrigada"],
}


@pytest.mark.parametrize(("locale", "text"), [(each, text) for each in YES for text in YES[each]])
def test_a_yes_after_a_question_was_passed_on_takes_nothing(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(ONE[locale])
    search.say(PASSED_ON[locale])
    search.say(text)
    assert starts(search) == ["thu 26 15:00"]
    assert search.simulated.appointments[1].status.value == "booked"
    assert search.offered == ["wed 25 17:00"]


@pytest.mark.parametrize(
    ("locale", "wish", "asks", "takes"),
    [
        ("en", "can I move to tuesday afternoon", "how long does it take?", "ok then, the first"),
        ("it", "posso spostare a martedì pomeriggio?", "quanto dura?", "ok allora la prima"),
        ("es", "¿puedo cambiar al martes por la tarde?", "¿cuánto dura?", "vale, la primera"),
        ("fr", "je peux décaler à mardi après-midi ?", "ça dure combien ?", "d'accord, le premier"),
        ("de", "kann ich auf Dienstag Nachmittag verschieben?", "wie lange dauert es?", "ok, 1"),
        (
            "pt",
            "posso mudar para terça à tarde?",
            "quanto tempo demora?",
            "ok, fico com a primeira",
        ),
    ],
)
def test_an_ok_with_a_place_behind_a_question_takes_it(
    locale: str, wish: str, asks: str, takes: str
):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    for text in (wish, asks):
        search.say(text)
    assert search.say(takes)
    assert search.simulated.appointments[1].starts_at > rome(24, "00:00")
    assert search.simulated.appointments[1].starts_at < rome(25, "00:00")
