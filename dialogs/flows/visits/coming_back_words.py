"""Phrases of clients who come after all, in every language: of coming, and of taking back."""

from dialogs.flows.phrases import as_phrases
from dialogs.times.terms import TermRole

COMING = as_phrases(
    # English
    *(
        "si puedo",
        "puedo",
        "consigo",
        "ja consigo ir",
        "ja posso ir",
        "posso",
        "je peux",
        "im coming",
        "i am coming",
        "coming",
        "i come",
        "ill come",
        "i will come",
        "i can come",
    ),
    *("can come", "i can make it", "can make it", "ill make it", "i will make it", "ill be there"),
    *("i will be there", "i can be there", "i am able to come", "im able to come", "i can attend"),
    *("were coming", "we are coming", "well come", "we will come", "we can come", "we can make it"),
    *(
        "well make it",
        "we will make it",
        "well be there",
        "we will be there",
        "i want to come",
        "id like to come",
    ),
    # Italian
    *("vengo", "verro", "veniamo", "verremo", "ci vengo", "ci saro", "ci sono", "ci saremo"),
    *("posso venire", "possiamo venire", "riesco a venire", "riusciamo a venire", "ce la faccio"),
    *("ce la facciamo", "riesco", "riesco a esserci", "riesco ad esserci"),
    # Spanish
    *("voy", "yo voy", "ire", "vamos", "iremos", "puedo ir", "podemos ir", "podre ir", "voy a ir"),
    *("puedo asistir", "puedo acudir", "asistire", "acudire", "ahi estare", "alli estare"),
    *("estare ahi", "estare alli", "puedo venir", "vengo"),
    # French
    *("je viens", "je viendrai", "je peux venir", "je pourrai venir", "nous venons"),
    *("nous viendrons", "nous pouvons venir", "on vient", "on viendra", "on peut venir"),
    *("je serai la", "jy serai", "j y serai", "nous serons la", "on sera la", "je vais venir"),
    # German
    *("ich komme", "komme", "ich komm", "komm", "wir kommen", "ich kann kommen", "kann kommen"),
    *("wir konnen kommen", "wir koennen kommen", "ich bin da", "wir sind da", "ich werde kommen"),
    *("ich werde da sein", "ich schaffe es", "schaffe es", "ich schaffs", "wir schaffen es"),
    *("ich kann", "ich mochte kommen", "ich will kommen"),
    # Portuguese
    *("vou", "eu vou", "irei", "vamos", "iremos", "posso ir", "eu posso ir", "podemos ir"),
    *("consigo ir", "conseguimos ir", "vou ai", "vou conseguir ir", "la estarei", "ai estarei"),
    *(
        "estarei la",
        "estarei ai",
        "estou ai",
        "estou la",
        "vou comparecer",
        "comparecerei",
        "posso comparecer",
    ),
)
"""Statements that the writer comes; "see you" only says goodbye, and is not in the list."""

CONFIRMING = as_phrases(
    *("i confirm", "confirm", "confirmed", "i confirm for", "confirmed for", "confermo"),
    *("confermo per", "confermato", "confirmo", "confirmo para", "confirmado", "je confirme"),
    *("je confirme pour", "confirme", "ich bestatige", "bestatige", "ich bestatige fur"),
)
"""Words of confirming beside a statement to come at the cancelled time."""

CONFIRMING_VISIT = as_phrases(
    *("i confirm my appointment", "i confirm the appointment", "confermo l appuntamento"),
    *("confermo il mio appuntamento", "confirmo la cita", "confirmo mi cita"),
    *("je confirme le rendez vous", "je confirme mon rendez vous", "je confirme le rdv"),
    *("je confirme mon rdv", "bestatige den termin", "ich bestatige den termin"),
    *("ich bestatige meinen termin", "confirmo a consulta", "confirmo a minha consulta"),
    *("confirmo a marcacao", "confirmo a minha marcacao"),
    *("will be there", "bin da", "vou estar ai", "vou estar la"),
)
"""Statements that confirm the visit, and not its cancellation."""

AFTER_ALL = as_phrases(
    # English
    *("after all", "actually", "anyway", "in fact", "i changed my mind", "changed my mind"),
    *("ive changed my mind", "i have changed my mind", "on second thought", "on second thoughts"),
    *("by mistake", "my mistake", "mistake", "that was a mistake", "it was a mistake", "still"),
    *("undo that", "undo it", "as you were", "cancel that cancellation", "no wait", "ignore me"),
    *("come non detto", "come non fosse detto", "lasci stare", "lascia stare", "mi correggo"),
    *("olvidelo", "olvide eso", "olvidalo", "como si no hubiera dicho nada", "rectifico"),
    *("oubliez", "oubliez ca", "oubliez mon message", "oublie", "je n ai rien dit", "au temps"),
    *("kommando zuruck", "kommando zurueck", "vergessen sie es", "vergessen sie das", "vergiss es"),
    *("ich nehme alles zuruck", "nehme alles zuruck", "doch nicht absagen", "storno zuruck"),
    *("esqueca", "esqueca isso", "esquece", "esquece isso", "o dito por nao dito", "corrijo"),
    *("scratch that", "ignore that", "forget that", "never mind", "nevermind", "as planned"),
    *("dont cancel", "do not cancel", "dont cancel it", "do not cancel it"),
    # Italian
    *("lo stesso", "comunque", "alla fine", "invece", "ugualmente", "in realta", "dopotutto"),
    *("ci ho ripensato", "ho ripensato", "ripensandoci", "ho cambiato idea", "ho sbagliato"),
    *("mi sono sbagliato", "mi sono sbagliata", "e stato un errore", "per errore", "come previsto"),
    *("non annulli", "non annullate", "non annullare", "non disdica", "non disdite"),
    # Spanish
    *("al final", "finalmente", "despues de todo", "de todos modos", "de todas formas"),
    *("cambie de opinion", "he cambiado de opinion", "cambie de idea", "he cambiado de idea"),
    *("lo he pensado mejor", "pensandolo mejor", "me equivoque", "me he equivocado"),
    *(
        "fue un error",
        "ha sido un error",
        "por error",
        "no cancele",
        "no cancelen",
        "no la cancele",
    ),
    *("no la cancelen", "no la anule", "no la anulen"),
    # French
    *("finalement", "en fait", "tout de meme", "quand meme", "malgre tout", "apres tout"),
    *("au final", "jai change davis", "j ai change d avis", "cest une erreur", "c est une erreur"),
    *("cetait une erreur", "c etait une erreur", "par erreur", "je me suis trompe", "comme prevu"),
    *("je me suis trompee", "nannulez pas", "n annulez pas", "apres reflexion"),
    # German
    *("geht doch", "es geht doch", "klappt doch", "es klappt doch", "passt doch", "schaff es doch"),
    *("doch", "doch noch", "trotzdem", "dennoch", "also doch", "nun doch", "jetzt doch"),
    *("habs mir anders uberlegt", "ich habs mir anders uberlegt", "war ein fehler"),
    *("ich habe es mir anders uberlegt", "habe es mir anders uberlegt", "das war ein fehler"),
    *("war ein versehen", "das war ein versehen", "aus versehen", "versehentlich", "wie geplant"),
    *("nicht absagen", "bitte nicht absagen"),
    # Portuguese
    *("afinal", "no fim", "no final", "mesmo assim", "na verdade", "apesar de tudo"),
    *("mudei de ideia", "mudei de ideias", "pensei melhor", "foi engano", "foi um engano"),
    *("por engano", "enganei me", "me enganei", "nao cancele", "nao cancelem", "nao desmarque"),
    *("nao desmarquem", "foi um erro"),
    # a text for somebody else
    *("that was for somebody else", "wasnt for you"),
    *("essa msg era pra outra clinica", "essa mensagem era para outra clinica", "era pra outra"),
    *("era para otra clinica", "era per un altro studio", "c etait pour un autre cabinet"),
    *("war fur die andere praxis", "war fur jemand anders", "era para outra clinica"),
)
"""Phrases that take back what was said before; not "igual voy": also "perhaps I come"."""

AS_BEFORE = as_phrases(
    *("as it was", "how it was", "tutto", "com era", "come era", "tutto com era", "come prima"),
    *("como estaba", "como antes", "comme avant", "comme c etait", "wie vorher", "como estava"),
)
"""Phrases for "as it was", beside a wish to have a visit back."""

CONTINUING = as_phrases(
    *("as planned", "still", "anyway", "as usual", "as normal", "wie geplant", "trotzdem"),
    *("wie gehabt", "ganz normal", "come previsto", "comunque", "lo stesso", "ugualmente"),
    *("comme prevu", "comme convenu", "quand meme", "como previsto", "como estaba previsto"),
    *("igual", "igualmente", "como siempre", "mesmo assim", "na mesma", "como combinado"),
)
"""Those of AFTER_ALL that go on as before: beside a standing visit they are about that one."""

OF_WHAT_WAS = frozenset(
    {
        *("was", "were", "would", "could", "should", "might", "had", "back", "down", "she", "he"),
        *("ero", "era", "sarei", "avrei", "vorrei", "potrei", "avevo", "iba", "estaba", "seria"),
        *("podria", "etais", "serais", "aurais", "pourrais", "avais", "war", "ware", "hatte"),
        *("wurde", "konnte", "ia", "estava", "poderia", "iria", "tinha", "er", "sie", "er", "sein"),
    }
)
"""Words without meaning elsewhere, which here mean that somebody was, or would be, coming."""

OF_TIMES = frozenset(
    {
        *(
            TermRole.WEEKDAY,
            TermRole.MONTH,
            TermRole.DAY,
            TermRole.OCLOCK,
            TermRole.NUMBER,
            TermRole.CLOCK,
            TermRole.MERIDIEM,
        ),
        *(TermRole.PART, TermRole.AT, TermRole.THIS, TermRole.PLURAL, TermRole.PAST),
    }
)
"""Roles of words of the visit's time, which was compared already."""
CRIES = frozenset(
    {
        "aii",
        "aiii",
        "ahh",
        "ohh",
        "aah",
        "aaah",
        "uii",
        "ops",
        "epa",
        "ah",
        "ay",
        "oh",
        "ai",
        "ach",
        "oops",
        "uy",
    }
)
SORRY = frozenset(
    {"scusa", "scusi", "scusate", "sorry", "wait", "perdon", "pardon", "desole", "desolee"}
    | {"entschuldigung", "desculpe", "aspetti", "aspettate", "espere", "moment", "attendez"}
)
"""Words after which the "no" before them is separate: "no sorry, put it back"."""

FILLING = frozenset(
    {
        *(
            "sorry",
            "oh",
            "wait",
            "hi",
            "hello",
            "hey",
            "and",
            "but",
            "so",
            "well",
            "now",
            "it",
        ),
        *("hang", "hold", "on", "moment", "momento", "un", "warten", "sie", "espera", "espere"),
        *("aspetta", "aspetti", "attendez", "einen", "minuto", "please"),
        *("i", "that", "then", "to", "my", "the", "appointment"),
        *("scusi", "scusate", "scusa", "ma", "e", "anzi", "si", "allora", "io", "mio", "all"),
        *("appuntamento", "lappuntamento", "al", "perdon", "perdone", "disculpe", "disculpen"),
        *("pero", "y", "yo", "mi", "la", "cita", "pardon", "desole", "desolee", "mais", "et", "je"),
        *("oui", "au", "mon", "rendez", "vous", "rdv", "hallo", "entschuldigung", "sorry", "ja"),
        *("und", "aber", "ich", "jetzt", "nun", "zum", "meinem", "termin", "desculpe", "mas"),
        *("sim", "eu", "minha", "consulta", "marcacao"),
    }
)
"""Words without a meaning of their own."""
