"""Whether words say that their writer comes on the day of a visit: "yes I can make it Thursday".

"I can come on Thursday" is a wish for Thursday, but where the visit is on that day.
"""

from collections.abc import Sequence

from calendar_store.values import Appointment
from dialogs.flows.coming_back_words import AFTER_ALL, OF_TIMES
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    without,
)
from dialogs.flows.scene import Scene
from dialogs.flows.visit_days import on_weekday
from dialogs.lexicon import Sign, lexicons

_NOT = frozenset({Sign.NEGATION, Sign.NO, Sign.CANNOT, Sign.CANT})
_COMES = frozenset({Sign.CONFIRM, Sign.COMING, Sign.COME})
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
_MOST = 14
"""Most words of such a text."""


def says_to_come_on(scene: Scene, words: tuple[str, ...], visit: Appointment) -> bool:
    """Return whether words say that their writer comes on the day of a visit, and nothing else.

    Args:
        scene: the turn.
        words: the words; the times that they speak of are the visit's.
        visit: the visit.
    """
    if len(words) > _MOST:
        return False
    days = [word for word in words if on_weekday(scene, (visit,), word)]
    rest = [word for word in words if word not in days]
    turned = phrases_in(scene.heard.locale, _NOT)
    if len(days) != 1 or any(longest(words, at, turned) for at in range(len(words))):
        return False
    rest = without(rest, AFTER_ALL)
    kept = left_over(without(rest, _CAN), _COMES)
    idle = _AROUND | POINTING | of_times(words, scene.heard.locale)
    return len(kept) < len(rest) and all(word in idle for word in left_over(kept, AGREEING))


def of_times(words: Sequence[str], locale: str) -> frozenset[str]:
    """Return those of some words that are of times."""
    opening = lexicons()[locale].terms.opening
    return frozenset(
        word
        for word in words
        if word[0].isdigit() or any(each.role in OF_TIMES for each in opening.get(word, ()))
    )
