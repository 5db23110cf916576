"""A time of a list chosen in words: its place, its hour, by pointing; with a question between."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

FRIDAY_AFTERNOON = {
    "en": "could I come friday afternoon instead?",
    "it": "potrei venire venerdì pomeriggio invece?",
    "es": "¿podría ir el viernes por la tarde?",
    "fr": "je pourrais venir vendredi après-midi plutôt ?",
    "de": "könnte ich stattdessen Freitag Nachmittag kommen?",
    "pt": "posso ir sexta à tarde em vez disso?",
}
"""It offers 14:30, 16:00 and 17:00."""

PLACES = [
    *(("en", "the later one on friday", 2), ("en", "friday, the earlier one", 0)),
    *(("en", "could I have the later one on friday", 2), ("de", "Freitag, der spätere", 2)),
    *(("de", "den früheren am Freitag bitte", 0), ("es", "el viernes, la de más tarde", 2)),
    *(("es", "la última del viernes", 2), ("es", "el viernes la de antes", 0)),
    *(("en", "the last one you wrote", 2), ("en", "I'd go for the second on the list", 1)),
    *(
        ("en", "first one suits me", 0),
        ("en", "ok the middle one then", 1),
        ("en", "the 2nd one works best for me", 1),
    ),
    *(
        ("en", "let's do the last one on your list", 2),
        ("en", "good, then I'll take the second one on the list", 1),
    ),
    *(
        ("it", "l'ultimo che ha scritto", 2),
        ("it", "prendo il secondo della lista", 1),
        ("it", "il primo mi va benissimo", 0),
    ),
    *(
        ("it", "quello di mezzo", 1),
        ("it", "allora l'ultimo dell'elenco", 2),
        ("it", "direi la seconda opzione", 1),
    ),
    *(
        ("es", "la última que me puso", 2),
        ("es", "cojo la segunda de la lista", 1),
        ("es", "la primera me viene genial", 0),
    ),
    *(
        ("es", "la de en medio", 1),
        ("es", "pues la última de la lista", 2),
        ("es", "la segunda opción está bien", 1),
    ),
    *(
        ("fr", "le dernier que vous avez mis", 2),
        ("fr", "je prends le deuxième de la liste", 1),
        ("fr", "le premier m'arrange bien", 0),
    ),
    *(
        ("fr", "celui du milieu", 1),
        ("fr", "alors le dernier de la liste", 2),
        ("fr", "la deuxième option me va", 1),
    ),
    *(
        ("de", "der letzte den Sie geschrieben haben", 2),
        ("de", "gut, dann nehm ich den zweiten Termin von der Liste", 1),
    ),
    *(
        ("de", "der erste passt mir gut", 0),
        ("de", "den mittleren bitte", 1),
        ("de", "dann den letzten auf der Liste", 2),
    ),
    *(("de", "die zweite Möglichkeit wär gut", 1),),
    *(
        ("pt", "o último que você mandou", 2),
        ("pt", "fico com o segundo da lista", 1),
        ("pt", "o primeiro fica bom pra mim", 0),
    ),
    *(
        ("pt", "o do meio", 1),
        ("pt", "então o último da lista", 2),
        ("pt", "a segunda opção está boa", 1),
    ),
]
HOURS = [
    ("en", "4pm is perfect", 1),
    ("en", "number two please", 1),
    ("en", "ooh the 5pm", 2),
    ("en", "I'd like the first", 0),
    ("en", "second slot works", 1),
    ("en", "the latest of those", 2),
    ("en", "half past two then", 0),
    ("en", "16:00 thanks", 1),
    ("it", "le 16 perfetto", 1),
    ("it", "la numero due grazie", 1),
    ("it", "quello più tardi", 2),
    ("it", "vorrei il primo", 0),
    ("it", "il secondo orario va bene", 1),
    ("it", "due e mezza allora", 0),
    ("it", "16:00 grazie", 1),
    ("it", "venerdì alle cinque va benone", 2),
    ("es", "a las 4 perfecto", 1),
    ("es", "el número dos por favor", 1),
    ("es", "la más tarde", 2),
    ("es", "quisiera la primera", 0),
    ("es", "el segundo horario me va bien", 1),
    ("es", "dos y media entonces", 0),
    ("es", "16:00 gracias", 1),
    ("es", "el viernes a las cinco genial", 2),
    ("fr", "16h parfait", 1),
    ("fr", "le numéro deux svp", 1),
    ("fr", "le plus tard", 2),
    ("fr", "je voudrais le premier", 0),
    ("fr", "le deuxième créneau me va", 1),
    ("fr", "14h30 alors", 0),
    ("fr", "16:00 merci", 1),
    ("fr", "vendredi 17h c'est super", 2),
    ("de", "16 Uhr perfekt", 1),
    ("de", "Nummer zwei bitte", 1),
    ("de", "den spätesten", 2),
    ("de", "ich hätte gern den ersten", 0),
    ("de", "der zweite Termin passt", 1),
    ("de", "dann halb drei", 0),
    ("de", "16:00 danke", 1),
    ("de", "Freitag um fünf ist super", 2),
    ("pt", "às 4 perfeito", 1),
    ("pt", "número dois por favor", 1),
    ("pt", "o mais tarde", 2),
    ("pt", "queria o primeiro", 0),
    ("pt", "o segundo horário tá bom", 1),
    ("pt", "duas e meia então", 0),
    ("pt", "16:00 obrigada", 1),
    ("pt", "sexta às cinco tá ótimo", 2),
    *(
        ("en", "let's say four", 1),
        ("en", "the 5 o'clock one", 2),
        ("en", "put me down for 4pm", 1),
    ),
    *(("en", "the half two one", 0), ("en", "4 works", 1), ("en", "the one at 5 please", 2)),
    *(
        ("it", "quello delle 16", 1),
        ("it", "facciamo alle cinque dai", 2),
        ("it", "mi segni alle 16", 1),
    ),
    *(
        ("it", "quello delle 14:30", 0),
        ("it", "quello alle quattro va bene", 1),
        ("it", "direi le 17", 2),
    ),
    *(("es", "la de las 4", 1), ("es", "venga, a las cinco", 2), ("es", "póngame a las 16", 1)),
    *(
        ("es", "la de las dos y media", 0),
        ("es", "la de las 16 me va bien", 1),
        ("es", "quedamos a las 5", 2),
    ),
    *(("fr", "celui de 16h", 1), ("fr", "allez 17h", 2), ("fr", "mettez-moi à 16h", 1)),
    *(
        ("fr", "celui de 14h30", 0),
        ("fr", "le créneau de 16h me convient", 1),
        ("fr", "disons 17h", 2),
    ),
    *(
        ("de", "den um 16 Uhr", 1),
        ("de", "machen wir fünf Uhr", 2),
        ("de", "tragen Sie mich für 16 Uhr ein", 1),
    ),
    *(("de", "den um halb drei", 0), ("de", "der um vier passt", 1), ("de", "sagen wir 17 Uhr", 2)),
    *(("pt", "o das 16h", 1), ("pt", "bora às cinco", 2), ("pt", "marca pra mim na sexta às 4", 1)),
    *(
        ("pt", "o das duas e meia", 0),
        ("pt", "o das 16 tá bom", 1),
        ("pt", "vamos fazer às 17h", 2),
    ),
]
NOT_CHOSEN = [
    ("en", "is the last one long enough"),
    ("en", "was the first one mine"),
    ("en", "my mum takes the second"),
    ("en", "the second would only work if I leave early"),
    ("en", "I had the first one last time"),
    ("en", "does 4 suit Aurora"),
    ("en", "the last one says he"),
    ("en", "anyone can take the 5pm"),
    ("en", "4 is when school ends"),
    ("en", "I can't do the second or the last"),
    ("en", "the first one or the second"),
    ("en", "maybe the last"),
    ("en", "I'll let you know about the first"),
    ("en", "is 5 with parking"),
    ("en", "take the kids at 4"),
    ("en", "the 5pm was gone yesterday"),
    ("en", "not 4"),
    ("en", "give the second to my wife"),
    ("en", "put my son down for 4"),
    ("it", "il secondo lo prende mia madre"),
    ("it", "il primo era mio"),
    ("it", "l'ultimo solo se esco prima"),
    ("it", "prendevo sempre il primo"),
    ("it", "alle 16 escono i bambini"),
    ("it", "il primo o il secondo"),
    ("it", "forse l'ultimo"),
    ("it", "le faccio sapere per il primo"),
    ("it", "il secondo va bene per mio figlio"),
    ("it", "alle 17 chiude l'ufficio"),
    ("it", "non alle 16"),
    ("it", "quello delle 17 lo lasci a mia moglie"),
    ("it", "ha detto il secondo"),
    ("it", "alle 16 non ce la faccio"),
    ("it", "4 ore"),
    ("es", "la segunda la coge mi madre"),
    ("es", "la primera era mía"),
    ("es", "la última solo si salgo antes"),
    ("es", "siempre cogía la primera"),
    ("es", "a las 4 salen los niños"),
    ("es", "la primera o la segunda"),
    ("es", "quizás la última"),
    ("es", "ya le digo lo de la primera"),
    ("es", "la segunda va bien para mi hijo"),
    ("es", "a las 5 cierra la oficina"),
    ("es", "a las 4 no"),
    ("es", "la de las 5 désela a mi mujer"),
    ("es", "dijo la segunda"),
    ("es", "a las 4 no llego"),
    ("es", "es la última larga"),
    ("fr", "le deuxième c'est pour ma mère"),
    ("fr", "le premier était à moi"),
    ("fr", "le dernier seulement si je sors tôt"),
    ("fr", "je prenais toujours le premier"),
    ("fr", "à 16h les enfants sortent"),
    ("fr", "le premier ou le deuxième"),
    ("fr", "peut-être le dernier"),
    ("fr", "je vous redis pour le premier"),
    ("fr", "le deuxième va bien à mon fils"),
    ("fr", "à 17h le bureau ferme"),
    ("fr", "pas à 16h"),
    ("fr", "donnez celui de 17h à ma femme"),
    ("fr", "il a dit le deuxième"),
    ("fr", "à 16h j'y arrive pas"),
    ("fr", "est-ce que le dernier est long"),
    ("de", "den zweiten nimmt meine Mutter"),
    ("de", "der erste war meiner"),
    ("de", "den letzten nur wenn ich früher rauskomme"),
    ("de", "ich hatte immer den ersten"),
    ("de", "um vier haben die Kinder aus"),
    ("de", "den ersten oder den zweiten"),
    ("de", "vielleicht den letzten"),
    ("de", "ich melde mich wegen dem ersten"),
    ("de", "der zweite passt meinem Sohn"),
    ("de", "um fünf macht das Büro zu"),
    ("de", "nicht um vier"),
    ("de", "geben Sie den um fünf meiner Frau"),
    ("de", "er sagte den zweiten"),
    ("de", "um vier schaff ichs nicht"),
    ("de", "4 Stunden"),
    ("de", "ist der letzte lang"),
    ("pt", "o segundo é da minha mãe"),
    ("pt", "o primeiro era meu"),
    ("pt", "o último só se eu sair cedo"),
    ("pt", "eu sempre pegava o primeiro"),
    ("pt", "às 4 saem as crianças"),
    ("pt", "o primeiro ou o segundo"),
    ("pt", "talvez o último"),
    ("pt", "depois digo sobre o primeiro"),
    ("pt", "o segundo serve pro meu filho"),
    ("pt", "às 5 fecha o escritório"),
    ("pt", "às 4 não"),
    ("pt", "dê o das 5 pra minha mulher"),
    ("pt", "ele disse o segundo"),
    ("pt", "às 4 não consigo"),
    ("pt", "o último é demorado"),
    *(
        ("en", "the last one you wrote?"),
        ("en", "not the last one"),
        ("en", "the first is too early"),
    ),
    *(("en", "the second if nothing else comes up"), ("en", "my husband wants the last one")),
    *(("en", "I'll tell you tomorrow about the second one"), ("en", "she said the second one")),
    *(
        ("it", "l'ultimo che ha scritto?"),
        ("it", "non il secondo"),
        ("it", "il primo è troppo presto"),
    ),
    *(("it", "il secondo se trovo chi mi copre"), ("it", "mio marito vorrebbe l'ultimo")),
    *(("it", "domani le dico se va bene il secondo"), ("it", "quello delle 16 no")),
    *(
        ("es", "¿la última que me puso?"),
        ("es", "la segunda no"),
        ("es", "la primera es muy pronto"),
    ),
    *(("es", "la segunda si me dejan salir"), ("es", "mi marido quiere la última")),
    *(("es", "mañana le digo si la segunda"), ("es", "la de las 4 no")),
    *(
        ("fr", "le dernier que vous avez mis ?"),
        ("fr", "pas le deuxième"),
        ("fr", "le premier est trop tôt"),
    ),
    *(("fr", "le deuxième si je trouve une nounou"), ("fr", "mon mari voudrait le dernier")),
    *(("fr", "je vous dis demain pour le deuxième"), ("fr", "pas celui de 16h")),
    *(
        ("de", "der letzte den Sie geschrieben haben?"),
        ("de", "nicht den zweiten"),
        ("de", "der erste ist zu früh"),
    ),
    *(("de", "den zweiten wenn ich frei bekomme"), ("de", "mein Mann will den letzten")),
    *(("de", "ich sag morgen ob der zweite geht"), ("de", "den um 16 Uhr nicht")),
    *(
        ("pt", "o último que você mandou?"),
        ("pt", "o segundo não"),
        ("pt", "o primeiro é muito cedo"),
    ),
    *(("pt", "o segundo se eu conseguir sair"), ("pt", "meu marido quer o último")),
    *(("pt", "amanhã digo se o segundo dá"), ("pt", "o das 16 não")),
]
WITH_WHOM = [
    *(
        ("en", "who would that be with?"),
        ("en", "who's it with?"),
        ("en", "which doctor is it with?"),
    ),
    *(
        ("en", "who am I seeing?"),
        ("en", "is that with Aurora?"),
        ("en", "and who will I see then?"),
    ),
    *(("it", "con chi sarebbe?"), ("it", "con quale dottore è?"), ("it", "ma con chi?")),
    *(("it", "chi mi visita?"), ("it", "è con la dottoressa Aurora?"), ("it", "da chi sarei?")),
    *(("es", "¿con quién sería?"), ("es", "¿con qué médico es?"), ("es", "¿y con quién?")),
    *(("es", "¿quién me atiende?"), ("es", "¿es con Aurora?"), ("es", "¿con qué doctora?")),
    *(("fr", "ce serait avec qui ?"), ("fr", "c'est avec quel médecin ?"), ("fr", "avec qui ?")),
    *(("fr", "qui me recevrait ?"), ("fr", "c'est avec Aurora ?"), ("fr", "et chez qui ?")),
    *(
        ("de", "Bei wem bin ich da eigentlich?"),
        ("de", "bei welchem Arzt ist das?"),
        ("de", "bei wem?"),
    ),
    *(("de", "bei wem wäre das?"), ("de", "ist das bei Aurora?"), ("de", "zu wem komm ich da?")),
    *(("pt", "é com qual médico?"), ("pt", "com quem seria?"), ("pt", "com quem é?")),
    *(("pt", "quem vai me atender?"), ("pt", "é com a Aurora?"), ("pt", "e com que doutora?")),
]


def friday(locale: str) -> Search:
    """Return the search after three times of Friday afternoon were offered."""
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(FRIDAY_AFTERNOON[locale])
    assert search.offered == ["fri 27 14:30", "fri 27 16:00", "fri 27 17:00"]
    return search


def starts(search: Search) -> list[object]:
    """Return when the visits start."""
    return [one.starts_at for one in search.simulated.appointments.values()]


@pytest.mark.parametrize(("locale", "text", "place"), [*PLACES, *HOURS])
def test_words_choose(locale: str, text: str, place: int):
    search = friday(locale)
    search.say(text)
    assert starts(search) == [rome(27, ("14:30", "16:00", "17:00")[place])]


@pytest.mark.parametrize(("locale", "text"), NOT_CHOSEN)
def test_what_is_turned_asked_or_somebody_elses_chooses_nothing(locale: str, text: str):
    search = friday(locale)
    search.say(text)
    assert starts(search) == [rome(26, "15:00")]


@pytest.mark.parametrize(("locale", "text"), WITH_WHOM)
def test_with_whom_the_times_on_offer_are(locale: str, text: str):
    search = Search.of(locale=locale)
    search.say(BOOKS[locale])
    offered = search.offered
    assert len(offered) == 3
    assert "Aurora" in search.say(text)
    assert search.offered == offered
    search.say("2")
    assert len(starts(search)) == 1


BOOKS = {
    "en": "I'd like to book a check-up on friday afternoon",
    "it": "vorrei prenotare un controllo venerdì pomeriggio",
    "es": "quería pedir cita el viernes por la tarde",
    "fr": "je voudrais prendre rdv vendredi après-midi",
    "de": "ich hätte gern einen Termin Freitag Nachmittag",
    "pt": "queria marcar uma consulta sexta à tarde",
}
