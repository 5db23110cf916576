"""A practice's bound on its texts of a day: no fault and no stolen log-in sends without end.

Answers to clients who text are never bounded. Two processes that send at the same time do not see
each other's batch, so a bound may be exceeded by one batch.
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
from calendar_store.model.statuses import AlertKind, MessageKind

_KINDS = (AlertKind.CAP_NEAR, AlertKind.CAP_REACHED)
_NEAR = 0.8
_BOUNDED = (
    *(MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.OFFER, MessageKind.CODE),
    *(MessageKind.ANNOUNCEMENT, MessageKind.FOLLOW_UP, MessageKind.RECALL),
)
"""Kinds that count towards the bound of a day; answers to strangers count beside them."""


@dataclass(frozen=True, slots=True)
class DayOfTexts:
    """A practice's texts of a day, and their bound.

    Attributes:
        cap: parts that the practice may send, answers to clients not counted; None for no bound.
        sent: parts sent so far, including messages not finished yet.
    """

    cap: int | None
    sent: int

    def takes(self, parts: int) -> bool:
        """Tell whether this many more parts are within the bound."""
        return self.cap is None or self.sent + parts <= self.cap

    def after(self, parts: int) -> "DayOfTexts":
        """Return the day with this many more parts."""
        return replace(self, sent=self.sent + parts)


async def day_of(tx: Transaction, practice: Practice, now: datetime) -> DayOfTexts:
    """Return the practice's texts of the current day."""
    if practice.daily_cap is None:
        return DayOfTexts(None, 0)
    return DayOfTexts(
        practice.daily_cap,
        await spending.parts(tx, practice.id, _BOUNDED, day_began(practice, now)),
    )


def day_began(practice: Practice, now: datetime) -> datetime:
    """Return when the practice's current day began, UTC."""
    try:
        zone = ZoneInfo(practice.timezone)
    except (KeyError, ValueError):
        # an unknown time zone; texts of other practices do not wait until it is corrected
        zone = ZoneInfo("UTC")
    return local_time.moment(now.astimezone(zone).date(), time.min, zone)


async def tell_of_day(
    tx: Transaction, practice: Practice, day: DayOfTexts, now: datetime, *, refused: bool
) -> None:
    """Alert staff once a day shortly before the day's bound, and once at the bound.

    Args:
        tx: a writing transaction.
        practice: the practice.
        day: the day with the messages that were allowed.
        now: UTC.
        refused: whether a message exceeded the bound.
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
    """Raise an alert of (kind, reason), unless the same alert was raised after `since`."""
    if told not in await alerts.reasons_since(tx, practice_id, _KINDS, since):
        await alerts.raise_all(tx, [Alert(practice_id, tx.ids.new(), *told, now)])
