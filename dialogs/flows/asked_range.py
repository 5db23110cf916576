"""The range of times that a client asks for, seen from what was asked for and offered before.

A range stays asked for over every "others" and "none of these" until another one takes its place;
what is said to a list of times is said of that range: "mornings" of the week that is on offer.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from calendar_store.statuses import WaitingStatus
from dialogs.conversation import Asked, Question
from dialogs.flows.no_such_day import days_near, no_such_day
from dialogs.flows.phrases import left_over, said_apart
from dialogs.flows.pointing import (
    compares,
    leans,
    names_date,
    names_day,
    says_another_day,
    says_other_day,
    wants_other_hour,
)
from dialogs.flows.purpose import Purpose
from dialogs.flows.scene import Scene
from dialogs.intents import Intent, TimeRange
from dialogs.lexicon import Sign, lexicons

Span = tuple[datetime, datetime]

_OFFERING = frozenset({Asked.SLOTS, Asked.WHEN})
_DAY, _MOMENT = timedelta(days=1), timedelta(minutes=1)

_SOON = timedelta(days=8)
"""How far beyond the times on offer later ones are."""

_BUT = frozenset({Sign.BUT})
_ASKING = frozenset({Sign.ASK, Sign.MOVE, Sign.COURTESY, Sign.THANKS})
_MAY_ASK = frozenset({Intent.UNCLEAR, Intent.AGENDA})
_COMING = frozenset(
    {
        *("i", "it", "we", "be", "come", "that", "can", "could", "have", "you", "me", "move"),
        *("venire", "vengo", "possiamo", "potrei", "essere", "avete", "c", "e", "si", "puo"),
        *("qualcosa", "ich", "kann", "konnte", "koennte", "kommen", "es", "geht", "ginge", "was"),
        *("etwas", "puedo", "podria", "venir", "ir", "ser", "puede", "tienen", "algo", "je"),
        *("peux", "pourrais", "c", "est", "possible", "avez", "vous", "auriez", "vir", "poderia"),
        *("pode", "posso", "tem", "alguma", "coisa", "something", "anything"),
    }
)
"""Words of coming and of asking for a time."""

_EACH_DAY = 8
"""From how many days on the same time of each is a time without a day, and not one of a week."""

_DAYS_ON = 15
"""How many days are looked at for who asks for another day."""

_MOST_DAYS = 31
"""How many days of a range are looked at one by one."""


def asked_spans(scene: Scene) -> tuple[Span, ...]:
    """Return the times that the client asks for now, or asked for before we asked something.

    A list of times that is open has its own range, which only MORE goes on with.
    """
    if (none := no_such_day(scene)) is not None:
        return days_near(scene, none)
    question = scene.question
    spans = _beside_visit(scene, tuple((t.start, t.end) for t in scene.heard.times))
    spans = _on_another_day(scene, spans)
    if question is None:
        return spans
    if question.asked is Asked.SLOTS:
        return _said_to_list(scene, question, spans)
    if spans:
        return spans
    if question.asked is Asked.OFFER:
        return _waited_for(scene, question)
    return question.spans if question.asked not in _OFFERING else ()


def _beside_visit(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without what is not later, or earlier, than the visit of that day.

    "Something later on Thursday afternoon" is later than Thursday's visit.
    """
    sign = wants_other_hour(scene)
    visits = [a.starts_at for a in scene.ahead if any(s <= a.starts_at < e for s, e in spans)]
    listed = scene.question is not None and scene.question.asked is Asked.SLOTS
    if not sign or len(visits) != 1 or listed:
        return spans
    at = visits[0]
    cut = (
        ((max(start, at + _MOMENT), end) if sign > 0 else (start, min(end, at)))
        if start <= at < end and end - start <= _DAY
        else (start, end)
        for start, end in spans
    )
    return tuple(span for span in cut if span[0] < span[1] or span in spans)


def _on_another_day(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times of the day of a visit as those of other days, for who asks for another day."""
    listed = scene.question is not None and scene.question.asked is not Asked.REMINDER
    days = days_offered(scene, (start for start, _ in spans))
    visits = days_offered(scene, (one.starts_at for one in scene.ahead))
    if listed or len(days) != 1 or not days <= visits or not says_another_day(scene):
        return spans
    parts = [span for span in spans if not _is_whole_day(scene, span)]
    today = scene.now.astimezone(ZoneInfo(scene.practice.timezone)).date()
    others = [day for n in range(_DAYS_ON) if (day := today + n * _DAY) not in days]
    if not parts:
        return tuple(whole_day(scene, day) for day in others)
    return _on_days(scene, others, parts[-1])


def asks_other_hour(scene: Scene) -> bool:
    """Return whether a question names the day of a visit and another hour: "later that day?".

    Every word has to be of times or of coming: "can I eat earlier that day?" is another question.
    """
    said, heard = said_apart(scene), scene.heard
    listed = scene.question is not None and scene.question.asked is not Asked.REMINDER
    if heard.intent not in _MAY_ASK or heard.hint or listed or "?" not in said.marks:
        return False
    if not wants_other_hour(scene) or not (names_day(scene) or says_other_day(scene)):
        return False
    buts = left_over(said.words, _BUT)
    if heard.intent is Intent.AGENDA and len(buts) == len(said.words):
        return False  # "is it later on Thursday?"
    if any(word not in _times_and_coming() for word in left_over(buts, _ASKING)):
        return False
    days = days_offered(scene, (t.start for t in heard.times))
    visits = days_offered(scene, (one.starts_at for one in scene.ahead))
    return len(days) == 1 and days <= visits


@cache
def _times_and_coming() -> frozenset[str]:
    """Return the words of times in every language, and those of coming."""
    return _COMING.union(*(read.terms.vocabulary for read in lexicons().values()))


def range_spoken_of(scene: Scene) -> tuple[Span, ...]:
    """Return the times asked for now, or those of the list that is open or was used up."""
    question = scene.question
    kept = question.spans if question and question.asked in _OFFERING else ()
    return asked_spans(scene) or kept


def shown_so_far(question: Question) -> tuple[datetime, ...]:
    """Return the starts of the times that were offered, the last list included, UTC."""
    return (*question.shown, *(slot.starts_at for slot in question.slots))


def not_again(scene: Scene, purpose: Purpose, asked: tuple[Span, ...]) -> tuple[datetime, ...]:
    """Return the starts of times that were offered and are not offered again at once, UTC.

    To who asks for the same range that is all that was offered, to who asks for another the last
    list; a time named exactly is offered whatever was before.
    """
    question = scene.question
    if question is None or question.asked not in {Asked.SLOTS, Asked.OFFER}:
        return ()
    ids = [[each.appointment_id for each in about] for about in (question.about, purpose.about)]
    if ids[0] != ids[1]:
        return ()
    same = not asked or set(asked) == set(question.spans)
    shown = shown_so_far(question) if same else tuple(s.starts_at for s in question.slots)
    exact = {start for start, end in asked if start == end}
    return tuple(at for at in shown if at not in exact)


def days_offered(scene: Scene, moments: Iterable[datetime]) -> frozenset[date]:
    """Return the local days of some moments."""
    zone = ZoneInfo(scene.practice.timezone)
    return frozenset(moment.astimezone(zone).date() for moment in moments)


def whole_day(scene: Scene, day: date) -> Span:
    """Return a local day from midnight to midnight."""
    zone = ZoneInfo(scene.practice.timezone)
    return datetime.combine(day, time(0), zone), datetime.combine(day + _DAY, time(0), zone)


def _said_to_list(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times said to a list of times: without a day they are of the days asked for."""
    if sign := compares(scene) or (leans(scene) if _from_visit(scene, listed, spans) else 0):
        return _compared(scene, listed, sign)
    if not spans:
        return _other_days(scene, listed) if says_other_day(scene) else ()
    if _without_day(scene, spans):
        return _on_days(scene, _days_spoken_of(scene, listed), spans[-1])
    if _is_visits_day(scene, listed, spans):
        days = days_offered(scene, (slot.starts_at for slot in listed.slots))
        return listed.spans or tuple(whole_day(scene, day) for day in sorted(days))
    spans = _in_range(scene, listed, spans)
    if all(_is_whole_day(scene, span) for span in spans):
        both = tuple(_common(one, two) for one in spans for two in listed.spans)
        several = len({day for day, _ in _daily(scene, listed.spans)}) > 1
        return tuple(span for span in both if several and span[0] < span[1]) or spans
    return spans


def _in_range(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a day of the week as that day of the range asked for: "Tuesday" of next week."""
    zone = ZoneInfo(scene.practice.timezone)
    days = sorted({day for day, _ in _daily(scene, listed.spans)})
    said = {start.astimezone(zone).date() for start, _ in spans}
    alike = [day for day in days if said and day.weekday() == min(said).weekday()]
    if len(said) != 1 or said <= set(days) or not alike or names_date(scene):
        return spans
    ahead = alike[0] - min(said)
    return tuple((_days_on(start, ahead, zone), _days_on(end, ahead, zone)) for start, end in spans)


def _days_on(moment: datetime, ahead: timedelta, zone: ZoneInfo) -> datetime:
    """Return the same local time some days on."""
    local = moment.astimezone(zone)
    return datetime.combine(local.date() + ahead, local.time(), zone)


def _from_visit(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> bool:
    """Return whether times are those of one day before or after the visit that is moved.

    As such "rather later" is understood, and said to a list it compares with the list.
    """
    visit = next((scene.appointment(each) for each in listed.about), None)
    if visit is None or len(spans) != 1:
        return False
    start, end = spans[0]
    return visit.starts_at in {start, end} and end - start < _DAY


def _is_visits_day(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> bool:
    """Return whether times are the day of the visit only since the text names none: "that day"."""
    visit = next((scene.appointment(each) for each in listed.about), None)
    if visit is None or len(spans) != 1 or names_day(scene):
        return False
    return _is_whole_day(scene, spans[0]) and spans[0][0] <= visit.starts_at < spans[0][1]


def _compared(scene: Scene, listed: Question, sign: int) -> tuple[Span, ...]:
    """Return what is later or earlier than all that is on offer.

    That is another hour of the days asked for; where any day was, it is another day.
    """
    zone = ZoneInfo(scene.practice.timezone)
    local = sorted(slot.starts_at.astimezone(zone) for slot in listed.slots)
    if not listed.spans and local[0].date() != local[-1].date():
        after = local[-1] + _MOMENT, local[-1] + _SOON
        return (after,) if sign > 0 else ((scene.now, local[0]),)
    clocks = [at.time() for at in local]
    days = (whole_day(scene, day) for day in _days_spoken_of(scene, listed))
    return tuple(
        (datetime.combine(start, max(clocks), zone) + _MOMENT, end)
        if sign > 0
        else (start, datetime.combine(start, min(clocks), zone))
        for start, end in days
    )


def bounds_one_day(scene: Scene, times: TimeRange) -> bool:
    """Return whether a range is a day or a part of it, and not "after four" or a week."""
    zone = ZoneInfo(scene.practice.timezone)
    start, end = (at.astimezone(zone) for at in (times.start, times.end))
    day = whole_day(scene, start.date())
    open_ended = (start.time() == time(0)) != (end.time() == time(0))
    return end <= day[1] and not open_ended


def _without_day(scene: Scene, spans: tuple[Span, ...]) -> bool:
    """Return whether times are the same time of each day to come: "after four", "mornings"."""
    zone = ZoneInfo(scene.practice.timezone)
    # of today there may be less left
    clocks = {tuple(at.astimezone(zone).time() for at in span) for span in spans[1:]}
    return len(spans) >= _EACH_DAY and len(clocks) == 1


def _days_spoken_of(scene: Scene, listed: Question) -> tuple[date, ...]:
    """Return the days asked for and those on offer; only these where a range has many."""
    asked = {day for day, _ in _daily(scene, listed.spans)}
    offered = days_offered(scene, (slot.starts_at for slot in listed.slots))
    few = len(asked) < _MOST_DAYS
    return tuple(sorted(asked | offered if few else offered))


def _on_days(scene: Scene, days: Iterable[date], pattern: Span) -> tuple[Span, ...]:
    """Return a time of the day on some days."""
    zone = ZoneInfo(scene.practice.timezone)
    start, end = (at.astimezone(zone) for at in pattern)
    whole = end.date() - start.date()
    return tuple(
        (
            datetime.combine(day, start.time(), zone),
            datetime.combine(day + whole, end.time(), zone),
        )
        for day in days
    )


def _is_whole_day(scene: Scene, span: Span) -> bool:
    day = span[0].astimezone(ZoneInfo(scene.practice.timezone)).date()
    return span == whole_day(scene, day)


def _common(one: Span, two: Span) -> Span:
    return max(one[0], two[0]), min(one[1], two[1])


def _daily(scene: Scene, spans: tuple[Span, ...]) -> Iterator[tuple[date, Span]]:
    """Yield the parts of spans by local day, so many days of each at most."""
    zone = ZoneInfo(scene.practice.timezone)
    for start, end in spans:
        day = start.astimezone(zone).date()
        for _ in range(_MOST_DAYS):
            part = _common((start, end), whole_day(scene, day))
            if part[0] >= part[1] and start != end:
                break
            yield day, part
            day += _DAY
            if start == end:
                break


def _other_days(scene: Scene, listed: Question) -> tuple[Span, ...]:
    """Return what is left of a range on the days that nothing was offered of; () for any day."""
    offered = days_offered(scene, shown_so_far(listed))
    return tuple(part for day, part in _daily(scene, listed.spans) if day not in offered)


def _waited_for(scene: Scene, question: Question) -> tuple[Span, ...]:
    """Return what was waited for by whom a freed time is offered."""
    instead = next((each.appointment_id for each in question.about), None)
    entries = scene.context.waiting
    offered = {e.client_id for e in entries if e.status is WaitingStatus.OFFERED}
    return tuple(
        (entry.starts_at, entry.ends_at)
        for entry in entries
        if entry.appointment_id == instead and entry.client_id in offered
    )
