"""Services as staff enter and change them.

One function each, in one writing transaction; the permission is checked before anything is read.
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
        name: as staff know it.
        duration: how long the client is there.
        buffer_before: blocked before it.
        buffer_after: blocked after it.
        safe_to_name: whether its name may stand in a message (F11).
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
        practice: where.
        entered: the service.
        now: UTC.
        overrule: why a name that may be named stands although it tells why clients come; "" to
            refuse it.

    Raises:
        NotPermitted: if the actor may not.
        InvalidInput: if something entered cannot be, or would tell why clients come.
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
    """Change what may be said of a service, and how clients may book it.

    Args:
        tx: a writing transaction.
        actor: who changes it.
        practice: where.
        named: its name, or its id.
        changes: new values of `safe_to_name`, `by_text` and `by_web`.
        now: UTC.
        overrule: see `add`.

    Raises:
        NotPermitted: if the actor may not.
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
    """Refuse a name that messages may quote and that discloses, or record why it stands."""
    overruled = overruling.require_discreet({"service's name": quoted} if quoted else {}, overrule)
    await overruling.record(tx, practice.id, overruled, overrule, by=actor, now=now)
