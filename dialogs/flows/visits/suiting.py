"""Recognises statements that an hour suits: "three suits me, I shall be there".

The visit's own hour confirms. Another hour is a wish if the text says "would be good", and a
mistake to clear up if the text says "I come then". Every word has to be about suiting, coming,
agreeing or the time.
"""

import re
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    APPROVING,
    POINTING,
    TURNING,
    Phrases,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    phrases_of,
    said_apart,
    said_apart_of,
    said_of,
    without,
)
from dialogs.flows.reading_parts import read_alone
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.coming_back_words import COMING, OF_TIMES
from dialogs.flows.visits.visit_days import on_weekday, weekdays
from dialogs.intents import Intent, TimeRange
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times.terms import TermRole

_SUITS = as_phrases(
    *("suits me", "suits me fine", "suits me well", "suits", "is fine", "is good", "is perfect"),
    *("is great", "is ok", "is lovely", "works", "works for me", "i can", "i can do", "it is"),
    *("mi va bene", "mi vanno bene", "va bene", "vanno bene", "va benissimo", "vanno benissimo"),
    *("per me va bene", "per me vanno bene", "mi sta bene", "mi va benissimo", "posso", "riesco"),
    *("me viene bien", "me va bien", "me va perfecto", "me viene perfecto", "me queda bien"),
    *("me conviene", "esta bien", "me parece bien", "puedo", "me convient", "me va", "ca me va"),
    *("me va tres bien", "me convient tres bien", "me convient parfaitement", "je peux"),
    *("ca me convient", "c est bon", "c est parfait", "passt", "passt mir", "passt mir gut"),
    *("passt gut", "passt sehr gut", "passt mir sehr gut", "ist gut", "ist prima", "kann ich"),
    *("ist mir recht", "ich kann", "da me jeito", "fica bem", "fica bem para mim", "esta otimo"),
    *("esta bem", "esta bom", "e otimo", "me serve", "serve me", "fica me bem", "consigo"),
)
"""Phrases that a time suits."""
_COMING = frozenset({Cue.COMING, Cue.COME})
_COMES = as_phrases(
    *("i ll be there", "i will be there", "i shall be there", "i ll come", "i m coming"),
    *("allora", "entonces", "alors", "entao", "then", "saro li", "saro la", "estarei ai"),
)
_WOULD = as_phrases(
    *("would be", "would suit", "would suit me", "would work", "would work for me"),
    *("sarebbe", "sarebbero", "andrebbe", "andrebbero", "mi andrebbe", "mi andrebbero"),
    *("estaria", "seria", "vendria", "iria", "me vendria", "me iria", "serait", "irait"),
    *("m irait", "conviendrait", "me conviendrait", "ce serait", "ware", "waere", "era", "dava me"),
    *("ficava me", "dava", "ficava", "seria me"),
)
"""Phrases that a time would be good."""
_WOULD_FOLDED = as_phrases("war")
_WOULD_BE = re.compile(r"\bw(?:ä|ae)r\b", re.IGNORECASE)
"""Spoken German "would be"; folded without its umlaut it is "was"."""
_AROUND = POINTING | {
    *("at", "on", "this", "then", "for", "me", "am", "um", "alle", "le", "a", "as", "las", "na"),
    *("no", "en", "mi", "mir", "dann", "da", "ore", "heures", "uhr", "horas", "no", "questo"),
}
_JUDGED = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.CONDITION, Cue.DEFERRAL})
_MAY_WISH = frozenset({Intent.UNCLEAR})
_HOUR = re.compile(r"\d{1,2}(?!\d)")
_ORS = {"en": "or", "it": "o", "es": "o", "fr": "ou", "de": "oder", "pt": "ou"}
_IF = re.compile(r"\bsi\b(?!\s*[,.!;])", re.IGNORECASE)
"""A Spanish "si" without its accent, which may be "if": "si a las tres puedo"."""
_HALF_DAY = 12
_MOST = 14
"""Most words of a text that this module recognises."""


def suits(turn: TurnContext, part: str, visit: Appointment) -> bool | None:
    """Return whether the suitable hour is the visit's own, None if a text names no such hour.

    Args:
        turn: the turn.
        part: the text, or a part of it.
        visit: the visit.
    """
    words = said_apart_of(part).words
    suiting = phrases_of(APPROVING) | _SUITS
    says = any(longest(words, at, suiting) for at in range(len(words)))
    if not says or "?" in said_apart_of(part).marks or _unaccounted(turn, words, visit, _SUITS):
        return None
    if _ORS.get(turn.heard.locale) in words or (turn.heard.locale == "es" and _IF.search(part)):
        return None
    own = _is_hour_of(turn, part, words, visit)
    listed = turn.question is not None and turn.question.asked is not Asked.REMINDER
    return None if own and listed else own  # "three" may be the third of a list


def comes_at_other_hour(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visit if the client comes at another hour that suits them; else ()."""
    if len(turn.ahead) != 1 or turn.heard.intent is not Intent.CONFIRM:
        return ()
    visit, words = turn.ahead[0], said_apart(turn).words
    other = _says_coming(words) and any(
        suits(turn, part.text, visit) is False for part in parts(turn.text)
    )
    return (visit,) if other else ()


def would_suit(turn: TurnContext) -> bool:
    """Return whether an unclear text says that a time other than the visit's would be good."""
    heard, question, said = turn.heard, turn.question, said_apart(turn)
    if heard.intent not in _MAY_WISH or heard.hint or not heard.times or not turn.ahead:
        return False
    if "?" in said.marks or (question is not None and question.asked is not Asked.REMINDER):
        return False
    would = _WOULD | _WOULD_FOLDED if _WOULD_BE.search(turn.text) else _WOULD
    if not any(longest(said.words, at, would) for at in range(len(said.words))):
        return False
    other = all(not _at(heard.times, visit) for visit in turn.ahead)
    return other and not _unaccounted(turn, said.words, None, _SUITS | would)


def _unaccounted(
    turn: TurnContext, words: tuple[str, ...], visit: Appointment | None, known: Phrases
) -> bool:
    """Return whether words say more than that a time suits, negate it, or name another day."""
    turned = phrases_in(turn.heard.locale, TURNING | _JUDGED)
    if len(words) > _MOST or any(longest(words, at, turned) for at in range(len(words))):
        return True
    days = [word for word in words if word in weekdays()]
    if visit and not all(on_weekday(turn, (visit,), word) for word in days):
        return True
    writer = turn.client_of(visit)
    names = set(said_of(writer.name).words) if writer else set()
    rest = without(without(words, known), COMING | _COMES)
    rest = left_over(rest, AGREEING | _COMING)
    idle = _AROUND | names | set(days)
    return any(word not in idle and not of_time(turn, word) for word in rest)


def of_time(turn: TurnContext, word: str) -> bool:
    """Return whether a word is used in times, in the language of the text."""
    terms = lexicons()[turn.heard.locale].terms
    roles = {term.role for term in terms.opening.get(word, ()) if len(term.words) == 1}
    return word[0].isdigit() or bool(roles & _TIMES) or word in _HALVES


_TIMES = OF_TIMES | {TermRole.AND_A}
_HALVES = frozenset(
    {
        "half",
        "mezza",
        "mezzo",
        "media",
        "demi",
        "demie",
        "halb",
        "meia",
        "past",
        "quarter",
        "quarto",
    }
    | {"cuarto", "quart", "viertel", "e", "y", "et"}
)
"""Words for parts of an hour, without a meaning outside of an hour."""


def _is_hour_of(
    turn: TurnContext, part: str, words: tuple[str, ...], visit: Appointment
) -> bool | None:
    """Return whether the only named hour is the visit's, None if none is named."""
    times = read_alone(turn, part, visit.starts_at).times
    if times:
        return _at(times, visit) if all(time.exact for time in times) else None
    named = [word for word in words if _number(turn, word) is not None]
    if len(named) != 1:
        return None
    if turn.question is not None and not _says_coming(said_apart(turn).words):
        return None  # "three is fine" may answer the menu
    return visit.starts_at.minute == 0 and says_hour(turn, named[0], visit)


def _says_coming(words: tuple[str, ...]) -> bool:
    return any(longest(words, at, COMING | _COMES) for at in range(len(words)))


def _at(times: tuple[TimeRange, ...], visit: Appointment) -> bool:
    return all(time.exact and time.start == visit.starts_at for time in times)


def names_hour(turn: TurnContext, word: str) -> bool:
    """Return whether a word names an hour, or a part of one."""
    return word in _HALVES - {"e", "y", "et"} or _number(turn, word) is not None


def says_hour(turn: TurnContext, word: str, visit: Appointment) -> bool:
    """Return whether a word names a visit's hour, on the 12-hour or the 24-hour clock."""
    digits = _HOUR.match(word)
    said = int(digits[0]) if digits else _number(turn, word)
    local = visit.starts_at.astimezone(ZoneInfo(turn.practice.timezone))
    return said is not None and said in {local.hour, local.hour % _HALF_DAY or _HALF_DAY}


def names_own_hour(turn: TurnContext) -> bool:
    """Return whether a text names the hour of a visit ahead."""
    if any(each.exact and _at((each,), visit) for each in turn.heard.times for visit in turn.ahead):
        return True
    words = said_apart(turn).words
    return any(says_hour(turn, word, visit) for word in words for visit in turn.ahead)


def _number(turn: TurnContext, word: str) -> int | None:
    """Return the number that a word names; None for digits, which may answer the menu."""
    for term in lexicons()[turn.heard.locale].terms.opening.get(word, ()):
        if term.role is TermRole.NUMBER and term.words == (word,) and isinstance(term.value, int):
            return term.value
    return None
