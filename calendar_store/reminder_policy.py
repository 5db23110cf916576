"""When the reminders of an appointment fall due: arithmetic on a practice's policy, nothing else.

"24 hours before" and "the day before at 10:00" are different rules and differ across clock
changes (DESIGN.md, Time). Quiet hours move a reminder, never past the appointment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.statuses import StepRule
from calendar_store.values import Practice, ReminderStep


@dataclass(frozen=True, slots=True)
class Due:
    """A step with the moment it falls due.

    Attributes:
        step: the policy's step.
        at: when, UTC.
    """

    step: ReminderStep
    at: datetime


def plan(
    practice: Practice, steps: Sequence[ReminderStep], starts_at: datetime, now: datetime
) -> list[Due]:
    """Return the steps still to come for an appointment, in the order they fall due.

    Args:
        practice: zone and quiet hours.
        steps: its policy.
        starts_at: start of the appointment, UTC.
        now: the moment of planning, UTC. Steps that would have been due earlier are left out;
            one that quiet hours are still holding back is not.

    Returns:
        What falls due, each before the appointment starts.
    """
    zone = ZoneInfo(practice.timezone)
    planned = []
    for step in steps:
        wanted = _wanted(step, starts_at, now, zone)
        at = after_quiet(practice, wanted)
        if at >= starts_at:
            at = _before_quiet(practice, wanted)
        if now <= at < starts_at:
            planned.append(Due(step, at))
    return sorted(planned, key=lambda due: due.at)


def after_quiet(practice: Practice, moment: datetime) -> datetime:
    """Return `moment`, or the end of the quiet hours it falls into, UTC."""
    quiet = _quiet_around(practice, moment)
    return quiet[1] if quiet else moment


def _before_quiet(practice: Practice, moment: datetime) -> datetime:
    quiet = _quiet_around(practice, moment)
    return quiet[0] - timedelta(minutes=1) if quiet else moment


def _wanted(step: ReminderStep, starts_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    if step.rule is StepRule.BOOKED:
        return now
    if step.rule is StepRule.BEFORE:
        return starts_at - step.before
    day = starts_at.astimezone(zone).date() - timedelta(days=step.days)
    return datetime.combine(day, step.at, zone).astimezone(UTC)


def _quiet_around(practice: Practice, moment: datetime) -> tuple[datetime, datetime] | None:
    """Return the quiet hours that `moment` falls into as (begin, end) in UTC, or None."""
    if practice.quiet_from is None or practice.quiet_until is None:
        return None
    zone = ZoneInfo(practice.timezone)
    local = moment.astimezone(zone)
    for days in (-1, 0):
        begins_on = local.date() + timedelta(days=days)
        begin = _instant(begins_on, practice.quiet_from, zone)
        overnight = practice.quiet_until <= practice.quiet_from
        end = _instant(begins_on + timedelta(days=overnight), practice.quiet_until, zone)
        if begin <= moment < end:
            return begin, end
    return None


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
