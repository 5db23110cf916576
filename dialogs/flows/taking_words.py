"""How one takes the only time that is on offer, by language: "book me in for that", "lo prendo".

What takes is written in phrases, so that the same verb of somebody else, in the past or with a
"not", takes nothing; the words beside add nothing.
"""

from dialogs.flows.phrases import as_phrases


def _words(*written: str) -> frozenset[str]:
    return frozenset(" ".join(written).split())


TAKING = {
    "en": as_phrases(
        *("book me in", "book us in", "book it", "book it in", "book that", "book me", "book"),
        *("put me down", "put me in", "put us down", "pop me in", "pencil me in", "sign me up"),
        *("go for it", "go for that", "go ahead", "go with that", "do that", "do it", "do so"),
        *(
            "lets do",
            "let s do",
            "let us do",
            "lets go with",
            "let s go with",
            "lets go for",
            "let s go for",
        ),
        *("ill take", "i ll take", "i will take", "we ll take", "i d take", "id take", "take it"),
        *("ill have", "i ll have", "ill go for", "i ll go for", "i ll go with", "ill go with"),
        *(
            "id like",
            "i d like",
            "i d love",
            "i would like",
            "i want",
            "can i have",
            "could i have",
        ),
        *("can you book", "could you book", "can you put me down", "could you put me down"),
        *("works for me", "works for us", "works", "suits me", "suits us", "suits", "count me in"),
        *("is fine", "s fine", "is good", "s good", "is great", "s great", "is perfect", "is ok"),
        *("s perfect", "s ok", "s the one", "is the one", "s lovely", "s ideal", "is ideal"),
        *("would be great", "would be good", "would be perfect", "would be fine", "would be ideal"),
        *(
            "would be lovely",
            "will do",
            "ll do",
            "make it",
            "it is",
            "sold",
            "deal",
            "grab it",
            "stick me down",
            "stick me in",
        ),
        *("i m happy with", "im happy with", "happy with", "reserve it", "reserve that"),
        *("schedule it", "schedule that", "schedule me", "confirm it", "confirm that", "sounds ok"),
    ),
    "it": as_phrases(
        *(
            "lo prendo",
            "la prendo",
            "prendo",
            "lo prendiamo",
            "prendiamo",
            "lo prenderei",
            "prendo io",
        ),
        *(
            "prenoti",
            "prenota",
            "prenotate",
            "prenotami",
            "mi prenoti",
            "mi prenoti pure",
            "lo prenoti",
        ),
        *("segni", "segna", "segnate", "mi segni", "segnami", "mi segna", "segnatemi", "mi metta"),
        *("mettimi", "mettetemi", "mi metti", "blocchi", "lo blocchi", "blocca", "bloccate"),
        *("lo blocca", "mi blocchi", "fissi", "fissate", "fissiamo", "lo fissi", "mi fissi"),
        *("facciamo", "facciamo cosi", "facciamo quello", "aggiudicato", "affare fatto", "ci sto"),
        *(
            "va bene",
            "va benissimo",
            "mi va bene",
            "mi va benissimo",
            "andrebbe bene",
            "va bene cosi",
        ),
        *("andrebbe benissimo", "e perfetto", "sarebbe perfetto", "vada per", "vada", "scelgo"),
        *(
            "lo voglio",
            "lo vorrei",
            "e quello",
            "e proprio quello",
            "confermo",
            "confermi",
            "mi sta bene",
        ),
        *("riservi", "lo riservi", "me lo segni", "me lo prenoti", "me lo tenga", "lo tenga"),
        *("tenetemelo", "me lo blocchi", "me lo metta", "direi"),
    ),
    "es": as_phrases(
        *("me la quedo", "me lo quedo", "nos la quedamos", "me quedo con", "la cojo", "lo cojo"),
        *("cojo", "la tomo", "lo tomo", "tomo", "la quiero", "lo quiero", "quiero", "la agarro"),
        *("reservemela", "reservemelo", "reserveme", "reservame", "reservamela", "reservela"),
        *(
            "la reservo",
            "reservo",
            "me quedo",
            "elijo",
            "escojo",
            "pongame",
            "apunteme",
            "apuntame",
            "apuntenme",
            "apuntela",
        ),
        *(
            "apuntamela",
            "apuntemela",
            "anoteme",
            "anotame",
            "anotela",
            "anotemela",
            "ponme",
            "pongame",
        ),
        *("pongamela", "ponmela", "cojamela", "cogemela", "agendame", "agendeme", "agendela"),
        *("agendemela", "deme", "dame", "demela", "me viene bien", "me va bien", "me sirve"),
        *("me viene perfecto", "me viene genial", "me va perfecto", "me va genial", "me cuadra"),
        *("esta bien", "esta perfecto", "esta genial", "es perfecta", "seria perfecto", "va bien"),
        *("queda asi", "quedamos asi", "asi quedamos", "hecho", "trato hecho", "adelante", "dale"),
        *("confirmemela", "confirmela", "hagamoslo", "hagamos eso", "asi mismo", "eso mismo"),
    ),
    "fr": as_phrases(
        *(
            "je le prends",
            "je la prends",
            "je prends",
            "on le prend",
            "on prend",
            "je choisis",
            "je veux bien",
        ),
        *("je le veux", "prenons", "reservez le", "reservez", "reservez moi", "reserve moi"),
        *("reservez le moi", "reservez la", "notez moi", "notez le", "notez", "note moi"),
        *("inscrivez moi", "inscrivez le", "mettez moi", "mettez le moi", "bloquez le", "bloquez"),
        *("bloquez moi", "bloquez le moi", "gardez le moi", "gardez moi", "va pour", "allez y"),
        *(
            "ca marche",
            "ca me va",
            "ca me convient",
            "me va",
            "me convient",
            "m arrange",
            "ca roule",
        ),
        *("me va bien", "me va tres bien", "me convient parfaitement", "m arrange bien", "ca joue"),
        *("on fait comme ca", "faisons comme ca", "faites comme ca", "on part la dessus", "adjuge"),
        *(
            "c est parfait",
            "c est bon",
            "c est bien",
            "c est celui la",
            "ce sera parfait",
            "ca ira",
        ),
        *("on fait ca", "faisons ca", "banco", "vendu", "je valide", "je le garde", "ok pour"),
        *("d accord pour", "partant", "partante", "je suis partante", "je suis partant"),
    ),
    "de": as_phrases(
        *("nehm ich", "nehme ich", "ich nehm", "ich nehme", "nehmen wir", "wir nehmen", "nehmen"),
        *("nimm ich", "eintragen", "trag mich ein", "tragen sie mich ein", "tragt mich ein"),
        *("tragen sie ein", "tragen sie uns ein", "trag ein", "buchen", "buchen sie", "buch mich"),
        *("buchen sie mich", "reservieren", "reservieren sie", "reservieren sie mir", "vormerken"),
        *("merken sie mich vor", "notieren", "notieren sie", "schreiben sie mich auf", "nehm ma"),
        *("schreiben sie mich ein", "einbuchen", "fix machen", "machen wir", "machen wir so"),
        *(
            "machen wir das",
            "so machen wir",
            "so machen wirs",
            "machen wirs so",
            "mach ma",
            "mach mas",
        ),
        *("passt mir", "passt mir gut", "passt gut", "passt uns", "passt super", "passt perfekt"),
        *(
            "passt wunderbar",
            "geht klar",
            "ist gut",
            "ist super",
            "ist perfekt",
            "ist prima",
            "ist ok",
        ),
        *(
            "ist okay",
            "ware super",
            "ware gut",
            "ware perfekt",
            "waere super",
            "waere gut",
            "war gut",
        ),
        *("hatte ich gern", "hatt ich gern", "hatte ich gerne", "haette ich gern", "mocht ich"),
        *("mochte ich", "den will ich", "abgemacht", "ausgemacht", "gebongt", "gekauft", "fest"),
        *("nehm i", "i nimm", "ich nimm", "tragen sie mich", "trag mich", "sagen wir", "sag ma"),
    ),
    "pt": as_phrases(
        *("pode marcar", "pode me marcar", "podem marcar", "marca", "marque", "marca pra mim"),
        *("marque para mim", "pode ser", "pode reservar", "reserve", "reserva", "reserva pra mim"),
        *("pode agendar", "agenda", "agende", "agenda pra mim", "pode colocar", "me coloca"),
        *("me coloque", "coloca", "coloque", "pode por", "poe", "ponha", "pode botar", "me bota"),
        *("fico com", "ficamos com", "fica", "fica esse", "fica assim", "fica combinado", "quero"),
        *("eu quero", "eu fico com", "prefiro", "escolho", "aceito", "vou querer", "vou ficar com"),
        *(
            "esta otimo",
            "esta otima",
            "esta bom",
            "esta boa",
            "esta perfeito",
            "ta otimo",
            "ta bom",
        ),
        *(
            "ta otima",
            "ta perfeito",
            "e perfeito",
            "seria otimo",
            "seria perfeito",
            "serve",
            "me serve",
        ),
        *(
            "fechado",
            "fechou",
            "combinado",
            "bora",
            "vamos nessa",
            "vamos com",
            "fazemos assim",
            "vamos fazer",
            "vamos de",
            "vamos as",
        ),
        *("da certo", "esta certo", "pode confirmar", "confirma", "confirme", "ta marcado"),
        *("fica bem", "fica bom", "fica otimo", "fica perfeito", "pode deixar", "deixa", "deixe"),
    ),
}
"""How one takes a time, or asks for it to be written down."""

WISHED = {
    "en": as_phrases(
        *("i d take", "id take", "id like", "i d like", "i d love", "i would like", "i want"),
        *("can i have", "could i have", "can you book", "could you book"),
        *("can you put me down", "could you put me down"),
    ),
    "it": as_phrases("lo prenderei", "lo voglio", "lo vorrei", "andrebbe bene", "direi"),
    "es": as_phrases("la quiero", "lo quiero", "quiero"),
    "fr": as_phrases("je le veux"),
    "de": as_phrases(
        *("hatte ich gern", "hatt ich gern", "hatte ich gerne", "haette ich gern", "mocht ich"),
        *("mochte ich", "den will ich"),
    ),
    "pt": as_phrases("quero", "eu quero", "prefiro", "pode ser"),
}
"""Which of these only wish for a time that is not on offer yet."""

BESIDE = {
    "en": _words(
        "that thats the one s it this time slot appointment for me us in on at then please kindly",
        "so and to just nicely well fine really great good lovely perfect ideal down day",
        "exactly right actually instead",
    ),
    "it": _words(
        "quello quell quella quel li orario ora la il lo l questo questa delle alle per me mi pure",
        "allora benissimo bene perfetto grazie dai proprio esatto esattamente ok appuntamento cosi",
        "si di e le a invece anzi",
    ),
    "es": _words(
        "esa ese eso esta este misma mismo hora la el lo a las de para mi pues entonces vale bien",
        "perfecto genial cita dia justo exacto exactamente por favor y realidad en",
    ),
    "fr": _words(
        "celui la celle ci ce cet cette heure horaire creneau le l rdv rendez vous a pour moi",
        "alors bien tres parfait parfaitement super donc exactement voila et svp oui jour ca"
        " finalement fait en",
    ),
    "de": _words(
        "den der die das dem diesen dieser termin zeit uhrzeit um fur fuer mich mir uns dann bitte",
        "ein gern gerne genau also doch gut super so ja jo sehr uhr wir da am und in ordnung"
        " stattdessen",
    ),
    "pt": _words(
        "esse essa este esta mesmo mesma isso hora horario o a as para pra mim por favor entao",
        "bem bom otimo otima perfeito exatamente certo sim nesse nessa neste nesta consulta e eu",
        "me dia afinal verdade na",
    ),
}
"""Words beside it that point at the time or add nothing."""

THESE = _words(
    "those these them any that of do the one ones is work works fit for me i we sorry can won don"
    " doesn",
    "quelli queste questi quelle nessuno mi va vanno li bene purtroppo me per",
    "esas esos estas estos ninguna ninguno me va van viene vienen sirve bien para mi las los lo"
    " siento",
    "ceux ces celui la ca me ne va vont convient convenient aucun aucune d eux malheureusement",
    "davon die diese keiner keine passt passen mir leider von denen den da geht gehen",
    "esses essas estes nenhum nenhuma deles delas para mim pra da dao serve servem bem infelizmente"
    " me",
)
"""Words beside a refusal of all that is on offer, before one takes another time."""
