"""A practice's bound on what its texts may cost in a month: beyond it reminders wait (F10).

Nothing is dropped in silence: what waits says so, staff are told before the bound and at it, and
what waited until its appointment began is an alert. Answers to clients who text are never held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from calendar_store import alerts, raster, spending
from calendar_store.amounts import written
from calendar_store.database import Transaction
from calendar_store.reminder_policy import after_quiet
from calendar_store.statuses import AlertKind
from calendar_store.values import Alert, Message, Practice

WAITS = "waits: this month's bound for texts is reached"
WAITED_IN_VAIN = "this month's bound for texts was reached, and the appointment passed"

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
) -> dict[int, datetime]:
    """Return which reminders have to wait, and tell staff how the month stands.

    Practices without a bound cost nothing. Two processes that plan at once do not see each
    other's batch, so that a bound may be passed by one.

    Args:
        tx: the transaction that queues the messages, before it does.
        wanted: reminders with whose they are, in the order they are to go.
        now: UTC.

    Returns:
        When those that wait are tried again, UTC, by the message's id.
    """
    practices = {practice.id: practice for practice, _ in wanted}
    found: dict[int, datetime] = {}
    for practice in practices.values():
        if practice.monthly_cap is None:
            continue
        theirs = [message for whose, message in wanted if whose.id == practice.id]
        since = _month_began(practice, now)
        spent = await spending.committed(tx, practice.id, since)
        month = fit(Month(practice.monthly_cap, spent), theirs)
        await _tell(tx, practice, month, since, now)
        found |= {m.id: _again_at(practice, m, now) for m in theirs if m.id in month.waits}
    return found


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
    words = _WORDS[kind].format(cap=written(month.cap))
    if (kind, words) not in await alerts.words_since(tx, practice.id, _KINDS, since):
        await alerts.raise_all(tx, [Alert(practice.id, tx.ids.new(), kind, words, now)])


_WORDS = {
    AlertKind.CAP_NEAR: (
        "four fifths of this month's bound of {cap} for texts are spent; once it is reached, "
        "reminders wait. It is set with: textback practice set --cap"
    ),
    AlertKind.CAP_REACHED: (
        "this month's bound of {cap} for texts is reached: reminders wait until the month ends "
        "or the bound is raised, with: textback practice set --cap"
    ),
}


def _month_began(practice: Practice, now: datetime) -> datetime:
    zone = ZoneInfo(practice.timezone)
    today = now.astimezone(zone)
    return raster.month(today.year, today.month, zone)[0]
