"""Recognises that none of the offered times suits: "I'm working all three".

Every word has to be known, and the number has to be that of the list: "not all three" leaves some.
"""

from dialogs.flows.phrases import POLITE, as_phrases, left_over, longest, said_whole, without
from dialogs.flows.turn_context import TurnContext

_COUNTS = {
    2: frozenset({"2", "two", "due", "dos", "deux", "zwei", "beide", "beiden", "dois", "duas"}),
    3: frozenset({"3", "three", "tre", "tres", "trois", "drei"}),
}
_ALL = as_phrases(
    *("all", "the", "tutti e", "tutte e", "los", "las", "a las", "les", "tous les", "toutes les"),
    *("sur les", "aux", "alle", "allen", "an allen", "zu allen", "bei allen", "os", "as", "nos"),
    *("nas", "todos os", "todas as", "em todos os", "em todas as", "in tutti e", "in tutte e"),
    *("en los", "en las", "todos los", "todas las", "on all", "for all", "all of the", "a tutti e"),
    *("a tutte e", "pendant les", "pour les", "pelas", "aos"),
)
"""Words before the number of all offered times."""
_NOTS = frozenset(
    {
        *("not", "cant", "cannot", "dont", "wont", "non", "nn", "no", "ne", "pas", "n", "nicht"),
        *("nao", "ned", "net", "ninguno", "impossible", "impossibile", "imposible", "unmoglich"),
        *("impossivel", "geht", "schlecht", "male", "mal"),
    }
)
_DENYING = _NOTS - {"geht", "ne", "n"}
_BUSY = as_phrases(
    *("working", "at work", "in work", "i work", "im on shift", "on shift", "clash", "clashes"),
    *("busy", "away", "in meetings", "at school", "on duty", "clash with work", "clashing"),
    *("lavoro", "al lavoro", "sono impegnata", "sono impegnato", "impegnata", "impegnato"),
    *("di turno", "occupata", "occupato", "trabajo", "trabajando", "estoy trabajando", "ocupada"),
    *("ocupado", "curro", "currando", "travaille", "bosse", "je travaille", "au travail"),
    *("au boulot", "mon travail", "mes horaires de travail", "prise", "pris", "occupe", "occupee"),
    *("arbeite", "arbeiten", "bin ich arbeiten", "in der arbeit", "auf arbeit", "dienst"),
    *("verplant", "keine zeit", "trabalho", "a trabalhar", "trabalhando", "de servico", "in aula"),
    *("in riunione", "en reunion", "em reuniao", "im dienst"),
)
"""Words of being taken at a time."""
_AROUND = frozenset(
    {
        *("i", "im", "am", "of", "those", "them", "these", "times", "slots", "sadly", "afraid"),
        *(
            "unfortunately",
            "for",
            "at",
            "on",
            "all",
            "with",
            "my",
            "can",
            "do",
            "make",
            "work",
            "me",
        ),
        *("purtroppo", "gli", "orari", "le", "ore", "io", "sono", "in", "quelli", "mi", "vanno"),
        *("posso", "momenti", "per", "i", "horas", "horarios", "lo", "siento", "me", "van", "bien"),
        *("yo", "estoy", "pillan", "desgraciadamente", "lamentablemente", "puedo", "a", "creneaux"),
        *("horaires", "malheureusement", "tombent", "pendant", "sur", "je", "suis", "j", "vont"),
        *(
            "peux",
            "desole",
            "desolee",
            "leider",
            "bei",
            "mir",
            "ich",
            "bin",
            "zu",
            "an",
            "da",
            "hab",
        ),
        *("habe", "muss", "zeiten", "terminen", "termine", "geht", "gehen", "passen", "kann"),
        *(
            "infelizmente",
            "estou",
            "horario",
            "para",
            "mim",
            "posso",
            "eu",
            "dao",
            "im",
            "er",
            "es",
        ),
        *(
            "opciones",
            "options",
            "optionen",
            "opzioni",
            "opcoes",
            "moi",
            "ca",
            "va",
            "passt",
            "der",
        ),
    }
)
"""Words around them without a meaning of their own."""
_MOST = 14
"""Most words of such a text."""


def busy_for_all(turn: TurnContext) -> bool:
    """Return whether a text says that all times of the list are impossible."""
    said, question = said_whole(turn), turn.question
    cry = bool(said.words) and said.words[0] in _NOTS and bool(said.marks[0])
    words = said.words[1:] if cry else said.words
    if question is None or "?" in said.marks or not 1 < len(words) <= _MOST:
        return False
    counts = _COUNTS.get(len(question.slots), frozenset())
    places = [at for at, word in enumerate(words) if word in counts and _led(words, at)]
    if len(places) != 1:
        return False
    at = places[0]
    begins = next(n for n in range(at + 1) if _leads(words, n, at))
    if begins and words[begins - 1] in _NOTS:
        return False  # "not all three"
    rest = words[:begins] + words[at + 1 :]
    free = without(rest, _BUSY)
    refuses = len(free) < len(rest) or not _DENYING.isdisjoint(free)
    negated = len(free) < len(rest) and not _DENYING.isdisjoint(free)
    left = left_over(free, POLITE)
    return refuses and not negated and all(word in _AROUND | _NOTS for word in left)


def _led(words: tuple[str, ...], at: int) -> bool:
    return any(_leads(words, begins, at) for begins in range(at))


def _leads(words: tuple[str, ...], begins: int, at: int) -> bool:
    """Return whether the words for "all" stand from a place up to the number."""
    return begins < at and longest(words[:at], begins, _ALL) == at - begins
