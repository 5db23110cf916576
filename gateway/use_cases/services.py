"""Services entered and changed by staff.

Each function runs in one writing transaction and checks the permission before it reads anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice, Service
from calendar_store.practices import services
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
    """

    name: str
    duration: timedelta
    buffer_before: timedelta = _NONE
    buffer_after: timedelta = _NONE
    safe_to_name: bool = False
    by_text: bool = True
    by_web: bool = True


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
    return await services.add(
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


async def change(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    named: str,
    changes: Mapping[str, bool],
    *,
    now: datetime,
    overrule: str = "",
) -> Service:
    """Change whether messages may name a service, and how clients may book it.

    Args:
        tx: a writing transaction.
        actor: who changes it.
        practice: the practice.
        named: the service's name or id.
        changes: new values of `safe_to_name`, `by_text` and `by_web`.
        now: UTC.
        overrule: see `add`.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the practice has no such service.
        InvalidInput: if its name would tell why clients come.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    found = await services.find(tx, practice.id, named)
    quoted = found.name if changes.get("safe_to_name") else ""
    await _judge(tx, actor, practice, quoted, overrule, now=now)
    return await services.change(tx, practice.id, found.id, by=actor, now=now, **changes)


async def _judge(
    tx: Transaction, actor: Actor, practice: Practice, quoted: str, overrule: str, *, now: datetime
) -> None:
    """Refuse a quoted name that tells why clients come, or record the reason to keep it."""
    overruled = overruling.require_discreet({"service's name": quoted} if quoted else {}, overrule)
    await overruling.record(tx, practice.id, overruled, overrule, by=actor, now=now)
