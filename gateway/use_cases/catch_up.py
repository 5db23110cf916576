"""Copies in what was written on paper: each line is stored first, then put into the calendar.

A line is stored by its key, in a transaction of its own, before anything is tried: whatever happens
afterwards, it is there. What nothing stands against is done at once; else the entry says what does,
and waits for a person (`catch_up_settling`). The same line sent again is the same entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from calendar_store.appointments import agenda, paper_entries
from calendar_store.database import audit
from calendar_store.database.connection import Database, Transaction, is_away
from calendar_store.entry.characters import LONGEST_NAME
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput, StoreError
from calendar_store.model.paper_entries import (
    INCOMPLETE,
    PaperChange,
    PaperEntry,
    PaperEntryKind,
    PaperEntryState,
    PaperFate,
    PaperObstacle,
    PaperSheet,
)
from calendar_store.model.practices import Practice
from calendar_store.practices import practices, practitioners, services
from gateway.use_cases.paper_doing import Obstructed, PaperDesk, do_as_written, obstacle_of
from gateway.use_cases.paper_lines import PaperLine, is_crossed_out, time_of
from gateway.use_cases.tariff import Tariff

_MOST_AT_ONCE = 200
"""Entries that are tried again before a new one."""
_LOG = structlog.get_logger()
_TRIED_AGAIN = frozenset({PaperObstacle.NONE, PaperObstacle.FAILED})


@dataclass(frozen=True, slots=True)
class CatchUpDesk:
    """What copying in needs, whoever does it: a page, a command, a page that was offline.

    Attributes:
        database: the store.
        actor: who copies.
        practice_id: the practice.
        tariff: the channels, and why a number is not reached.
        now: UTC.
    """

    database: Database
    actor: Actor
    practice_id: int
    tariff: Tariff
    now: datetime


async def take(
    desk: CatchUpDesk, sheet: PaperSheet, lines: Sequence[PaperLine]
) -> list[PaperEntry]:
    """Store lines, and put them into the calendar in their order.

    Args:
        desk: who copies, and where.
        sheet: the page of the paper.
        lines: in the order in which they count.

    Returns:
        An entry for each line, as it stands afterwards.

    Raises:
        NotPermitted: if the actor may not book; nothing is stored then.
        NotFound: if the practice has no such practitioner, or no such visit.
    """
    async with desk.database.write() as tx:
        practice = await practices.get(tx, desk.practice_id)
        stored = [await _enter(tx, desk, practice, sheet, one) for one in lines]
    # what was stored before, and not done because the service ended, comes first
    done = {one.id: one for one in await go_on(desk)}
    return [done.get(one.id, one) for one in stored]


async def go_on(desk: CatchUpDesk) -> list[PaperEntry]:
    """Put into the calendar what is stored and was not tried to the end, in its order.

    Raises:
        NotPermitted: if the actor may not book.
    """
    require(desk.actor, Permission.BOOK, desk.practice_id)
    async with desk.database.read() as tx:
        waiting = await paper_entries.open_ones(tx, desk.practice_id, _MOST_AT_ONCE)
    return [
        await work_in(desk, one.id)
        for one in waiting
        if one.state is PaperEntryState.OPEN and one.obstacle in _TRIED_AGAIN
    ]


async def work_in(desk: CatchUpDesk, entry_id: int) -> PaperEntry:
    """Put one entry into the calendar, or note what stands against it.

    Args:
        desk: who copies, and where.
        entry_id: the entry.

    Raises:
        NotFound: if the practice has no such entry.
    """
    try:
        async with desk.database.write() as tx:
            return await _work_in(tx, desk, entry_id)
    except StoreError:
        raise
    except Exception as error:
        if is_away(error):
            raise
        # a fault of ours: the entry stays, and whoever copies goes on
        _LOG.exception("an entry copied from paper failed", entry=entry_id)
        async with desk.database.write() as tx:
            entry = await paper_entries.lock(tx, desk.practice_id, entry_id)
            if entry.state is not PaperEntryState.OPEN:
                return entry
            return await paper_entries.save(tx, replace(entry, obstacle=PaperObstacle.FAILED))


async def complete(desk: CatchUpDesk, entry_id: int, line: PaperLine) -> PaperEntry:
    """Complete an entry that could not be read, and put it into the calendar.

    Args:
        desk: who copies, and where.
        entry_id: the entry.
        line: what is to count now; its key is not looked at.

    Raises:
        NotPermitted: if the actor may not book.
        NotFound: if the practice has no such entry.
        InvalidInput: if the entry is settled.
    """
    require(desk.actor, Permission.BOOK, desk.practice_id)
    async with desk.database.write() as tx:
        practice = await practices.get(tx, desk.practice_id)
        entry = await paper_entries.lock(tx, desk.practice_id, entry_id)
        if entry.state is not PaperEntryState.OPEN:
            raise InvalidInput("this entry is settled already")
        own = replace(line, appointment_id=_own_line(entry), service=line.service)
        written = await _read(tx, desk, practice, entry, own)
        await paper_entries.save(tx, written)
    return await work_in(desk, entry_id)


def _own_line(entry: PaperEntry) -> int | None:
    return None if entry.kind is PaperEntryKind.BOOKED else entry.appointment_id


async def _enter(
    tx: Transaction, desk: CatchUpDesk, practice: Practice, sheet: PaperSheet, line: PaperLine
) -> PaperEntry:
    """Store one line, unless it is stored already."""
    require(desk.actor, Permission.BOOK, practice.id)
    who = await practitioners.get(tx, practice.id, sheet.practitioner_id)
    kind = PaperEntryKind.BOOKED
    if line.appointment_id is not None:
        crossed = is_crossed_out(line.written)
        kind = PaperEntryKind.CANCELLED if crossed else PaperEntryKind.MOVED
        await agenda.get(tx, practice.id, line.appointment_id)
    blank = PaperEntry(
        practice_id=practice.id,
        id=tx.ids.new(),
        key=line.key[:LONGEST_NAME],
        kind=kind,
        state=PaperEntryState.OPEN,
        paper_version=sheet.version,
        made_at=sheet.made_at,
        day=sheet.day,
        practitioner_id=who.id,
        written="",
        name="",
        phone="",
        by=desk.actor.label,
        entered_at=desk.now,
        tell=sheet.confirm if kind is PaperEntryKind.BOOKED else sheet.tell,
    )
    entry = await _read(tx, desk, practice, blank, line)
    stored = await paper_entries.add(tx, entry)
    if stored.id == entry.id:
        await audit.record(
            *(tx, practice.id),
            by=desk.actor,
            action="paper.copied",
            subject=str(entry.id),
            now=desk.now,
            detail={"kind": kind.value},
        )
    return stored


async def _read(
    tx: Transaction, desk: CatchUpDesk, practice: Practice, entry: PaperEntry, line: PaperLine
) -> PaperEntry:
    """Return an entry with what a line says; what cannot be read is kept as it is written."""
    entry = replace(
        entry,
        written=line.written[:LONGEST_NAME],
        name=line.name[:LONGEST_NAME],
        phone=line.phone[:LONGEST_NAME],
        client_id=line.client,
        came=line.came,
        consent=line.consent,
        obstacle=PaperObstacle.NONE,
        words="",
    )
    today = desk.now.astimezone(ZoneInfo(practice.timezone)).date()
    try:
        if line.service:
            entry = replace(
                entry, service_id=(await services.find(tx, practice.id, line.service)).id
            )
        if line.appointment_id is None:
            return replace(entry, starts_at=time_of(line.written, entry.day, practice, today))
        visit = await agenda.get(tx, practice.id, line.appointment_id)
        entry = replace(
            entry,
            appointment_id=visit.id,
            client_id=visit.client_id,
            service_id=visit.service_id,
            starts_at=await _on_paper(tx, entry, visit.id) or visit.starts_at,
        )
        if entry.kind is PaperEntryKind.CANCELLED:
            return entry
        return replace(entry, moves_to=time_of(line.written, entry.day, practice, today))
    except StoreError as error:
        return replace(entry, obstacle=PaperObstacle.UNREADABLE, words=str(error))


async def _on_paper(tx: Transaction, entry: PaperEntry, visit_id: int) -> datetime | None:
    """Return when a visit begins by the paper; None if it is not on it."""
    events = await agenda.history(tx, entry.practice_id, visit_id)
    before = [one for one in events if one.at <= entry.made_at]
    return before[-1].starts_at if before else None


async def _work_in(tx: Transaction, desk: CatchUpDesk, entry_id: int) -> PaperEntry:
    entry = await paper_entries.lock(tx, desk.practice_id, entry_id)
    if entry.state is not PaperEntryState.OPEN or entry.obstacle in INCOMPLETE:
        return entry
    practice = await practices.get(tx, desk.practice_id)
    doing = PaperDesk(tx, desk.actor, practice, desk.tariff, desk.now)
    done = await _tried(doing, entry)
    if done.obstacle is PaperObstacle.TAKEN:
        # somebody else may copy the same paper: then it stands so already
        done = await _tried(doing, entry)
    return await paper_entries.save(tx, done)


async def _tried(doing: PaperDesk, entry: PaperEntry) -> PaperEntry:
    """Return an entry as it stands after it was tried."""
    try:
        async with doing.tx.savepoint():
            done, changes = await do_as_written(doing, entry)
            await paper_entries.note_changes(doing.tx, entry, changes)
    except Obstructed as error:
        return _stays(entry, error.obstacle, error.words, error.client_id)
    except StoreError as error:
        return _stays(entry, obstacle_of(error), str(error), entry.client_id)
    return settled(done, doing, _fate(changes))


def _fate(changes: Sequence[PaperChange]) -> PaperFate:
    return PaperFate.WRITTEN if changes else PaperFate.STOOD


def settled(entry: PaperEntry, doing: PaperDesk, fate: PaperFate) -> PaperEntry:
    """Return an entry as it stands once it is settled; its obstacle stays, for the list."""
    return replace(
        entry,
        state=PaperEntryState.DROPPED if fate is PaperFate.DROPPED else PaperEntryState.DONE,
        fate=fate,
        settled_by=doing.actor.label,
        settled_at=doing.now,
    )


def _stays(
    entry: PaperEntry, obstacle: PaperObstacle, words: str, client_id: int | None
) -> PaperEntry:
    """Return an entry with what stands against it."""
    state = PaperEntryState.OPEN if obstacle in INCOMPLETE else PaperEntryState.CONFLICT
    if obstacle is PaperObstacle.TAKEN:
        words = ""
    return replace(entry, state=state, obstacle=obstacle, words=words, client_id=client_id)
