"""Services entered and changed by staff.

Each function runs in one writing transaction and checks the permission before it reads anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Service
from calendar_store.practices import practitioners, services
from gateway.use_cases import overruling

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class NewService:
    """A service as entered.

    Attributes:
        name: the name that staff know.
        duration: length of the client's visit.
        buffer_before: time blocked before the visit.
        buffer_after: time blocked after the visit.
        safe_to_name: whether messages may contain its name.
        by_text: whether clients may book it by text.
        by_web: whether clients may book it on the web page.
        done_by: names or ids of the practitioners who do it; () for everybody.
    """

    name: str
    duration: timedelta
    buffer_before: timedelta = _NONE
    buffer_after: timedelta = _NONE
    safe_to_name: bool = False
    by_text: bool = True
    by_web: bool = True
    done_by: tuple[str, ...] = ()


async def add(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    entered: NewService,
    *,
    now: datetime,
    overrule: str = "",
) -> Service:
    """Add a service.

    Args:
        tx: a writing transaction.
        actor: who adds it.
        practice: the practice.
        entered: the service.
        now: UTC.
        overrule: reason to let messages contain a name that tells why clients come; "" to
            refuse the name.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if a value is invalid, or the name would tell why clients come.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    await _judge(
        tx, actor, practice, entered.name if entered.safe_to_name else "", overrule, now=now
    )
    added = await services.add(
        *(tx, practice.id, entered.name),
        duration=entered.duration,
        buffer_before=entered.buffer_before,
        buffer_after=entered.buffer_after,
        safe_to_name=entered.safe_to_name,
        by_text=entered.by_text,
        by_web=entered.by_web,
        by=actor,
        now=now,
    )
    return await _with_people(tx, actor, practice, added, entered.done_by, now=now)


async def change(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    named: str,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    overrule: str = "",
    done_by: Sequence[str] | None = None,
) -> Service:
    """Change a service; appointments that are booked keep their length and practitioner.

    Args:
        tx: a writing transaction.
        actor: who changes it.
        practice: the practice.
        named: the service's name or id.
        changes: new values of the fields of `NewService`.
        now: UTC.
        overrule: see `add`.
        done_by: names or ids of the practitioners who do it; () for everybody; None keeps them.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such service or practitioner.
        InvalidInput: if a value is invalid, or its name would tell why clients come.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    found = await services.find(tx, practice.id, named)
    name = changes.get("name", found.name)
    becomes_quoted = changes.get("safe_to_name", found.safe_to_name) and (
        name != found.name or not found.safe_to_name
    )
    quoted = name if changes.get("safe_to_name") or becomes_quoted else ""
    await _judge(tx, actor, practice, quoted, overrule, now=now)
    changed = await services.change(tx, practice.id, found.id, by=actor, now=now, **changes)
    if done_by is None:
        return changed
    return await _with_people(tx, actor, practice, changed, done_by, now=now)


async def _with_people(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    changed: Service,
    done_by: Sequence[str],
    *,
    now: datetime,
) -> Service:
    """Set who does a service."""
    chosen = [await practitioners.find(tx, practice.id, one) for one in done_by]
    gone = [one.name for one in chosen if one.retired_at and one.id not in changed.done_by]
    if gone:
        raise InvalidInput(f"{gone[0]} is retired and cannot be booked")
    ids = [one.id for one in chosen]
    return await services.set_done_by(tx, changed, ids, by=actor, now=now)


async def listed(tx: Transaction, actor: Actor, practice: Practice) -> list[Service]:
    """Return the services by name, the retired ones last.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    found = await services.all_services(tx, practice.id)
    return sorted(found, key=lambda one: one.retired_at is not None)


async def show(tx: Transaction, actor: Actor, practice: Practice, named: str) -> Service:
    """Return one service.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such service.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    return await services.find(tx, practice.id, named)


async def _judge(
    tx: Transaction, actor: Actor, practice: Practice, quoted: str, overrule: str, *, now: datetime
) -> None:
    """Refuse a quoted name that tells why clients come, or record the reason to keep it."""
    overruled = overruling.require_discreet({"service's name": quoted} if quoted else {}, overrule)
    await overruling.record(tx, practice.id, overruled, overrule, by=actor, now=now)
