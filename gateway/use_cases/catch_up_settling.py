"""Settles what stood against an entry copied from paper: one choice, one transaction, with an undo.

A request names the versions that its reader saw; what changed since is shown again, and nothing is
done. No entry is ever deleted: a dropped one keeps its reason, and all of them stay listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from calendar_store.appointments import paper_entries
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.paper_entries import (
    INCOMPLETE,
    PaperChange,
    PaperEntry,
    PaperEntryKind,
    PaperEntryState,
    PaperFate,
    PaperObstacle,
)
from calendar_store.model.practices import Practice
from gateway.use_cases import (
    appointment_changes,
    changed_visits,
    paper_doing,
    undoing,
    waiting_list,
    waiting_offers,
)
from gateway.use_cases.catch_up import settled
from gateway.use_cases.paper_doing import Changes, Obstructed, PaperDesk
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.waiting_list import WaitingRequest
from gateway.use_cases.waiting_offers import OfferRequest


class SettlingWay(StrEnum):
    """How an entry is settled.

    KEEP: what stands is kept. ELSEWHERE: and the paper's client gets another time, as agreed.
    OFFER: and the paper's client is offered another time by a message. PAPER: as the paper says;
    who has the time is moved, and told. BOTH: both stand. DROP: the entry is left out.
    """

    KEEP = "keep"
    ELSEWHERE = "elsewhere"
    OFFER = "offer"
    PAPER = "paper"
    BOTH = "both"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """What was chosen for an entry.

    Attributes:
        way: how it is settled.
        at: the other time, UTC, for ELSEWHERE and OFFER.
        others: for PAPER: visit that gives way -> its version as it was seen, and its new start.
        seen: version of the entry's own visit as it was seen; None if it has none.
        reason: why it is dropped.
    """

    way: SettlingWay
    at: datetime | None = None
    others: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)
    seen: int | None = None
    reason: str = ""


_FATES = {
    SettlingWay.KEEP: PaperFate.KEPT,
    SettlingWay.ELSEWHERE: PaperFate.ELSEWHERE,
    SettlingWay.OFFER: PaperFate.OFFERED,
    SettlingWay.PAPER: PaperFate.PAPER,
    SettlingWay.BOTH: PaperFate.BOTH,
    SettlingWay.DROP: PaperFate.DROPPED,
}


async def settle(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    entry_id: int,
    choice: PaperChoice,
    *,
    tariff: Tariff,
    now: datetime,
) -> PaperEntry:
    """Settle an entry.

    Args:
        tx: a writing transaction.
        actor: who settles it.
        practice: the practice.
        entry_id: the entry.
        choice: how.
        tariff: the channels, and why a number is not reached.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not do what was chosen.
        NotFound: if the practice has no such entry.
        InvalidInput: if it cannot be settled so.
        Stale: if it, or a visit that it is about, has changed since it was seen.
        SlotTaken: if the time is taken by now.
    """
    require(actor, Permission.BOOK, practice.id)
    doing = PaperDesk(tx, actor, practice, tariff, now)
    entry = await paper_entries.lock(tx, practice.id, entry_id)
    if not entry.is_open:
        raise Stale("this entry was settled meanwhile; look at it again")
    try:
        done, changes = await _settle(doing, entry, choice)
    except Obstructed as error:
        raise InvalidInput("say first which client is meant") from error
    await paper_entries.note_changes(tx, entry, changes)
    fate = _FATES[choice.way]
    saved = await paper_entries.save(tx, settled(done, doing, fate))
    await _record(doing, "paper.settled", entry, {"fate": fate.value})
    return saved


async def _settle(
    doing: PaperDesk, entry: PaperEntry, choice: PaperChoice
) -> tuple[PaperEntry, Changes]:
    match choice.way:
        case SettlingWay.DROP:
            reason = choice.reason.strip()
            if not reason:
                raise InvalidInput("say why it is left out")
            return replace(entry, reason=reason), []
        case SettlingWay.KEEP:
            return entry, []
        case SettlingWay.ELSEWHERE:
            return await _elsewhere(doing, entry, choice)
        case SettlingWay.OFFER:
            return await _offer(doing, entry, choice)
        case SettlingWay.PAPER:
            return await _paper(doing, entry, choice)
        case SettlingWay.BOTH:
            return await _both(doing, entry)


async def _elsewhere(
    doing: PaperDesk, entry: PaperEntry, choice: PaperChoice
) -> tuple[PaperEntry, Changes]:
    if choice.at is None or entry.kind is PaperEntryKind.CANCELLED:
        raise InvalidInput("choose another time")
    if entry.kind is PaperEntryKind.BOOKED:
        return await paper_doing.book_it(doing, entry, at=choice.at)
    was = await _seen(doing, entry, choice)
    return await paper_doing.move_it(doing, entry, was, at=choice.at)


async def _offer(
    doing: PaperDesk, entry: PaperEntry, choice: PaperChoice
) -> tuple[PaperEntry, Changes]:
    """Offer the client another time by the waiting list, whose answers are read as ever."""
    tx, actor, practice = doing.tx, doing.actor, doing.practice
    if choice.at is None or entry.kind is not PaperEntryKind.BOOKED:
        raise InvalidInput("choose another time")
    client = await paper_doing.client_of(doing, entry)
    asked = WaitingRequest(
        str(client.id),
        new=True,
        practitioner=str(entry.practitioner_id),
        service=str(entry.service_id) if entry.service_id else None,
    )
    waits = await waiting_list.add(tx, actor, practice, asked, now=doing.now)
    offered = OfferRequest(waits.entry.id, choice.at, str(entry.practitioner_id))
    channels = doing.tariff.channels
    await waiting_offers.offer(tx, actor, practice, offered, channels=channels, now=doing.now)
    return replace(entry, client_id=client.id, waiting_id=waits.entry.id), []


async def _paper(
    doing: PaperDesk, entry: PaperEntry, choice: PaperChoice
) -> tuple[PaperEntry, Changes]:
    changes: Changes = []
    unusual = entry.obstacle is PaperObstacle.UNUSUAL
    if entry.obstacle is PaperObstacle.COMES:
        return await _instead(doing, entry, choice)
    for visit_id, (version, at) in choice.others.items():
        moved = await appointment_changes.move(
            *(doing.tx, doing.actor, doing.practice, visit_id, at),
            version=version,
            channels=doing.tariff.channels,
            now=doing.now,
        )
        changes.append(PaperChange(visit_id, moved.appointment.version, "moved"))
    if entry.kind is PaperEntryKind.BOOKED or entry.obstacle is PaperObstacle.GONE:
        done, own = await paper_doing.book_it(doing, entry, override=unusual)
        if entry.appointment_id is not None:
            # the cancelled visit stays the one that it is about
            done = replace(done, appointment_id=entry.appointment_id)
    else:
        was = await _seen(doing, entry, choice)
        if entry.kind is PaperEntryKind.CANCELLED:
            done, own = await paper_doing.cancel_it(doing, entry, was)
        else:
            done, own = await paper_doing.move_it(doing, entry, was, override=unusual)
    return done, changes + own


async def _instead(
    doing: PaperDesk, entry: PaperEntry, choice: PaperChoice
) -> tuple[PaperEntry, Changes]:
    """Move the visit that the client has got since to the time of the paper."""
    (visit_id, (version, _at)), *more = choice.others.items() or [(0, (0, None))]
    if not visit_id or more or entry.starts_at is None:
        raise InvalidInput("choose the visit that is moved")
    moved = await appointment_changes.move(
        *(doing.tx, doing.actor, doing.practice, visit_id, entry.starts_at),
        version=version,
        channels=doing.tariff.channels,
        now=doing.now,
        practitioner_id=entry.practitioner_id,
        tell=entry.tell,
    )
    change = PaperChange(visit_id, moved.appointment.version, "moved")
    return replace(entry, appointment_id=visit_id), [change]


async def _both(doing: PaperDesk, entry: PaperEntry) -> tuple[PaperEntry, Changes]:
    over = entry.obstacle is PaperObstacle.TAKEN
    if entry.kind is PaperEntryKind.BOOKED:
        return await paper_doing.book_it(doing, entry, overbook=over)
    if entry.kind is PaperEntryKind.MOVED and over:
        was = await paper_doing.visit_of(doing, entry)
        return await paper_doing.move_it(doing, entry, was, overbook=True)
    raise InvalidInput("only one of both can stand")


async def _seen(doing: PaperDesk, entry: PaperEntry, choice: PaperChoice) -> Appointment:
    """Return the visit of an entry, unless it has changed since it was seen."""
    was = await paper_doing.visit_of(doing, entry)
    if choice.seen is not None and was.version != choice.seen:
        raise Stale(changed_visits.STALE)
    return was


async def taken_meanwhile(
    tx: Transaction, actor: Actor, practice: Practice, entry_id: int
) -> PaperEntry:
    """Note that others have the time that was chosen, so that the next choice is about them.

    Raises:
        NotPermitted: if the actor may not book.
    """
    require(actor, Permission.BOOK, practice.id)
    entry = await paper_entries.lock(tx, practice.id, entry_id)
    if not entry.is_open or entry.kind is PaperEntryKind.CANCELLED:
        return entry
    if entry.obstacle is PaperObstacle.GONE:
        # its visit is cancelled: what takes the time is a new one
        return entry
    noted = replace(entry, state=PaperEntryState.CONFLICT, obstacle=PaperObstacle.TAKEN, words="")
    return await paper_entries.save(tx, noted)


async def undo(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    entry_id: int,
    *,
    tariff: Tariff,
    now: datetime,
) -> PaperEntry:
    """Take back what became of an entry: it waits again, as before it was settled.

    Args:
        tx: a writing transaction.
        actor: who takes it back.
        practice: the practice.
        entry_id: the entry.
        tariff: the channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not do it.
        NotFound: if the practice has no such entry.
        InvalidInput: if it is not settled, or too late to undo.
        Stale: if a visit has changed since.
        SlotTaken: if somebody else has a time of before by now.
    """
    require(actor, Permission.BOOK, practice.id)
    doing = PaperDesk(tx, actor, practice, tariff, now)
    entry = await paper_entries.lock(tx, practice.id, entry_id)
    if entry.is_open:
        raise InvalidInput("this entry is not settled")
    changes = await paper_entries.changes_of(tx, entry)
    # the entry's own visit first: the others then have their times back
    changes.sort(key=lambda one: one.appointment_id != entry.appointment_id)
    for one in changes:
        await _take_back(doing, entry, one)
    await paper_entries.mark_undone(tx, practice.id, changes)
    if entry.waiting_id is not None:
        await _stop_offering(doing, entry.waiting_id)
    waits = entry.obstacle not in INCOMPLETE and entry.obstacle is not PaperObstacle.NONE
    again = replace(
        entry,
        state=PaperEntryState.CONFLICT if waits else PaperEntryState.OPEN,
        obstacle=entry.obstacle if waits else PaperObstacle.UNDONE,
        fate=PaperFate.NONE,
        reason="",
        settled_by="",
        settled_at=None,
        waiting_id=None,
        # a visit that was booked for it is cancelled again
        appointment_id=None if entry.kind is PaperEntryKind.BOOKED else entry.appointment_id,
    )
    saved = await paper_entries.save(tx, again)
    await _record(doing, "paper.reopened", entry, {})
    return saved


async def _take_back(doing: PaperDesk, entry: PaperEntry, one: PaperChange) -> None:
    acts = {"booked": undoing.unbook, "moved": undoing.move_back, "cancelled": undoing.restore}
    done = await acts[one.change](
        *(doing.tx, doing.actor, doing.practice, one.appointment_id),
        version=one.version,
        channels=doing.tariff.channels,
        now=doing.now,
    )
    own = PaperChange(one.appointment_id, done.appointment.version, "undone", is_undone=True)
    await paper_entries.note_changes(doing.tx, entry, [own])


async def _stop_offering(doing: PaperDesk, waiting_id: int) -> None:
    try:
        await waiting_list.withdraw(
            doing.tx, doing.actor, doing.practice, waiting_id, now=doing.now
        )
    except NotFound as error:
        raise InvalidInput("the offer was answered already; change the visit instead") from error


async def _record(
    doing: PaperDesk, action: str, entry: PaperEntry, detail: Mapping[str, str]
) -> None:
    await audit.record(
        *(doing.tx, doing.practice.id),
        by=doing.actor,
        action=action,
        subject=str(entry.id),
        now=doing.now,
        detail={"kind": entry.kind.value, **detail},
    )


async def again(tx: Transaction, actor: Actor, practice: Practice, entry_id: int) -> PaperEntry:
    """Let an entry that was taken back or that failed be put into the calendar as it is written.

    Raises:
        NotPermitted: if the actor may not book.
        NotFound: if the practice has no such entry.
        Stale: if it is settled.
    """
    require(actor, Permission.BOOK, practice.id)
    entry = await paper_entries.lock(tx, practice.id, entry_id)
    if not entry.is_open:
        raise Stale("this entry was settled meanwhile; look at it again")
    waits = replace(entry, state=PaperEntryState.OPEN, obstacle=PaperObstacle.NONE, words="")
    return await paper_entries.save(tx, waits)
