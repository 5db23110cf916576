"""One time was asked for and is free: it is offered by itself, and any assent takes it."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

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
    ("en", "oh brilliant I'll have that"),
    ("en", "yes pls, stick me down for it"),
    ("en", "that'll do nicely"),
    ("en", "yup let's go for 5"),
    ("en", "ok great I'll be there"),
    ("en", "yes wednesday 25 at 17.00"),
    ("en", "perfect thank you so much"),
    ("en", "5 is good"),
    ("en", "oki doki"),
    ("it", "ottimo ci sarò"),
    ("it", "sì dai va bene mercoledì"),
    ("it", "perfetto grazie mille"),
    ("it", "sì per me ok"),
    ("it", "ok ci vediamo mercoledì alle 17"),
    ("it", "benissimo, confermo"),
    ("it", "va benissimo grazie"),
    ("it", "le 17 vanno bene"),
    ("it", "ok segnatemi"),
    ("it", "sì per favore"),
    ("it", "certo, alle 17 perfetto"),
    ("it", "mi va bene, grazie mille"),
    ("es", "genial, allí estaré"),
    ("es", "sí por favor"),
    ("es", "perfecto muchas gracias"),
    ("es", "sí, me viene estupendo"),
    ("es", "ok nos vemos el miércoles a las 5"),
    ("es", "venga vale"),
    ("es", "sí confirmo"),
    ("es", "las 5 está bien"),
    ("es", "ok apuntada"),
    ("es", "de acuerdo"),
    ("es", "claro que sí"),
    ("es", "perfecto, a esa hora voy"),
    ("fr", "super je serai là"),
    ("fr", "oui c'est parfait merci"),
    ("fr", "ok pour mercredi 17h"),
    ("fr", "oui ça me va très bien"),
    ("fr", "d'accord à mercredi"),
    ("fr", "nickel"),
    ("fr", "17h c'est parfait"),
    ("fr", "oui svp"),
    ("fr", "je confirme"),
    ("fr", "très bien merci"),
    ("fr", "ça me convient merci"),
    ("de", "ja bitte, das passt"),
    ("de", "perfekt vielen Dank"),
    ("de", "Mittwoch um fünf passt"),
    ("de", "ja das wäre toll"),
    ("de", "alles klar, bis Mittwoch"),
    ("de", "einverstanden"),
    ("de", "17 Uhr ist gut"),
    ("de", "ja gern"),
    ("de", "ich bestätige"),
    ("de", "wunderbar, danke"),
    ("de", "ja den Termin nehme ich gerne"),
    ("pt", "ótimo, estarei lá"),
    ("pt", "sim por favor"),
    ("pt", "perfeito muito obrigada"),
    ("pt", "ok às 17h então"),
    ("pt", "sim pra mim tá ótimo"),
    ("pt", "combinado, até quarta"),
    ("pt", "beleza"),
    ("pt", "17h está bom"),
    ("pt", "isso aí"),
    ("pt", "confirmo"),
    ("pt", "maravilha obrigada"),
    ("pt", "tá bom, pode marcar"),
    *(("en", "yh book me in for that"), ("en", "yes kindly do that"), ("en", "that's the one")),
    *(("en", "yes I'll take that"), ("en", "go for it please"), ("en", "yep 5pm it is")),
    *(("en", "lovely, put me down for that one"), ("en", "yes that time suits me fine")),
    *(("en", "brilliant, yes wednesday at 5"), ("en", "ok book it"), ("en", "sounds good")),
    *(("en", "perfect, that works"), ("en", "yes that would be great thanks")),
    *(("it", "sì quello, grazie"), ("it", "lo prendo"), ("it", "ok va benissimo quello")),
    *(("it", "sì mi segni pure"), ("it", "perfetto, prenoti pure"), ("it", "sì sì alle 17")),
    *(
        ("it", "ok lo blocchi per favore"),
        ("it", "sì, quell'orario va bene"),
        ("it", "aggiudicato"),
    ),
    *(("it", "sì sì quello delle 17"), ("it", "va bene, facciamo così")),
    *(("es", "sí, esa"), ("es", "me la quedo"), ("es", "vale, resérvemela"), ("es", "sí apúnteme")),
    *(
        ("es", "perfecto, esa misma"),
        ("es", "sí a esa hora me viene bien"),
        ("es", "vale, esa hora"),
    ),
    *(("es", "genial, cójamela"), ("es", "sí sí, a las 5")),
    *(
        ("fr", "oui celui-là"),
        ("fr", "je le prends"),
        ("fr", "oui réservez-le"),
        ("fr", "ok ça marche"),
    ),
    *(("fr", "parfait je prends"), ("fr", "oui notez-moi"), ("fr", "oui cette heure me va")),
    *(("fr", "va pour 17h"), ("fr", "oui oui mercredi 17h"), ("fr", "très bien, on fait comme ça")),
    *(("de", "ja genau, 17 Uhr"), ("de", "den nehm ich"), ("de", "ja bitte eintragen")),
    *(("de", "ja den"), ("de", "passt, tragen Sie mich ein"), ("de", "ja nehm ich")),
    *(("de", "gerne, den bitte"), ("de", "jo den nehmen wir"), ("de", "super, der passt mir")),
    *(("de", "ja machen wir so"),),
    *(("pt", "pode marcar esse"), ("pt", "sim, esse mesmo"), ("pt", "fico com esse")),
    *(("pt", "pode ser esse"), ("pt", "isso, pode marcar"), ("pt", "sim essa hora está ótima")),
    *(
        ("pt", "quero esse"),
        ("pt", "fechado"),
        ("pt", "sim sim, quarta às 5"),
        ("pt", "ok pode ser"),
    ),
]

TURNED = [
    ("en", "my wife can take that"),
    ("en", "I'll take that as a no"),
    ("en", "book it for my husband"),
    ("en", "I booked it already"),
    ("en", "that was fine last time"),
    ("en", "put that on hold"),
    ("en", "do that tomorrow"),
    ("en", "5 is fine for Leo"),
    ("en", "yes that is when I work"),
    ("en", "make it 6"),
    ("en", "that one is for my mother"),
    ("en", "could do that"),
    ("en", "sounds good but I must check"),
    ("en", "see you never"),
    ("en", "sold my car"),
    ("en", "deal with it later"),
    ("en", "done with this"),
    ("en", "is that fine"),
    ("it", "lo prende mio marito"),
    ("it", "lo prenderei ma lavoro"),
    ("it", "prenoti per mia figlia"),
    ("it", "l'ho già prenotato"),
    ("it", "facciamo alle 18"),
    ("it", "andava bene ieri"),
    ("it", "va bene per Leo"),
    ("it", "ci sto pensando"),
    ("it", "lo prendo domani"),
    ("it", "confermi a mia moglie"),
    ("it", "va bene solo se è breve"),
    ("it", "non va bene"),
    ("es", "la coge mi marido"),
    ("es", "la cogería pero trabajo"),
    ("es", "resérvela para mi hija"),
    ("es", "ya la reservé"),
    ("es", "mejor a las 18"),
    ("es", "iba bien ayer"),
    ("es", "va bien para Leo"),
    ("es", "me lo estoy pensando"),
    ("es", "la cojo mañana"),
    ("es", "adelante con cancelar"),
    ("es", "va bien solo si es corta"),
    ("es", "no me va bien"),
    ("fr", "mon mari le prend"),
    ("fr", "je le prendrais mais je travaille"),
    ("fr", "réservez pour ma fille"),
    ("fr", "je l'ai déjà réservé"),
    ("fr", "plutôt 18h"),
    ("fr", "ça allait hier"),
    ("fr", "ça va pour Leo"),
    ("fr", "j'y réfléchis"),
    ("fr", "je le prends demain"),
    ("fr", "ça me va seulement si c'est court"),
    ("fr", "ça ne me va pas"),
    ("fr", "je le garde pour ma mère"),
    ("de", "den nimmt mein Mann"),
    ("de", "den würde ich nehmen aber ich arbeite"),
    ("de", "buchen Sie für meine Tochter"),
    ("de", "hab ich schon gebucht"),
    ("de", "lieber 18 Uhr"),
    ("de", "hat gestern gepasst"),
    ("de", "passt für Leo"),
    ("de", "ich überlege noch"),
    ("de", "nehm ich morgen"),
    ("de", "passt nur wenn es kurz ist"),
    ("de", "passt mir nicht"),
    ("de", "nehmen wir mal an"),
    ("pt", "meu marido fica com esse"),
    ("pt", "eu ficaria mas trabalho"),
    ("pt", "reserve para minha filha"),
    ("pt", "já reservei"),
    ("pt", "melhor às 18h"),
    ("pt", "servia ontem"),
    ("pt", "serve pro Leo"),
    ("pt", "estou pensando"),
    ("pt", "fico com esse amanhã"),
    ("pt", "serve só se for rápido"),
    ("pt", "não serve"),
    ("pt", "pode marcar outro"),
    ("en", "ok let me check with my boss"),
    ("en", "hmm"),
    ("en", "what about thursday?"),
    ("en", "ok but is parking available?"),
    ("en", "I'd prefer not to"),
    ("en", "could be ok"),
    ("en", "maybe"),
    ("en", "thank you"),
    ("en", "how long does it take?"),
    ("en", "yes if Aurora is there"),
    ("en", "not sure yet"),
    ("en", "great but too late for me"),
    ("it", "ok sento mio marito"),
    ("it", "mmh"),
    ("it", "ok ma c'è parcheggio?"),
    ("it", "forse"),
    ("it", "grazie"),
    ("it", "vediamo"),
    ("it", "ok le faccio sapere"),
    ("it", "preferirei di no"),
    ("it", "bene ma è tardi per me"),
    ("it", "potrebbe andare"),
    ("it", "non so ancora"),
    ("it", "sì se c'è Aurora"),
    ("es", "ok pregunto a mi jefe"),
    ("es", "mmm"),
    ("es", "¿y hay parking?"),
    ("es", "quizás"),
    ("es", "gracias"),
    ("es", "ya le digo"),
    ("es", "perfecto pero es tarde para mí"),
    ("es", "preferiría que no"),
    ("es", "podría ser"),
    ("es", "no lo sé aún"),
    ("es", "sí si está Aurora"),
    ("es", "a ver"),
    ("fr", "ok je demande à mon chef"),
    ("fr", "hmm"),
    ("fr", "ok mais il y a un parking ?"),
    ("fr", "peut-être"),
    ("fr", "merci"),
    ("fr", "je vous redis"),
    ("fr", "bien mais trop tard pour moi"),
    ("fr", "je préfère pas"),
    ("fr", "ça pourrait aller"),
    ("fr", "je sais pas encore"),
    ("fr", "oui si c'est Aurora"),
    ("fr", "à voir"),
    ("de", "ok ich frag meinen Chef"),
    ("de", "hmm"),
    ("de", "ok aber gibt es Parkplätze?"),
    ("de", "vielleicht"),
    ("de", "danke"),
    ("de", "ich melde mich"),
    ("de", "gut aber zu spät für mich"),
    ("de", "lieber nicht"),
    ("de", "könnte gehen"),
    ("de", "weiß noch nicht"),
    ("de", "ja wenn Aurora da ist"),
    ("de", "mal sehen"),
    ("pt", "ok vou ver com meu chefe"),
    ("pt", "hmm"),
    ("pt", "ok mas tem estacionamento?"),
    ("pt", "talvez"),
    ("pt", "obrigada"),
    ("pt", "depois eu digo"),
    ("pt", "bom mas é tarde pra mim"),
    ("pt", "prefiro não"),
    ("pt", "pode até ser"),
    ("pt", "ainda não sei"),
    ("pt", "sim se a Aurora estiver"),
    ("pt", "vamos ver"),
    *(("en", "thanks"), ("en", "is that the one with Aurora?"), ("en", "not that one")),
    *(("en", "yes but only if it's short"), ("en", "I'll take that if my boss lets me")),
    *(("en", "will book that tomorrow"), ("en", "my wife takes that one")),
    *(
        ("en", "I don't think I'll take that"),
        ("en", "he said go for it"),
        ("en", "that was the one"),
    ),
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
    *(
        ("de", "den nehm ich nicht"),
        ("de", "den nimmt meine Frau"),
        ("de", "um 17 Uhr arbeite ich"),
    ),
    *(("pt", "muito obrigada"), ("pt", "esse não"), ("pt", "fico com esse se sair mais cedo")),
    *(
        ("pt", "fico com esse?"),
        ("pt", "amanhã digo se fico com esse"),
        ("pt", "não fico com esse"),
    ),
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


THANKS = [
    *(("en", "thank you so much dear"), ("en", "many thanks love"), ("en", "cheers mate")),
    *(("it", "grazie mille tesoro"), ("it", "grazie infinite"), ("it", "la ringrazio tanto")),
    *(("es", "muchas gracias guapa"), ("es", "mil gracias señorita"), ("es", "gracias corazón")),
    *(("fr", "merci beaucoup madame"), ("fr", "mille mercis"), ("fr", "merci bien")),
    *(("de", "vielen lieben Dank"), ("de", "tausend Dank"), ("de", "merci vielmals")),
    *(("pt", "muito obrigada querida"), ("pt", "obrigadão"), ("pt", "agradeço muito")),
]
AFTERNOON = {
    "en": "can we move it to friday afternoon?",
    "it": "si può spostare a venerdì pomeriggio?",
    "es": "¿podemos cambiarla al viernes por la tarde?",
    "fr": "on peut décaler à vendredi après-midi ?",
    "de": "können wir auf Freitag Nachmittag verschieben?",
    "pt": "dá para mudar para sexta à tarde?",
}


@pytest.mark.parametrize(("locale", "text"), THANKS)
@pytest.mark.parametrize("exact", [True, False])
def test_thanks_to_the_only_time_are_asked_once_whether_to_take_it(
    locale: str, text: str, exact: bool
):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    if not exact:
        free = {"16:30"}
        halves = [f"{hour}:{half}" for hour in range(14, 18) for half in ("00", "30")]
        search.block(*(rome(27, clock) for clock in halves if clock not in free))
    search.say(ASKS[locale] if exact else AFTERNOON[locale])
    assert len(search.offered) == 1
    said = search.say(text)
    assert "\n" not in said
    assert ("17" if exact else "16") in said
    assert stands(search) == ["26 14:00"]
    assert search.say(text) == ""
    assert len(search.offered) == 1
