"""Suspending a practice with thirty days' notice: given, planned, taken back, begun, and ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.endings import deletions, retention_rules, stopping, stored_copies, suspensions
from calendar_store.model.actors import SERVICE, Actor, Permission, require
from calendar_store.model.conversations import Alert
from calendar_store.model.endings import (
    COPY_LASTS,
    NOTICE,
    TOLD_BEFORE,
    RetentionKind,
    Suspension,
    SuspensionState,
    beginning_of,
    earliest_day,
)
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from gateway.endings import admin_mails
from gateway.links.links import Links
from gateway.messaging.channel import Channels

_FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class SuspensionPlan:
    """What happens on which day.

    Attributes:
        practice: the practice.
        standing: the notice, or suspension; None: it is only looked at what would be.
        told: the days on which administrators are told by mail and alert.
        first_day: the first day on which the practice is suspended.
        copies_until: until when the whole copy lies ready.
        deleted_after: after which day everything is deleted; None: it is kept.
    """

    practice: Practice
    standing: Suspension | None
    told: Sequence[date]
    first_day: date
    copies_until: date
    deleted_after: date | None

    @property
    def days(self) -> Mapping[str, date]:
        """The days that mails name."""
        deleted = self.deleted_after or self.first_day + timedelta(days=36525)
        return {"day": self.first_day, "copies": self.copies_until, "deleted": deleted}


@dataclass(frozen=True, slots=True)
class AdminMails:
    """By what administrators are told.

    Attributes:
        channels: the configured channels.
        links: knows where the pages are; None: mails have no link.
    """

    channels: Channels
    links: Links | None = None


async def plan(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    first_day: date | None = None,
    now: datetime,
) -> SuspensionPlan | None:
    """Return what happens on which day; None where nothing stands and no day is given.

    Raises:
        NotPermitted: if the actor may not suspend the practice.
    """
    require(actor, Permission.END_PRACTICE, practice)
    standing = await suspensions.standing(tx, practice.id)
    if standing is None and first_day is None:
        return None
    return await _plan(tx, practice, standing, first_day, now)


async def _plan(
    tx: Transaction,
    practice: Practice,
    standing: Suspension | None,
    first_day: date | None,
    now: datetime,
) -> SuspensionPlan:
    first = standing.first_day if standing else first_day
    assert first is not None  # noqa: S101 (one of both is given)
    rule = (await retention_rules.of_practice(tx, practice.id))[RetentionKind.PRACTICE]
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    told = [first - timedelta(days=days) for days in (*TOLD_BEFORE, 0)]
    return SuspensionPlan(
        *(practice, standing, [day for day in told if day >= today], first),
        first + COPY_LASTS,
        None if rule.days is None else first + timedelta(days=rule.days),
    )


async def give_notice(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    first_day: date,
    telling: AdminMails,
    *,
    now: datetime,
) -> SuspensionPlan:
    """Give notice; a member of staff has just entered their password again.

    Args:
        tx: a writing transaction.
        actor: an administrator of the practice, or the operator.
        practice: the practice.
        first_day: the first day on which it is to be suspended, thirty days ahead at least.
        telling: by what its administrators are told.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not suspend the practice.
        InvalidInput: if the day is too near or too far, or a notice stands.
    """
    require(actor, Permission.END_PRACTICE, practice)
    earliest = earliest_day(practice, now)
    if first_day < earliest:
        raise InvalidInput(
            f"suspending takes {NOTICE.days} days' notice: {earliest} is the earliest day"
        )
    if first_day > earliest + _FURTHEST:
        raise InvalidInput("this day is years ahead; give notice later")
    if await suspensions.held(tx, practice.id) is not None:
        raise InvalidInput("notice is given already; take it back first")
    one = await suspensions.give(
        *(tx, practice.id, first_day, beginning_of(practice, first_day)), by=actor, now=now
    )
    made = await _plan(tx, practice, one, None, now)
    await _tell(tx, telling, made, ("given", "plan"), now)
    if first_day == earliest:
        # who was told today is not told again today
        await suspensions.note_told(tx, one, NOTICE.days)
    return made


async def take_back(
    tx: Transaction, actor: Actor, practice: Practice, telling: AdminMails, *, now: datetime
) -> Suspension:
    """Take a notice back, until the moment in which the suspension begins.

    Raises:
        NotPermitted: if the actor may not suspend the practice.
        NotFound: if no notice stands.
        InvalidInput: if the suspension has begun; the operator reactivates the practice.
    """
    require(actor, Permission.END_PRACTICE, practice)
    one = await suspensions.held(tx, practice.id)
    if one is None:
        raise NotFound("no notice stands")
    if one.state is not SuspensionState.NOTICE or now >= one.starts_at:
        raise InvalidInput("the suspension has begun; the operator of the service can end it")
    made = await _plan(tx, practice, one, None, now)
    await suspensions.end(tx, one, SuspensionState.UNDONE, by=actor, now=now)
    await _tell(tx, telling, made, ("undone", "stays"), now)
    return one


async def reactivate(
    tx: Transaction, actor: Actor, practice: Practice, *, now: datetime
) -> Suspension:
    """End a suspension: pages change things again, and reminders of visits ahead go on.

    Raises:
        NotPermitted: if the actor does not run the service.
        NotFound: if the practice is not suspended.
    """
    require(actor, Permission.RUN_SERVICE, None)
    one = await suspensions.held(tx, practice.id)
    if one is None or one.state is not SuspensionState.SUSPENDED:
        raise NotFound(f"{practice.name} is not suspended")
    if any(each.practice_id == practice.id for each in await deletions.under_way(tx)):
        raise InvalidInput("the practice is being deleted: its time is over")
    await suspensions.end(tx, one, SuspensionState.REACTIVATED, by=actor, now=now)
    await stopping.go_on(tx, practice.id, now)
    return one


async def step(tx: Transaction, one: Suspension, telling: AdminMails, now: datetime) -> bool:
    """Do what a notice leads to now, in one transaction; tell whether it was anything.

    Administrators are told some days before; on the first day the suspension begins: all that
    waits to be sent is stopped and a copy is asked for.
    """
    held = await suspensions.held(tx, one.practice_id)
    if held is None or held.state is not SuspensionState.NOTICE:
        return False
    practice = await practices.get(tx, held.practice_id)
    made = await _plan(tx, practice, held, None, now)
    if now >= held.starts_at:
        # mails to administrators are told before everything stops
        await suspensions.begin(tx, held, by=SERVICE, now=now)
        await suspensions.note_told(tx, held, 0)
        await stopping.stop(tx, practice.id, now)
        await stored_copies.ask(tx, practice.id, by=SERVICE, now=now)
        await _tell(tx, telling, made, ("begun", "stopped"), now)
        return True
    days = (held.first_day - now.astimezone(ZoneInfo(practice.timezone)).date()).days
    due = min((one for one in TOLD_BEFORE if days <= one), default=None)
    if due is None or due >= held.told_days:
        return False
    await suspensions.note_told(tx, held, due)
    await _tell(tx, telling, made, ("given", "plan"), now)
    return True


async def _tell(
    tx: Transaction,
    telling: AdminMails,
    made: SuspensionPlan,
    about: tuple[str, str],
    now: datetime,
) -> None:
    practice = made.practice
    await admin_mails.send(
        *(tx, telling.channels, practice, about),
        links=telling.links,
        days=made.days,
        now=now,
    )
    reason = {
        "given": ReasonCode.SUSPENSION_AHEAD,
        "begun": ReasonCode.SUSPENSION_BEGUN,
    }.get(about[0])
    kind = AlertKind.SUSPENSION
    old = [
        (one.practice_id, one.id)
        for one in await alerts.open_of_kind(tx, kind)
        if one.practice_id == practice.id
    ]
    await alerts.resolve_all(tx, old, by=SERVICE, now=now)
    if reason is None:
        return
    facts = {"day": made.first_day.isoformat()}
    new = Alert(practice.id, tx.ids.new(), kind, Reason(reason, facts), now)
    await alerts.raise_all(tx, [new])
