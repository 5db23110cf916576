"""One time was asked for and is free: it is offered by itself, and any assent takes it."""

import pytest

from tests.dialogs.samples import ADA
from tests.dialogs.searching import Search, rome, visit

ASKS = {
    "en": "could you move it to wednesday at 5pm?",
    "it": "si può spostare a mercoledì alle 17?",
    "es": "¿la podemos pasar al miércoles a las 17?",
    "fr": "on peut le mettre mercredi à 17h ?",
    "de": "ginge auch Mittwoch um 17 Uhr?",
    "pt": "dá para mudar para quarta às 17h?",
}
BOOKS = {
    "en": "I'd like to book a check-up, wednesday at 5pm if you can",
    "it": "vorrei prenotare un controllo, mercoledì alle 17",
    "es": "quería pedir cita para una revisión, el miércoles a las 17",
    "fr": "je voudrais prendre rdv pour un contrôle, mercredi à 17h",
    "de": "ich hätte gern einen Termin zur Kontrolle, Mittwoch um 17 Uhr",
    "pt": "queria marcar uma consulta, quarta às 17h",
}
FIVE = "wed 25 17:00"

TAKES = [
    *(("en", "yh book me in for that"), ("en", "yes kindly do that"), ("en", "that's the one")),
    *(("en", "yes I'll take that"), ("en", "go for it please"), ("en", "yep 5pm it is")),
    *(("en", "lovely, put me down for that one"), ("en", "yes that time suits me fine")),
    *(("en", "brilliant, yes wednesday at 5"), ("en", "ok book it"), ("en", "sounds good")),
    *(("en", "perfect, that works"), ("en", "yes that would be great thanks")),
    *(("it", "sì quello, grazie"), ("it", "lo prendo"), ("it", "ok va benissimo quello")),
    *(("it", "sì mi segni pure"), ("it", "perfetto, prenoti pure"), ("it", "sì sì alle 17")),
    *(("it", "ok lo blocchi per favore"), ("it", "sì, quell'orario va bene"), ("it", "aggiudicato")),
    *(("it", "sì sì quello delle 17"), ("it", "va bene, facciamo così")),
    *(("es", "sí, esa"), ("es", "me la quedo"), ("es", "vale, resérvemela"), ("es", "sí apúnteme")),
    *(("es", "perfecto, esa misma"), ("es", "sí a esa hora me viene bien"), ("es", "vale, esa hora")),
    *(("es", "genial, cójamela"), ("es", "sí sí, a las 5")),
    *(("fr", "oui celui-là"), ("fr", "je le prends"), ("fr", "oui réservez-le"), ("fr", "ok ça marche")),
    *(("fr", "parfait je prends"), ("fr", "oui notez-moi"), ("fr", "oui cette heure me va")),
    *(("fr", "va pour 17h"), ("fr", "oui oui mercredi 17h"), ("fr", "très bien, on fait comme ça")),
    *(("de", "ja genau, 17 Uhr"), ("de", "den nehm ich"), ("de", "ja bitte eintragen")),
    *(("de", "ja den"), ("de", "passt, tragen Sie mich ein"), ("de", "ja nehm ich")),
    *(("de", "gerne, den bitte"), ("de", "jo den nehmen wir"), ("de", "super, der passt mir")),
    *(("de", "ja machen wir so"),),
    *(("pt", "pode marcar esse"), ("pt", "sim, esse mesmo"), ("pt", "fico com esse")),
    *(("pt", "pode ser esse"), ("pt", "isso, pode marcar"), ("pt", "sim essa hora está ótima")),
    *(("pt", "quero esse"), ("pt", "fechado"), ("pt", "sim sim, quarta às 5"), ("pt", "ok pode ser")),
]

TURNED = [
    *(("en", "thanks"), ("en", "is that the one with Aurora?"), ("en", "not that one")),
    *(("en", "yes but only if it's short"), ("en", "I'll take that if my boss lets me")),
    *(("en", "will book that tomorrow"), ("en", "my wife takes that one")),
    *(("en", "I don't think I'll take that"), ("en", "he said go for it"), ("en", "that was the one")),
    *(("en", "can you book me in for something else?"), ("en", "5pm is when I finish work")),
    *(("en", "yes that is when I work"), ("en", "I took that one last year")),
    *(("it", "grazie mille"), ("it", "quello no"), ("it", "lo prendo se riesco a uscire prima")),
    *(("it", "lo prendo?"), ("it", "domani le dico se lo prendo"), ("it", "lo prende mia moglie")),
    *(("it", "non lo prendo"), ("it", "alle 17 lavoro"), ("it", "l'ha preso mio fratello")),
    *(("es", "muchas gracias"), ("es", "esa no"), ("es", "me la quedo si salgo antes")),
    *(("es", "¿me la quedo?"), ("es", "mañana le digo si me la quedo"), ("es", "no me la quedo")),
    *(("es", "mi marido la coge"), ("es", "a las 17 trabajo"), ("es", "la cogí ayer")),
    *(("fr", "merci beaucoup"), ("fr", "pas celui-là"), ("fr", "je le prends si je finis tôt")),
    *(("fr", "je le prends ?"), ("fr", "je vous dis demain si je le prends")),
    *(("fr", "je ne le prends pas"), ("fr", "ma femme le prend"), ("fr", "à 17h je travaille")),
    *(("de", "vielen Dank"), ("de", "den nicht"), ("de", "den nehm ich wenn ich frei krieg")),
    *(("de", "soll ich den nehmen?"), ("de", "ich sag morgen ob ich den nehm")),
    *(("de", "den nehm ich nicht"), ("de", "den nimmt meine Frau"), ("de", "um 17 Uhr arbeite ich")),
    *(("pt", "muito obrigada"), ("pt", "esse não"), ("pt", "fico com esse se sair mais cedo")),
    *(("pt", "fico com esse?"), ("pt", "amanhã digo se fico com esse"), ("pt", "não fico com esse")),
    *(("pt", "minha mulher fica com esse"), ("pt", "às 17 eu trabalho")),
]


def asked(locale: str) -> Search:
    """Return the search after Wednesday at five was asked for."""
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(ASKS[locale])
    return search


def stands(search: Search) -> list[str]:
    """Return when the visits are."""
    found = search.simulated.appointments.values()
    return [f"{one.starts_at.astimezone(rome(25, '12:00').tzinfo):%d %H:%M}" for one in found]


@pytest.mark.parametrize("locale", ASKS)
def test_the_time_asked_for_is_offered_by_itself(locale: str):
    assert asked(locale).offered == [FIVE]


@pytest.mark.parametrize(("locale", "text"), TAKES)
def test_an_assent_takes_the_time_asked_for(locale: str, text: str):
    search = asked(locale)
    search.say(text)
    assert stands(search) == ["25 16:00"]


@pytest.mark.parametrize("locale", BOOKS)
def test_a_new_one_is_offered_and_taken_alike(locale: str):
    search = Search.of(locale=locale)
    search.say(BOOKS[locale])
    assert search.offered == [FIVE]
    search.say(next(text for code, text in TAKES if code == locale))
    assert stands(search) == ["25 16:00"]


@pytest.mark.parametrize(("locale", "text"), TURNED)
def test_what_turns_asks_or_only_thanks_takes_nothing(locale: str, text: str):
    search = asked(locale)
    search.say(text)
    assert stands(search) == ["26 14:00"]
