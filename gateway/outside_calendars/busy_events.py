"""The busy times of an iCalendar file (RFC 5545); pure, and without what its events are about.

Titles, places and people are taken out before the file is parsed: nothing of them is kept, and a
calendar of many years is read in a fraction of the time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from calendar_store.model import local_time
from calendar_store.model.availability import Span
from calendar_store.model.busy_days import by_days
from calendar_store.model.reason_codes import ReasonCode
from gateway.outside_calendars.trouble import NotRead

MOST_EVENTS = 10_000
"""Most events that may concern the days ahead."""
MOST_TIMES = 5_000
"""Most busy times of the days ahead."""
_DAY = timedelta(days=1)
_FOLD = re.compile(rb"\r?\n[ \t]")
_LINE = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_OF_ZONES = frozenset({"TZID", "TZOFFSETTO", "DTSTART"})
"""What a time zone has at least; one without is as good as none."""
_DATE = re.compile(r":(\d{8})")
_OF_EVENTS = frozenset(
    {
        *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
        *("SEQUENCE", "STATUS", "TRANSP", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS"),
    }
)
"""The properties of events that say when somebody is busy."""
_REPEATED = frozenset({"RRULE", "RDATE", "DURATION"})
"""With one of these an event may end on a later day than its lines name."""
_MARGIN = timedelta(days=2)
"""Around days: no zone is further from another one."""
_LISTS = frozenset({"RDATE", "EXDATE", "RRULE"})
_FAR = re.compile(r":[3-9]\d{3}(\d{4})")
"""A day in a year from 3000 on: "for ever", with which libraries cannot calculate."""


@dataclass(frozen=True, slots=True)
class BusyQuestion:
    """What is asked of a calendar.

    Attributes:
        zone: the practice's time zone, in which days are counted and floating times meant.
        since: start of the days, UTC; a local midnight.
        until: end of the days, UTC; a local midnight.
        practice_id: events of this practice's own feeds are no busy times.
        mine: email addresses of the practitioner: what they have declined is no busy time.
    """

    zone: str
    since: datetime
    until: datetime
    practice_id: int
    mine: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the question in a form that `of_json` reads."""
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Self:
        """Return the question of `as_json`."""
        times = {name: datetime.fromisoformat(value[name]) for name in ("since", "until")}
        return cls(**(value | times | {"mine": tuple(value["mine"])}))


@dataclass(slots=True)
class _Component:
    """An event or a time zone of the file: its lines, and the names of its properties."""

    lines: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    first_day: str = ""
    last_day: str = ""
    uid: str = ""

    def add(self, name: str, line: str) -> None:
        value = line.partition(":")[2]
        if name in _LISTS and not value.strip():
            # some programs write a list of nothing, which is no list
            return
        if name == "DTEND":
            line = _FAR.sub(r":2999\1", line)
        elif name == "UID":
            self.uid = value
        self.lines.append(line)
        self.names.add(name)
        if name in {"DTSTART", "DTEND"} and (found := _DATE.search(line)):
            self.last_day = max(self.last_day, found[1])
            self.first_day = found[1] if name == "DTSTART" else self.first_day

    def concerns(self, earliest: str, latest: str) -> bool:
        """Tell whether an event may be on some days, from "20260112" to "20270214"."""
        if "DTSTART" not in self.names:
            return False
        if "RECURRENCE-ID" in self.names or not self.first_day:
            # wherever it is now, it is not any more where it was; what has no day is not guessed
            return True
        repeats = self.names & _REPEATED
        return self.first_day <= latest and (bool(repeats) or self.last_day >= earliest)


def busy_times(content: bytes, question: BusyQuestion) -> list[Span]:
    """Return when somebody is busy, as `by_days` cuts it.

    Args:
        content: the file.
        question: the days, the zone and whose calendar it is.

    Raises:
        NotRead: if it is no whole iCalendar file, or has too many events or busy times.
    """
    zone = ZoneInfo(question.zone)
    spans = []
    for event in _occurrences(_essence(content, question), question):
        if not _is_busy(event, question.mine):
            continue
        span = _span(event, zone)
        if span is not None:
            spans.append(span)
    found = by_days(spans, zone, question.since, question.until)
    if len(found) > MOST_TIMES:
        raise NotRead(ReasonCode.OUTSIDE_TOO_MANY_TIMES, most=MOST_TIMES)
    return found


def _occurrences(text: str, question: BusyQuestion) -> list[Event]:
    """Return the events of the days, each of a repeated one by itself."""
    try:
        calendar = Calendar.from_ical(text)
        asked = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=False)
        return list(asked.between(question.since - _MARGIN, question.until + _MARGIN))
    except (RecursionError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (libraries raise many kinds of errors for what is not valid)
        raise NotRead(ReasonCode.OUTSIDE_BROKEN) from None


def _essence(content: bytes, question: BusyQuestion) -> str:
    """Return the file with time zones and events alone, of which only the times are left."""
    own = re.compile(rf"\d+\.{question.practice_id}@")
    days = (question.since - _MARGIN - _DAY, question.until + _MARGIN)
    earliest, latest = (f"{day:%Y%m%d}" for day in days)
    zones, events = [], []
    for kind, one in _components(content):
        if kind == "VTIMEZONE":
            zones += one.lines if one.names >= _OF_ZONES else []
        elif one.concerns(earliest, latest) and not own.match(one.uid):
            events.append(one)
    if len(events) > MOST_EVENTS:
        raise NotRead(ReasonCode.OUTSIDE_TOO_MANY_EVENTS, most=MOST_EVENTS)
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Textback//Busy times//EN")
    return "\r\n".join((*head, *zones, *_by_themselves(events), "END:VCALENDAR", ""))


def _by_themselves(events: Iterable[_Component]) -> Iterator[str]:
    """Yield the lines of events; several of one UID, which some programs write, are several."""
    known: set[str] = set()
    for number, one in enumerate(events):
        again = one.uid in known and "RECURRENCE-ID" not in one.names
        for line in one.lines:
            is_name = again and _named(line) == "UID"
            yield f"UID:{number} {one.uid}" if is_name else line
        if "RECURRENCE-ID" not in one.names:
            known.add(one.uid)


def _components(content: bytes) -> Iterator[tuple[str, _Component]]:
    """Yield the time zones and events of a file.

    Raises:
        NotRead: if it is no iCalendar file, or not a whole one: what is missing was not removed.
    """
    text = _FOLD.sub(b"", content.removeprefix(b"\xef\xbb\xbf")).decode(errors="replace")
    lines = [line for line in _LINE.split(text.strip()) if line]
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise NotRead(ReasonCode.OUTSIDE_NO_CALENDAR)
    within: list[str] = []
    one = _Component()
    for line in lines:
        name = _named(line)
        value = line.partition(":")[2].strip().upper()
        if name == "BEGIN":
            within.append(value)
            if len(within) == 2:
                one = _Component()
        if _is_of_use(within, name):
            one.add(name, line)
        if name == "END":
            if not within or within.pop() != value:
                raise NotRead(ReasonCode.OUTSIDE_BROKEN)
            if len(within) == 1 and value in {"VEVENT", "VTIMEZONE"}:
                yield value, one
    if within:
        raise NotRead(ReasonCode.OUTSIDE_BROKEN)


def _named(line: str) -> str:
    """Return the name of the property of a line, in capitals; "" if it has none."""
    found = _NAME.match(line)
    return found[0].upper() if found else ""


def _is_of_use(within: Sequence[str], name: str) -> bool:
    """Tell whether a line says when somebody is busy."""
    if within[1:2] == ["VTIMEZONE"]:
        return True
    return within[1:] == ["VEVENT"] and name in _OF_EVENTS | {"BEGIN", "END"}


def _is_busy(event: Event, mine: Iterable[str]) -> bool:
    said = {name: str(event.get(name, "")).upper() for name in ("TRANSP", "STATUS")}
    if said["TRANSP"] == "TRANSPARENT" or said["STATUS"] == "CANCELLED":
        return False
    if not said["TRANSP"] and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE":
        return False
    asked = event.get("ATTENDEE", [])
    return not any(
        _address(each) in mine and str(each.params.get("PARTSTAT", "")).upper() == "DECLINED"
        for each in (asked if isinstance(asked, list) else [asked])
    )


def _address(attendee: Any) -> str:
    return str(attendee).strip().lower().removeprefix("mailto:")


def _span(event: Event, zone: ZoneInfo) -> Span | None:
    """Return when an event is, UTC; None for a moment without length.

    Days that end where they begin, or before, are one day: some programs give the last day itself,
    where RFC 5545 section 3.6.1 wants the day after it.
    """
    start, end = event.start, event.end
    if not isinstance(start, datetime) and end <= start:
        end = start + _DAY
    span = _moment(start, zone), _moment(end, zone)
    return span if span[0] < span[1] else None


def _moment(value: date, zone: ZoneInfo) -> datetime:
    """Return a moment of the file, UTC: a day begins, and a floating time is, in the zone."""
    if not isinstance(value, datetime):
        return local_time.midnight(value, zone)
    if value.tzinfo is None:
        exact = local_time.moment(value.date(), value.time().replace(second=0, microsecond=0), zone)
        return exact + timedelta(seconds=value.second)
    return value.astimezone(UTC)
