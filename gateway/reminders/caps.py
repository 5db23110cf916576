"""A practice's bounds on its texts of a month and of a day: reminders beyond the bounds wait.

Nothing is dropped in silence: a waiting reminder shows its reason, staff are alerted before and at
the bound, and a reminder that waited until its appointment began causes an alert. Answers to
clients who text never wait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.entry.money import written
from calendar_store.messages import spending
from calendar_store.model import local_time
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, MessageKind
from gateway import bounds

IN_VAIN = {
    ReasonCode.WAITS_FOR_MONTH: ReasonCode.MONTH_IN_VAIN,
    ReasonCode.WAITS_FOR_DAY: ReasonCode.DAY_IN_VAIN,
}
"""Reason of a reminder not sent before its appointment began, by the reason why it waited."""

AGAIN_AFTER = timedelta(minutes=5)
"""How often a waiting reminder is tried: staff may raise the bound at any time."""

_NEAR = Decimal("0.8")
_KINDS = (AlertKind.CAP_NEAR, AlertKind.CAP_REACHED)


@dataclass(frozen=True, slots=True)
class Month:
    """A practice's spending in a month, and its bound.

    Attributes:
        cap: the bound.
        spent: cost so far, including messages not finished yet.
        waits: ids of messages that would exceed the bound.
    """

    cap: Decimal
    spent: Decimal
    waits: frozenset[int] = frozenset()

    @property
    def reached(self) -> bool:
        """Whether no further message fits, or a message did not fit."""
        return bool(self.waits) or self.spent >= self.cap

    @property
    def near(self) -> bool:
        """Whether staff should be alerted before the bound is reached."""
        return not self.reached and self.spent >= _NEAR * self.cap


def fit(month: Month, messages: Iterable[Message]) -> Month:
    """Return the month with the cost of the messages that fit; the other messages wait.

    Those that tell of a change go out whatever is spent, as answers do, and count: a client who is
    not told comes at the old time, or for nothing.

    Args:
        month: the month before these messages.
        messages: with parts and price, in the order of sending.
    """
    spent, waits = month.spent, set()
    for message in messages:
        costs = message.parts * message.price
        may_wait = message.kind is not MessageKind.CHANGED
        if may_wait and (spent >= month.cap or spent + costs > month.cap):
            waits.add(message.id)
        else:
            spent += costs
    return Month(month.cap, spent, month.waits | waits)


async def waiting(
    tx: Transaction, wanted: Sequence[tuple[Practice, Message]], now: datetime
) -> dict[int, tuple[ReasonCode, datetime]]:
    """Return the reminders that have to wait, and alert staff about the month and the day.

    A practice without a bound causes no query. Two processes that plan at the same time do not see
    each other's batch, so a bound may be exceeded by one batch.

    Args:
        tx: the transaction that queues the messages, before they are queued.
        wanted: reminders with their practices, in the order of sending.
        now: UTC.

    Returns:
        The reason to wait and the time of the next try, UTC, by message id.
    """
    practices = {practice.id: practice for practice, _ in wanted}
    found: dict[int, tuple[ReasonCode, datetime]] = {}
    for practice in practices.values():
        theirs = [message for whose, message in wanted if whose.id == practice.id]
        month = await _month(tx, practice, theirs, now)
        going = [message for message in theirs if message.id not in month]
        for why, waits in (
            (ReasonCode.WAITS_FOR_MONTH, month),
            (ReasonCode.WAITS_FOR_DAY, await _day(tx, practice, going, now)),
        ):
            found |= {m.id: (why, _again_at(practice, m, now)) for m in theirs if m.id in waits}
    return found


async def _month(
    tx: Transaction, practice: Practice, theirs: Sequence[Message], now: datetime
) -> frozenset[int]:
    if practice.monthly_cap is None:
        return frozenset()
    since = _month_began(practice, now)
    spent = await spending.committed(tx, practice.id, since)
    month = fit(Month(practice.monthly_cap, spent), theirs)
    await _tell(tx, practice, month, since, now)
    return month.waits


async def _day(
    tx: Transaction, practice: Practice, theirs: Sequence[Message], now: datetime
) -> frozenset[int]:
    day = await bounds.day_of(tx, practice, now)
    waits = set()
    for message in theirs:
        if day.takes(message.parts):
            day = day.after(message.parts)
        else:
            waits.add(message.id)
    await bounds.tell_of_day(tx, practice, day, now, refused=bool(waits))
    return frozenset(waits)


def _again_at(practice: Practice, message: Message, now: datetime) -> datetime:
    """Return the next try: outside quiet hours, and at the appointment's start at the latest."""
    at = after_quiet(practice, now + AGAIN_AFTER)
    return min(at, message.expires_at) if message.expires_at else at


async def _tell(
    tx: Transaction, practice: Practice, month: Month, since: datetime, now: datetime
) -> None:
    """Alert staff once a month for each bound."""
    if not (month.near or month.reached):
        return
    kind = AlertKind.CAP_REACHED if month.reached else AlertKind.CAP_NEAR
    code = ReasonCode.MONTH_REACHED if month.reached else ReasonCode.MONTH_NEAR
    reason = Reason(code, {"cap": written(month.cap)})
    if (kind, reason) not in await alerts.reasons_since(tx, practice.id, _KINDS, since):
        await alerts.raise_all(tx, [Alert(practice.id, tx.ids.new(), kind, reason, now)])


def _month_began(practice: Practice, now: datetime) -> datetime:
    zone = ZoneInfo(practice.timezone)
    today = now.astimezone(zone)
    return local_time.month(today.year, today.month, zone)[0]
