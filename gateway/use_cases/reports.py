"""Reports: the cost of messages, and what email saved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.entry.money import By, Spent
from calendar_store.messages import spending
from calendar_store.model import local_time
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases.tariff import Tariff


@dataclass(frozen=True, slots=True)
class CostReport:
    """Sums of messages, parts and cost.

    Attributes:
        month: a day of the month reported; not used if the report is over the last days.
        spent: the sums, by the kind of grouping.
        saved: what the reminders that went by mail would have cost as texts; estimated from the
            prices of now.
    """

    month: date
    spent: dict[By, list[Spent]]
    saved: Spent


async def costs(
    tx: Transaction,
    actor: Actor,
    practice: Practice | None,
    kinds: Collection[By],
    *,
    now: datetime,
    month: date | None = None,
    last: timedelta | None = None,
    tariff: Tariff | None = None,
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
        tariff: the prices of texts, for what email saved; None: nothing is counted as saved.

    Raises:
        NotPermitted: if the actor may not read reports, of that practice or of all.
    """
    require(actor, Permission.READ_REPORTS, practice.id if practice else None)
    where = (practice,) if practice else await practices.all_practices(tx)
    first = month or now.astimezone(ZoneInfo(where[0].timezone if where else "UTC")).date()
    since = now - last if last else None
    spent = {kind: await _spent(tx, kind, where, first, since) for kind in kinds}
    return CostReport(first, spent, await _saved(tx, tariff, where, first, since))


async def _saved(
    tx: Transaction,
    tariff: Tariff | None,
    where: Sequence[Practice],
    month: date,
    since: datetime | None,
) -> Spent:
    """Sum up what the cheapest routes would have cost, for mails where a text has a price."""
    found = Spent("email", 0, 0, Decimal(0))
    for theirs, begins, ends in _periods(where, month, since) if tariff else ():
        for one in await spending.reminded_by_mail(tx, theirs, begins, ends):
            way = tariff.way(one.sender, one.mobile) if tariff else None
            price = way.known_price if way else None
            if tariff and price:
                parts = tariff.measure(one.text).parts
                cost = found.cost + price * parts
                found = Spent(found.name, found.messages + 1, found.parts + parts, cost)
    return found


def _periods(
    where: Sequence[Practice], month: date, since: datetime | None
) -> list[tuple[list[int], datetime, datetime | None]]:
    """Return (practices, begin, end); practices of one time zone share a period."""
    if since is not None:
        return [([one.id for one in where], since, None)]
    periods: list[tuple[list[int], datetime, datetime | None]] = []
    for zone in dict.fromkeys(one.timezone for one in where):
        begins, ends = local_time.month(month.year, month.month, ZoneInfo(zone))
        periods.append(([one.id for one in where if one.timezone == zone], begins, ends))
    return periods


async def _spent(
    tx: Transaction, by: By, where: Sequence[Practice], month: date, since: datetime | None
) -> list[Spent]:
    """Sum since a time or over a month; practices of one time zone share a query."""
    found: list[Spent] = []
    for theirs, begins, ends in _periods(where, month, since):
        found += await spending.spent(tx, by, theirs, begins, ends)
    return spending.together(found)
