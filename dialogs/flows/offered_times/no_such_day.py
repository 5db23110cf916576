"""Recognises a wish for a day that does not exist, such as the 31st of November.

The client is told, and near times are offered: on the last day of that month, and after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dialogs.conversation import Asked
from dialogs.flows.phrases import left_over, said_apart
from dialogs.flows.turn_context import TurnContext, once
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times.terms import TermRole

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Most days of each month."""

_MOST = 31
_DAY = timedelta(days=1)
_DATED = frozenset({Asked.REMINDER, Asked.SLOTS, Asked.WHEN})
_WISHES = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_MAY_WISH = _WISHES | {Intent.UNCLEAR, Intent.MORE, Intent.CHOICE}
_ASKING = frozenset(
    {Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.COURTESY, Cue.THANKS, Cue.FILLER, Cue.BUT, Cue.YES}
)
_OF = frozenset({"of", "de", "di", "do", "d", "the", "th", "st", "nd", "rd"})
_COMING = frozenset(
    {
        *("i", "it", "we", "be", "come", "that", "can", "could", "have", "you", "me", "to", "for"),
        *("venire", "si", "puo", "e", "per", "al", "il", "io", "posso", "puedo", "podria", "se"),
        *("ser", "el", "para", "puede", "je", "peux", "est", "c", "ce", "serait", "possible"),
        *("le", "pour", "on", "peut", "ich", "kann", "es", "geht", "ginge", "am", "den", "der"),
        *(
            "ware",
            "waere",
            "moglich",
            "pode",
            "poderia",
            "podia",
            "potrebbe",
            "o",
            "a",
            "dia",
            "no",
            "em",
            "na",
            "um",
        ),
    }
)
"""Words around a wished day."""
_LONGEST = 20
"""Most words of a wish that was not clearly understood as one."""


@dataclass(frozen=True, slots=True)
class NoDay:
    """A day and a month, as a text names them."""

    day: int
    month: int


@once
def no_such_day(turn: TurnContext) -> NoDay | None:
    """Return the nonexistent day that a text wishes for, or None."""
    heard, question = turn.heard, turn.question
    if question is not None and question.asked not in _DATED:
        return None
    if heard.intent not in _MAY_WISH or heard.hint or heard.choice is not None:
        return None
    words = said_apart(turn).words
    dates = list(_dates(words))
    if len(dates) != 1 or dates[0].day <= _DAYS[dates[0].month - 1]:
        return None
    if heard.intent not in _WISHES and not _only_wishes(words):
        return None
    return dates[0]


def days_near(turn: TurnContext, none: NoDay) -> tuple[tuple[datetime, datetime], ...]:
    """Return the last day of the month of a nonexistent day, as one span."""
    zone = ZoneInfo(turn.practice.timezone)
    today = turn.now.astimezone(zone).date()
    year = today.year + (none.month < today.month)
    after = date(year + none.month // 12, none.month % 12 + 1, 1)
    first, end = (datetime.combine(day, time(0), zone) for day in (after - _DAY, after))
    return ((first, end),)


def _dates(words: tuple[str, ...]) -> Iterator[NoDay]:
    """Yield the dates that a text names: "31 november", "november the 31st", "31.11."."""
    for at, word in enumerate(words):
        day, month = _numeric(word)
        if day:
            yield NoDay(day, month)
        month = _months().get(word, 0)
        if not month:
            continue
        before = [each for each in words[max(0, at - 3) : at] if each not in _OF]
        behind = [each for each in words[at + 1 : at + 3] if each not in _OF]
        day = _day(before[-1:]) or _day(behind[:1])
        if day:
            yield NoDay(day, month)


def _numeric(word: str) -> tuple[int, int]:
    """Return (day, month) of "31.11" or "31/11", day first; (0, 0) for anything else."""
    parts = word.replace("/", ".").replace("-", ".").strip(".").split(".")
    if not (2 <= len(parts) <= 3 and all(part.isdigit() for part in parts)):
        return 0, 0
    day, month = int(parts[0][:3]), int(parts[1][:3])
    return (day, month) if 0 < day <= _MOST and 0 < month <= len(_DAYS) else (0, 0)


def _day(words: list[str]) -> int:
    digits = words[0].rstrip("stndrh.°ºª") if words else ""
    return int(digits) if digits.isdigit() and len(digits) <= 2 and 0 < int(digits) <= _MOST else 0


def _only_wishes(words: tuple[str, ...]) -> bool:
    """Return whether a text has only times, and words of coming and asking."""
    if len(words) > _LONGEST:
        return False
    left = left_over(words, _ASKING)
    known = _COMING | _OF | _times()
    return all(word in known or word[:1].isdigit() for word in left)


@cache
def _months() -> dict[str, int]:
    """Return the months' names in every language as numbers."""
    return {
        term.words[0]: int(term.value)
        for read in lexicons().values()
        for terms in read.terms.opening.values()
        for term in terms
        if term.role is TermRole.MONTH and len(term.words) == 1
    }


@cache
def _times() -> frozenset[str]:
    """Return the words of times in every language."""
    return frozenset().union(*(read.terms.vocabulary for read in lexicons().values()))
