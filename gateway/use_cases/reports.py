"""Reports: the cost of messages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.entry.money import By, Spent
from calendar_store.messages import spending
from calendar_store.model import local_time
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice
from calendar_store.practices import practices


@dataclass(frozen=True, slots=True)
class CostReport:
    """Sums of messages, parts and cost.

    Attributes:
        month: a day of the month reported; not used if the report is over the last days.
        spent: the sums, by the kind of grouping.
    """

    month: date
    spent: dict[By, list[Spent]]


async def costs(
    tx: Transaction,
    actor: Actor,
    practice: Practice | None,
    kinds: Collection[By],
    *,
    now: datetime,
    month: date | None = None,
    last: timedelta | None = None,
) -> CostReport:
    """Sum up messages, parts and cost.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice; None for all practices.
        kinds: the groupings: one list of sums for each.
        now: UTC.
        month: any day of the month, in the practices' time zones; None for this month.
        last: report this time before now, instead of a month.

    Raises:
        NotPermitted: if the actor may not read reports, of that practice or of all.
    """
    require(actor, Permission.READ_REPORTS, practice.id if practice else None)
    where = (practice,) if practice else await practices.all_practices(tx)
    first = month or now.astimezone(ZoneInfo(where[0].timezone if where else "UTC")).date()
    since = now - last if last else None
    return CostReport(first, {kind: await _spent(tx, kind, where, first, since) for kind in kinds})


async def _spent(
    tx: Transaction, by: By, where: Sequence[Practice], month: date, since: datetime | None
) -> list[Spent]:
    """Sum since a time or over a month; practices of one time zone share a query."""
    if since is not None:
        return await spending.spent(tx, by, [one.id for one in where], since)
    found: list[Spent] = []
    for zone in dict.fromkeys(one.timezone for one in where):
        begins, ends = local_time.month(month.year, month.month, ZoneInfo(zone))
        theirs = [one.id for one in where if one.timezone == zone]
        found += await spending.spent(tx, by, theirs, begins, ends)
    return spending.together(found)
