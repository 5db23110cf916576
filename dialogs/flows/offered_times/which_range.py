"""Reads the times in an answer to "which one would you like to move?".

A time that picks a visit is not wished for, so the range asked for earlier stays valid.
"""

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import AskedAbout, Question
from dialogs.flows.offered_times.comparing import compares
from dialogs.flows.offered_times.local_days import (
    MOMENT,
    Span,
    days_offered,
    whole_day,
    without_day,
)
from dialogs.flows.offered_times.pointing import only_points
from dialogs.flows.offered_times.time_words import is_of_time
from dialogs.flows.phrases import POINTING, longest, phrases_of, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent, TimeRange
from dialogs.languages.lexicon import Cue

_NUMBERED = re.compile(r"\s*(\d)\s*[,;:]\s*(?!\d)")
"""Pattern of a list's number before other words: "2, Friday morning"."""

_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.COURTESY})
_ONES = frozenset(
    {
        *("one", "appointment", "visit", "booking", "quello", "quella", "appuntamento", "visita"),
        *("cita", "celui", "celle", "rdv", "termin", "consulta", "marcacao", "der", "den", "das"),
    }
)
"""Words for a visit, beside a part of the day."""

_IDLE = POINTING | {"in", "di", "por", "au", "am", "al", "de", "pela", "alla", "le", "im"}

_PREFERRING = frozenset(
    {
        *("rather", "preferably", "ideally", "better", "preferibilmente", "meglio", "piuttosto"),
        *("mejor", "preferiblemente", "preferentemente", "preference", "plutot", "eher", "lieber"),
        *("liebsten", "preferencia", "melhor", "antes", "mornings", "afternoons", "evenings"),
        *("vormittags", "nachmittags", "morgens", "abends"),
    }
)
"""Words that prefer a part of the day, or wish for it on any day."""

_EVERY_DAY = 3
"""Fewest days for which the same time on each counts as a time without a day."""


def picked_by_time(turn: TurnContext, question: Question) -> tuple[AskedAbout, ...]:
    """Return the listed appointments that a short text points at by day or hour."""
    if not only_points(turn) or _wishes_part(turn):
        return ()
    times = turn.heard.times
    clock = _clock(turn, times)
    return tuple(
        each
        for each in question.about
        if covers(times, each.starts_at)
        or (clock is not None and clock == each.starts_at.astimezone(_zone(turn)).time())
    )


def _wishes_part(turn: TurnContext) -> bool:
    """Return whether a text wishes for a part of the day: "rather in the morning" picks no visit.

    "The morning one" picks a visit, and "in the morning" may.
    """
    spans = tuple((each.start, each.end) for each in turn.heard.times)
    words = said_apart(turn).words
    if not without_day(turn, spans) or not _ONES.isdisjoint(words):
        return False
    if any(longest(words, at, phrases_of(_WISHING)) for at in range(len(words))):
        return True
    return any(
        word in _PREFERRING or (word not in _IDLE and not is_of_time(turn, word)) for word in words
    )


def numbered_before_times(turn: TurnContext) -> int | None:
    """Return the list's number before a time, "2, Friday morning", or None."""
    found = _NUMBERED.match(turn.text)
    number = int(found.group(1)) if found else 0
    question = turn.question
    moves = question is not None and question.then == Intent.RESCHEDULE.value
    listed = question.numbered if question and moves else 0
    return number if turn.heard.times and 0 < number <= listed else None


def said_to_which(
    turn: TurnContext, question: Question, spans: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Return the times that an answer to "which one?" asks for, else the earlier range."""
    if sign := compares(turn):
        return _compared(turn, question, sign) or question.spans
    picked = picked_by_time(turn, question)
    if len(picked) != 1:
        return spans or question.spans
    at = picked[0].starts_at
    if _clock(turn, turn.heard.times) is not None:
        return question.spans
    return tuple(span for span in spans if not _has(span, at)) or question.spans


def _compared(turn: TurnContext, question: Question, sign: int) -> tuple[Span, ...]:
    """Return the times later, or earlier, than all listed visits of one day; else ()."""
    found = (turn.appointment(each) for each in question.about)
    visits: list[Appointment] = [one for one in found if one]
    days = days_offered(turn, (one.starts_at for one in visits))
    if len(days) != 1:
        return ()
    start, end = whole_day(turn, next(iter(days)))
    starts = [one.starts_at for one in visits]
    return ((max(starts) + MOMENT, end),) if sign > 0 else ((start, min(starts)),)


def _clock(turn: TurnContext, times: tuple[TimeRange, ...]) -> time | None:
    """Return the local hour that is named without a day, or None."""
    clocks = {each.start.astimezone(_zone(turn)).time() for each in times}
    plain = len(times) >= _EVERY_DAY and all(each.exact for each in times)
    return clocks.pop() if plain and len(clocks) == 1 else None


def _has(span: Span, at: datetime) -> bool:
    return span[0] == at if span[0] == span[1] else span[0] <= at < span[1]


def _zone(turn: TurnContext) -> ZoneInfo:
    return ZoneInfo(turn.practice.timezone)
