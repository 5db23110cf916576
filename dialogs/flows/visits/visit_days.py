"""Finds visits by the day or the time that a text names: "the Friday one", "not Friday"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment, Slot
from dialogs.conversation import Asked
from dialogs.flows.offered_times.pointing import only_points
from dialogs.flows.phrases import (
    apart,
    left_over,
    longest,
    phrases_of,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_words import CANCELS, EXCEPT, OTHER
from dialogs.intents import TimeRange
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times.terms import TermRole

_LINKS = frozenset(
    {
        *("on", "of", "for", "s", "di", "del", "della", "de", "la", "le", "du", "am", "vom", "von"),
        *("do", "da", "na", "d", "dem", "el"),
    }
)

"""Words between a pointing word and the day: "la del viernes", "der am Freitag"."""

_POINTERS = frozenset(
    {
        *("one", "appointment", "visit", "booking", "slot", "quello", "quella", "appuntamento"),
        *("visita", "la", "el", "cita", "hora", "turno", "celui", "celle", "rdv", "vous", "seance"),
        *("der", "den", "das", "dem", "termin", "a", "o", "consulta", "marcacao", "sessao"),
    }
)

"""Words for a visit before its day."""

_BEHIND = frozenset({"one", "s", "appointment", "visit", "booking", "slot", "appt"})

"""Words after a day that make it a visit: "the Friday one", "Friday's"."""

_BEFORE_DATE = _LINKS | {"the", "den", "le", "il", "dia", "giorno", "jour", "das"}
"""Words between a word for a visit and its date."""
_DATE = re.compile(r"(\d{1,2})(st|nd|rd|th|er|o|a)?")
_SHORTEST = 4

"""Fewest letters of a weekday: "do" and "mar" are other words too."""

_KEEPING = frozenset({Cue.STAY, Cue.KEEP})

_REFUSING = CANCELS | {Cue.CANNOT, Cue.CANT, Cue.UNSUITED}

_OF_DAYS = frozenset(
    {TermRole.WEEKDAY, TermRole.MONTH, TermRole.DAY, TermRole.WEEK, TermRole.WEEKEND}
    | {TermRole.HOLIDAY, TermRole.FEAST}
)
_MINUTES = frozenset({"00", "15", "30", "45"})
_REACH = 2

"""Distance back from a day to a "not" that negates it."""


def named_day(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text names by its day, "the Friday one", or None."""
    words, ahead = apart(turn), turn.ahead
    if not names_day_plainly(turn):
        return None
    found = {
        one.id: one
        for at, word in enumerate(words)
        if _points(words, at)
        for one in on_weekday(turn, ahead, word)
    } | {one.id: one for one in _of_date(turn, words)}
    return next(iter(found.values())) if len(found) == 1 else None


def _of_date(turn: TurnContext, words: Sequence[str]) -> tuple[Appointment, ...]:
    """Return the visits that a text names by their day of the month: "the one on the 10th".

    A number right behind the word for a visit may be one of a list: "la 2".
    """
    zone = ZoneInfo(turn.practice.timezone)
    named = set[int]()
    for at, word in enumerate(words):
        number = _DATE.fullmatch(word)
        start = at
        while start > 0 and words[start - 1] in _BEFORE_DATE:
            start -= 1
        if number and 0 < start < at and words[start - 1] in _POINTERS:
            named.add(int(number[1]))
    return tuple(one for one in turn.ahead if _local(one, zone).day in named)


def points_from_list(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text names while times for another are on offer, or None.

    "The Friday one" may be an offered time; it is a visit if no offered time is on that day.
    """
    question = turn.question
    if question is None or question.asked is not Asked.SLOTS or question.wish is not None:
        return None
    visit = named_day(turn) if len(turn.ahead) > 1 and only_points(turn) else None
    if visit is None or not question.about:
        return None
    zone = ZoneInfo(turn.practice.timezone)
    days = {slot.starts_at.astimezone(zone).date() for slot in question.slots}
    return None if _local(visit, zone) in days else visit


def on_named_days(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits on the weekdays that a text names, each the only one of its weekday."""
    found = (on_weekday(turn, turn.ahead, word) for word in apart(turn))
    return tuple(dict.fromkeys(day[0] for day in found if len(day) == 1))


def names_other_day(turn: TurnContext, visits: tuple[Appointment, ...]) -> bool:
    """Return whether a text names weekdays, and none of them is a visit's."""
    named = [word for word in apart(turn) if word in weekdays()]
    known = (*visits, *turn.ahead)
    return bool(named) and not any(on_weekday(turn, known, word) for word in named)


def at_hour(turn: TurnContext, meant: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
    """Return the visits at the hour of one, if a text names that hour and no day; else ().

    "The 10 o'clock one" may be on any day on which one is at ten.
    """
    times = turn.heard.times
    if len(meant) != 1 or len(times) != 1 or not times[0].exact or on_named_days(turn):
        return ()
    zone = ZoneInfo(turn.practice.timezone)
    clock = meant[0].starts_at.astimezone(zone).time()
    found = tuple(a for a in turn.ahead if a.starts_at.astimezone(zone).time() == clock)
    return found if len(found) > 1 and not _names_date(turn) else ()


def _names_date(turn: TurnContext) -> bool:
    """Return whether a text has a word for a day, or a number beside that of the hour."""
    words, opening = apart(turn), lexicons()[turn.heard.locale].terms.opening
    numbers = [word for word in words if word[0].isdigit() and word not in _MINUTES]
    return len(numbers) > 1 or any(
        each.role in _OF_DAYS and tuple(words[at : at + len(each.words)]) == each.words
        for at, word in enumerate(words)
        for each in opening.get(word, ())
    )


def names_day_plainly(turn: TurnContext) -> bool:
    """Return whether no word excludes or keeps a day: "not Friday", "keep Friday's"."""
    words = apart(turn)
    if any((word,) in OTHER for word in words) or longest_of(words, _KEEPING):
        return False
    left = left_over(words, _REFUSING)
    days = weekdays()
    return not any(
        word in days and any((each,) in EXCEPT for each in left[max(0, at - _REACH) : at])
        for at, word in enumerate(left)
    )


def longest_of(words: tuple[str, ...], cues: frozenset[Cue]) -> bool:
    """Return whether a text has a phrase with one of some cues."""
    return any(longest(words, at, phrases_of(cues)) for at in range(len(words)))


def on_weekday(
    turn: TurnContext, visits: tuple[Appointment, ...], word: str
) -> tuple[Appointment, ...]:
    """Return the visits on the weekday that a word names."""
    weekday = weekdays().get(word)
    if weekday is None:
        return ()
    zone = ZoneInfo(turn.practice.timezone)
    return tuple(one for one in visits if _local(one, zone).weekday() == weekday)


def on_day(
    turn: TurnContext, visits: tuple[Appointment, ...], word: str
) -> tuple[Appointment, ...]:
    """Return the visits on the weekday that a word names, also in the language's short form.

    "Mi" is Wednesday in German and "my" in Spanish, so callers need to know every word around it.
    """
    return tuple(one for one in visits if is_on(turn, one.starts_at, word))


def slots_on_day(turn: TurnContext, slots: tuple[Slot, ...], word: str) -> tuple[Slot, ...]:
    """Return the offered times on the weekday that a word names; see `on_day`."""
    return tuple(slot for slot in slots if is_on(turn, slot.starts_at, word))


def is_on(turn: TurnContext, moment: datetime, word: str) -> bool:
    """Return whether a word names the weekday of a moment (UTC)."""
    weekday = weekdays().get(word, _short(turn.heard.locale).get(word))
    return moment.astimezone(ZoneInfo(turn.practice.timezone)).weekday() == weekday


@cache
def _short(locale: str) -> dict[str, int]:
    """Return the weekdays of a language, short forms included, as numbers; 0 is Monday."""
    read = lexicons().get(locale)
    return {
        term.words[0]: term.value
        for terms in (read.terms.opening.values() if read else ())
        for term in terms
        if term.role is TermRole.WEEKDAY and len(term.words) == 1 and isinstance(term.value, int)
    }


def _local(visit: Appointment, zone: ZoneInfo) -> date:
    return visit.starts_at.astimezone(zone).date()


def _points(words: tuple[str, ...], at: int) -> bool:
    """Return whether a word is a weekday, and the words around it point at a visit."""
    if words[at] not in weekdays():
        return False
    if words[at + 1 : at + 2] and words[at + 1] in _BEHIND:
        return True
    before = list(_before(words, at))
    linked = len(before) > 1 or (before and before[0] in {"der", "den", "das"})
    return bool(linked) and before[-1] in _POINTERS


def _before(words: tuple[str, ...], at: int) -> Iterator[str]:
    """Yield the words before a day, back to the first that is no link, inclusive."""
    for back in range(at - 1, max(-1, at - 4), -1):
        yield words[back]
        if words[back] not in _LINKS or words[back] in {"la", "el"}:
            return


@cache
def weekdays() -> dict[str, int]:
    """Return the weekdays in every language as numbers, without short forms; 0 is Monday."""
    return {
        term.words[0]: term.value
        for read in lexicons().values()
        for terms in read.terms.opening.values()
        for term in terms
        if term.role is TermRole.WEEKDAY
        and len(term.words) == 1
        and len(term.words[0]) >= _SHORTEST
        and isinstance(term.value, int)
    }


def covers(times: tuple[TimeRange, ...], moment: datetime) -> bool:
    """Return whether one of some times is a moment, or is a span that contains it."""
    return any(t.start == moment if t.exact else t.start <= moment < t.end for t in times)
