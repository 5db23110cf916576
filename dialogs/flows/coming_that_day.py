"""Whether a text says that its writer comes on the day of the visit: "yes I can make it Thursday".

It says all that a yes needs by itself, so it is one though nothing is open: after a hand-over to
staff, or in an answer to a question that was closed.
"""

from calendar_store.values import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    said_apart,
    without,
)
from dialogs.flows.scene import Scene
from dialogs.flows.visit_days import covers, on_weekday
from dialogs.intents import Hint, Intent
from dialogs.lexicon import Sign

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
_MAY_BE = frozenset(
    {Intent.CONFIRM, Intent.UNCLEAR, Intent.RESCHEDULE, Intent.AGENDA, Intent.THANKS}
)
_MOST = 14
"""Most words of such a text."""


def comes_that_day(scene: Scene) -> Appointment | None:
    """Return the visit that a text says its writer comes to, by its day, or None."""
    said, heard, question = said_apart(scene), scene.heard, scene.question
    if question is not None and (question.asked is not Asked.REMINDER or question.then):
        return None
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.YES} or "?" in said.marks:
        return None
    # of a family, whose visit it is has to be said otherwise
    visits = scene.ahead if question is None else _asked(scene)
    if len(visits) != 1 or len(scene.ahead) != 1 or len(said.words) > _MOST:
        return None
    if any(not covers((each,), visits[0].starts_at) for each in heard.times):
        return None
    return visits[0] if _says_so(scene, said.words, visits) else None


def _asked(scene: Scene) -> tuple[Appointment, ...]:
    about = scene.question.about if scene.question else ()
    return tuple(one for one in scene.ahead if one.id in {a.appointment_id for a in about})


def _says_so(scene: Scene, words: tuple[str, ...], visits: tuple[Appointment, ...]) -> bool:
    days = [word for word in words if on_weekday(scene, visits, word)]
    rest = [word for word in words if word not in days]
    turned = phrases_in(scene.heard.locale, _NOT)
    if len(days) != 1 or any(longest(words, at, turned) for at in range(len(words))):
        return False
    left = without(rest, _CAN)
    kept = left_over(left, _COMES)
    comes = len(kept) < len(rest)
    return comes and all(word in _AROUND | POINTING for word in left_over(kept, AGREEING))
