"""The form of telling clients: which visits are looked through, what is said, who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from calendar_store.entry.hours_text import clock_time
from calendar_store.model.announcements import Occasion
from calendar_store.model.practices import Practice
from gateway.use_cases.telling_clients import TellingWish
from gateway.use_cases.touched_visits import TellingChoice, TouchedVisit
from gateway.web.staff.appointment.wanted_times import wanted_day

MOST_BOXES = 150
"""Visits that have boxes of their own; more are told together with them."""
WORDS, OURS = "words-", "ours-"
"""The words of staff in a language, and those that they began with."""
_VISIT = "visit-"
_CHOICE = ("occasion", "first", "last", "since", "until", "practitioner", "service")


@dataclass(frozen=True, slots=True)
class TellForm:
    """The form as it was filled in.

    Attributes:
        fields: what was typed or chosen, by field.
        sent: whether it comes from the form that tells, so that an empty box means no.
        practice: the practice.
        now: UTC.
    """

    fields: Mapping[str, str]
    sent: bool
    practice: Practice
    now: datetime

    @property
    def occasion(self) -> Occasion:
        """Why clients are told something."""
        known = {one.value: one for one in Occasion}
        return known.get(self.fields.get("occasion", ""), Occasion.CLOSED)

    @property
    def first(self) -> str:
        """The first day: as it was entered, else tomorrow, or today for who is late."""
        today = self.now.astimezone(ZoneInfo(self.practice.timezone)).date()
        usual = today if self.occasion is Occasion.LATE else today + timedelta(days=1)
        return self.fields.get("first", "") or usual.isoformat()

    @property
    def looked_through(self) -> dict[str, str]:
        """The visits that are looked through, by field, as they were entered."""
        return {name: self.typed(name) for name in _CHOICE} | {"first": self.first}

    def typed(self, name: str) -> str:
        """Return what was typed or chosen into a field, "" for nothing."""
        return self.fields.get(name, "")

    @property
    def choice(self) -> TellingChoice:
        """The visits that are looked through.

        Raises:
            InvalidInput: if a day or a time is not understood.
        """
        first = self._day(self.first)
        last = self.fields.get("last", "")
        return TellingChoice(
            first,
            max(self._day(last), first) if last else first,
            self._clock("since"),
            self._clock("until"),
            self.fields.get("practitioner") or None,
            self.fields.get("service") or None,
        )

    @property
    def wish(self) -> TellingWish:
        """What clients are told."""
        own = {
            name.removeprefix(WORDS): value
            for name, value in self.fields.items()
            if name.startswith(WORDS)
        }
        if not self.sent:
            # of words that were shown and not changed there may be others by now
            changed = {code: w for code, w in own.items() if w != self.typed(f"{OURS}{code}")}
            return TellingWish(self.occasion, words=changed)
        return TellingWish(
            self.occasion,
            "off" in self.fields,
            "times" in self.fields,
            own,
            closes="close" in self.fields,
            despite=tuple(filter(None, self.fields.get("despite", "").split("\n"))),
        )

    @property
    def chosen(self) -> dict[int, int] | None:
        """The version of each visit that is told of; None where nothing was chosen yet."""
        if not self.sent:
            return None
        names = [name for name in self.fields if name.startswith(_VISIT)]
        written = [name.removeprefix(_VISIT) for name in names]
        written += self.fields.get("rest", "").split()
        pairs = [one.partition("-") for one in written]
        return {
            int(number): int(version)
            for number, _, version in pairs
            if _is_number(number) and _is_number(version)
        }

    @property
    def known_told(self) -> frozenset[int]:
        """The visits that the page showed as told of before."""
        return frozenset(int(one) for one in self.typed("told").split() if _is_number(one))

    def _day(self, text: str) -> date:
        return wanted_day(text, self.practice, self.now)

    def _clock(self, name: str) -> time | None:
        typed = self.fields.get(name, "")
        return clock_time(typed) if typed else None


def address_of(
    first: date,
    last: date,
    practitioner_id: int | None,
    span: tuple[datetime, datetime] | None = None,
    zone: ZoneInfo | None = None,
) -> str:
    """Return the address of the page for the visits of an absence, a holiday or a block.

    Args:
        first: first local day.
        last: last local day, included.
        practitioner_id: who is away; None: the practice is closed.
        span: begin and end of a part of a day; None for whole days.
        zone: where the practice is, with `span`.
    """
    away = practitioner_id is not None
    fields = {"occasion": (Occasion.AWAY if away else Occasion.CLOSED).value}
    fields |= {"first": first.isoformat(), "last": last.isoformat()}
    if practitioner_id is not None:
        fields["practitioner"] = str(practitioner_id)
    if span is not None:
        since, until = (moment.astimezone(zone) for moment in span)
        fields |= {"since": f"{since:%H:%M}", "until": f"{until:%H:%M}"}
    return f"/tell?{urlencode(fields)}"


def box_of(one: TouchedVisit) -> str:
    """Return the name of a visit's box, which holds its version."""
    return f"{_VISIT}{key_of(one)}"


def key_of(one: TouchedVisit) -> str:
    """Return a visit with its version as text."""
    return f"{one.appointment.id}-{one.appointment.version}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20
