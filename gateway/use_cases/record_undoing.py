"""Undoes what staff changed in a record a moment ago: of clients, people, services, hours, blocks.

The way is that of `undoing`, which undoes changes of appointments: a page offers it for some
seconds in place of asking "are you sure?", and nothing is undone that somebody has changed since.
Here a request names the change by its entry in the audit log, which holds what was before.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.appointments import agenda, blocks, notes
from calendar_store.clients import bad_addresses, clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry import hours_text
from calendar_store.model.actors import Actor, Permission, require, require_for, require_some
from calendar_store.model.appointments import CalendarBlock
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.practices import AuditEntry, Practice
from calendar_store.model.statuses import STANDING, Channel
from calendar_store.practices import hours, outside_calendars, practitioners, services, staff
from gateway.use_cases import staff_accounts
from gateway.use_cases.undoing import UNDO_WITHIN

_CHANGED = "this was changed meanwhile; look at it again"
_OF_CLIENT = ("first", "last", "mobile", "email", "locale", "prefers")


@dataclass(frozen=True, slots=True)
class UndoneRecord:
    """What was undone.

    Attributes:
        action: name of the change in the audit log, as "client.changed".
        id: the client, practitioner, service, account, or appointment that it was about; 0 for a
            block.
        at: a moment on the day of the block or appointment, UTC; None for the others.
    """

    action: str
    id: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """A change that is to be undone, with all that this needs."""

    tx: Transaction
    actor: Actor
    practice: Practice
    entry: AuditEntry
    now: datetime

    @property
    def by_whom(self) -> dict[str, Any]:
        """Who undoes it, when: as the store takes it."""
        return {"by": self.actor, "now": self.now}


async def last(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    action: str,
    *,
    now: datetime,
    subject: str = "",
) -> AuditEntry | None:
    """Return an actor's own last change of a kind; None if there is none that can be undone.

    Args:
        tx: any transaction.
        actor: who made it.
        practice: the practice.
        action: name of the change in the audit log.
        now: UTC.
        subject: what it was about, as the log names it; "" for anything.
    """
    found = await audit.entries(tx, practice.id, limit=1, actions=[action], by=actor.label)
    mine = [one for one in found if subject in {"", one.subject}]
    return next((one for one in mine if now - one.at <= UNDO_WITHIN), None)


async def undo(
    tx: Transaction, actor: Actor, practice: Practice, entry_id: int, *, now: datetime
) -> UndoneRecord:
    """Undo a change of a record.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        entry_id: the entry of the change in the audit log.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not make such a change.
        NotFound: if the practice has no such entry, or the record is gone.
        InvalidInput: if it is no change that can be undone, or too long ago.
        Stale: if the record has changed since.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    entry = await audit.entry(tx, practice.id, entry_id)
    if entry is None or entry.action not in _UNDOING:
        raise NotFound("there is nothing to undo")
    permission, own, deed = _UNDOING[entry.action]
    (require_some if own else require)(actor, permission, practice.id)
    if now - entry.at > UNDO_WITHIN:
        raise InvalidInput("it is too late to undo that; change it instead")
    return await deed(_Order(tx, actor, practice, entry, now))


async def changed_since(
    tx: Transaction, actor: Actor, practice: Practice, entry_id: int
) -> AuditEntry | None:
    """Return the last change of a record after the one that was to be undone; None for none.

    Args:
        tx: any transaction.
        actor: who was slower.
        practice: the practice.
        entry_id: the entry of the change that was to be undone.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    entry = await audit.entry(tx, practice.id, entry_id)
    if entry is None or entry.action not in _UNDOING:
        return None
    later = await audit.entries(tx, practice.id, since=entry.at)
    since = (one for one in later if one.id > entry_id and _about(one) == _about(entry))
    return next(since, None)


def _about(entry: AuditEntry) -> tuple[str, str]:
    """Return what kind of record an entry is about, and which."""
    return entry.action.partition(".")[0], entry.subject


async def _client(order: _Order) -> UndoneRecord:
    tx, practice_id = order.tx, order.practice.id
    client_id, detail = int(order.entry.subject), order.entry.detail
    one = await clients.get(tx, practice_id, client_id)
    if one.id != client_id or any(getattr(one, name) != new for name, (_, new) in detail.items()):
        raise Stale(_CHANGED)
    before = {name: detail[name][0] for name in _OF_CLIENT if name in detail}
    if "prefers" in before:
        before["prefers"] = Channel(before["prefers"])
    back = await clients.change(tx, order.practice, client_id, **order.by_whom, **before)
    # to enter an address says that it is right; the one of before was known to be wrong
    if detail.get("mobile_bad", [False])[0]:
        await bad_addresses.mark_bad_number(tx, practice_id, back.mobile, **order.by_whom)
    if detail.get("email_bad", [False])[0]:
        await bad_addresses.mark_bad_emails(tx, [(practice_id, back.email)], **order.by_whom)
    return UndoneRecord(order.entry.action, client_id)


async def _practitioner(order: _Order) -> UndoneRecord:
    detail = order.entry.detail
    one = await practitioners.find(order.tx, order.practice.id, order.entry.subject)
    if any(getattr(one, name) != new for name, (_, new) in detail.items()):
        raise Stale(_CHANGED)
    before = {name: old for name, (old, _) in detail.items()}
    await practitioners.change(
        *(order.tx, order.practice.id, one.id),
        by=order.actor,
        now=order.now,
        region=order.practice.region,
        name=before.get("name"),
        mobile=before.get("mobile"),
    )
    return UndoneRecord(order.entry.action, one.id)


async def _service(order: _Order) -> UndoneRecord:
    """Change a service back: its fields, and who does it, if both were changed in one form."""
    tx, practice_id = order.tx, order.practice.id
    try:
        one = await services.find(tx, practice_id, order.entry.subject)
    except NotFound:
        raise Stale(_CHANGED) from None
    for each in await audit.beside(tx, order.entry):
        if each.subject == order.entry.subject:
            back = await services.undo_change(tx, one, each.detail, **order.by_whom)
            if back is None:
                raise Stale(_CHANGED)
            one = back
    return UndoneRecord(order.entry.action, one.id)


async def _account(order: _Order) -> UndoneRecord:
    tx, detail = order.tx, order.entry.detail
    subject = order.entry.subject
    member = await staff_accounts.managed(tx, order.actor, order.practice.id, subject)
    if any(str(getattr(member, name)) != new for name, (_old, new) in detail.items()):
        raise Stale(_CHANGED)
    before: dict[str, Any] = {name: old for name, (old, _new) in detail.items()}
    if "role" in before:
        before["role"] = staff_accounts.role_of(order.actor, before["role"])
    if "practitioner_id" in before:
        who = before["practitioner_id"]
        before["practitioner_id"] = int(who) if who.isdecimal() else None
    back = await staff.change(tx, member, **order.by_whom, **before)
    return UndoneRecord(order.entry.action, back.id)


async def _hours(order: _Order) -> UndoneRecord:
    tx, practice_id, whose = order.tx, order.practice.id, int(order.entry.subject)
    await hours.lock(tx, practice_id)
    today = order.now.date()
    held, _ = await hours.load(tx, practice_id, [whose], today, today)
    if "before" not in order.entry.detail or hours.as_shown(held) != order.entry.detail["hours"]:
        raise Stale(_CHANGED)
    lines = "; ".join(order.entry.detail["before"])
    week = hours_text.parse(lines, whose) if lines else ()
    await hours.set_week(tx, practice_id, whose, week, **order.by_whom)
    return UndoneRecord(order.entry.action, whose)


async def _block_added(order: _Order) -> UndoneRecord:
    one = await blocks.get(order.tx, order.practice.id, int(order.entry.detail.get("id", 0)))
    require_for(*(order.actor, Permission.MANAGE_ABSENCES, order.practice.id), one.practitioner_id)
    await blocks.remove(order.tx, order.practice.id, one.id, **order.by_whom)
    return UndoneRecord(order.entry.action, at=one.starts_at)


async def _block_removed(order: _Order) -> UndoneRecord:
    practice_id, detail = order.practice.id, order.entry.detail
    whose = detail.get("practitioner_id")
    require_for(order.actor, Permission.MANAGE_ABSENCES, practice_id, whose)
    start, end = (datetime.fromisoformat(one) for one in order.entry.subject.split(" to "))
    block = CalendarBlock(
        *(practice_id, int(detail.get("id", 0)), whose, start, end),
        reason=detail.get("reason", ""),
        created_by=order.actor.label,
        created_at=order.now,
    )
    await hours.lock(order.tx, practice_id)
    standing = await blocks.within(order.tx, practice_id, None, start, end)
    if not block.id or any(one.id == block.id for one in standing):
        raise Stale(_CHANGED)
    for one in await agenda.touching(order.tx, practice_id, start, end):
        theirs = whose in {None, one.practitioner_id} and one.status in STANDING
        if theirs and one.kept_in != block.id and one.ends_at > order.now:
            raise Stale("somebody was booked there meanwhile; block the time anew")
    await blocks.put_back(order.tx, block, **order.by_whom)
    return UndoneRecord(order.entry.action, at=start)


async def _exceptions(order: _Order) -> UndoneRecord:
    """Remove absences that were entered in one moment, as public holidays are taken over."""
    practice_id = order.practice.id
    for one in await audit.beside(order.tx, order.entry):
        found = await hours.exception(order.tx, practice_id, int(one.detail.get("id", 0)))
        require_for(order.actor, Permission.MANAGE_ABSENCES, practice_id, found.practitioner_id)
        await hours.remove_exception(order.tx, practice_id, found.id, **order.by_whom)
    return UndoneRecord(order.entry.action)


async def _note(order: _Order) -> UndoneRecord:
    visit = await agenda.get(order.tx, order.practice.id, int(order.entry.subject))
    note_id = int(order.entry.detail.get("id", 0))
    if not await notes.put_back(order.tx, order.practice.id, note_id):
        raise Stale(_CHANGED)
    detail = {"by": order.entry.detail.get("by", ""), "id": note_id}
    await audit.record(
        *(order.tx, order.practice.id),
        action="note.put_back",
        subject=str(visit.id),
        detail=detail,
        **order.by_whom,
    )
    return UndoneRecord(order.entry.action, visit.id, visit.starts_at)


async def _calendar(order: _Order) -> UndoneRecord:
    """Put back an outside calendar; its busy times come back when it is read, which is soon."""
    practice_id, calendar_id = order.practice.id, int(order.entry.detail.get("id", 0))
    try:
        one = await outside_calendars.get(
            order.tx, practice_id, calendar_id, lock=True, removed=True
        )
    except NotFound:
        raise Stale(_CHANGED) from None
    require_for(order.actor, Permission.MANAGE_FEEDS, practice_id, one.practitioner_id)
    known = await outside_calendars.of_practice(order.tx, practice_id)
    added_anew = one.practitioner_id, one.address
    if added_anew in {(each.practitioner_id, each.address) for each in known}:
        raise Stale(_CHANGED)
    await outside_calendars.put_back(order.tx, one, **order.by_whom)
    return UndoneRecord(order.entry.action)


_UNDOING: Mapping[str, tuple[Permission, bool, Callable[[_Order], Awaitable[UndoneRecord]]]] = {
    "client.changed": (Permission.EDIT_CLIENTS, False, _client),
    "practitioner.changed": (Permission.MANAGE_PRACTICE, False, _practitioner),
    "service.changed": (Permission.MANAGE_PRACTICE, False, _service),
    "staff.changed": (Permission.MANAGE_STAFF, False, _account),
    "hours.changed": (Permission.MANAGE_PRACTICE, False, _hours),
    "block.added": (Permission.MANAGE_ABSENCES, True, _block_added),
    "block.removed": (Permission.MANAGE_ABSENCES, True, _block_removed),
    "hours_exception.added": (Permission.MANAGE_ABSENCES, True, _exceptions),
    "calendar.removed": (Permission.MANAGE_FEEDS, True, _calendar),
    "note.removed": (Permission.KEEP_NOTES, False, _note),
}
"""By name of the change: the permission, whether for the own calendar alone, and what undoes it."""
