"""Which times a text asks for that is said to a list of times, which has a range of its own."""

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
from dialogs.flows.turn_context import Scene

_SOON = timedelta(days=8)

"""How far beyond the times on offer later ones are."""


_OPEN = as_phrases(
    *("any time", "anytime", "any hour", "all day", "whole day", "whenever", "a qualsiasi ora"),
    *("qualsiasi ora", "tutto il giorno", "quando volete", "a cualquier hora", "cualquier hora"),
    *("todo el dia", "toute la journee", "n importe quelle heure", "a toute heure", "egal wann"),
    *("den ganzen tag", "ganzen tag", "ganztags", "jederzeit", "qualquer hora", "o dia todo"),
    *("qualquer horario", "o dia inteiro"),
)

"""How one leaves the part of the day open."""


def shown_so_far(question: Question) -> tuple[datetime, ...]:
    """Return the starts of the times that were offered, the last list included, UTC."""
    return (*question.shown, *(slot.starts_at for slot in question.slots))


def said_to_list(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times said to a list of times: without a day they are of the days asked for."""
    if sign := compares(scene) or (leans(scene) if _from_visit(scene, listed, spans) else 0):
        return _compared(scene, listed, sign)
    spans = tuple(each for each in spans if not _from_visit(scene, listed, (each,))) or spans
    if not spans:
        return _other_days(scene, listed) if says_other_day(scene) else ()
    if without_day(scene, spans):
        spoken_of = _days_spoken_of(scene, listed)
        ruled_out = spans[-1][0] < spans[-1][1] and refuses_times(scene)
        return (_beside if ruled_out else on_days)(scene, spoken_of, spans[-1])
    if _is_visits_day(scene, listed, spans):
        days = days_offered(scene, (slot.starts_at for slot in listed.slots))
        return listed.spans or tuple(whole_day(scene, day) for day in sorted(days))
    spans = _in_range(scene, listed, spans)
    if all(is_whole_day(scene, span) for span in spans):
        both = tuple(common(one, two) for one in spans for two in listed.spans)
        several = len({day for day, _ in daily(scene, listed.spans)}) > 1
        inside = tuple(span for span in both if several and span[0] < span[1])
        return inside or _in_part_asked(scene, listed, spans)
    return spans


def _beside(scene: Scene, days: Iterable[date], pattern: Span) -> tuple[Span, ...]:
    """Return days without a part of them that is ruled out: "no mornings"."""
    found = []
    for day in days:
        (begins, ends), (start, end) = whole_day(scene, day), *on_days(scene, [day], pattern)
        found += [(begins, start), (end, ends)]
    return tuple(span for span in found if span[0] < span[1])


def _in_part_asked(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return days in the part of the day asked for before: "Tuesday?" after Monday afternoon."""
    zone = ZoneInfo(scene.practice.timezone)
    asked = [part for _, part in daily(scene, listed.spans) if part[0] < part[1]]
    clocks = {tuple(at.astimezone(zone).time() for at in part) for part in asked}
    if len(clocks) != 1 or any(is_whole_day(scene, part) for part in asked) or _any_time(scene):
        return spans
    days = [start.astimezone(zone).date() for start, _ in spans]
    return on_days(scene, days, asked[0])


def days_said(scene: Scene, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the whole days that a text names, where only a part of them is asked for, else ()."""
    spans = tuple((each.start, each.end) for each in scene.heard.times)
    whole = bool(spans) and all(is_whole_day(scene, span) for span in spans)
    part = all(any(s <= a and b <= e for s, e in spans) for a, b in asked)
    return spans if whole and part and set(asked) != set(spans) else ()


def _any_time(scene: Scene) -> bool:
    """Return whether a text leaves the part of the day open: "Tuesday, any time"."""
    words = apart(scene)
    return any(longest(words, at, _OPEN) for at in range(len(words)))


def _in_range(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a day of the week as that day of the range asked for: "Tuesday" of next week."""
    zone = ZoneInfo(scene.practice.timezone)
    days = sorted({day for day, _ in daily(scene, listed.spans)})
    said = {start.astimezone(zone).date() for start, _ in spans}
    alike = [day for day in days if said and day.weekday() == min(said).weekday()]
    if len(said) != 1 or said <= set(days) or not alike or names_date(scene, spans):
        return spans
    ahead = alike[0] - min(said)
    return tuple((days_on(start, ahead, zone), days_on(end, ahead, zone)) for start, end in spans)


def _from_visit(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> bool:
    """Return whether times are those of one day before or after the visit that is moved.

    As such "rather later" is understood, and said to a list it compares with the list.
    """
    visit = next((scene.appointment(each) for each in listed.about), None)
    if visit is None or len(spans) != 1:
        return False
    start, end = spans[0]
    return visit.starts_at in {start, end} and end - start < DAY


def _is_visits_day(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> bool:
    """Return whether times are the day of the visit only since the text names none: "that day"."""
    visit = next((scene.appointment(each) for each in listed.about), None)
    if visit is None or len(spans) != 1 or names_day(scene):
        return False
    return is_whole_day(scene, spans[0]) and spans[0][0] <= visit.starts_at < spans[0][1]


def _compared(scene: Scene, listed: Question, sign: int) -> tuple[Span, ...]:
    """Return what is later or earlier than all that is on offer.

    That is another hour of the days asked for; where any day was, it is another day.
    """
    zone = ZoneInfo(scene.practice.timezone)
    local = sorted(slot.starts_at.astimezone(zone) for slot in listed.slots)
    if not listed.spans and local[0].date() != local[-1].date():
        after = local[-1] + MOMENT, local[-1] + _SOON
        return (after,) if sign > 0 else ((scene.now, local[0]),)
    clocks = [at.time() for at in local]
    days = (whole_day(scene, day) for day in _days_spoken_of(scene, listed))
    return tuple(
        (datetime.combine(start, max(clocks), zone) + MOMENT, end)
        if sign > 0
        else (start, datetime.combine(start, min(clocks), zone))
        for start, end in days
    )


def _days_spoken_of(scene: Scene, listed: Question) -> tuple[date, ...]:
    """Return the days asked for and those on offer; only these where a range has many."""
    asked = {day for day, _ in daily(scene, listed.spans)}
    offered = days_offered(scene, (slot.starts_at for slot in listed.slots))
    few = len(asked) < _MOST_DAYS
    return tuple(sorted(asked | offered if few else offered))


def _other_days(scene: Scene, listed: Question) -> tuple[Span, ...]:
    """Return what is left of a range on the days that nothing was offered of; () for any day."""
    offered = days_offered(scene, shown_so_far(listed))
    return tuple(part for day, part in daily(scene, listed.spans) if day not in offered)
