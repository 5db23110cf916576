"""The bound of a practice's texts in a day: no fault or theft of a log-in sends without end.

What clients themselves write is always answered. Two processes at once do not see each other's
batch, so that a bound may be passed by one.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.messages import spending
from calendar_store.model import local_time
from calendar_store.model.conversations import Alert
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind

_KINDS = (AlertKind.CAP_NEAR, AlertKind.CAP_REACHED)
_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class DayOfTexts:
    """A practice's day against its bound.

    Attributes:
        cap: parts it may send but for answers to clients; None for no bound.
        sent: parts so far, with what is on its way.
    """

    cap: int | None
    sent: int

    def takes(self, parts: int) -> bool:
        """Tell whether so many parts more fit into it."""
        return self.cap is None or self.sent + parts <= self.cap

    def after(self, parts: int) -> "DayOfTexts":
        """Return the day with so many parts more."""
        return replace(self, sent=self.sent + parts)


async def day_of(tx: Transaction, practice: Practice, now: datetime) -> DayOfTexts:
    """Return how a practice's day stands."""
    if practice.daily_cap is None:
        return DayOfTexts(None, 0)
    return DayOfTexts(
        practice.daily_cap,
        await spending.unasked(tx, practice.id, day_began(practice, now)),
    )


def day_began(practice: Practice, now: datetime) -> datetime:
    """Return when the practice's present day began, UTC."""
    try:
        zone = ZoneInfo(practice.timezone)
    except (KeyError, ValueError):
        # a zone that nobody knows; another practice's texts do not wait for it to be mended
        zone = ZoneInfo("UTC")
    return local_time.moment(now.astimezone(zone).date(), time.min, zone)


async def tell_of_day(
    tx: Transaction, practice: Practice, day: DayOfTexts, now: datetime, *, refused: bool
) -> None:
    """Alert staff once a day before a day's bound, and once at it.

    Args:
        tx: a writing transaction.
        practice: whose.
        day: as it stands after what was let through.
        now: UTC.
        refused: something did not fit into it.
    """
    if day.cap is None or not (refused or day.sent >= _NEAR * day.cap):
        return
    reached = refused or day.sent >= day.cap
    kind = AlertKind.CAP_REACHED if reached else AlertKind.CAP_NEAR
    code = ReasonCode.DAY_REACHED if reached else ReasonCode.DAY_NEAR
    told = (kind, Reason(code, {"cap": day.cap}))
    await tell_once(tx, practice.id, told, since=day_began(practice, now), now=now)


async def tell_once(
    tx: Transaction,
    practice_id: int,
    told: tuple[AlertKind, Reason],
    *,
    since: datetime,
    now: datetime,
) -> None:
    """Raise an alert of (kind, reason) unless it was raised since."""
    if told not in await alerts.reasons_since(tx, practice_id, _KINDS, since):
        await alerts.raise_all(tx, [Alert(practice_id, tx.ids.new(), *told, now)])
