"""Recognises questions on the details of a visit: when, with whom, how long, still on.

Such a question may come at any time, whatever question is open. Every word has to be a word of
asking, of the visit, or a name of the family. "Is Leo's at three?" is such a question; whether
three is free, or would do, is a wish.
"""

import re
from dataclasses import dataclass

from dialogs.flows.offered_times.time_words import names_time_only
from dialogs.flows.phrases import (
    POINTING,
    POLITE,
    as_phrases,
    left_over,
    longest,
    said_apart,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.intents import Intent
from dialogs.languages.lexicon import lexicons

_MOST = 14
"""Most words of a text that this module recognises."""

_MAY_BE = frozenset(
    {Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.MORE, Intent.CHOICE, Intent.BOOK}
    | {Intent.CONFIRM, Intent.THANKS}
)

_WHEN = as_phrases(
    *("when", "what time", "at what time", "which time", "what day", "which day", "what date"),
    *("how long", "quando", "che ora", "a che ora", "che giorno", "quanto", "quanto tempo"),
    *("cuando", "que hora", "a que hora", "que dia", "cuanto", "cuanto tiempo", "quand"),
    *("quelle heure", "a quelle heure", "quel jour", "combien de temps", "quelle date", "wann"),
    *(
        "wie viel uhr",
        "um wie viel uhr",
        "wieviel uhr",
        "um wieviel uhr",
        "welchem tag",
        "wie spat",
    ),
    *("an welchem tag", "wie lange", "que horas", "a que horas", "em que dia", "que data"),
)
_WHOM = frozenset({"who", "whom", "chi", "quien", "quienes", "qui", "wem", "wen", "quem"})
_WITH = frozenset({"with", "con", "da", "avec", "chez", "bei", "mit", "zu", "com"})
_YET = frozenset(
    {"still", "ancora", "todavia", "aun", "sigue", "toujours", "encore", "noch", "ainda"}
    | {"continua", "immer", "sempre"}
)
_STANDS = frozenset(
    {"on", "valido", "valida", "confermato", "confermata", "programma", "pie", "vigente"}
    | {"confirmada", "confirmado", "tient", "tiens", "bon", "prevu", "maintenu", "confirme"}
    | {"statt", "steht", "gilt", "bleibt", "dabei", "bestatigt", "pe", "marcada", "marcado"}
    | {"happening", "confirmed", "booked", "standing"}
)
_TAKES = frozenset(
    {"take", "takes", "last", "lasts", "dura", "durera", "dure", "dauert", "demora", "leva"}
    | {"prende", "ci", "vuole", "tarda", "prend"}
)
_BEING = frozenset(
    {"is", "isn", "was", "are", "era", "es", "est", "etait", "ist", "war", "sera", "sara"}
)
_ACCENTED = re.compile(r"(?<!\w)(?:[èé]|e['’](?!\w))(?!\w)", re.IGNORECASE)
"""An "is" that without its accent means "and"."""

_VISIT = (
    *("appointment", "appt", "visit", "slot", "booking", "appuntament", "sedut", "prenotazion"),
    *("cita", "turno", "rendez", "vous", "rdv", "seance", "termin", "consulta", "marcaca"),
    *("agendament", "sessao", "session", "reserva"),
)
"""Beginnings of the words for an appointment."""

_AROUND = (
    POINTING
    | _BEING
    | _WHOM
    | _WITH
    | _YET
    | _STANDS
    | _TAKES
    | frozenset(
        {
            *("my", "mine", "our", "ours", "his", "her", "hers", "at", "do", "does", "again", "so"),
            *("then", "will", "we", "i", "am", "t", "in", "they", "he", "she", "have", "has"),
            *("mio", "mia", "suo", "sua", "nostro", "i", "alle", "all", "ma", "allora", "ho"),
            *("abbiamo", "ha", "dell", "quelli", "che", "mi", "tu", "su", "sus", "mis", "que"),
            *("nuestra", "las", "los", "tengo", "tenemos", "tiene", "y", "en", "al", "mon", "ma"),
            *("mes", "son", "sa", "notre", "bien", "ca", "il", "elle", "ai", "j", "avons", "du"),
            *("va", "t", "mein", "meine", "meiner", "meinen", "unser", "unsere", "sein", "seiner"),
            *("ihr", "ihrer", "er", "sie", "ich", "wir", "habe", "haben", "hab", "hat", "denn"),
            *("eigentlich", "jetzt", "nochmal", "mal", "am", "um", "findet", "beim", "dran"),
            *("meu", "minha", "seu", "dele", "dela", "nossa", "nosso", "as", "na", "no", "com"),
            *("tenho", "temos", "tem", "esta", "afinal", "mesmo", "vai", "ser", "de", "to", "doch"),
            *("estao", "tienen", "sommes", "suis", "was", "it", "there", "supposed", "nicht"),
        }
    )
)
"""Words around such a question that ask for nothing else."""

_HAVING = frozenset(
    {"my", "mine", "have", "got", "do", "i", "mio", "mia", "ho", "mi", "tengo", "mienne"}
    | {"mon", "ma", "mien", "ai", "j", "mein", "meine", "meiner", "meinen", "meins", "habe"}
    | {"hab", "minha", "meu", "tenho"}
)
"""Words for the writer's own visit, in a question "which one?"."""

_APART = as_phrases(
    *("is there", "are there", "there is", "c e", "ce ne", "est ce que", "est ce qu", "is it ok"),
    *("y a", "il y a", "what about", "do you have", "hat er", "have you", "have they", "can i"),
    *("haben sie", "habt ihr", "avete", "tienen", "teneis", "avez vous", "vous avez", "voces tem"),
)
"""Phrases that ask whether a time is free or possible."""


@dataclass(frozen=True, slots=True)
class _Asks:
    """The elements of a question, without names and courtesies."""

    when: bool
    whom: bool
    yet: bool
    long: bool
    timed: bool
    own_now: bool


@once
def asks_what_stands(turn: TurnContext) -> bool:
    """Return whether a text only asks for the details of a visit."""
    said = said_apart(turn)
    if turn.heard.intent not in _MAY_BE or not 1 < len(said.words) <= _MOST:
        return False
    if not (turn.ahead or turn.undoable()):
        return False
    named = _names(turn)
    words = left_over(said.words, POLITE)
    rest = [word for word in without(words, _WHEN) if word not in named]
    which, now = _which_and_now(turn)
    which = which if which & set(words) and now & set(words) else frozenset()
    of_now = which or (now & set(words) and len(without(words, _WHEN)) < len(words))
    around = _AROUND | now | which | _HAVING if of_now else _AROUND
    known = [word for word in rest if word in around or word.startswith(_VISIT)]
    left = [word for word in rest if word not in known]
    if not names_time_only(turn, left):
        return False
    asks = _Asks(
        when=len(without(words, _WHEN)) < len(words),
        whom=bool(_WHOM & set(words) and _WITH & set(words)),
        yet=bool(_YET & set(words) and _STANDS & set(words)),
        long=bool(_TAKES & set(words)),
        timed=bool(left),
        own_now=bool(of_now) and not _HAVING.isdisjoint(words),
    )
    return _asked(turn, asks, tuple(words), named)


def _asked(turn: TurnContext, asks: _Asks, words: tuple[str, ...], named: frozenset[str]) -> bool:
    """Return whether a text with such elements is a question that we answer."""
    of_visit = bool(named & set(words)) or any(word.startswith(_VISIT) for word in words)
    marked = "?" in said_apart(turn).marks
    if asks.own_now and not asks.timed:
        # "which one do I have now?", "when is mine now?"
        return marked or words[0] in _which_and_now(turn)[0]
    if not asks.timed and (asks.when or asks.whom or asks.yet):
        opens = bool(words) and (longest(words, 0, _WHEN) or words[0] in _WHOM | _WITH)
        # "a che ora?" alone is about the open question, and "when" after a list is "when else"
        plain = of_visit or (bool(_BEING & set(words)) or asks.yet or asks.long)
        return bool(marked or opens) and plain
    if not asks.timed or not marked or any(longest(words, n, _APART) for n in range(len(words))):
        return False
    # "was" asks in English; in German it is "something"
    being = bool((_BEING - ({"was"} if turn.heard.locale == "de" else set())) & set(words))
    being = being or bool(_ACCENTED.search(turn.text))
    return being and not asks.whom


def _which_and_now(turn: TurnContext) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words for "which one" and for "now", in the languages of the turn."""
    spoken = [lexicons()[each] for each in dict.fromkeys((turn.heard.locale, turn.locale))]
    which = frozenset[str]().union(*(each.asking_which for each in spoken))
    return which, frozenset[str]().union(*(each.present for each in spoken))


def _names(turn: TurnContext) -> frozenset[str]:
    clients = turn.context.clients
    return frozenset(word for one in clients for word in said_of(one.first).words)
