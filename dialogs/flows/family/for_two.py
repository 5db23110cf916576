"""Recognises a wish for appointments for two people: "for me and my wife", "two appointments"."""

from dialogs.flows.phrases import JOINING, as_phrases, longest, said_apart, said_of
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import lexicons

_FOR_TWO = as_phrases(
    *("for two", "for two people", "for both of us", "for the two of us", "two appointments"),
    *("2 appointments", "for 2 people", "for 2", "both of us", "two slots", "per due persone"),
    *("per due", "due appuntamenti", "2 appuntamenti", "per tutti e due", "per entrambi"),
    *("para dos", "para dos personas", "dos citas", "2 citas", "para los dos", "pour deux"),
    *("pour deux personnes", "deux rendez vous", "2 rendez vous", "deux rdv", "2 rdv"),
    *("pour nous deux", "fur zwei", "fur zwei personen", "zwei termine", "2 termine"),
    *("fur uns beide", "fur uns zwei", "para dois", "para duas pessoas", "duas consultas"),
    *("2 consultas", "para os dois", "para nos dois"),
)
_WRITER = frozenset({"me", "myself", "i", "mich", "mir", "io", "mi", "yo", "moi", "mim", "eu"})
_RELATIVES = frozenset(
    {
        *("wife", "husband", "son", "daughter", "mum", "mom", "dad", "mother", "father", "partner"),
        *("boyfriend", "girlfriend", "kid", "child", "sister", "brother", "moglie", "marito"),
        *("figlio", "figlia", "mamma", "papa", "madre", "padre", "sorella", "fratello", "mujer"),
        *("marido", "hijo", "hija", "esposa", "esposo", "hermana", "hermano", "femme", "mari"),
        *("fils", "fille", "mere", "pere", "soeur", "frere", "frau", "mann", "sohn", "tochter"),
        *("mutter", "vater", "schwester", "bruder", "mulher", "filho", "filha", "mae", "pai"),
        *("irma", "irmao", "pareja", "compagno", "compagna", "conjoint", "conjointe", "tocher"),
    }
)
_REACH = 5
"""Most words from an "and" to the relative: "and also for my wife"."""


def wants_two(turn: TurnContext) -> bool:
    """Return whether a text wishes for appointments for two people."""
    words = said_apart(turn).words
    if any(longest(words, at, _FOR_TWO) for at in range(len(words))):
        return True
    ands = JOINING - {"s"}
    others = _RELATIVES | lexicons()[turn.heard.locale].household | _firsts(turn)
    return any(
        (_WRITER & set(words[:at]) and others & set(words[at + 1 : at + _REACH]))
        or (others & set(words[:at]) and _WRITER & set(words[at + 1 : at + _REACH]))
        for at, word in enumerate(words)
        if word in ands
    )


def _firsts(turn: TurnContext) -> frozenset[str]:
    clients = turn.context.clients
    return frozenset(word for each in clients for word in said_of(each.first).words)
