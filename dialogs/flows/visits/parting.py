"""Recognises goodbyes with a day as answers to a reminder: "see you on Friday".

Such a text only names a day or an hour. The visit's own day confirms; another day, as Friday for a
visit on Thursday, is a mistake to clear up.
"""

import re
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    TURNING,
    left_over,
    longest,
    phrases_of,
    said_apart,
    said_of,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_days import on_weekday, weekdays
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue

_AGREEING = AGREEING | {Cue.COMING, Cue.COME, Cue.CONFIRM}
_PARTING = frozenset(
    {
        *("see", "you", "ya", "u", "then", "until", "till", "on", "bis", "am", "a", "al", "hasta"),
        *("nos", "vemos", "el", "ate", "vediamo", "ci", "se", "voit", "on", "alla"),
    }
)
_UNTIL = frozenset(
    {"see", "ya", "until", "till", "bis", "hasta", "vemos", "ate", "vediamo", "voit"}
)
"""Words that alone mean goodbye until a day; "on Friday" may be a wish."""

_CORRECTING = frozenset(
    {
        *("oh", "i", "mean", "meant", "sorry", "ops", "oops", "scusi", "scusa", "volevo", "dire"),
        *("perdon", "quise", "decir", "pardon", "je", "voulais", "ich", "meine", "meinte"),
        *("desculpe", "queria", "dizer", "ups", "ah", "intendevo", "digo", "of", "course"),
    }
)
_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?(?:h|am|pm|uhr)?")
_AT = frozenset(
    {
        *("at", "um", "uhr", "alle", "ore", "a", "las", "as", "h", "horas", "heures", "o", "clock"),
        *("oclock", "pm", "am", "hs", "hrs", "there", "da", "dann", "la", "ai", "ahi", "gegen"),
    }
)
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.CONFIRM, Intent.RESCHEDULE, Intent.THANKS})
_MOST = 10
"""Most words of a text that this module recognises."""


def agrees_to_day(turn: TurnContext) -> bool:
    """Return whether a text corrects a wrong day to the day of the visit asked about."""
    named = _only_day(turn)
    corrects = bool(_CORRECTING & set(said_apart(turn).words))
    return bool(named) and corrects and any(on_weekday(turn, _asked(turn), day) for day in named)


def parts(text: str) -> bool:
    """Return whether a text is only a goodbye until a weekday."""
    said = said_of(text)
    if "?" in said.marks or len(said.words) > _MOST:
        return False
    left = left_over(said.words, _AGREEING)
    days = [word for word in left if word in weekdays()]
    until = bool((_UNTIL | {"a"}) & set(said.words)) or len(left) < len(said.words)
    rest = [word for word in left if word not in days and not word.isdigit()]
    return bool(days) and until and all(word in _PARTING | POINTING | {"at", "um"} for word in rest)


def agrees_until(turn: TurnContext) -> bool:
    """Return whether a text says goodbye until a visit that the reminder did not ask about."""
    named, asked = _only_day(turn), _asked(turn)
    others = tuple(one for one in turn.ahead if one not in asked)
    if not named or not (_UNTIL | {"a"}) & set(said_apart(turn).words):
        return False
    return all(on_weekday(turn, others, day) for day in named)


def other_day(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits asked about if a text says goodbye until another day; else ()."""
    named, asked = _only_day(turn), _asked(turn)
    known = (*asked, *turn.ahead)
    if not named or any(on_weekday(turn, known, day) for day in named):
        return ()
    words = set(said_apart(turn).words)
    # "a venerdi" and "a vendredi" part, and "a sexta" is a day
    until = bool(_UNTIL & words) or ("a" in words and turn.heard.locale in {"it", "fr"})
    return asked if until and not _CORRECTING & words else ()


def other_hour(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits asked about if a text says goodbye until another hour; else ()."""
    said, asked = said_apart(turn), _asked(turn)
    hours = [found for word in said.words if (found := _CLOCK.fullmatch(word))]
    if not asked or len(hours) != 1 or "?" in said.marks or len(said.words) > _MOST:
        return ()
    left = left_over([w for w in said.words if not w[:1].isdigit()], _AGREEING)
    days = [word for word in left if word in weekdays()]
    rest = [word for word in left if word not in days]
    only = all(word in _PARTING | _AT | POINTING for word in rest)
    # "until 11" may be a wish, and "bis um 11" parts
    until = _UNTIL - {"until", "till", "hasta", "bis", "ate"}
    parts = bool(until & set(said.words)) or {"bis", "um"} <= set(said.words)
    parts = parts or said.words[:2] in {("hasta", "las"), ("ate", "as")}
    if not (only and parts) or any(not on_weekday(turn, asked, day) for day in days):
        return ()
    known = (*asked, *turn.ahead)
    return () if any(_starts_at(turn, one, hours[0]) for one in known) else asked


def _starts_at(turn: TurnContext, visit: Appointment, clock: re.Match[str]) -> bool:
    """Return whether a visit starts at an hour, on the 12-hour or the 24-hour clock."""
    local = visit.starts_at.astimezone(ZoneInfo(turn.practice.timezone))
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    same_hour = local.hour in {hour, (hour + 12) % 24}
    return same_hour and (local.minute == minute or clock["minute"] is None)


def _asked(turn: TurnContext) -> tuple[Appointment, ...]:
    question = turn.question
    about = question.about if question and question.asked is Asked.REMINDER else ()
    return tuple(one for one in turn.ahead if one.id in {a.appointment_id for a in about})


@once
def _only_day(turn: TurnContext) -> list[str]:
    """Return the weekdays of a text that has only these, a goodbye and an apology; else []."""
    said, heard = said_apart(turn), turn.heard
    if not _asked(turn) or "?" in said.marks or len(said.words) > _MOST:
        return []
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.YES, Hint.GREETING}:
        return []
    turning = phrases_of(TURNING | {Cue.UNSUITED, Cue.MOVE, Cue.CANCEL})
    if any(longest(said.words, at, turning) for at in range(len(said.words))):
        return []
    left = left_over(said.words, _AGREEING)
    days = [word for word in left if word in weekdays()]
    rest = [word for word in left if word not in days]
    return days if all(word in _PARTING | _CORRECTING | POINTING for word in rest) else []
