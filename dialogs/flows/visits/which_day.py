"""Recognises questions on which of two days the visit is: "is it this Thursday or next?".

Every word has to be about days, or ask and point. "Could it be this Thursday or next?" is a wish.
"""

from dialogs.conversation import Asked
from dialogs.flows.phrases import as_phrases, left_over, longest, said_apart, without
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import on_day, weekdays
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue

_MAY_BE = frozenset(
    {Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.BOOK, Intent.CONFIRM, Intent.MORE}
)
_MOST = 16
"""Most words of such a question."""
_IDLE = frozenset({Cue.THANKS, Cue.COURTESY, Cue.BUT})
_OR = frozenset({"or", "o", "oppure", "u", "ou", "oder"})
_BEING = as_phrases(
    *(
        "is it",
        "is that",
        "its",
        "it s",
        "that s",
        "thats",
        "was it",
        "is my appointment",
        "is mine",
    ),
    *("do you mean", "you mean", "did you mean", "e", "sarebbe", "intende", "intendete", "era"),
    *("parlate di", "parla di", "es", "seria", "se refiere", "os referis", "te refieres", "hablas"),
    *("habla de", "c est", "est ce", "ce serait", "vous parlez", "vous voulez dire", "tu parles"),
    *(
        "ist das",
        "ist es",
        "das ist",
        "ist der",
        "ist der termin",
        "meinen sie",
        "meint ihr",
        "ist",
    ),
    *("meinst du", "ware das", "geht es um", "refere se", "fala", "falam", "quer dizer", "tu veux"),
)
"""Words that ask what a visit's day is."""
_THIS = frozenset(
    {
        *("this", "today", "tomorrow", "questo", "questa", "stesso", "stessa", "oggi", "domani"),
        *("este", "esta", "hoy", "manana", "ce", "cette", "aujourd", "demain", "diesen", "dieser"),
        *("diese", "dieses", "heute", "morgen", "kommenden", "nesta", "neste", "hoje", "amanha"),
        *("desta", "deste", "questo", "dieser"),
    }
)
_OTHER = frozenset(
    {
        *("next", "after", "following", "week", "weeks", "other", "then", "later", "prossimo"),
        *("prossima", "dopo", "altro", "altra", "quello", "quella", "viene", "successivo"),
        *("settimana", "otro", "otra", "proximo", "proxima", "siguiente", "semana", "viene"),
        *("prochain", "prochaine", "suivant", "suivante", "autre", "apres", "celui", "semaine"),
        *("nachsten", "nachste", "nachster", "ubernachsten", "darauf", "drauf", "danach", "woche"),
        *("outra", "outro", "seguinte", "vem", "proximos"),
    }
)
_AROUND = frozenset(
    {
        *("the", "one", "of", "in", "on", "for", "im", "i", "am", "booked", "down", "coming", "s"),
        *("already", "my", "appointment", "appt", "just", "wait", "sorry", "hang", "hold", "d"),
        *("it", "that", "is", "do", "mean", "now", "first", "il", "lo", "la", "di", "del", "della"),
        *("dell", "l", "gia", "ma", "che", "giovedi", "appuntamento", "mio", "mia", "per", "alla"),
        *("el", "los", "las", "de", "ya", "pero", "que", "al", "cita", "mi", "para", "perdona"),
        *("perdon", "scusi", "scusate", "le", "les", "du", "deja", "mais", "bien", "ci", "c"),
        *("est", "qui", "rdv", "rendez", "vous", "mon", "pardon", "en", "der", "die", "das"),
        *("den", "dem", "schon", "aber", "erst", "noch", "moment", "mein", "termin", "um"),
        *("einer", "denn", "also", "o", "a", "na", "no", "da", "do", "ja", "mas", "agora", "e"),
        *("minha", "consulta", "desculpe", "desculpa", "feira", "hui", "this", "was", "were"),
        *("ist", "es", "meinen", "sie", "ihr", "im", "am", "auf"),
    }
)
"""Words around the days that ask for nothing else."""


def asks_which_day(turn: TurnContext) -> bool:
    """Return whether a text asks which of two days the visit is on."""
    said, question = said_apart(turn), turn.question
    if turn.heard.intent not in _MAY_BE or len(turn.ahead) != 1 or len(said.words) > _MOST:
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    words = said.words
    begins = next((at for at in range(len(words)) if longest(words, at, _BEING)), None)
    between = [at for at, word in enumerate(words) if word in _OR]
    contrast = bool(_THIS & set(words)) and bool(_OTHER & set(words))
    if not between or between[0] in {0, len(words) - 1} or not ("?" in said.marks or begins == 0):
        return False
    days = [word for word in words if word in weekdays()]
    own = any(on_day(turn, turn.ahead, word) for word in days)
    if not (contrast or (begins is not None and (own or _THIS & set(words)))):
        return False
    known = _AROUND | _THIS | _OTHER | _OR | weekdays().keys()
    left = [word for word in without(words, _BEING) if word not in known]
    return not left_over(left, _IDLE)
