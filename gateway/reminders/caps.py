"""A practice's bounds on its texts of a month and of a day: beyond them reminders wait (F10).

Nothing is dropped in silence: what waits says so, staff are told before the bound and at it, and
what waited until its appointment began is an alert. Answers to clients who text are never held.
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
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices.reminder_policy import after_quiet
from gateway import bounds

IN_VAIN = {
    ReasonCode.WAITS_FOR_MONTH: ReasonCode.MONTH_IN_VAIN,
    ReasonCode.WAITS_FOR_DAY: ReasonCode.DAY_IN_VAIN,
}
"""Why a reminder that waited until its appointment began did not ring, by why it waited."""

AGAIN_AFTER = timedelta(minutes=5)
"""How often a reminder that waits is tried: staff may raise the bound at any time."""

_NEAR = Decimal("0.8")
_KINDS = (AlertKind.CAP_NEAR, AlertKind.CAP_REACHED)


@dataclass(frozen=True, slots=True)
class Month:
    """A practice's month against its bound.

    Attributes:
        cap: the bound.
        spent: cost so far, with what is on its way.
        waits: ids of messages that would go beyond it.
    """

    cap: Decimal
    spent: Decimal
    waits: frozenset[int] = frozenset()

    @property
    def reached(self) -> bool:
        """Whether nothing more fits, or something did not."""
        return bool(self.waits) or self.spent >= self.cap

    @property
    def near(self) -> bool:
        """Whether staff should hear of it before it is reached."""
        return not self.reached and self.spent >= _NEAR * self.cap


def fit(month: Month, messages: Iterable[Message]) -> Month:
    """Return the month with those of some messages that fit into it; the others wait.

    Args:
        month: as it stands.
        messages: with parts and price, in the order they are to go.
    """
    spent, waits = month.spent, set()
    for message in messages:
        costs = message.parts * message.price
        if spent >= month.cap or spent + costs > month.cap:
            waits.add(message.id)
        else:
            spent += costs
    return Month(month.cap, spent, month.waits | waits)


async def waiting(
    tx: Transaction, wanted: Sequence[tuple[Practice, Message]], now: datetime
) -> dict[int, tuple[ReasonCode, datetime]]:
    """Return which reminders have to wait, and tell staff how the month and the day stand.

    Practices without a bound cost nothing. Two processes that plan at once do not see each
    other's batch, so that a bound may be passed by one.

    Args:
        tx: the transaction that queues the messages, before it does.
        wanted: reminders with whose they are, in the order they are to go.
        now: UTC.

    Returns:
        Why those that wait do, and when they are tried again, UTC, by the message's id.
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
    """Return the next try: not in quiet hours, and when the appointment begins at the latest."""
    at = after_quiet(practice, now + AGAIN_AFTER)
    return min(at, message.expires_at) if message.expires_at else at


async def _tell(
    tx: Transaction, practice: Practice, month: Month, since: datetime, now: datetime
) -> None:
    """Alert staff once in a month, and again only about another bound."""
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
