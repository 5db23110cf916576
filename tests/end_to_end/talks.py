"""Conversations written down for the real service, in conversations/*.toml, and how they are read.

It is Monday 23 November 2026, 15:00 in Rome; Aurora works on weekdays from 9 to 13 and 14 to
18, and a check-up of half an hour can be booked.
A file holds conversations of one language:

    [[conversation]]
    title = "Thanks after a cancellation restore nothing"
    who = ["Ada"]                       # this is the default; a family: ["Ada", "Marie"]
    booked = ["thu 26 15:00"]           # the default: thu 26 from 15:00, half an hour for each
    reminded = true                     # the default: the reminder has come
    steps = ["2", "answer: UNDO", "thanks!"]
    after = ["cancelled"]               # each appointment in the order of booking
    alerted = false                     # whether staff were told anything; may be left out

A step is what the client writes, or begins with one of these words:

    answer: WORDS          the last answer has them in it; "answer:" alone, there is none
    staff: move Ada fri 27 09:00 | cancel Ada | book Ada fri 27 09:00 | answer WORDS
    half: TEXT             only the first part of this long text comes; the others come with "rest:"
    wait: 11m              so much time passes (m, h or d)

"{last}" in a text stands for the last text on the phone, as a reaction quotes it.

What is expected of an appointment is its status, and when it starts if that matters: "confirmed",
"confirmed fri 27 14:30", "confirmed fri 27" (some time that day), "confirmed fri 27 12:00-18:00".
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment

ROME = ZoneInfo("Europe/Rome")
BEGINS = datetime(2026, 11, 23, 15, tzinfo=ROME).astimezone(UTC)
FOLDER = Path(__file__).parent / "conversations"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOMENT = re.compile(
    r"(?P<day>[a-z]{3}) (?P<date>\d+)(?: (?P<from>\d\d:\d\d)(?:-(?P<to>\d\d:\d\d))?)?"
)
_LENGTH = re.compile(r"(\d+)([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_KEYS = {"title", "who", "booked", "reminded", "steps", "after", "alerted"}


@dataclass(frozen=True, slots=True)
class Expected:
    """How an appointment shall stand.

    Attributes:
        written: as the file has it.
        status: its status.
        first: its earliest start, UTC; None for any.
        last: its latest start, UTC.
    """

    written: str
    status: str
    first: datetime | None = None
    last: datetime | None = None

    @classmethod
    def read(cls, text: str) -> "Expected":
        status, _, when = text.partition(" ")
        return cls(text, status, *(span(when) if when else (None, None)))

    def fits(self, stands: Appointment) -> bool:
        on_time = self.first is None or self.first <= stands.starts_at <= self.last
        return stands.status.value == self.status and on_time


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as it is written down."""

    name: str
    locale: str
    who: tuple[str, ...]
    booked: tuple[datetime, ...]
    reminded: bool
    steps: tuple[str, ...]
    after: tuple[Expected, ...]
    alerted: bool | None


def read_all(folder: Path = FOLDER) -> list[Talk]:
    """Return every conversation of a folder, in the order of files and lines.

    Raises:
        ValueError: if one of them is written wrongly.
    """
    return [
        _talk(path.stem, one)
        for path in sorted(folder.glob("*.toml"))
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["conversation"]
    ]


def moment(text: str) -> datetime:
    """Read "thu 26 15:00"."""
    first, last = span(text)
    if first != last:
        raise ValueError(f'"{text}" is no moment; write it as thu 26 15:00')
    return first


def span(text: str) -> tuple[datetime, datetime]:
    """Read when something may start: a moment, a span of a day, or the whole day."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is no time; write it as thu 26 15:00')
    today = BEGINS.astimezone(ROME)
    on = today.replace(day=1) + timedelta(days=int(found["date"]) - 1)
    if on < today.replace(hour=0):
        on = (on.replace(day=1) + timedelta(days=32)).replace(day=int(found["date"]))
    if _DAYS[on.weekday()] != found["day"]:
        raise ValueError(f'"{text}": the {found["date"]} is a {_DAYS[on.weekday()]}')
    first, last = found["from"] or "00:00", found["to"] or found["from"] or "23:59"
    both = [datetime.combine(on.date(), time.fromisoformat(at), ROME) for at in (first, last)]
    return both[0].astimezone(UTC), both[1].astimezone(UTC)


def length(text: str) -> timedelta:
    """Read "11m"."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is no length of time; write it as 11m, 2h or 1d')
    return int(found[1]) * _UNITS[found[2]]


def _talk(stem: str, data: dict) -> Talk:
    if unknown := data.keys() - _KEYS:
        raise ValueError(f"{stem}: {data.get('title')}: {', '.join(unknown)} is not known")
    who = tuple(data.get("who", ["Ada"]))
    usual = [moment("thu 26 15:00") + place * timedelta(minutes=30) for place in range(len(who))]
    booked = tuple(map(moment, data["booked"])) if "booked" in data else tuple(usual)
    return Talk(
        name=f"{stem}: {data['title']}",
        locale=stem.partition("_")[0],
        who=who,
        booked=booked,
        reminded=data.get("reminded", bool(booked)),
        steps=tuple(data["steps"]),
        after=tuple(map(Expected.read, data["after"])),
        alerted=data.get("alerted"),
    )
