"""What the list of visits in absences shows: the visits of each absence, and their times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from urllib.parse import urlencode

from calendar_store.appointments.absent_visits import Away
from calendar_store.entry.hours_text import shown
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.practices import HoursException
from gateway.use_cases.absences import AbsenceChoice
from gateway.use_cases.dealing_list import DealingList, VisitToMove
from gateway.web.languages.labels import why_away
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar
from gateway.web.staff.appointment.wanted_times import day_of_address, number_of
from gateway.web.staff.tell.tell_form import address_of

_AT_ONCE = 50
"""Most visits of a client that one press cancels."""


@dataclass(frozen=True, slots=True)
class AwayWish:
    """Which visits the list is opened for, as its address says.

    Attributes:
        absence: the absence; None for every one.
        who: the practitioner; None for all.
        day: the day from which the list was opened; None for none.
    """

    absence: int | None = None
    who: int | None = None
    day: date | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "AwayWish":
        """Return the wish of an address; what makes no sense leaves nothing out."""
        return cls(
            number_of(query.get("absence", "")),
            number_of(query.get("who", "")),
            day_of_address(query.get("day", "")),
        )

    @property
    def choice(self) -> AbsenceChoice:
        """The wish as the use cases have it."""
        return AbsenceChoice(self.absence, self.who, self.day)

    @property
    def query(self) -> str:
        """The wish as the query of an address, with its question mark; "" for none."""
        fields = {"absence": self.absence, "who": self.who, "day": self.day}
        known = {name: value for name, value in fields.items() if value}
        return f"?{urlencode(known)}" if known else ""


@dataclass(frozen=True, slots=True)
class ProposedTime:
    """A time as a button: its value in the form, and its words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class AwayVisit:
    """A visit to be dealt with, as the list shows it.

    Attributes:
        one: the visit.
        number: the client's number as the practice dials it.
        when: day and time.
        day: the local day, for its page.
        same: times with its practitioner.
        others: times with other practitioners.
        together: how many visits of its client are listed, if it is the first of several; else 0.
        rest: the others of these, with their versions, for the form.
    """

    one: VisitToMove
    number: str
    when: str
    day: date
    same: tuple[ProposedTime, ...]
    others: tuple[ProposedTime, ...]
    together: int = 0
    rest: str = ""


@dataclass(frozen=True, slots=True)
class AwayGroup:
    """The visits of one absence or block.

    Attributes:
        days: its days, or its time.
        reason: why, for staff.
        visits: the visits in it.
        tell: the address of the page that tells all of their clients.
    """

    days: str
    reason: str
    visits: tuple[AwayVisit, ...]
    tell: str


def groups(found: DealingList, face: LocalCalendar, region: str) -> list[AwayGroup]:
    """Return the visits of each absence, in the order of the first of them."""
    lying: dict[int, list[VisitToMove]] = {}
    for one in found.visits:
        lying.setdefault(one.away.id, []).append(one)
    rest = _rest(found)
    return [
        AwayGroup(
            _days(some[0].away, face),
            why_away(some[0].away),
            tuple(_visit(one, face, region, rest.get(one.appointment.id, ())) for one in some),
            _tell(some[0].away, face),
        )
        for some in lying.values()
    ]


def digest(found: DealingList) -> str:
    """Return a hash of the list; equal lists have equal hashes."""
    keys = [(one.appointment.id, one.appointment.version, one.away.id) for one in found.found]
    return sha256(repr(keys).encode()).hexdigest()[:16]


def rest_of(written: str) -> list[tuple[int, int]]:
    """Return the visits of a form's field `rest`, with their versions; [] if it holds none."""
    numbers = [number_of(one) for one in written.split("_")]
    pairs = zip(numbers[::2], numbers[1::2], strict=False)
    return [(number, version) for number, version in pairs if number and version]


def _rest(found: DealingList) -> dict[int, list[Appointment]]:
    """Return the other visits of each client who has several, by the id of the first of them."""
    theirs: dict[int, list[Appointment]] = {}
    for one in found.found:
        theirs.setdefault(one.client.id, []).append(one.appointment)
    return {some[0].id: some[1:_AT_ONCE] for some in theirs.values() if len(some) > 1}


def _visit(
    one: VisitToMove, face: LocalCalendar, region: str, rest: Sequence[Appointment]
) -> AwayVisit:
    visit = one.appointment
    day = face.day_of(visit.starts_at)
    return AwayVisit(
        one,
        phone_numbers.shown(one.client.mobile, region),
        f"{face.short(day)}, {face.span(visit.starts_at, visit.ends_at)}",
        day,
        tuple(_time(slot, face, day, "") for slot in one.same),
        tuple(_time(slot, face, day, slot.practitioner) for slot in one.others),
        len(rest) + 1 if rest else 0,
        "_".join(f"{other.id}_{other.version}" for other in rest),
    )


def _time(slot: Slot, face: LocalCalendar, day: date, who: str) -> ProposedTime:
    there = face.day_of(slot.starts_at)
    words = face.clock(slot.starts_at)
    if there != day:
        words = f"{face.brief(there)}, {words}"
    value = f"{slot.starts_at.isoformat()} {slot.practitioner_id}"
    return ProposedTime(value, f"{words} · {who}" if who else words)


def _days(away: Away, face: LocalCalendar) -> str:
    if not isinstance(away, HoursException):
        return _span(away.starts_at, away.ends_at, face)
    days = face.short(away.first)
    if away.last != away.first:
        days = f"{face.brief(away.first)} – {face.brief(away.last)}"
    if away.opens is None or away.closes is None:
        return days
    return f"{days}, {shown(away.opens, away.closes)}"


def _tell(away: Away, face: LocalCalendar) -> str:
    if isinstance(away, HoursException):
        return address_of(away.first, away.last, away.practitioner_id)
    first, last = face.day_of(away.starts_at), face.day_of(away.ends_at)
    span = (away.starts_at, away.ends_at)
    return address_of(first, last, away.practitioner_id, span, face.zone)


def _span(start: datetime, end: datetime, face: LocalCalendar) -> str:
    return f"{face.short(face.day_of(start))}, {face.span(start, end)}"
