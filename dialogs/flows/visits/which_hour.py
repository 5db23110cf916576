"""Recognises questions which of several hours is the visit's: "is that at three or at half past?".

We answer from the calendar. One of the hours has to be the visit's own, and every word a word of
asking: whether one may come at three or at four is a wish.
"""

from zoneinfo import ZoneInfo

from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    POINTING,
    POLITE,
    as_phrases,
    left_over,
    said_apart,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.suiting import names_hour, of_time, says_hour
from dialogs.flows.visits.visit_days import on_weekday
from dialogs.intents import Intent

_ORS = frozenset({"or", "o", "ou", "oder"})
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.CONFIRM})
_UNSURE = as_phrases(
    *("i can t remember", "can t remember", "i don t remember", "i forgot", "i ve forgotten"),
    *("remind me", "not sure", "i m not sure", "did you say", "was it", "would that be"),
    *("would it be", "am i down", "am i booked in", "is it still", "what time", "do i come"),
    *("non ricordo", "non mi ricordo", "mi ricorda se", "mi ricordate se", "mi ricordi se"),
    *("non so piu", "mi conferma se", "devo venire", "no me acuerdo", "no recuerdo", "me recuerda"),
    *("me recuerda si", "me recuerdan si", "ya no se si", "no se si", "tengo que ir"),
    *("je ne sais plus", "je sais plus", "je ne sais plus si", "je ne me souviens plus"),
    *("je me rappelle plus", "je dois venir", "rappelez moi", "ich weiss nicht mehr"),
    *("weiss nicht mehr", "ich weiss nicht mehr ob", "wissen sie noch ob", "soll ich kommen"),
    *("ja nao me lembro", "nao me lembro", "nao lembro", "nao sei se", "lembra me se", "era para"),
)
"""Phrases of a client who does not remember."""
_ASKING = (
    POINTING
    | _ORS
    | {
        *("is", "was", "be", "mine", "my", "appointment", "appt", "visit", "booking", "at", "i"),
        *("am", "so", "it", "s", "we", "on", "which", "again", "for", "sorry", "hello", "hi"),
        *("e", "era", "mio", "mia", "il", "alle", "ma", "quello", "quella", "delle", "ore"),
        *("appuntamento", "visita", "scusi", "allora", "es", "la", "las", "mi", "mia", "cita"),
        *("a", "de", "las", "los", "perdone", "perdon", "est", "etait", "c", "mien", "mon", "rdv"),
        *("rendez", "vous", "celui", "heures", "pardon", "war", "wars", "ist", "meiner", "mein"),
        *("termin", "um", "uhr", "denn", "jetzt", "noch", "mal", "entschuldigung", "sagen", "sie"),
        *("as", "minha", "meu", "consulta", "marcacao", "das", "dos", "desculpe", "foi", "sera"),
        *("h", "horas", "afinal", "eigentlich", "finalement", "nun", "in", "il", "le", "al"),
    }
)
_MOST = 20
"""Most words of a text that this module recognises."""


def asks_which_hour(turn: TurnContext) -> bool:
    """Return whether a text asks which of several hours is that of the only visit."""
    heard, question, said = turn.heard, turn.question, said_apart(turn)
    if len(turn.ahead) != 1 or heard.intent not in _MAY_BE or len(said.words) > _MOST:
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False  # it may be asked of the times on offer
    visit = turn.ahead[0]
    zone = ZoneInfo(turn.practice.timezone)
    day = visit.starts_at.astimezone(zone).date()
    if any(each.start.astimezone(zone).date() != day for each in heard.times):
        return False
    rest = without(left_over(said.words, POLITE), _UNSURE)
    asks = "?" in said.marks or len(without(said.words, _UNSURE)) < len(said.words)
    idle = (word in _ASKING or of_time(turn, word) or _its_day(turn, word) for word in rest)
    own = any(says_hour(turn, word, visit) for word in rest)
    return asks and own and _between_hours(turn, rest) and all(idle)


def _its_day(turn: TurnContext, word: str) -> bool:
    return bool(on_weekday(turn, turn.ahead, word))


def _between_hours(turn: TurnContext, words: list[str]) -> bool:
    """Return whether an "or" is between words of hours."""
    ors = [at for at, word in enumerate(words) if word in _ORS]
    return any(_hour(turn, words[:at]) and _hour(turn, words[at + 1 :]) for at in ors)


def _hour(turn: TurnContext, words: list[str]) -> bool:
    """Return whether some words have a word of an hour."""
    return any(word[0].isdigit() or names_hour(turn, word) for word in words)
