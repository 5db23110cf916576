"""The form of a booking beside the calendar, as it is shown and as it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time, reminder_policy
from calendar_store.model.actors import Actor, Permission, of_staff
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import StepRule
from calendar_store.practices import practices
from gateway.use_cases import booking_choices, client_search, nearest_times
from gateway.use_cases.booking_choices import BookingChoices
from gateway.use_cases.lost_races import LostRace
from gateway.use_cases.series import PlannedVisit
from gateway.use_cases.time_conflicts import ConflictKind
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.web_context import STAFF
from gateway.web.staff.appointment.wanted_times import (
    clicked,
    number_of,
    wanted_day,
    wanted_time,
)
from gateway.web.staff.booking.wishes import BookingWish

CONFLICTS = {
    ConflictKind.TAKEN: mark("taken"),
    ConflictKind.CLOSED: mark("closed"),
    ConflictKind.ABSENT: mark("absent"),
    ConflictKind.BLOCKED: mark("blocked"),
    ConflictKind.OUTSIDE: mark("outside the hours"),
    ConflictKind.SKIPPED: mark("no such time on that day"),
    ConflictKind.PAST: mark("past"),
    ConflictKind.TOO_FAR: mark("too far ahead"),
}


_TIMES = frozenset({"at", "date", "time", "next"})
_MOST_SOUGHT = 100
"""Letters of a name or number that are looked for."""
SHOWN = 8
"""Most clients shown at once; who types on sees fewer."""


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client with their number as the practice dials it."""

    client: Client
    number: str


@dataclass(frozen=True, slots=True)
class BookingRefusal:
    """Why a booking was refused.

    Attributes:
        part: what is wrong: "client", "new" for a new client, "when", or "series".
        words: why, in the reader's language.
        lost: who was faster, and the nearest free times; None if the time was not taken.
        anyway: name of the field that does it nevertheless; "" if nothing does.
        planned: all visits of a series, with their conflicts.
    """

    part: str
    words: str
    lost: LostRace | None = None
    anyway: str = ""
    planned: Sequence[PlannedVisit] = ()


@dataclass(frozen=True, slots=True)
class BookingForm:
    """The form.

    Attributes:
        practice: the practice.
        wish: what was typed, or what a click on the calendar filled in.
        at: the time that is filled in, UTC.
        choices: practitioners and services.
        client: the client that was chosen; None if none was yet.
        found: clients that fit what was typed.
        tells: whether the reminders of such a visit begin with a message about the booking.
        now: UTC.
        may_add: whether the member of staff may add clients.
        refusal: why the booking was refused; None if it was not.
        leads: with a script, which choice narrows the other: "practitioner" or "service"; "" for
            none: without a script both stay whole.
    """

    practice: Practice
    wish: BookingWish
    at: datetime
    choices: BookingChoices
    client: Client | None
    found: Sequence[FoundClient]
    tells: bool
    now: datetime
    may_add: bool
    refusal: BookingRefusal | None = None
    leads: str = ""

    @property
    def practitioners(self) -> Sequence[Practitioner]:
        """Whom there is to choose from: once a service was chosen, who does it."""
        wanted = number_of(self.wish.said("service"))
        service = next((one for one in self.choices.services if one.id == wanted), None)
        if self.leads != "service" or service is None:
            return self.choices.practitioners
        return [one for one in self.choices.practitioners if service.is_done_by(one.id)]

    @property
    def services(self) -> Sequence[Service]:
        """The services that there are to choose from: once somebody was chosen, what they do."""
        who = number_of(self.wish.said("practitioner"))
        if self.leads != "practitioner" or who is None:
            return self.choices.services
        return [one for one in self.choices.services if one.is_done_by(who)]

    @property
    def face(self) -> LocalCalendar:
        """Formats times in the practice's zone."""
        return face_of(self.practice)

    @property
    def day(self) -> str:
        """The day in the field: "2026-11-24"."""
        return self.wish.said("date", f"{self._local:%Y-%m-%d}")

    @property
    def shown_day(self) -> date | None:
        """The day in the field; None if that is no day."""
        try:
            return wanted_day(self.day, self.practice, self.now)
        except InvalidInput:
            return None

    @property
    def time(self) -> str:
        """The time in the field: "09:30"."""
        return self.wish.said("time", f"{self._local:%H:%M}")

    @property
    def _local(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.practice.timezone))

    @property
    def tell(self) -> bool:
        """Whether the client is told, as the box says."""
        return "tell" in self.wish.fields if self.wish.said("csrf") else self.tells

    def refused(self, part: str) -> BookingRefusal | None:
        """Return the refusal of a part of the form; None if that part is right."""
        return self.refusal if self.refusal and self.refusal.part == part else None

    def number(self, client: Client) -> str:
        """Return a client's number as the practice dials it."""
        return phone_numbers.shown(client.mobile, self.practice.region)

    def minutes(self, service: Service) -> int:
        """Return the length of a service in minutes."""
        return int(service.duration.total_seconds()) // 60

    def conflict(self, one: PlannedVisit) -> str:
        """Return in words why a visit of a series cannot be booked; "" if it can."""
        if one.conflict is None:
            return ""
        about = one.conflict.client.name if one.conflict.client else one.conflict.reason
        word = _(CONFLICTS[one.conflict.kind])
        return f"{word} ({about})" if about else word


async def load(
    tx: Transaction, request: web.Request, wish: BookingWish, now: datetime
) -> BookingForm:
    """Load what the form shows.

    Args:
        tx: any transaction.
        request: who asks.
        wish: what was typed, or filled in by a click.
        now: UTC.
    """
    actor = of_staff(request[STAFF])
    practice = await practices.get(tx, request[STAFF].practice_id)
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    client = await _client(tx, practice, wish)
    asked = wish.said("q")[:_MOST_SOUGHT]
    choices = await booking_choices.load(tx, actor, practice)
    wish, at = await _proposed(tx, practice, wish, choices, now)
    chosen = number_of(wish.said("service")), number_of(wish.said("practitioner"))
    own = reminder_policy.steps_for(steps, *chosen)
    return BookingForm(
        practice,
        wish,
        at,
        choices,
        client,
        await found_clients(tx, actor, practice, asked) if asked and client is None else (),
        any(step.rule is StepRule.BOOKED for step in own),
        now,
        actor.may(Permission.EDIT_CLIENTS, practice.id),
        leads=wish.said("narrow", "practitioner") if "HX-Request" in request.headers else "",
    )


async def found_clients(
    tx: Transaction, actor: Actor, practice: Practice, query: str
) -> Sequence[FoundClient]:
    """Return the clients that fit what is typed, with their numbers as the practice dials them."""
    some = await client_search.search(tx, actor, practice, query, SHOWN)
    return [FoundClient(one, phone_numbers.shown(one.mobile, practice.region)) for one in some]


async def _proposed(
    tx: Transaction, practice: Practice, wish: BookingWish, choices: BookingChoices, now: datetime
) -> tuple[BookingWish, datetime]:
    """Return the wish and the time that is filled in: the one that was typed or clicked.

    Where there is none, or the next one is asked for, it is the next free time of the practitioner
    in the field.
    """
    further = "next" in wish.fields
    if not further and (wish.said("at") or wish.said("time")):
        return wish, _at(wish, now, practice)
    whose = number_of(wish.said("practitioner"))
    whose = whose or next((one.id for one in choices.practitioners), None)
    if whose is None:
        return wish, _at(wish, now, practice)
    what = number_of(wish.said("service"))
    service = next((one for one in choices.services if one.id == what), None)
    since = _since(wish, now, practice, further=further)
    found = await nearest_times.next_free(tx, practice, whose, service, since, now=now)
    if found is None:
        return wish, _at(wish, now, practice)
    kept = {name: each for name, each in wish.fields.items() if name not in _TIMES}
    return replace(wish, fields=kept), found


def _since(wish: BookingWish, now: datetime, practice: Practice, *, further: bool) -> datetime:
    """Return from when on a time is looked for: after the one typed, or from the day's start."""
    if further:
        try:
            return wanted_time(wish.fields, practice, now) + timedelta(minutes=1)
        except InvalidInput:
            return now
    try:
        day = wanted_day(wish.said("date"), practice, now)
    except InvalidInput:
        return now
    return max(now, local_time.moment(day, time.min, ZoneInfo(practice.timezone)))


def _at(wish: BookingWish, now: datetime, practice: Practice) -> datetime:
    """Return the time that was clicked; else the next one of the practice's grid."""
    at = clicked(wish.said("at"))
    if at is None:
        step = practice.slot_step.total_seconds()
        return datetime.fromtimestamp(-(-now.timestamp() // step) * step, now.tzinfo)
    return at


async def _client(tx: Transaction, practice: Practice, wish: BookingWish) -> Client | None:
    number = number_of(wish.said("client"))
    if number is None:
        return None
    try:
        return await clients.get(tx, practice.id, number)
    except NotFound:
        return None
