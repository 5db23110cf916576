"""Partings with a day that answer a reminder: "see you on Friday" where the visit is on Thursday.

The day is all that such a text says: the visit's own agrees, and another one is a mistake to clear.
"""

from calendar_store.values import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    TURNING,
    left_over,
    longest,
    phrases_of,
    said_apart,
)
from dialogs.flows.scene import Scene
from dialogs.flows.visit_days import on_weekday, weekdays
from dialogs.intents import Hint, Intent
from dialogs.lexicon import Sign

_AGREEING = AGREEING | {Sign.COMING, Sign.COME, Sign.CONFIRM}
_PARTING = frozenset(
    {
        *("see", "you", "ya", "u", "then", "until", "till", "on", "bis", "am", "a", "al", "hasta"),
        *("nos", "vemos", "el", "ate", "vediamo", "ci", "se", "voit", "on", "alla"),
    }
)
_UNTIL = frozenset(
    {"see", "ya", "until", "till", "bis", "hasta", "vemos", "ate", "vediamo", "voit"}
)
"""Words that part until a day by themselves; "on Friday" may be a wish."""

_CORRECTING = frozenset(
    {
        *("oh", "i", "mean", "meant", "sorry", "ops", "oops", "scusi", "scusa", "volevo", "dire"),
        *("perdon", "quise", "decir", "pardon", "je", "voulais", "ich", "meine", "meinte"),
        *("desculpe", "queria", "dizer", "ups", "ah", "intendevo", "digo", "of", "course"),
    }
)
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.CONFIRM, Intent.RESCHEDULE, Intent.THANKS})
_MOST = 10
"""Most words of such a text."""


def agrees_to_day(scene: Scene) -> bool:
    """Return whether a text names the day of the visit asked about to set a wrong one right."""
    named = _only_day(scene)
    corrects = bool(_CORRECTING & set(said_apart(scene).words))
    return bool(named) and corrects and any(on_weekday(scene, _asked(scene), day) for day in named)


def other_day(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits asked about where a text parts until a day that is none of theirs."""
    named, asked = _only_day(scene), _asked(scene)
    known = (*asked, *scene.ahead)
    if not named or any(on_weekday(scene, known, day) for day in named):
        return ()
    words = set(said_apart(scene).words)
    # "a venerdi" and "a vendredi" part, and "a sexta" is a day
    until = bool(_UNTIL & words) or ("a" in words and scene.heard.locale in {"it", "fr"})
    return asked if until and not _CORRECTING & words else ()


def _asked(scene: Scene) -> tuple[Appointment, ...]:
    question = scene.question
    about = question.about if question and question.asked is Asked.REMINDER else ()
    return tuple(one for one in scene.ahead if one.id in {a.appointment_id for a in about})


def _only_day(scene: Scene) -> list[str]:
    """Return the day of the week that a text names, with a parting or an excuse and no more."""
    said, heard = said_apart(scene), scene.heard
    if not _asked(scene) or "?" in said.marks or len(said.words) > _MOST:
        return []
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.YES, Hint.GREETING}:
        return []
    turning = phrases_of(TURNING | {Sign.UNSUITED, Sign.MOVE, Sign.CANCEL})
    if any(longest(said.words, at, turning) for at in range(len(said.words))):
        return []
    left = left_over(said.words, _AGREEING)
    days = [word for word in left if word in weekdays()]
    rest = [word for word in left if word not in days]
    return days if all(word in _PARTING | _CORRECTING | POINTING for word in rest) else []
