"""Shows what was copied in from paper: the page that is copied, what is settled, and conflicts.

A conflict stands side by side with what the service did meanwhile: what the paper says, what stands
now, who changed it when and with which text, and the choices that there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, paper_entries, paper_visits
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.appointments.paper_visits import PaperVisit
from calendar_store.clients import clients
from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.messages import papers
from calendar_store.model import local_time
from calendar_store.model.actors import OF_CLIENTS, Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.errors import NotFound, StoreError
from calendar_store.model.paper_entries import (
    PaperEntry,
    PaperEntryKind,
    PaperObstacle,
    PaperSheet,
)
from calendar_store.model.papers import Paper
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from calendar_store.model.transitions import moved
from calendar_store.practices import practitioners
from gateway.use_cases import client_search, lost_races, nearest_times, paper_doing
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.paper_doing import PaperDesk

_DAY = timedelta(days=1)
_OFFERED = 3
_HEARD_WITHIN = timedelta(hours=1)
"""How long before a change by text its text was received at the earliest."""
_TAKES = frozenset({"booked", "moved", "restored"})


@dataclass(frozen=True, slots=True)
class StandingVisit:
    """A visit that stands against an entry, or that it means.

    Attributes:
        appointment: as it stands.
        client: who comes.
        events: what was done to it since the paper, the oldest first.
        text: what the client wrote with the last of them; "" if it was no client, or by a page.
        nearest: the free times nearest to it, where it may have to give way.
    """

    appointment: Appointment
    client: Client
    events: Sequence[AppointmentEvent] = ()
    text: str = ""
    nearest: Sequence[Slot] = ()


@dataclass(frozen=True, slots=True)
class PaperConflict:
    """An entry that is not settled, beside what stands now.

    Attributes:
        entry: the entry.
        client: who is meant; None if that is not known.
        practitioner: name of whose page it was written on.
        visit: the visit that the entry means, for a move or a cancellation.
        others: who has the time; or what the client has got since.
        nearest: the free times nearest to the one of the paper.
        fits: clients that fit the name, where several do.
    """

    entry: PaperEntry
    client: Client | None
    practitioner: str
    visit: StandingVisit | None = None
    others: Sequence[StandingVisit] = ()
    nearest: Sequence[Slot] = ()
    fits: Sequence[Client] = ()


@dataclass(frozen=True, slots=True)
class SettledEntry:
    """An entry with the names to show."""

    entry: PaperEntry
    client: Client | None
    practitioner: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The page of a paper that is copied in.

    Attributes:
        sheet: what stands for its lines.
        paper: the paper; None if only a time is known.
        visits: the visits that it names, with their clients.
        copied: by visit: the entry that was copied from its line last.
    """

    sheet: PaperSheet
    paper: Paper | None
    visits: Sequence[tuple[PaperVisit, Client]]
    copied: dict[int, PaperEntry]


async def page(
    tx: Transaction, actor: Actor, practice: Practice, sheet: PaperSheet, paper: Paper | None
) -> PaperPage:
    """Return the page of a paper: the visits of one practitioner on one day, as it names them.

    Raises:
        NotPermitted: if the actor may not book.
    """
    require(actor, Permission.BOOK, practice.id)
    zone = ZoneInfo(practice.timezone)
    span = (
        local_time.moment(sheet.day, time.min, zone),
        local_time.moment(sheet.day + _DAY, time.min, zone),
    )
    found = [
        one
        for one in await paper_visits.on_paper(tx, practice.id, sheet.made_at, span)
        if one.practitioner_id == sheet.practitioner_id
    ]
    ids = [one.appointment.id for one in found]
    copied = await paper_entries.of_visits(tx, practice.id, ids, sheet.made_at)
    people = await _people(tx, practice, [one.appointment.client_id for one in found])
    visits = [(one, people[one.appointment.client_id]) for one in found]
    return PaperPage(sheet, paper, visits, copied)


async def latest_paper(tx: Transaction, practice: Practice, version: int | None) -> Paper | None:
    """Return the paper of a version, or the newest one; None if there is none."""
    if version is not None:
        return await papers.by_version(tx, practice.id, version)
    return await papers.newest(tx, practice.id)


async def settled(
    tx: Transaction, actor: Actor, practice: Practice, limit: int
) -> list[SettledEntry]:
    """Return the entries that were copied in last, the newest first, with their fates.

    Raises:
        NotPermitted: if the actor may not book.
    """
    require(actor, Permission.BOOK, practice.id)
    found = await paper_entries.listed(tx, practice.id, limit)
    people = await _people(tx, practice, [one.client_id for one in found if one.client_id])
    names = await _names(tx, practice)
    return [
        SettledEntry(one, people.get(one.client_id or 0), names.get(one.practitioner_id, ""))
        for one in found
    ]


async def open_ones(doing: PaperDesk, limit: int) -> list[PaperConflict]:
    """Return the entries that wait for a person, the first ones, with what stands against them.

    Raises:
        NotPermitted: if the actor may not book.
    """
    tx, practice = doing.tx, doing.practice
    require(doing.actor, Permission.BOOK, practice.id)
    names = await _names(tx, practice)
    return [
        await _shown(doing, one, names.get(one.practitioner_id, ""))
        for one in await paper_entries.open_ones(tx, practice.id, limit)
    ]


async def _shown(doing: PaperDesk, entry: PaperEntry, practitioner: str) -> PaperConflict:
    tx, practice = doing.tx, doing.practice
    client = None
    if entry.client_id is not None:
        client = (await _people(tx, practice, [entry.client_id])).get(entry.client_id)
    shown = PaperConflict(entry, client, practitioner)
    match entry.obstacle:
        case PaperObstacle.SEVERAL:
            fits = await client_search.search(tx, doing.actor, practice, entry.name)
            return PaperConflict(entry, client, practitioner, fits=fits)
        case PaperObstacle.TAKEN:
            return await _taken(doing, shown)
        case PaperObstacle.CHANGED | PaperObstacle.GONE:
            return await _changed(doing, shown)
        case PaperObstacle.COMES:
            also = await paper_doing.visits_booked_since(doing, entry)
            others = [await _standing(doing, entry, one) for one in also]
            return PaperConflict(entry, client, practitioner, others=others)
    return shown


async def _taken(doing: PaperDesk, shown: PaperConflict) -> PaperConflict:
    entry, tx, practice = shown.entry, doing.tx, doing.practice
    visit = await _own(doing, entry)
    try:
        if entry.kind is PaperEntryKind.MOVED and entry.appointment_id and entry.moves_to:
            lost = await lost_races.lost_move(
                *(tx, doing.actor, practice, entry.appointment_id, entry.moves_to), now=doing.now
            )
        else:
            asked = await _asked(doing, entry)
            lost = await lost_races.lost_booking(tx, doing.actor, practice, asked, now=doing.now)
    except StoreError:
        return PaperConflict(entry, shown.client, shown.practitioner, visit)
    length = visit.appointment.duration if visit else nearest_times.USUAL
    others = [
        await _standing(doing, entry, one.appointment, wanted=(entry.wanted_at, length))
        for one in lost.faster
    ]
    return PaperConflict(
        entry, shown.client, shown.practitioner, visit, others, nearest=lost.nearest
    )


async def _asked(doing: PaperDesk, entry: PaperEntry) -> BookingRequest:
    """Return the booking that an entry wants; of a new client, with whoever is there in place."""
    client_id = entry.client_id
    if client_id is None:
        wanted = entry.wanted_at or doing.now
        until = wanted + nearest_times.USUAL
        there = await agenda.touching(doing.tx, doing.practice.id, wanted, until)
        client_id = there[0].client_id if there else 0
    return BookingRequest(
        str(client_id),
        entry.wanted_at or doing.now,
        practitioner=str(entry.practitioner_id),
        service=str(entry.service_id) if entry.service_id else None,
    )


async def _changed(doing: PaperDesk, shown: PaperConflict) -> PaperConflict:
    visit = await _own(doing, shown.entry)
    return PaperConflict(shown.entry, shown.client, shown.practitioner, visit)


async def _own(doing: PaperDesk, entry: PaperEntry) -> StandingVisit | None:
    if entry.appointment_id is None:
        return None
    try:
        visit = await agenda.get(doing.tx, doing.practice.id, entry.appointment_id)
    except NotFound:
        return None
    return await _standing(doing, entry, visit)


async def _standing(
    doing: PaperDesk,
    entry: PaperEntry,
    visit: Appointment,
    *,
    wanted: tuple[datetime | None, timedelta] | None = None,
) -> StandingVisit:
    """Return a visit with what was done to it since the paper, and the text that did the last.

    Args:
        doing: who asks.
        entry: the entry that it stands against.
        visit: the visit.
        wanted: the start and length of the time that it has; None where it need not give way.
    """
    tx, practice = doing.tx, doing.practice
    client = await clients.get(tx, practice.id, visit.client_id)
    events = await paper_visits.changes_since(tx, practice.id, visit.id, entry.made_at)
    if not events:
        history = await agenda.history(tx, practice.id, visit.id)
        events = [one for one in history if one.change in _TAKES][-1:]
    text = await _text_of(tx, client, events[-1]) if events else ""
    nearest: Sequence[Slot] = ()
    if wanted is not None and wanted[0] is not None:
        nearest = await _nearest(doing, visit, (wanted[0], wanted[0] + wanted[1]))
    return StandingVisit(visit, client, tuple(events), text, nearest)


async def _nearest(
    doing: PaperDesk, visit: Appointment, taken: tuple[datetime, datetime]
) -> list[Slot]:
    """Return the free times nearest to a visit that leave a time to somebody else."""
    found = await nearest_times.around(
        *(doing.tx, doing.practice, visit, [visit.practitioner_id]),
        now=doing.now,
        number=4 * _OFFERED,
        moving=visit.id,
    )
    apart = []
    for slot in found:
        there = moved(visit, slot, visit.status).becomes
        if there.busy_until <= taken[0] or taken[1] <= there.busy_from:
            apart.append(slot)
    apart.sort(key=lambda slot: abs(slot.starts_at - visit.starts_at))
    return sorted(apart[:_OFFERED], key=lambda slot: slot.starts_at)


async def _text_of(tx: Transaction, client: Client, event: AppointmentEvent) -> str:
    """Return the text by which a client made a change; "" if there is none."""
    if event.by not in OF_CLIENTS:
        return ""
    both = ((Channel.SMS, client.mobile), (Channel.EMAIL, client.email))
    addresses = [one for one in both if one[1]]
    said = await inbox.of_client(tx, client.practice_id, client.id, addresses)
    since = event.at - _HEARD_WITHIN
    before = [one for one in said if since <= one.received_at <= event.at and one.text]
    return before[-1].text if before else ""


async def _people(tx: Transaction, practice: Practice, some: Sequence[int]) -> dict[int, Client]:
    found = await clients.get_many(tx, {(practice.id, one) for one in some})
    return {key[1]: one for key, one in found.items()}


async def _names(tx: Transaction, practice: Practice) -> dict[int, str]:
    everybody = await practitioners.all_practitioners(tx, practice.id)
    return {one.id: one.name for one in everybody}
