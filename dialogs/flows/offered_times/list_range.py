"""Finds the times that an answer to a list of times asks for, in view of the list's range."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.conversation import Question
from dialogs.flows.offered_times.comparing import compares, leans
from dialogs.flows.offered_times.local_days import (
    _MOST_DAYS,
    DAY,
    MOMENT,
    Span,
    common,
    daily,
    days_offered,
    days_on,
    is_whole_day,
    on_days,
    whole_day,
    without_day,
)
from dialogs.flows.offered_times.pointing import names_date, names_day, says_other_day
from dialogs.flows.offered_times.refused_times import refuses_times
from dialogs.flows.phrases import apart, as_phrases, longest
from dialogs.flows.turn_context import TurnContext

_SOON = timedelta(days=8)

"""Length of the range after the times on offer, for a wish for later times."""


_OPEN = as_phrases(
    *("any time", "anytime", "any hour", "all day", "whole day", "whenever", "a qualsiasi ora"),
    *("qualsiasi ora", "tutto il giorno", "quando volete", "a cualquier hora", "cualquier hora"),
    *("todo el dia", "toute la journee", "n importe quelle heure", "a toute heure", "egal wann"),
    *("den ganzen tag", "ganzen tag", "ganztags", "jederzeit", "qualquer hora", "o dia todo"),
    *("qualquer horario", "o dia inteiro"),
)

"""Phrases that leave the part of the day open."""


def shown_so_far(question: Question) -> tuple[datetime, ...]:
    """Return the starts of all offered times, the last list included, UTC."""
    return (*question.shown, *(slot.starts_at for slot in question.slots))


def said_to_list(turn: TurnContext, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the times that an answer to a list asks for; without a day, on the list's days."""
    if cue := compares(turn) or (leans(turn) if _from_visit(turn, listed, spans) else 0):
        return _compared(turn, listed, cue)
    spans = tuple(each for each in spans if not _from_visit(turn, listed, (each,))) or spans
    if not spans:
        return _other_days(turn, listed) if says_other_day(turn) else ()
    if without_day(turn, spans):
        spoken_of = _days_spoken_of(turn, listed)
        ruled_out = spans[-1][0] < spans[-1][1] and refuses_times(turn)
        return (_beside if ruled_out else on_days)(turn, spoken_of, spans[-1])
    if _is_visits_day(turn, listed, spans):
        days = days_offered(turn, (slot.starts_at for slot in listed.slots))
        return listed.spans or tuple(whole_day(turn, day) for day in sorted(days))
    spans = _in_range(turn, listed, spans)
    if all(is_whole_day(turn, span) for span in spans):
        both = tuple(common(one, two) for one in spans for two in listed.spans)
        several = len({day for day, _ in daily(turn, listed.spans)}) > 1
        inside = tuple(span for span in both if several and span[0] < span[1])
        return inside or _in_part_asked(turn, listed, spans)
    return spans


def _beside(turn: TurnContext, days: Iterable[date], pattern: Span) -> tuple[Span, ...]:
    """Return days without an excluded part: "no mornings"."""
    found = []
    for day in days:
        (begins, ends), (start, end) = whole_day(turn, day), *on_days(turn, [day], pattern)
        found += [(begins, start), (end, ends)]
    return tuple(span for span in found if span[0] < span[1])


def _in_part_asked(
    turn: TurnContext, listed: Question, spans: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Return days, cut to the part of the day asked for earlier: "Tuesday?" after an afternoon."""
    zone = ZoneInfo(turn.practice.timezone)
    asked = [part for _, part in daily(turn, listed.spans) if part[0] < part[1]]
    clocks = {tuple(at.astimezone(zone).time() for at in part) for part in asked}
    if len(clocks) != 1 or any(is_whole_day(turn, part) for part in asked) or _any_time(turn):
        return spans
    days = [start.astimezone(zone).date() for start, _ in spans]
    return on_days(turn, days, asked[0])


def days_said(turn: TurnContext, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the whole days that a text names if only a part of them is asked for, else ()."""
    spans = tuple((each.start, each.end) for each in turn.heard.times)
    whole = bool(spans) and all(is_whole_day(turn, span) for span in spans)
    part = all(any(s <= a and b <= e for s, e in spans) for a, b in asked)
    return spans if whole and part and set(asked) != set(spans) else ()


def _any_time(turn: TurnContext) -> bool:
    """Return whether a text leaves the part of the day open: "Tuesday, any time"."""
    words = apart(turn)
    return any(longest(words, at, _OPEN) for at in range(len(words)))


def _in_range(turn: TurnContext, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a weekday as the same weekday of the list's range: "Tuesday" of next week."""
    zone = ZoneInfo(turn.practice.timezone)
    days = sorted({day for day, _ in daily(turn, listed.spans)})
    said = {start.astimezone(zone).date() for start, _ in spans}
    alike = [day for day in days if said and day.weekday() == min(said).weekday()]
    if len(said) != 1 or said <= set(days) or not alike or names_date(turn, spans):
        return spans
    ahead = alike[0] - min(said)
    return tuple((days_on(start, ahead, zone), days_on(end, ahead, zone)) for start, end in spans)


def _from_visit(turn: TurnContext, listed: Question, spans: tuple[Span, ...]) -> bool:
    """Return whether times are part of a day, up to or from the start of the visit to move.

    "Rather later" is understood as such times; after a list it is compared with the list.
    """
    visit = next((turn.appointment(each) for each in listed.about), None)
    if visit is None or len(spans) != 1:
        return False
    start, end = spans[0]
    return visit.starts_at in {start, end} and end - start < DAY


def _is_visits_day(turn: TurnContext, listed: Question, spans: tuple[Span, ...]) -> bool:
    """Return whether the times are the visit's day only because the text names none: "that day"."""
    visit = next((turn.appointment(each) for each in listed.about), None)
    if visit is None or len(spans) != 1 or names_day(turn):
        return False
    return is_whole_day(turn, spans[0]) and spans[0][0] <= visit.starts_at < spans[0][1]


def _compared(turn: TurnContext, listed: Question, cue: int) -> tuple[Span, ...]:
    """Return the times later or earlier than all on offer.

    These are other hours of the days asked for; if any day was asked for, other days.
    """
    zone = ZoneInfo(turn.practice.timezone)
    local = sorted(slot.starts_at.astimezone(zone) for slot in listed.slots)
    if not listed.spans and local[0].date() != local[-1].date():
        after = local[-1] + MOMENT, local[-1] + _SOON
        return (after,) if cue > 0 else ((turn.now, local[0]),)
    clocks = [at.time() for at in local]
    days = (whole_day(turn, day) for day in _days_spoken_of(turn, listed))
    return tuple(
        (datetime.combine(start, max(clocks), zone) + MOMENT, end)
        if cue > 0
        else (start, datetime.combine(start, min(clocks), zone))
        for start, end in days
    )


def _days_spoken_of(turn: TurnContext, listed: Question) -> tuple[date, ...]:
    """Return the days asked for and the days on offer; only the latter for a long range."""
    asked = {day for day, _ in daily(turn, listed.spans)}
    offered = days_offered(turn, (slot.starts_at for slot in listed.slots))
    few = len(asked) < _MOST_DAYS
    return tuple(sorted(asked | offered if few else offered))


def _other_days(turn: TurnContext, listed: Question) -> tuple[Span, ...]:
    """Return the parts of a range on days without offers so far; () for any day."""
    offered = days_offered(turn, shown_so_far(listed))
    return tuple(part for day, part in daily(turn, listed.spans) if day not in offered)
