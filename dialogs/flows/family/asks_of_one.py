"""Recognises questions about the state of a named client's visit: "did my husband cancel Leo's?".

Every word of the question has to be known, so other questions about somebody go to staff. The other
sentences of the text must ask for nothing.
"""

from collections.abc import Iterator
from functools import cache

from dialogs.flows.numbers import BEING
from dialogs.flows.phrases import (
    JOINING,
    POINTING,
    POLITE,
    Phrases,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue

_STANDING = (
    *("cancel", "annul", "disdett", "anulad", "abgesagt", "storniert", "desmarc", "confirm"),
    *("confermat", "bestatigt", "bestaetigt", "moved", "spostat", "cambiad", "movid", "deplac"),
    *("verschoben", "verlegt", "remarc", "mudad", "booked", "prenotat", "reservad", "marcad"),
)
"""Beginnings of words for the state of a visit."""

_STILL = frozenset(
    {"still", "ancora", "todavia", "aun", "sigue", "toujours", "encore", "noch", "steht", "ainda"}
)
_BEFORE = frozenset(
    {"wasn", "wasnt", "was", "had", "hadn", "hadnt", "didn", "didnt", "era", "aveva", "tenia"}
    | {"avait", "etait", "war", "hatte", "tinha", "doveva", "iba"}
)
"""Words that ask whether it was different before."""

_OTHERWISE = as_phrases(
    *("another day", "a different day", "another time", "a different time", "another date"),
    *("un altro giorno", "un altra ora", "un altra data", "altro giorno", "otro dia", "otra hora"),
    *("otra fecha", "un autre jour", "une autre heure", "une autre date", "anderen tag"),
    *("an einem anderen tag", "einen anderen tag", "zu einer anderen zeit", "eine andere zeit"),
    *("outro dia", "outra hora", "outra data", "noutro dia", "em outro dia"),
)
_WHEN = frozenset({Cue.WHEN})
_AROUND = (
    BEING
    | POINTING
    | JOINING
    | frozenset(
        {
            *("has", "have", "been", "be", "did", "does", "t", "not", "on", "still", "again", "my"),
            *("already", "really", "supposed", "to", "at", "up", "stato", "stata", "ha", "hanno"),
            *("gia", "non", "ce", "c", "l", "aveva", "mio", "mia", "in", "programma", "davvero"),
            *("tocca", "sempre", "valido", "confermato", "han", "sido", "ya", "mi", "no", "en"),
            *("pie", "esta", "fue", "toca", "le", "suya", "suyo", "al", "a", "ete", "n", "pas"),
            *("deja", "mon", "ma", "tient", "prevu", "sien", "sienne", "bien", "hat", "haben"),
            *("wurde", "worden", "wird", "ist", "nicht", "denn", "nochmal", "noch", "dran", "mal"),
            *("eigentlich", "jetzt", "schon", "mein", "meine", "seinen", "ihren", "einem", "an"),
            *("foi", "ja", "meu", "minha", "nao", "mesmo", "vez", "tem", "ta", "pe", "dela"),
            *("dele", "um", "un", "una", "the", "wieder", "est", "sera", "so", "is", "his", "hers"),
            *("suo", "sua", "his", "her", "their", "slot", "someone", "anyone", "somebody"),
            *("qualcuno", "alguien", "quelqu", "jemand", "alguem", "you", "avete", "avez", "vous"),
        }
    )
)
"""Words around such a question that ask for nothing else."""

_PEOPLE = frozenset(
    {
        *(
            "husband",
            "wife",
            "partner",
            "mum",
            "mom",
            "dad",
            "mother",
            "father",
            "marito",
            "moglie",
        ),
        *("compagno", "compagna", "mamma", "papa", "madre", "padre", "marido", "mujer", "esposa"),
        *("esposo", "mari", "femme", "mere", "pere", "maman", "mann", "frau", "mutter", "vater"),
        *("mama", "mulher", "mae", "pai", "ex"),
    }
)
_APPOINTMENT = (
    *("appointment", "visit", "slot", "booking", "appuntament", "sedut", "prenotazion", "cita"),
    *("turno", "rendez", "vous", "rdv", "seance", "termin", "consulta", "marcaca", "sessao"),
)
_WANTING = frozenset(
    {Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.CALL_ME, Cue.WAITLIST, Cue.LATE}
    | {Cue.UNDO, Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.CANNOT, Cue.CANT, Cue.UNSUITED}
)
_NOTS = frozenset({"not", "never", "t", "dont", "didnt", "non", "no", "pas", "rien", "nicht"}) | {
    *("nichts", "kein", "keinen", "nao", "nunca", "niente", "nada", "nie", "jamais", "mai"),
}
_CONDITIONS = frozenset({Cue.CONDITION})
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.CONFIRM})
_MOST = 30
"""Most words of a text that this module recognises."""


def asks_of_one(turn: TurnContext) -> bool:
    """Return whether a text only asks about the state of a named client's visit."""
    said = said_apart(turn)
    if turn.heard.intent not in _MAY_BE or turn.heard.hint or len(said.words) > _MOST:
        return False
    named = {word for c in turn.context.clients for word in said_of(c.first).words}
    named |= {f"{word}s" for word in named}
    asked = [(words, mark) for words, mark in _sentences(turn) if mark == "?"]
    others = [words for words, mark in _sentences(turn) if mark != "?"]
    if len(asked) != 1 or not named & set(asked[0][0]):
        return False
    return _asks(asked[0][0], named) and not any(_wants(words) for words in others)


def _sentences(turn: TurnContext) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the parts of a text with their stops."""
    said, begun = said_apart(turn), 0
    for at, mark in enumerate(said.marks):
        if mark or at + 1 == len(said.words):
            yield said.words[begun : at + 1], mark
            begun = at + 1


def _asks(words: tuple[str, ...], named: set[str]) -> bool:
    """Return whether a question is about the state of a visit, with every word known."""
    telling = [word for word in words if word.startswith(_STANDING)]
    # "when is Leo's?", "wasn't Leo's another day?", "is Leo's still on?"
    plain = without(words, _when() | _OTHERWISE)
    otherwise = bool(_BEFORE & set(words)) and len(without(words, _OTHERWISE)) < len(words)
    when = len(without(words, _when())) < len(words)
    if not (telling or otherwise or when or _STILL & set(words)):
        return False
    known = named | _AROUND | _STILL | _BEFORE | _PEOPLE
    left = [word for word in left_over(plain, POLITE) if word not in known]
    return all(word.startswith((*_STANDING, *_APPOINTMENT)) for word in left)


@cache
def _when() -> Phrases:
    return phrases_of(_WHEN)


def _wants(words: tuple[str, ...]) -> bool:
    """Return whether a sentence beside the question asks for something."""
    places = range(len(words))
    wants = any(longest(words, at, phrases_of(_WANTING)) for at in places)
    depends = any(longest(words, at, phrases_of(_CONDITIONS)) > 1 for at in places)
    return depends or (wants and not _NOTS & set(words))
