"""Recognises questions whether the practice is open on a day, and answers from its usual hours.

If times can be offered at once, they follow the answer. A day on which nobody works is called
closed; a day that is only full is not.
"""

from datetime import date
from zoneinfo import ZoneInfo

from dialogs.flows.phrases import POLITE, left_over, said_apart, said_of
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.languages.writing import write_day
from dialogs.understand.frame.turning_words import turners

_OPEN = frozenset(
    {
        *("open", "opened", "opening", "closed", "shut", "aperti", "aperto", "aperta", "aprite"),
        *(
            "chiusi",
            "chiuso",
            "chiusa",
            "aperte",
            "abren",
            "abre",
            "abierto",
            "abierta",
            "abiertos",
        ),
        *(
            "abiertos",
            "abiertas",
            "abris",
            "cerrado",
            "cerrada",
            "cerrados",
            "cierran",
            "ouvert",
            "ouverte",
        ),
        *("ouverts", "ouvrez", "ferme", "fermes", "fermee", "fermez", "geoffnet", "geoeffnet"),
        *("offen", "geschlossen", "abertos", "aberto", "aberta", "abrem", "fechado", "fechados"),
        *("fechada", "fecham", "funcionam"),
    }
)
_MAY_BE = frozenset({Intent.RESCHEDULE, Intent.BOOK, Intent.UNCLEAR, Intent.AGENDA, Intent.WHERE})
_MOST = 12
"""Most words of such a question."""


def asked_open(turn: TurnContext) -> date | None:
    """Return the day for which a text asks whether the practice is open, or None."""
    said, heard = said_apart(turn), turn.heard
    words = said.words
    # "haben Sie samstags auf?"
    asks = bool(_OPEN & set(words)) or (words[:1] == ("haben",) and words[-1:] == ("auf",))
    plainly = turners(heard.locale).says("opening", words)
    if (
        not (plainly or (asks and "?" in said.marks))
        or len(words) > _MOST
        or heard.intent not in _MAY_BE
    ):
        return None
    zone = ZoneInfo(turn.practice.timezone)
    days = {each.start.astimezone(zone).date() for each in heard.times}
    return next(iter(days)) if turn.context.open_weekdays and len(days) == 1 else None


def asks_only_open(turn: TurnContext) -> bool:
    """Return whether all that a text asks is whether the practice is open on a day.

    What is open behind another sentence may be something else: "I have a play. Is the bar open?"
    """
    told = any(
        part.ends and left_over(said_of(part.text).words, POLITE) for part in parts(turn.text)[:-1]
    )
    return not told and asked_open(turn) is not None


def is_closed(turn: TurnContext, day: date) -> bool:
    """Return whether nobody works on the weekday of a day."""
    return day.weekday() not in turn.context.open_weekdays


def told_open(turn: TurnContext, day: date) -> Decision:
    """Say whether the practice is open on a day; an open question stays open."""
    closed = is_closed(turn, day)
    name = "closed_day_only" if closed else "open_day_only"
    return Decision(
        trace=("told whether it is open that day",),
        state=turn.state,
        replies=(turn.say(name, day=written_day(turn)),),
    )


def written_day(turn: TurnContext) -> str:
    """Return the day asked about, in words."""
    practice, times = turn.practice, turn.heard.times
    moment = times[0].start if times else turn.now
    return write_day(moment, turn.locale, practice.timezone, practice.region)
