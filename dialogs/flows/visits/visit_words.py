"""Words for some of several visits, and the words around them, in every language."""

from dialogs.flows.phrases import (
    as_phrases,
)
from dialogs.languages.lexicon import Cue

BOTH = as_phrases(
    *("both", "both of them", "the two", "all two", "the pair", "entrambi", "entrambe"),
    *("tutti e due", "tutte e due", "tutti e 2", "tutte e 2", "ambos", "ambas", "los dos"),
    *("las dos", "los 2", "las 2", "les deux", "les 2", "tous les deux", "toutes les deux"),
    *(
        "beide",
        "beiden",
        "alle beide",
        "alle beiden",
        "alle zwei",
        "beides",
        "die beiden",
        "os dois",
    ),
    *("as duas", "os 2", "as 2", "todos os dois", "todas as duas"),
)

ALL = as_phrases(
    *("all", "all of them", "everything", "them all", "the lot", "tutto", "tutti", "tutte"),
    *("todo", "todos", "todas", "tout", "tous", "toutes", "alles", "alle", "tudo"),
)

OTHER = as_phrases(
    *("the other", "the other one", "the other appointment", "other one", "the second one"),
    *("l altro", "l altra", "altro", "altra", "el otro", "la otra", "otra", "otro", "l autre"),
    *("autre", "den anderen", "der andere", "die andere", "das andere", "anderen", "andere"),
    *("o outro", "a outra", "outro", "outra"),
)

ONE = as_phrases(
    *("one", "one of them", "one of the two", "one of those", "one of these", "one of my"),
    *("just one", "only one", "either", "either one", "uno", "una", "uno dei due"),
    *("una delle due", "uno di questi", "ne uno", "una de ellas", "uno de ellos"),
    *("una de las dos", "uno de los dos", "una de las", "un", "une", "l un", "l une"),
    *("un des deux", "une des deux", "l un des deux", "l un d eux", "en un", "einen", "eine"),
    *("einen davon", "eine davon", "einen von beiden", "einen der beiden", "einen von den beiden"),
    *("eins", "eins davon", "um", "uma", "uma delas", "um deles", "uma das duas", "um dos dois"),
)

EXCEPT = as_phrases(
    *("not", "not on", "not the", "but not", "but not the", "except", "non", "no", "ma non"),
    *("pero no", "pas", "mais pas", "nicht", "aber nicht", "nao", "mas nao", "tranne", "salvo"),
    *("sauf", "ausser", "menos", "exceto", "excepto"),
)

AND = as_phrases("and", "ed", "y", "et", "und", "also", "too", "auch", "anche", "tambien", "aussi")

COMING = as_phrases(
    *("coming", "are coming", "come", "be there", "will be there", "kommen", "wir kommen"),
    *("veniamo", "ci siamo", "ci saremo", "vamos", "iremos", "venimos", "venons", "vient"),
    *("on vient", "on sera la", "nous venons", "nous serons la", "seremos", "estaremos"),
    *("vamos la",),
)

HAVING = as_phrases(
    *("o que tenho", "o que eu tenho", "lo que tengo", "quello che ho", "ce que j ai"),
    *("was ich habe", "i have with you", "i have booked", "i have"),
)

AROUND = frozenset(
    {
        *("i", "we", "my", "our", "need", "to", "have", "has", "had", "must", "will", "ll", "re"),
        *("m", "on", "with", "you", "u", "me", "us", "them", "appointment", "appointments"),
        *("visit", "visits", "booking", "bookings", "as", "well", "want", "would", "like", "d"),
        *("actually", "then", "booked", "got", "ve", "i'd", "at", "ich", "wir", "muss", "mussen"),
        *("muessen", "mochte", "moechte", "will", "meine", "meinen", "termin", "termine", "am"),
        *("bei", "ihnen", "was", "habe", "haben", "was", "mir", "bitte", "doch", "leider", "io"),
        *("ho", "abbiamo", "devo", "dobbiamo", "vorrei", "voglio", "i", "miei", "mio", "mia"),
        *("appuntamento", "appuntamenti", "che", "con", "voi", "quello", "quelli", "da", "yo"),
        *("tengo", "tenemos", "que", "debo", "quiero", "mi", "mis", "cita", "citas", "lo", "le"),
        *("ustedes", "usted", "je", "j", "nous", "on", "dois", "devons", "veux", "voudrais"),
        *("mon", "mes", "nos", "rdv", "rendez", "vous", "ai", "avons", "avec", "chez", "ce", "en"),
        *("preciso", "quero", "minha", "minhas", "meu", "meus", "consulta", "consultas", "tenho"),
        *("temos", "de", "vos", "voces", "marcado", "marcada", "marcacao", "marcacoes", "in"),
        *(
            "na",
            "no",
            "em",
            "e",
            "celui",
            "celle",
            "ceux",
            "los",
            "las",
            "les",
            "gli",
            "dem",
            "im",
            "im",
        ),
    }
)

"""Words around such a word that do not tell which visit is meant."""

TOLD = frozenset(
    {
        *("is", "are", "was", "were", "been", "ist", "sind", "war", "waren", "est", "sont", "sono"),
        *("esta", "estan", "foi", "fue", "cancelled", "canceled", "cancelling", "cancellation"),
        *("annullato", "annullata", "cancelado", "cancelada", "anulado", "anulada", "abgesagt"),
    }
)

"""Words that report the state of a visit and ask for nothing."""

CANCELS = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})

NEITHER = as_phrases(
    *("neither", "neither of us", "none of us", "nessuno", "nessuna", "nessuno dei due"),
    *("ninguno", "ninguna", "aucun", "aucune", "aucun des deux", "keiner", "keine", "keins"),
    *(
        "keiner von beiden",
        "nenhum",
        "nenhuma",
        "nenhum dos dois",
        "neither one",
        "none of the two",
    ),
    *("neither of the two", "neither of them", "none of them", "none of those"),
)
"""Phrases for none of several."""

CAN_COME = as_phrases(
    *("can come", "can make it", "is coming", "are coming", "will come", "will be there"),
    *("puo venire", "viene", "verra", "riesce a venire", "podemos ir", "puede ir", "va a ir"),
    *(
        "peut venir",
        "pourra venir",
        "vient",
        "kann kommen",
        "kommt",
        "pode ir",
        "vai",
        "consegue ir",
    ),
)
"""Phrases that somebody comes."""
