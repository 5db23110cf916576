"""What a practice writes to clients after visits: chosen by its administrators, off by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import follow_ups
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.follow_ups import FollowUp
from calendar_store.model.statuses import MessageKind
from calendar_store.views import day_rows

HOUR = timedelta(hours=1)
MONTH = timedelta(days=365) / 12
MOST_HOURS = 72
MOST_MONTHS = 36
_SHOWN = 100
_UNITS: Mapping[MessageKind, timedelta] = {
    MessageKind.FOLLOW_UP: HOUR,
    MessageKind.RECALL: MONTH,
}
_SUBJECTS = {
    MessageKind.FOLLOW_UP: "after a missed visit",
    MessageKind.RECALL: "months after the last visit",
}


@dataclass(frozen=True, slots=True)
class AfterVisits:
    """What is written after visits.

    Attributes:
        hours: hours after the start of a missed visit; None: nothing is written.
        months: months after the last visit; None: nothing is written.
    """

    hours: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class WrittenAfter:
    """A message after a visit, with the client's name."""

    one: FollowUp
    client: str


async def wanted(tx: Transaction, actor: Actor, practice_id: int) -> AfterVisits:
    """Return what is written after visits.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    found = {
        one.kind: round(one.after / _UNITS[one.kind])
        for one in await follow_ups.policies(tx, practice_id)
    }
    return AfterVisits(found.get(MessageKind.FOLLOW_UP), found.get(MessageKind.RECALL))


async def choose(
    tx: Transaction, actor: Actor, practice_id: int, chosen: AfterVisits, *, now: datetime
) -> AfterVisits:
    """Choose what is written after visits; return what was before.

    Args:
        tx: a writing transaction.
        actor: who chooses.
        practice_id: the practice.
        chosen: what is written from now on.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if it is too soon or too late.
    """
    before = await wanted(tx, actor, practice_id)
    if chosen.hours is not None and not 1 <= chosen.hours <= MOST_HOURS:
        raise InvalidInput(f"write 1 to {MOST_HOURS} hours after a missed visit")
    if chosen.months is not None and not 1 <= chosen.months <= MOST_MONTHS:
        raise InvalidInput(f"write 1 to {MOST_MONTHS} months after the last visit")
    for kind, was, number in (
        (MessageKind.FOLLOW_UP, before.hours, chosen.hours),
        (MessageKind.RECALL, before.months, chosen.months),
    ):
        if was == number:
            continue
        after = None if number is None else number * _UNITS[kind]
        await follow_ups.set_policy(tx, practice_id, kind, after, by=actor, now=now)
        await audit.record(
            tx,
            practice_id,
            by=actor,
            action="follow_up.off" if number is None else "follow_up.on",
            subject=_SUBJECTS[kind],
            detail={} if number is None else {"after": number},
            now=now,
        )
    return before


async def written(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[WrittenAfter]:
    """Return the newest messages after visits, and why some were not sent.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    rows = await follow_ups.listed(tx, practice_id, _SHOWN)
    people = await day_rows.clients(tx, practice_id, {one.client_id for one in rows})
    names = {key: one.name for key, one in people.items()}
    return [WrittenAfter(one, names.get(one.client_id, "")) for one in rows]
