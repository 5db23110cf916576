"""Words that name a time of a list, in every language: the earliest, any, by its number."""

from dialogs.flows.phrases import as_phrases

EARLIEST = as_phrases(
    *("earlier one", "earliest", "earliest one", "soonest", "soonest one", "first of them"),
    *("la piu presto", "il piu presto", "quella piu presto", "quello piu presto"),
    *("la mas temprana", "la mas temprano", "el mas temprano", "lo mas temprano"),
    *("le plus tot", "la plus tot", "celui le plus tot", "fruheren", "fruhesten", "frueheren"),
    *("earlier slot", "earlier time", "fruhere termin", "fruhere", "fruherer"),
    *("fruheren termin", "la de antes", "el de antes", "la de mas temprano", "el de mas temprano"),
    *("fruehesten", "fruheste", "frueheste", "o mais cedo", "a mais cedo", "o mais cedinho"),
)
LATEST = as_phrases(
    *("later one", "latest", "latest one", "il piu tardi", "la piu tardi", "quella piu tardi"),
    *("quello piu tardi", "la mas tarde", "el mas tarde", "la mas tardia", "le plus tard"),
    *("la plus tard", "celui le plus tard", "spateren", "spatesten", "spaeteren"),
    *(
        "later slot",
        "later time",
        "last one",
        "last slot",
        "spatere",
        "spaterer",
        "spateren termin",
    ),
    *("der letzte", "den letzten", "die letzte", "la ultima", "el ultimo", "la de mas tarde"),
    *("el de mas tarde", "le dernier", "la derniere", "l ultimo", "l ultima", "o ultimo"),
    *("spaetesten", "spateste", "spaeteste", "o mais tarde", "a mais tarde"),
)
ANY = as_phrases(
    *("any", "any of them", "any of those", "any of these", "any one", "any one of them"),
    *("any time", "whichever", "whichever one", "whichever suits you", "either"),
    *("you choose", "you pick", "you decide", "up to you", "your choice", "take your pick"),
    *("i don t mind", "don t mind", "doesn t matter", "it doesn t matter", "no preference"),
    *("whatever suits you", "whatever is easiest", "whatever", "the first one that suits you"),
    *("uno qualsiasi", "una qualsiasi", "qualsiasi", "qualunque", "uno qualunque", "fate voi"),
    *("uno a caso", "scelga lei", "scegliete voi", "faccia lei", "quello che volete"),
    *("quello che preferite", "e lo stesso", "e uguale", "mi e indifferente", "indifferente"),
    *("per me e uguale", "per me e lo stesso", "uno vale l altro", "decida lei", "decidete voi"),
    *("cualquiera", "cualquiera de ellas", "cualquiera de ellos", "cualquiera de las tres"),
    *("cualquiera de esas", "cualquier hora", "me da igual", "da igual", "me da lo mismo"),
    *("lo que les venga bien", "la que quiera", "la que quieran", "elija usted", "escoja usted"),
    *("el que quiera", "como prefiera", "indistinto", "me es indiferente", "cualquiera me sirve"),
    *("n importe lequel", "n importe laquelle", "n importe", "peu importe", "peu m importe"),
    *("ca m est egal", "m est egal", "comme vous voulez", "celui que vous voulez", "au choix"),
    *("choisissez", "c est egal", "comme ca vous arrange", "tous me vont", "l un ou l autre"),
    *("egal welcher", "egal welche", "egal welchen", "egal welches", "egal", "ist mir egal"),
    *("mir egal", "irgendeiner", "irgendeinen", "irgendeine", "egal wann", "suchen sie aus"),
    *("suchen sie sich einen aus", "wie sie mochten", "wie es ihnen passt", "ist egal"),
    *("qualquer um", "qualquer uma", "qualquer um deles", "qualquer um desses", "qualquer"),
    *("tanto faz", "e me indiferente", "escolha voce", "o que preferirem", "como preferir"),
    *("qualquer horario", "qualquer hora", "a que quiser", "o que for melhor para si"),
)
"""Phrases that leave the choice to us; as a receptionist would, we take the first and say so."""

ANY_WORDS = frozenset(
    {
        *("is", "are", "fine", "works", "work", "good", "great", "me", "for", "do", "will", "i"),
        *("bene", "va", "vanno", "per", "mi", "sirve", "vale", "bien", "va", "vont", "me", "pour"),
        *("moi", "passt", "passen", "geht", "gut", "mir", "serve", "bom", "bem", "para", "mim"),
        *("las", "los", "tres", "los", "die", "drei", "dei", "delle", "tre", "os", "das", "dos"),
        *("suits", "would", "be", "really", "honestly", "with", "them", "those", "these", "ok"),
    }
)
"""Words beside such a phrase without a meaning of their own."""

TAKING = as_phrases(
    *("ill take", "i ll take", "take", "lets do", "let s do", "go for", "go with", "ill go for"),
    *("i ll go with", "i ll have", "make it", "prendo", "facciamo", "scelgo", "prenderei", "tomo"),
    *("me quedo con", "cojo", "elijo", "escojo", "quiero", "mejor", "je prends", "on prend"),
    *("ok pour", "va pour", "d accord pour", "ce sera", "ich nehme", "nehme", "dann nehme ich"),
    *(
        "nehmen wir",
        "ich hatte gern",
        "fica",
        "fico com",
        "pode ser",
        "quero",
        "escolho",
        "fica para",
    ),
    *(
        "fur",
        "pour",
        "per",
        "para",
        "i choose",
        "we ll take",
        "can i have",
        "could i have",
        "sara",
        "vale",
    ),
)
"""Phrases that take a time by its number."""

NUMBER_WORDS = frozenset(
    {"number", "no", "nr", "numero", "nummer", "option", "opzione", "opcion", "opcao", "choix"}
    - {"no"}
    | {"n", "wir", "ich", "io", "yo", "je", "eu", "on", "then", "allora", "alors", "dann", "com"}
    | {"entonces", "entao", "con", "hora", "ora", "heure", "horario", "creneau", "termin"}
)
"""Words beside the number without a meaning of their own."""

IF_POSSIBLE = as_phrases(
    *("if possible", "if you can", "if that works", "if thats ok", "if that s ok", "se possibile"),
    *("se si puo", "se potete", "si puede ser", "si es posible", "si se puede", "si possible"),
    *("si c est possible", "si vous pouvez", "wenn moglich", "wenn das geht", "wenn es geht"),
    *("falls moglich", "se possivel", "se puder", "se der", "se for possivel"),
    *("if its still free", "if it s still free", "if its still available", "if still free"),
    *("if its still there", "if it s still there", "if still available", "if thats still free"),
    *("wenn der noch frei ist", "wenn er noch frei ist", "wenn noch frei", "falls noch frei"),
    *("falls der noch frei ist", "wenn das noch geht", "falls das noch geht"),
    *("si c est encore possible", "si c est encore libre", "si elle est encore libre"),
    *("s il est encore libre", "si encore disponible", "se e ancora libero", "se e ancora libera"),
    *("se e ancora possibile", "se e disponibile", "se ancora disponibile", "se c e ancora"),
    *("si sigue libre", "si sigue disponible", "si todavia esta libre", "si aun esta libre"),
    *("si todavia se puede", "si aun se puede", "se ainda estiver livre", "se ainda der"),
    *("se ainda houver", "se ainda for possivel", "se continuar livre"),
)
"""Conditions that are only courtesies, beside a free time."""

WOULD_BE = as_phrases(
    *("would be", "that would be", "d be", "sarebbe", "andrebbe", "mi andrebbe", "estaria"),
    *("seria", "me vendria", "vendria", "me iria", "iria", "quedaria", "ce serait", "serait"),
    *("ca serait", "m irait", "m arrangerait", "war", "ware", "wars", "wars ja", "das war"),
    *("das ware", "era", "ficava", "dava", "ficaria", "dava me", "calhava", "calhava me"),
)
"""Words between a time and its praise: "half past four would be great"."""

PLACES = {
    word: place
    for place, words in enumerate(
        (
            "first primo prima primero primera premier premiere erste ersten erster primeira",
            "second secondo seconda segundo segunda deuxieme zweite zweiten zweiter",
            "third terzo terza tercero tercera troisieme dritte dritten terceiro terceira",
        )
    )
    for word in words.split()
}
"""Words for a place in a list."""

ONES = frozenset(
    {"ones", "one", "times", "slots", "on", "di", "am", "vom", "las", "los", "les", "dos", "das"}
    | {
        "delle",
        "dei",
        "del",
        "quelle",
        "quelli",
        "ceux",
        "celles",
        "du",
        "feira",
        "take",
        "i",
        "ll",
    }
)
"""Words beside the place and the day without a meaning of their own."""
