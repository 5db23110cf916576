"""Tests whether a part of a text says "I come" to a visit: "yes I can make it Thursday".

"I can come on Thursday" is a wish for Thursday, unless the visit is on that day. Every word has to
be about coming, agreeing or the time.
"""

from collections.abc import Sequence
from itertools import pairwise

from calendar_store.model.appointments import Appointment
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    POLITE,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    said_apart_of,
    said_of,
    without,
)
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.coming_back_words import AFTER_ALL, COMING, OF_TIMES
from dialogs.flows.visits.suiting import suits
from dialogs.flows.visits.visit_days import covers, on_weekday, weekdays
from dialogs.intents import Intent, Understanding
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said

SURE = 0.88
"""Least confidence of a confirming part: it has no unknown word."""
_SAYING = frozenset({Cue.COMING, Cue.COME, Cue.CONFIRM})
_CONFIRMING = frozenset({Cue.CONFIRM})
_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.QUESTION, Cue.WHEN})
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.CONFIRM})
"""Possible intents of a part that says "I come" on the visit's day."""
_ABLE = frozenset({"puedo", "consigo", "posso", "peux", "kann", "riesco", "can"})
"""Verbs of ability; without "come", or a day, they answer some other question."""
_STATING = frozenset(words for words in COMING if words[-1] not in _ABLE)
_UNTIL = as_phrases(
    *("see you", "see u", "see ya", "until", "till", "a", "ci vediamo", "ci si vede", "hasta"),
    *("hasta el", "nos vemos", "ahi nos vemos", "alli nos vemos", "on se voit", "bis", "bis am"),
    *("wir sehen uns", "ate", "vemo nos", "nos vemos na", "vemo nos na", "ate a"),
)
"""Phrases of goodbye before a day."""
_INSTEAD = ("a", "la", "place")
"""French for "instead", which is no goodbye: "à la place lundi matin"."""
_UNTIL_THEN = as_phrases(
    *("see you then", "see you there", "see u then", "see ya then", "ci vediamo allora"),
    *("ci vediamo li", "nos vemos entonces", "nos vemos alli", "nos vemos ahi", "alli nos vemos"),
    *("ahi nos vemos", "on se voit la bas", "a ce moment la", "bis dann", "wir sehen uns dann"),
    *("ate la", "vemo nos la", "nos vemos la"),
)
"""Phrases of goodbye until a time named before."""
_THEN = as_phrases(
    *("then", "at that time", "a quell ora", "allora", "a esa hora", "entonces", "alors", "entao"),
    *("a cette heure", "a cette heure la", "a ce moment la", "dann", "zu der zeit", "um die zeit"),
    *("da", "a essa hora", "nessa hora"),
)
"""Phrases for a time named before."""
_COMES_THEN = as_phrases(
    *("i ll come", "i ll be there", "i m coming", "komm ich", "komme ich", "bin ich da", "bin ich"),
    *("ich komm", "eu apareco", "apareco", "la estarei", "ai estarei", "estarei la"),
    *("saro li", "saro da voi", "j y serai", "je serai la", "alli estare", "ahi estare"),
)
_NOT = frozenset({Cue.NEGATION, Cue.NO, Cue.CANNOT, Cue.CANT})
_COMES = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME})
_CAN = as_phrases(
    *("i can make it", "can make it", "i ll make it", "i can come", "i ll come", "i ll be there"),
    *("i will be there", "i m coming", "i can do", "can do", "works for me", "works", "be there"),
    *(
        "we can make it",
        "we ll be there",
        "i am coming",
        "i can",
        "riesco a venire",
        "posso venire",
    ),
    *("ci sono", "ci saro", "vengo", "riesco", "ce la faccio", "ci saremo", "veniamo", "va bene"),
    *("si voy", "voy", "puedo ir", "si puedo", "podre ir", "alli estare", "ahi estare", "ire"),
    *("me va bien", "me viene bien", "je viens", "je peux venir", "je serai la", "je peux"),
    *("ca me va", "nous venons", "on vient", "ich komme", "komme ich", "ich kann kommen"),
    *("ich kann", "kann ich", "passt mir", "passt", "ich bin da", "bin ich da", "ich schaffe es"),
    *("es klappt", "klappt", "posso ir", "consigo ir", "eu vou", "vou", "la estarei", "vou sim"),
)
_AROUND = frozenset(
    {
        *("on", "this", "i", "that", "then", "am", "diesen", "kommenden", "questo", "este", "ce"),
        *("to", "come", "for", "me", "there", "be", "still", "also", "on", "dann", "also", "nesta"),
        *("na", "no", "en", "a", "em", "mir", "mi", "we", "ll", "m", "next", "coming", "feira"),
    }
)
_LEAVING = as_phrases(
    *("you know what", "tell you what", "let s leave it", "let s leave it at", "let s leave it as"),
    *("let s keep", "let s keep it", "let s stick with", "we ll leave it", "keep me down"),
    *("keep me down for", "leave it at", "sa cosa", "sa che c e", "lasciamo", "lasciamo pure"),
    *("lasciamolo", "lasciamola", "lasciamo cosi", "senz altro", "sicuro", "di sicuro", "per"),
    *("sabe que", "mire", "lo dejamos", "la dejamos", "dejemoslo", "dejemosla", "dejemoslo para"),
    *("seguro", "sin falta", "vous savez quoi", "on laisse", "laissons", "c est sur", "sans faute"),
    *("wissen sie was", "weisst du was", "lassen wir es", "lassen wir s", "belassen wir es"),
    *("lassen wir es bei", "lassen wir s bei", "lassen wir s beim", "lassen wir es beim", "sicher"),
    *("es bleibt bei", "es bleibt beim", "auf jeden fall", "sabe que mais", "olhe", "deixamos"),
    *("vamos deixar", "deixamos ficar", "de certeza", "sem falta", "definitely", "for sure"),
)
"""Phrases that leave a visit as it is, "let's leave it at Thursday"; alone they confirm none."""
_OF_ANOTHER = {
    "de": frozenset({("sie", "kann"), ("er", "kann"), ("sie", "kommt"), ("er", "kommt")})
    | frozenset({("sie", "schafft"), ("er", "schafft"), ("kann", "sie"), ("kann", "er")})
}
"""Pronouns and verbs of somebody else, where the pronoun is also a word for "you"."""
_MOST = 14
"""Most words of a text that this module recognises."""


def of_another(words: Sequence[str], locale: str) -> bool:
    """Return whether words say that somebody else comes: "sie kann doch kommen"."""
    return not _OF_ANOTHER.get(locale, frozenset()).isdisjoint(pairwise(words))


def keeps_until_then(turn: TurnContext, end: str, visit: Appointment) -> bool:
    """Return whether a text that keeps a visit also says "see you then" or "I'll come"."""
    said = said_apart_of(end)
    until = longest(said.words, 0, _UNTIL_THEN) if said.words else 0
    parts = bool(until) and not left_over(said.words[until:], POLITE) and "?" not in said.marks
    times = turn.heard.times
    return (
        (parts or _comes_then(said))
        and bool(times)
        and all(covers((each,), visit.starts_at) for each in times)
    )


def _comes_then(said: Said) -> bool:
    """Return whether words only say that the writer comes at a time named before."""
    if "?" in said.marks or "si" in said.words:
        return False  # "voy a esa hora si puedo"
    rest = without(said.words, _THEN)
    left = without(rest, COMING | _COMES_THEN)
    return len(left) < len(rest) and not left_over(left, POLITE)


def says_to_come(turn: TurnContext, part: str, visit: Appointment) -> bool:
    """Return whether a part of a text says that its writer comes, or confirms a visit."""
    said, words = read_alone(turn, part, visit.starts_at), said_apart_of(part)
    instead = words.words[: len(_INSTEAD)] == _INSTEAD
    if instead or "?" in words.marks or said.also or other_days(turn, words.words, visit):
        return False
    if suits(turn, part, visit):
        return True
    if (until := _until(turn, words.words, visit)) is not None:
        return _agrees(turn, until, visit)
    if not _agrees(turn, said, visit):
        return False
    if said.intent is Intent.CONFIRM and said.confidence >= SURE:
        timed = bool(said.times) or _states(turn, said_of(part).words)
        return timed and _says_coming(turn, part, visit)
    return said.intent in _MAY_BE and _comes_on_day(turn, words.words, visit)


def says_to_come_elsewhen(turn: TurnContext, part: str, visit: Appointment) -> bool:
    """Return whether a part of a text says "I come" at another time than the visit's.

    "I can come on Friday" is a wish for Friday, and no such statement.
    """
    said, words = read_alone(turn, part, visit.starts_at), said_apart_of(part)
    if "?" in words.marks:
        return False
    if (until := _until(turn, words.words, visit)) is not None:
        return not _agrees(turn, until, visit)
    if cues_of(turn, part, visit.starts_at) & _WISHING or not _ABLE.isdisjoint(words.words):
        return False
    other = other_days(turn, words.words, visit) or not _agrees(turn, said, visit)
    return other and _says_coming(turn, part, visit)


def other_days(turn: TurnContext, words: Sequence[str], visit: Appointment) -> bool:
    """Return whether words name a weekday other than that of a visit."""
    return any(word in weekdays() and not on_weekday(turn, (visit,), word) for word in words)


_ONLY_BEGINS = frozenset({"as", "not", "no", "non", "pas", "nicht", "nao"})
"""Words that begin phrases of times, "as early as", and by themselves are of none."""


def of_times(words: Sequence[str], locale: str) -> frozenset[str]:
    """Return those of some words that are about times."""
    opening = lexicons()[locale].terms.opening
    return frozenset(
        word
        for at, word in enumerate(words)
        if word[0].isdigit()
        or any(
            each.role in OF_TIMES
            and (word not in _ONLY_BEGINS or tuple(words[at : at + len(each.words)]) == each.words)
            for each in opening.get(word, ())
        )
    )


def _says_coming(turn: TurnContext, part: str, visit: Appointment) -> bool:
    """Return whether a part has words of coming or confirming."""
    words = said_of(part).words
    coming = any(longest(words, at, COMING) for at in range(len(words)))
    return coming or bool(cues_of(turn, part, visit.starts_at) & _SAYING)


def _agrees(turn: TurnContext, said: Understanding, visit: Appointment) -> bool:
    """Return whether all times are the visit's, and none is an offered one."""
    if any(not covers((each,), visit.starts_at) for each in said.times):
        return False
    exact = any(each.exact for each in said.times)
    slots = turn.question.slots if turn.question else ()
    return exact or not any(covers(said.times, slot.starts_at) for slot in slots)


def _until(turn: TurnContext, words: tuple[str, ...], visit: Appointment) -> Understanding | None:
    """Return the meaning of the time after a goodbye, "see you on Thursday at three", or None."""
    left, locale = tuple(left_over(words, POLITE)), turn.heard.locale
    size = longest(left, 0, _UNTIL) if left else 0
    if not size or (left[0] == "a" and locale not in {"it", "fr"}):
        return None
    turned = phrases_in(locale, _NOT)
    if any(longest(left, at, turned) for at in range(len(left))):
        return None  # "à 15h je ne peux pas"
    known = lexicons()[locale].terms.vocabulary
    if not all(word in known or word[0].isdigit() for word in left[size:]):
        return None
    said = read_alone(turn, " ".join(left[size:]), visit.starts_at)
    return said if said.times else None


def _states(turn: TurnContext, words: tuple[str, ...]) -> bool:
    """Return whether words without a time confirm, or say "I come".

    "I'll be there" may answer staff's last text, and a move since the question is told first.
    """
    about = turn.question.about if turn.question else ()
    starts = {each.id: each.starts_at for each in turn.ahead}
    if any(starts.get(each.appointment_id, each.starts_at) != each.starts_at for each in about):
        return False
    confirming = phrases_in(turn.heard.locale, _CONFIRMING)
    stating = confirming if turn.staff_spoke_last else confirming | _STATING
    return any(longest(words, at, stating) for at in range(len(words)))


def _comes_on_day(turn: TurnContext, words: tuple[str, ...], visit: Appointment) -> bool:
    """Return whether words only say that the writer comes on the day of a visit.

    Args:
        turn: the turn.
        words: the words; their times have to be the visit's.
        visit: the visit.
    """
    if len(words) > _MOST:
        return False
    days = [word for word in words if on_weekday(turn, (visit,), word)]
    rest = [word for word in words if word not in days]
    turned = phrases_in(turn.heard.locale, _NOT)
    if len(days) != 1 or any(longest(words, at, turned) for at in range(len(words))):
        return False
    rest = without(rest, AFTER_ALL)
    left = without(rest, _LEAVING)
    # "we leave it on Thursday, I'll confirm" is still to be confirmed
    comes = _COMES if len(left) == len(rest) else _COMES - _CONFIRMING
    rest = left
    kept = left_over(without(rest, _CAN), comes)
    idle = _AROUND | POINTING | of_times(words, turn.heard.locale)
    return len(kept) < len(rest) and all(word in idle for word in left_over(kept, AGREEING))
