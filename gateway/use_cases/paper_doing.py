"""Does what an entry copied from paper says, or says what stands against it.

What was written while the line was lost is decided as of then: a visit that has begun meanwhile is
still booked, moved or cancelled. Against it stands what others did since the paper was made, and
never what entries of the paper themselves did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, paper_entries, paper_visits
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.entry.characters import folded
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, SlotTaken, StoreError
from calendar_store.model.paper_entries import (
    PaperChange,
    PaperEntry,
    PaperEntryKind,
    PaperObstacle,
)
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING, AppointmentStatus, MessageKind
from calendar_store.model.transitions import arrived, cancelled
from gateway.use_cases import (
    appointment_changes,
    booking,
    changed_visits,
    client_records,
    client_search,
)
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import NeedsOverride
from gateway.use_cases.paper_lines import new_client
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.unusual_times import require_meant

_BEFORE = timedelta(minutes=1)
_BEFORE_PAPER = timedelta(days=1)
"""How long before the paper was made a visit may have begun that is copied in from it."""
Changes = list[PaperChange]


class Obstructed(Exception):
    """Something stands against an entry.

    Args:
        obstacle: what.
        words: in English, where the obstacle does not say everything.
        client_id: who is meant, once that is known.
    """

    def __init__(
        self, obstacle: PaperObstacle, words: str = "", client_id: int | None = None
    ) -> None:
        self.obstacle, self.words, self.client_id = obstacle, words, client_id
        super().__init__(words or obstacle.value)


@dataclass(frozen=True, slots=True)
class PaperDesk:
    """What doing an entry needs.

    Attributes:
        tx: a writing transaction.
        actor: who copies it in.
        practice: the practice.
        tariff: the channels, and why a number is not reached.
        now: UTC.
    """

    tx: Transaction
    actor: Actor
    practice: Practice
    tariff: Tariff
    now: datetime


def obstacle_of(error: StoreError) -> PaperObstacle:
    """Return the obstacle that a refusal is."""
    if isinstance(error, SlotTaken):
        return PaperObstacle.TAKEN
    if isinstance(error, NeedsOverride):
        return PaperObstacle.UNUSUAL
    return PaperObstacle.REFUSED


async def do_as_written(doing: PaperDesk, entry: PaperEntry) -> tuple[PaperEntry, Changes]:
    """Do what an entry says.

    Returns:
        The entry with the client and the visit that it means, and what was changed; no changes:
        it stood so already.

    Raises:
        Obstructed: if something stands against it.
        StoreError: if the store or a rule refuses it.
    """
    match entry.kind:
        case PaperEntryKind.BOOKED:
            return await _book(doing, entry)
        case PaperEntryKind.CANCELLED:
            return await _cancel(doing, entry)
        case PaperEntryKind.MOVED:
            return await _move(doing, entry)


async def _book(doing: PaperDesk, entry: PaperEntry) -> tuple[PaperEntry, Changes]:
    client = await client_of(doing, entry)
    entry = replace(entry, client_id=client.id)
    try:
        ahead = await _visits_of(doing, entry)
        same = [one for one in ahead if _is_it(one, entry)]
        if same:
            return replace(entry, appointment_id=same[0].id), []
        if await booked_since(doing, entry, ahead):
            raise Obstructed(PaperObstacle.COMES, client_id=client.id)
        return await book_it(doing, entry)
    except StoreError as error:
        # a new client is undone with the rest, and is added again when it is settled
        known = client.id if entry.client_id and not entry.phone else None
        raise Obstructed(obstacle_of(error), str(error), known) from error


async def book_it(
    doing: PaperDesk,
    entry: PaperEntry,
    *,
    at: datetime | None = None,
    override: bool = False,
    overbook: bool = False,
) -> tuple[PaperEntry, Changes]:
    """Book the visit of an entry, whose client is found or added.

    Args:
        doing: who does it.
        entry: the entry.
        at: another start than the paper's, UTC.
        override: although the time is unusual.
        overbook: although another appointment has the time.

    Raises:
        Obstructed: if the client is not clear.
        StoreError: if the store or a rule refuses it.
    """
    tx, practice, now = doing.tx, doing.practice, doing.now
    client = await client_of(doing, entry)
    starts_at = at or entry.wanted_at
    if starts_at is None:
        raise InvalidInput("write the time as 09:00")
    asked = BookingRequest(
        str(client.id),
        starts_at,
        practitioner=str(entry.practitioner_id),
        service=str(entry.service_id) if entry.service_id else None,
        override=override,
        overbook=overbook,
        tell=entry.tell,
    )
    booking.require_may_book(doing.actor, practice, asked)
    found = await booking.find(tx, practice, asked)
    as_of = _as_of(entry, now, starts_at)
    await require_meant(tx, practice, found.slot, as_of, override=override)
    made = await booking.write(
        *(tx, doing.actor, practice, asked, found),
        channels=doing.tariff.channels,
        now=now,
        begun=now - as_of,
    )
    one = made.appointment
    changes = [PaperChange(one.id, one.version, "booked")]
    if entry.came and starts_at <= now:
        there = await changed_visits.write(tx, doing.actor, practice, arrived(one, now), now)
        changes[0] = PaperChange(there.id, there.version, "booked")
    return replace(entry, client_id=client.id, appointment_id=one.id), changes


async def _cancel(doing: PaperDesk, entry: PaperEntry) -> tuple[PaperEntry, Changes]:
    was = await visit_of(doing, entry)
    if was.status is AppointmentStatus.CANCELLED:
        return entry, []
    if await meanwhile(doing, entry):
        raise Obstructed(PaperObstacle.CHANGED, client_id=entry.client_id)
    return await cancel_it(doing, entry, was)


async def cancel_it(
    doing: PaperDesk, entry: PaperEntry, was: Appointment
) -> tuple[PaperEntry, Changes]:
    """Cancel the visit of an entry, also one that has begun meanwhile: it was cancelled before."""
    require(doing.actor, Permission.CANCEL, doing.practice.id)
    told = entry.tell and was.starts_at > doing.now
    done = await changed_visits.write_and_tell(
        *(doing.tx, doing.actor, doing.practice, cancelled(was, doing.now)),
        tell=MessageKind.CHANGED if told else None,
        channels=doing.tariff.channels,
        now=doing.now,
    )
    return entry, [PaperChange(was.id, done.appointment.version, "cancelled")]


async def _move(doing: PaperDesk, entry: PaperEntry) -> tuple[PaperEntry, Changes]:
    was = await visit_of(doing, entry)
    if was.status is AppointmentStatus.CANCELLED:
        raise Obstructed(PaperObstacle.GONE, client_id=entry.client_id)
    if was.starts_at == entry.moves_to:
        return entry, []
    if await meanwhile(doing, entry):
        raise Obstructed(PaperObstacle.CHANGED, client_id=entry.client_id)
    return await move_it(doing, entry, was)


async def move_it(
    doing: PaperDesk,
    entry: PaperEntry,
    was: Appointment,
    *,
    at: datetime | None = None,
    override: bool = False,
    overbook: bool = False,
) -> tuple[PaperEntry, Changes]:
    """Move the visit of an entry, also one that would have begun meanwhile; see `book_it`."""
    tx, practice = doing.tx, doing.practice
    require(doing.actor, Permission.MOVE, practice.id)
    if override:
        require(doing.actor, Permission.BOOK_OUTSIDE_HOURS, practice.id)
    if overbook:
        require(doing.actor, Permission.OVERBOOK, practice.id)
    starts_at = at or entry.moves_to
    if starts_at is None:
        raise InvalidInput("write the time as 09:00")
    change = await appointment_changes.planned_move(
        *(tx, practice, was, starts_at),
        now=min(_as_of(entry, doing.now, starts_at), was.starts_at - _BEFORE),
        practitioner_id=None,
        override=override,
        overbook=overbook,
    )
    done = await changed_visits.write_and_tell(
        *(tx, doing.actor, practice, change),
        tell=MessageKind.CHANGED if entry.tell else None,
        channels=doing.tariff.channels,
        now=doing.now,
    )
    return entry, [PaperChange(was.id, done.appointment.version, "moved")]


async def visit_of(doing: PaperDesk, entry: PaperEntry) -> Appointment:
    """Return the visit that an entry means, as it stands.

    Raises:
        NotFound: if the practice has no such visit.
    """
    return await agenda.get(doing.tx, doing.practice.id, entry.appointment_id or 0)


async def meanwhile(doing: PaperDesk, entry: PaperEntry) -> list[AppointmentEvent]:
    """Return what others did to the visit of an entry since the paper was made."""
    visit_id = entry.appointment_id or 0
    found = await paper_visits.changes_since(doing.tx, doing.practice.id, visit_id, entry.made_at)
    own = (await paper_entries.own_versions(doing.tx, doing.practice.id, [visit_id])).get(visit_id)
    return [one for one in found if one.version not in (own or ())]


async def booked_since(
    doing: PaperDesk, entry: PaperEntry, ahead: Sequence[Appointment]
) -> list[Appointment]:
    """Return visits of a client that others booked since the paper was made."""
    own = await paper_entries.own_versions(doing.tx, doing.practice.id, [one.id for one in ahead])
    found = []
    for one in ahead:
        events = await agenda.history(doing.tx, doing.practice.id, one.id)
        made = events[0] if events else None
        if made and made.at > entry.made_at and made.version not in own.get(one.id, ()):
            found.append(one)
    return found


async def visits_booked_since(doing: PaperDesk, entry: PaperEntry) -> list[Appointment]:
    """Return visits of an entry's client that others booked since the paper was made."""
    return await booked_since(doing, entry, await _visits_of(doing, entry))


async def _visits_of(doing: PaperDesk, entry: PaperEntry) -> list[Appointment]:
    """Return the standing visits of an entry's client, from the day of the entry on."""
    wanted = entry.wanted_at or doing.now
    since = min(doing.now, wanted) - _BEFORE
    key = [(doing.practice.id, entry.client_id or 0)]
    found = await agenda.of_clients(doing.tx, key, since, doing.now)
    return [one for one in found if one.status in STANDING]


def _is_it(one: Appointment, entry: PaperEntry) -> bool:
    return (one.starts_at, one.practitioner_id) == (entry.starts_at, entry.practitioner_id)


def _as_of(entry: PaperEntry, now: datetime, starts_at: datetime) -> datetime:
    """Return the moment as of which an entry is decided: before its time, and after the paper.

    Raises:
        NeedsOverride: if the time had long passed when the paper was made.
    """
    if starts_at < entry.made_at - _BEFORE_PAPER:
        raise NeedsOverride("this time had passed long before the paper was made")
    return min(now, starts_at - _BEFORE)


async def client_of(doing: PaperDesk, entry: PaperEntry) -> Client:
    """Return the client whom an entry means; a new one is added.

    Raises:
        Obstructed: if it is not clear who is meant.
    """
    tx, practice = doing.tx, doing.practice
    if entry.client_id is not None:
        return await clients.get(tx, practice.id, entry.client_id)
    fits = await client_search.search(tx, doing.actor, practice, entry.name)
    exactly = [one for one in fits if _said(one) == _plain(entry.name)]
    if entry.phone.strip():
        return await _with_phone(doing, entry, exactly)
    for some in (exactly, fits):
        if len(some) == 1:
            return some[0]
    if not fits:
        raise Obstructed(PaperObstacle.NOBODY)
    raise Obstructed(PaperObstacle.SEVERAL)


async def _with_phone(doing: PaperDesk, entry: PaperEntry, exactly: Sequence[Client]) -> Client:
    tx, practice = doing.tx, doing.practice
    try:
        mobile = numbers.mobile(entry.phone, practice.region)
        same = [one for one in exactly if one.mobile == mobile]
        if same:
            return same[0]
        if exactly:
            # another person of that name, or a new number: nobody but staff can say
            raise Obstructed(PaperObstacle.SEVERAL)
        return await client_records.add(
            *(tx, doing.actor, practice, new_client(entry.name, entry.phone)),
            why_unreached=doing.tariff.why_unreached,
            now=doing.now,
            consented=entry.consent,
        )
    except InvalidInput as error:
        raise Obstructed(PaperObstacle.UNREADABLE, str(error)) from error


def _said(client: Client) -> str:
    return _plain(client.name)


def _plain(name: str) -> str:
    last, comma, first = name.partition(",")
    return " ".join(folded(f"{first} {last}" if comma else name).split())
