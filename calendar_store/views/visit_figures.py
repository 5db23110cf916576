"""Count visits, and the answers to their reminders, over a span of time.

Visits are found by the index of a practice's starts, and all about them by their ids, so that the
cost grows with the visits of the span and not with the store.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.actors import OF_CLIENTS
from calendar_store.model.practices import ReminderStep, RuleKey
from calendar_store.model.report_figures import (
    ReminderOutcome,
    StepKey,
    StepOutcome,
    ToldMany,
    VisitCount,
)
from calendar_store.model.statuses import (
    TO_CLIENTS,
    AppointmentStatus,
    Channel,
    MessageStatus,
    StepRule,
)
from calendar_store.schema import (
    announcement_recipients,
    appointment_history,
    appointments,
    messages,
    reminders,
)

_A, _H, _R, _M = appointments.c, appointment_history.c, reminders.c, messages.c
_T = announcement_recipients.c
_ANSWERS = (ReminderOutcome.CONFIRMED, ReminderOutcome.MOVED, ReminderOutcome.CANCELLED)
_WENT_OUT = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN)
_RULE = (_R.channel, _R.rule, _R.before, _R.days, _R.at)
_OF_REMINDER = and_(_M.practice_id == _R.practice_id, _M.id == _R.message_id)
_OF_VISIT = and_(_R.practice_id == _A.practice_id, _R.appointment_id == _A.id)
_OF_TOLD = and_(_M.practice_id == _T.practice_id, _M.id == _T.message_id)
_TOLD_OF = and_(_T.practice_id == _A.practice_id, _T.appointment_id == _A.id)


async def visits(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> list[VisitCount]:
    """Count the visits that begin in a span.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    confirmed = or_(_A.status == AppointmentStatus.CONFIRMED, _was("confirmed")).label("confirmed")
    by_client = _A.cancelled_by.in_(OF_CLIENTS).label("by_client")
    kinds = (_A.practitioner_id, _A.service_id, _A.status, by_client, confirmed)
    each = select(*kinds, _was("moved").label("moved")).where(_between(practice_id, begins, ends))
    one = each.subquery()
    statement = select(*one.c, func.count()).group_by(*one.c)
    return [
        VisitCount(
            *(row[0], row[1], AppointmentStatus(row[2])),
            by_client=bool(row[3]) and row[2] == AppointmentStatus.CANCELLED,
            confirmed=bool(row[4]),
            moved=bool(row[5]),
            count=row[6],
        )
        for row in _rows(await tx.execute(statement))
    ]


async def reminded(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> dict[StepKey, int]:
    """Count the visits of a span to which a reminder went out, by the reminder's rule.

    Visits of which many clients were told at once are counted by the channel.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    statement = (
        select(*_RULE, func.count(_R.appointment_id.distinct()))
        .select_from(appointments.join(reminders, _OF_VISIT))
        # joined, SQLite would begin with all messages of the practice
        .where(_between(practice_id, begins, ends))
        .where(exists().where(_OF_REMINDER, _M.status.in_(_WENT_OUT)))
        .group_by(*_RULE)
    )
    found: dict[StepKey, int] = {}
    for row in _rows(await tx.execute(statement)):
        key = _rule(row)
        found[key] = found.get(key, 0) + row[5]
    for channel in TO_CLIENTS:
        # joined, SQLite would begin with all that the practice ever told
        heard = exists().where(
            *(_TOLD_OF, _OF_TOLD, _M.status.in_(_WENT_OUT), _M.channel == channel)
        )
        told = select(func.count()).where(_between(practice_id, begins, ends), heard)
        if count := (await tx.execute(told)).scalar_one():
            found[ToldMany(channel)] = count
    return found


async def reminded_visits(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> int:
    """Count the visits of a span to which a reminder went out, or whose client was told, each once.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    went_out = exists().where(_OF_REMINDER, _M.status.in_(_WENT_OUT))
    was_reminded = select(_R.appointment_id).where(_OF_VISIT, went_out).exists()
    was_told = exists().where(_TOLD_OF, _OF_TOLD, _M.status.in_(_WENT_OUT))
    statement = (
        select(func.count(_A.id))
        .where(_between(practice_id, begins, ends))
        .where(or_(was_reminded, was_told))
    )
    return int((await tx.execute(statement)).scalar_one())


async def outcomes(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> list[StepOutcome]:
    """Return the first answers of clients about the visits of a span, and which were missed.

    Each comes with the last reminder that had gone out by then. A client who answers twice counts
    once; a client who answered and was not there counts as one who answered and as one who missed.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    span = _between(practice_id, begins, ends)
    missed = select(_A.id, _A.starts_at).where(span, _A.status == AppointmentStatus.NO_SHOW)
    told = [
        *((row[0], ReminderOutcome(row[1]), row[2]) for row in await _answers(tx, span)),
        *((row[0], ReminderOutcome.MISSED, row[1]) for row in _rows(await tx.execute(missed))),
    ]
    sent = await _sent(tx, practice_id, {visit for visit, *_ in told})
    return [_outcome(kind, at, sent.get(visit, ())) for visit, kind, at in told]


async def _answers(tx: Transaction, span: ColumnElement[bool]) -> Any:
    """Return (visit, change, when) of the first answer about each visit."""
    # by version, and not by id: an index has the versions of a visit in their order
    answers = (
        select(func.min(_H.version))
        .where(_H.practice_id == _A.practice_id, _H.appointment_id == _A.id)
        .where(_H.by.in_(OF_CLIENTS), _H.change.in_(_ANSWERS))
    )
    first = (
        select(_A.practice_id, _A.id, answers.scalar_subquery().label("version"))
        .where(span)
        .subquery()
    )
    same = and_(
        _H.practice_id == first.c.practice_id,
        _H.appointment_id == first.c.id,
        _H.version == first.c.version,
    )
    statement = select(_H.appointment_id, _H.change, _H.at).join_from(
        first, appointment_history, same
    )
    return _rows(await tx.execute(statement))


async def _sent(
    tx: Transaction, practice_id: int, visit_ids: Collection[int]
) -> Mapping[int, list[tuple[datetime, StepKey]]]:
    """Return when which reminders of visits went out, and what many were told, by visit."""
    if not visit_ids:
        return {}
    statement = (
        select(*_RULE, _R.appointment_id, _M.created_at, _M.not_before)
        .select_from(reminders.join(messages, _OF_REMINDER))
        .where(in_keys(_R.practice_id, _R.appointment_id), _M.status.in_(_WENT_OUT))
    )
    keys = key_params([(practice_id, one) for one in visit_ids])
    found: dict[int, list[tuple[datetime, StepKey]]] = {}
    for row in _rows(await tx.execute(statement, keys)):
        # written in quiet hours, it went out when they ended
        found.setdefault(row[5], []).append((max(row[6], row[7]), _rule(row)))
    told = (
        select(_T.appointment_id, _M.created_at, _M.channel)
        .select_from(announcement_recipients.join(messages, _OF_TOLD))
        .where(in_keys(_T.practice_id, _T.appointment_id), _M.status.in_(_WENT_OUT))
    )
    for visit, at, channel in _rows(await tx.execute(told, keys)):
        found.setdefault(visit, []).append((at, ToldMany(Channel(channel))))
    return found


def _outcome(
    kind: ReminderOutcome, at: datetime, sent: Sequence[tuple[datetime, StepKey]]
) -> StepOutcome:
    before = [one for one in sent if one[0] <= at]
    if not before:
        return StepOutcome(kind, at)
    reminded_at, rule = max(before, key=lambda one: one[0])
    return StepOutcome(kind, at, rule, reminded_at)


def _between(practice_id: int, begins: datetime, ends: datetime) -> ColumnElement[bool]:
    return and_(_A.practice_id == practice_id, _A.starts_at >= begins, _A.starts_at < ends)


def _was(change: str) -> ColumnElement[bool]:
    """Return whether a visit has a change of a name in its history."""
    return exists().where(
        _H.practice_id == _A.practice_id, _H.appointment_id == _A.id, _H.change == change
    )


def _rule(row: Any) -> RuleKey:
    channel, rule, before, days, at = row[:5]
    step = ReminderStep(0, StepRule(rule), Channel(channel), before, days, at)
    return step.rule_key


def _rows(result: Any) -> Any:
    """Return rows as plain tuples of whatever columns they have."""
    return result.all()
