"""Reads how a text points at days: a weekday, a date, "that day", another day, the new one."""

import re
from functools import cache
from zoneinfo import ZoneInfo

from dialogs.flows.offered_times.local_days import Span
from dialogs.flows.phrases import (
    TURNING,
    apart,
    phrases_of,
    said_apart,
    said_whole,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import lexicons
from dialogs.times.terms import TermRole

_POINTS = 6

"""Most words of a text that points at one of a list by its time."""

_NEAR_DAYS = frozenset(
    {
        *("today", "tomorrow", "tonight", "this", "oggi", "domani", "dopodomani", "questo"),
        *("questa", "heute", "morgen", "ubermorgen", "uebermorgen", "diese", "diesen", "dieser"),
        *("aujourd", "demain", "apres", "ce", "cette", "hoy", "manana", "pasado", "este", "esta"),
        *("hoje", "amanha", "next", "prossimo", "prossima", "nachste", "nachsten", "naechste"),
        *("naechsten", "prochain", "prochaine", "proximo", "proxima", "viene", "vem"),
    }
)

"""Words that name a day or week relative to today."""

_THAT = frozenset(
    {
        *("that", "same", "quel", "quella", "quello", "stesso", "stessa", "ese", "esa", "mismo"),
        *("misma", "aquel", "aquella", "meme", "dem", "jenem", "jener", "selben", "demselben"),
        *("derselben", "nesse", "nessa", "esse", "essa", "mesmo", "mesma", "naquele", "naquela"),
    }
)

"""Words before a day that was named earlier."""

_CE = frozenset({"ce", "cette"})

"""Words before such a day that need a "là" after it: "ce mercredi-là"."""

_NUMBER = re.compile(r"\d{1,2}(?!\d)")

_HALF_DAY = 12

NEW = frozenset(
    {
        *("new", "nuovo", "nuova", "nuevo", "nueva", "nouveau", "nouvelle", "novo", "nova"),
        *("neu", "neue", "neuen", "neuer", "neues"),
    }
)

"""Words for "new"."""

_DAYS = frozenset(
    {
        *("day", "days", "giorno", "giorni", "giornata", "dia", "dias", "jour", "jours", "journee"),
        *("tag", "tage", "tagen"),
    }
)

"""Words for "day"."""

_OTHER = ("another", "other", "different", "altr", "otr", "autre", "ander", "outr", "divers")

_DAY_PARTS = (
    *("afternoon", "morning", "evening", "pomeriggi", "mattin", "ser", "tarde", "manana", "apres"),
    *("matin", "soir", "nachmittag", "vormittag", "abend", "morgen", "manha", "noite", "noche"),
)

"""Beginnings of the words for "other", and for the parts of a day."""


def names_day(turn: TurnContext) -> bool:
    """Return whether a text has a weekday, a number, or a word like "tomorrow"."""
    # "plus tôt ce serait mieux", "d'autres ce jour-là"
    near = _NEAR_DAYS - {"ce"}
    days = _weekdays(turn.heard.locale)
    return any(word[0].isdigit() or word in near or word in days for word in apart(turn))


@cache
def _weekdays(locale: str) -> frozenset[str]:
    """Return the weekdays in a language: "do" is one only in German."""
    return frozenset(
        term.words[0]
        for terms in lexicons()[locale].terms.opening.values()
        for term in terms
        if term.role is TermRole.WEEKDAY
    )


def names_date(turn: TurnContext, spans: tuple[Span, ...]) -> bool:
    """Return whether a text names a date, or a day relative to today: "this Wednesday".

    "That same Wednesday" was named earlier, and the hour is no day of the month.

    Args:
        turn: the turn.
        spans: the times that the text was understood to name.
    """
    words = said_apart(turn).words
    if _dated(turn, words, spans):
        return True
    if _points_back(turn, words):
        return False
    # "por la mañana" is a part of the day
    part = any(words[at : at + 2] == ("la", "manana") for at in range(len(words)))
    near = _NEAR_DAYS - ({"manana"} if part else set())
    return any(word in near for word in words)


def _points_back(turn: TurnContext, words: tuple[str, ...]) -> bool:
    """Return whether a weekday refers to one named earlier: "that Wednesday"."""
    days = _weekdays(turn.heard.locale)
    trios = zip(("", *words), words, (*words, "")[1:], strict=False)
    return any(
        day in days and (before in _THAT or (before in _CE and behind == "la"))
        for before, day, behind in trios
    )


def _dated(turn: TurnContext, words: tuple[str, ...], spans: tuple[Span, ...]) -> bool:
    """Return whether a number in a text is a day of the month, and not only the hour."""
    zone = ZoneInfo(turn.practice.timezone)
    numbers = [int(found[0]) for word in words if (found := _NUMBER.match(word))]
    starts = [start.astimezone(zone) for start, _ in spans]
    hours = {hour for at in starts for hour in (at.hour, at.hour - _HALF_DAY)}
    return any(numbers.count(at.day) > (at.day in hours) for at in starts)


def only_points(turn: TurnContext) -> bool:
    """Return whether a text is short, asks nothing and has no negation."""
    said = said_whole(turn)
    if "?" in said.marks or len(said.words) > _POINTS:
        return False
    return not any((word,) in phrases_of(TURNING) for word in said.words)


def says_new(turn: TurnContext) -> bool:
    """Return whether a text has a word for "new"."""
    return any(word in NEW for word in said_whole(turn).words)


def says_another_day(turn: TurnContext) -> bool:
    """Return whether a text asks for another day or part of a day: "any other afternoon"."""
    words = apart(turn)
    return any(
        word.startswith(_OTHER) and (after in _DAYS or after.startswith(_DAY_PARTS))
        for word, after in zip(words, (*words, "")[1:], strict=False)
    )


def says_other_day(turn: TurnContext) -> bool:
    """Return whether a text has a word for "day": "any other day?"."""
    return any(word in _DAYS for word in said_whole(turn).words)
