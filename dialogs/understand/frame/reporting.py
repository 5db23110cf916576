"""Finds parts of a text that lead to the next part: somebody's words, or a condition.

"My wife thinks, I'm coming on Thursday" and "as soon as the car is back, I'm coming on Thursday"
look like an answer after some story; in both, the second part is not an answer.
"""

from collections.abc import Sequence

from dialogs.languages.lexicon import lexicons
from dialogs.understand.frame.turning_words import turners

_REPORTING = {
    "en": (
        *("say", "says", "said", "saying", "tell", "tells", "told", "write", "writes", "wrote"),
        *("texted", "texting", "think", "thinks", "thought", "believe", "believes", "claims"),
        *("reckons", "ask", "asks", "asked", "promised", "swears", "knows", "hears", "heard"),
        *("replied", "insists", "supposes", "guesses", "hopes", "wants", "wanted", "announced"),
    ),
    "it": (
        *("dic", "dett", "dire", "disse", "scriv", "scritt", "pens", "cred", "chied", "chiest"),
        *("sostien", "giur", "promett", "promess", "rispond", "rispost", "spera", "vuole"),
        *("sanno", "sapev", "sappi"),
    ),
    "es": (
        *("dic", "dij", "dich", "decir", "escrib", "piens", "pens", "cree", "pregunt", "pid"),
        *("asegur", "jur", "promet", "respond", "avis", "cuent", "quier", "sabe"),
    ),
    "fr": (
        *(
            "dit",
            "disai",
            "disen",
            "dire",
            "ecri",
            "pens",
            "croi",
            "demand",
            "jur",
            "promet",
            "repond",
        ),
        *("repet", "annonc", "veut", "sait"),
    ),
    "de": (
        *("sag", "gesagt", "schreib", "schrieb", "geschrieben", "denk", "dacht", "glaub", "meint"),
        *("frag", "gefragt", "bat", "behaupt", "versprich", "versproch", "antwort", "erzahl"),
        *("weiss", "mochte"),
    ),
    "pt": (
        *("diz", "diss", "dizer", "escrev", "pens", "acha", "acredit", "pergunt", "ped", "jur"),
        *("promet", "respond", "avis", "quer", "sabe"),
    ),
}
"""Beginnings of verbs of saying and thinking; in English the whole words."""

_WHOLE = {"it": frozenset({"sa"}), "fr": frozenset({"dis"})}
"""Verbs that are looked up whole: "sabato" and "disponible" begin like such verbs, too."""

_TO_US = (
    *("vous ecris", "vous ecrire", "vous avais dit", "vous ai dit", "ihnen schreibe"),
    *("ihnen schreiben", "euch schreibe", "vi scrivo", "scrivervi", "le scrivo", "nella risposta"),
    *("la risposta", "les escribo", "le escribo", "escribirles", "escribirle", "vos escrevo"),
    *("lhe escrevo", "lhes escrevo", "escrever lhe", "escrever lhes", "writing to you"),
)
"""Phrases of writing or having told the practice something: nobody is quoted."""

_ANSWERED = {
    "en": ("said yes", "said no", "said ok", "said fine", "said okay", "said its fine"),
    "it": ("di si", "di no", "detto ok", "detto si", "detto no"),
    "es": ("que si", "que no", "que vale", "que bueno"),
    "fr": ("dit oui", "dit non", "dit ok", "dit d accord"),
    "de": ("ja gesagt", "nein gesagt", "ok gesagt", "zugesagt"),
    "pt": ("que sim", "que nao", "disse sim", "disse nao"),
}
"""Phrases that tell somebody's yes or no: no more words of theirs follow."""

_LEADING = frozenset(
    {
        *("as soon as", "the minute", "the moment", "by the time", "with luck", "with any luck"),
        *("a bit of luck", "in principle", "after my", "after he", "after she", "after the"),
        *("after i", "una volta che", "di fortuna", "dopo che", "tan pronto", "si dios"),
        *("poco de suerte", "una vez que", "despues de que", "de haber", "aussitot que"),
        *(
            "une fois que",
            "une fois qu",
            "du moment que",
            "du moment qu",
            "pourvu que",
            "pourvu qu",
        ),
        *("apres que", "si dieu", "im prinzip", "fur den fall", "assim que", "logo que", "se deus"),
        *("salvo imprevisto", "salvo imprevistos", "pouco de sorte", "uma vez que", "depois que"),
        *("depois de", "ate eu", "ate que", "tant que"),
    }
)
"""Words of a condition, wherever they stand in a part."""

_OPENING = frozenset(
    {
        *("wishing", "should", "had", "were", "qualora", "nachdem", "esperons", "ware", "hatte"),
        *("sollte", "wurde", "mal", "caso", "magari", "speriamo"),
    }
)
"""Words of a condition where a part begins with them."""


def reports(words: Sequence[str], locale: str) -> bool:
    """Say whether somebody's words may follow a part of a text: "my wife thinks".

    Args:
        words: the words of the part.
        locale: the language of the part.
    """
    if answered(words, locale):
        return False
    verbs = _REPORTING.get(locale, ())
    told = _without_us(words)
    if locale == "en":
        return not frozenset(verbs).isdisjoint(told)
    whole = _WHOLE.get(locale, frozenset())
    return any(word.startswith(verbs) or word in whole for word in told)


def _without_us(words: Sequence[str]) -> Sequence[str]:
    line = f" {' '.join(words)} "
    if not any(f" {each} " in line for each in _TO_US):
        return words
    for each in _TO_US:
        line = line.replace(f" {each} ", " ")
    return line.split()


def answered(words: Sequence[str], locale: str) -> bool:
    """Say whether a part tells that somebody has said yes or no: "my boss said yes".

    Args:
        words: the words of the part.
        locale: the language of the part.
    """
    line = f" {' '.join(words)} "
    found = (line.find(f" {each} ") for each in _ANSWERED.get(locale, ()))
    return any(at >= 0 and not _denied(line[:at].split(), locale) for at in found)


def agreed(words: Sequence[str], locale: str, marks: Sequence[str]) -> bool:
    """Say whether a part tells that somebody agrees, and none of their words follow.

    "My boss says it's fine" tells so where a punctuation mark stands after it.

    Args:
        words: the words of the part.
        locale: the language of the part.
        marks: the punctuation marks after the words, the last one included.
    """
    known = turners(locale)
    ends = ((at, at + known.size("agreed", words, at)) for at in range(len(words)))
    return any(
        end > at and (end == len(words) or bool(marks[end - 1])) and not _denied(words[:at], locale)
        for at, end in ends
    )


def _denied(words: Sequence[str], locale: str) -> bool:
    """Say whether words contain a negation: "my boss hasn't said yes"."""
    return not (lexicons()[locale].nots | {"t", "nobody"}).isdisjoint(words)


def leads_on(words: Sequence[str]) -> bool:
    """Say whether a part is a condition: "as soon as the car is back".

    Args:
        words: the words of the part.
    """
    line = f" {' '.join(words)} "
    return words[0] in _OPENING or any(f" {each} " in line for each in _LEADING)
