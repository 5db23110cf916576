"""Reads what is written on paper: a time or an x, a name, a phone. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.clients.new_client import NewClient
from calendar_store.entry.day_text import parse_day
from calendar_store.entry.hours_text import clock_time
from calendar_store.model import local_time
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentHow

CROSSED_OUT = frozenset({"x", "×", "✕", "✗"})
"""What stands on the line of a visit that was cancelled."""
_RUN_ON = re.compile(r"([0-9]{1,2})([0-9]{2})")
_HALF = re.compile(r"[ap]\.?m\.?|uhr", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of a paper, as it was copied in.

    Attributes:
        key: made by whoever sends it; a line that is sent again has the same one.
        written: what is written for the time: "10:30"; of a visit that stands on the paper "x", or
            its new time.
        name: the client's name as it is written.
        phone: the client's number as it is written, for a new client.
        client: id of the client, where one was chosen.
        appointment_id: the visit on whose line it is written; None for a line by hand.
        service: name or id; None for no particular service.
        came: whether the client came.
        consent: how a new client agreed to messages; None: they have not.
    """

    key: str
    written: str
    name: str = ""
    phone: str = ""
    client: int | None = None
    appointment_id: int | None = None
    service: str | None = None
    came: bool = False
    consent: ConsentHow | None = None


def is_crossed_out(written: str) -> bool:
    """Tell whether a line says that its visit was cancelled."""
    return written.strip().casefold() in CROSSED_OUT


def time_of(written: str, day: date, practice: Practice, today: date) -> datetime:
    """Return the moment that is written on a line, UTC.

    Args:
        written: "10:30", "1030", "9.30"; with a day before it for another one than the page's.
        day: the local day of the page.
        practice: whose time it is.
        today: the local day of now, for a day without a year.

    Raises:
        InvalidInput: if it is no time.
    """
    words = written.split()
    if not words:
        raise InvalidInput("write the time as 09:00")
    behind = 2 if len(words) > 1 and _HALF.fullmatch(words[-1]) else 1
    before = " ".join(words[:-behind])
    if before:
        day = parse_day(before, practice.region, today)
    at = _clock(" ".join(words[-behind:]))
    if at == time.max:
        return local_time.moment(day + _DAY, time.min, ZoneInfo(practice.timezone))
    return local_time.moment(day, at, ZoneInfo(practice.timezone))


def _clock(text: str) -> time:
    run_on = _RUN_ON.fullmatch(text)
    return clock_time(f"{run_on[1]}:{run_on[2]}" if run_on else text)


def new_client(name: str, phone: str) -> NewClient:
    """Return the client whom a name and a phone stand for: "Ada Byron" or "Byron, Ada".

    Raises:
        InvalidInput: if only one name is written.
    """
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        first, _space, last = (part.strip() for part in name.strip().partition(" "))
    if not first or not last:
        raise InvalidInput("write the first and the last name of a new client")
    return NewClient(first, last, phone)
