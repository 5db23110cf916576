"""Compute when the reminders of an appointment fall due, by the practice's policy. Pure.

"24 hours before" and "the day before at 10:00" are different rules and differ across clock
changes. Quiet hours move a reminder, but never past the start of the appointment. The transactions
that book, move and replan compute these times, and so do workers: so the rules are the model's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import EVERY_VISIT, Practice, ReminderScope, ReminderStep
from calendar_store.model.quiet_hours import after_quiet, before_quiet
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import StepRule
from calendar_store.model.telling import Telling

_MOST_STEPS = 20
_FARTHEST = timedelta(days=366)
_HARMLESS = frozenset(
    {
        *(ReasonCode.SAID_BY_ANSWER, ReasonCode.SAID_BY_TEXT, ReasonCode.SAID_BY_OUR_ANSWER),
        *(ReasonCode.SAID_BY_WAITING_TEXT, ReasonCode.SAID_BY_LATER_REMINDER),
        *(ReasonCode.SAID_BY_EMAIL, ReasonCode.TEXT_FOLLOWS, ReasonCode.CLIENT_MUTED),
        *(ReasonCode.STEP_PASSED, ReasonCode.SAID_BY_CHANGE, ReasonCode.SAID_TOGETHER),
        *(ReasonCode.NOT_TOLD, ReasonCode.RISK_BELOW, ReasonCode.RISK_UNKNOWN),
    }
)


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step with its due time, or with the reason why its reminder is not sent.

    Attributes:
        step: the policy's step.
        at: due time, UTC; if the reminder is not sent, the time of planning.
        why_not: why the reminder is not sent; NO_REASON if it is sent.
    """

    step: ReminderStep
    at: datetime
    why_not: Reason = NO_REASON


def plan(
    practice: Practice,
    steps: Sequence[ReminderStep],
    starts_at: datetime,
    now: datetime,
    *,
    answered: bool = False,
) -> list[DueStep]:
    """Compute the due time of every step of a policy for one appointment.

    Args:
        practice: the practice, with time zone and quiet hours.
        steps: the steps of this appointment, see `steps_for`.
        starts_at: start of the appointment, UTC.
        now: time of planning, UTC. A step whose time is past is not sent, unless quiet hours have
            moved its due time to a later moment.
        answered: whether an answer to the client states the booking now, so that the "booked"
            message is not needed.

    Returns:
        Every step, by due time: with a due time before the start, or with the reason why its
        reminder is not sent.
    """
    zone = ZoneInfo(practice.timezone)
    found = (_due(practice, step, starts_at, now, zone) for step in steps)
    if answered:
        found = (_said(due, now) for due in found)
    return sorted(found, key=lambda due: due.at)


def steps_for(
    steps: Sequence[ReminderStep], service_id: int | None, practitioner_id: int | None
) -> tuple[ReminderStep, ...]:
    """Return the steps of a visit: the most specific set that its practice has, as a whole.

    Args:
        steps: all steps of the practice, of every scope.
        service_id: the service of the visit; None for none.
        practitioner_id: its practitioner; None if that is not known yet.
    """
    kept = {step.scope for step in steps}
    visit = ReminderScope(service_id, practitioner_id)
    chosen = next((one for one in visit.within() if one in kept), EVERY_VISIT)
    return set_of(steps, chosen)


def set_of(steps: Sequence[ReminderStep], scope: ReminderScope) -> tuple[ReminderStep, ...]:
    """Return the steps of exactly one scope; () if it has none, or wants no messages."""
    wanted = (step for step in steps if step.scope == scope)
    return tuple(step for step in wanted if step.rule is not StepRule.NOTHING)


def usual(steps: Sequence[ReminderStep]) -> tuple[ReminderStep, ...]:
    """Return the steps of visits for which the practice has no others."""
    return set_of(steps, EVERY_VISIT)


def scopes(steps: Sequence[ReminderStep]) -> tuple[ReminderScope, ...]:
    """Return the scopes that have steps of their own, in the order of the steps."""
    return tuple(dict.fromkeys(step.scope for step in steps if step.scope != EVERY_VISIT))


BY_STAFF = -1
"""Number of the step that staff add to a policy's, which are numbered from 1."""
RESENT = 2000
"""Numbers of steps from here on are those of messages that staff send again."""


def as_staff_say(
    dues: Sequence[DueStep], telling: Telling, now: datetime, *, booked: bool
) -> list[DueStep]:
    """Return planned steps where staff say whether the client is told at once.

    Args:
        dues: the steps as the policy plans them.
        telling: what staff say.
        now: time of planning, UTC.
        booked: whether the appointment was just booked; else it was changed, and the message about
            the change is planned by itself.
    """
    if (booked or telling.afresh) and telling.channel is not None:
        if any(_tells(due) and not due.why_not for due in dues):
            return [_not_before(due, telling.at) if _tells(due) else due for due in dues]
        extra = ReminderStep(BY_STAFF, StepRule.BOOKED, telling.channel)
        return [DueStep(extra, telling.at), *dues]
    said = Reason(ReasonCode.SAID_BY_CHANGE)
    why = said if telling.channel else telling.why_not
    return [DueStep(due.step, now, why) if _tells(due) else due for due in dues]


def _not_before(due: DueStep, at: datetime) -> DueStep:
    """Return a step that waits until staff cannot undo the booking any more."""
    return due if due.why_not else DueStep(due.step, max(due.at, at))


def _tells(due: DueStep) -> bool:
    return due.step.rule is StepRule.BOOKED


def require_sensible(steps: Sequence[ReminderStep]) -> None:
    """Refuse a policy that makes no sense.

    Raises:
        InvalidInput: if there are too many steps, if a step falls due at or after the start or more
            than a year before it, or if two steps have the same rule and channel.
    """
    if len(steps) > _MOST_STEPS:
        raise InvalidInput(f"{len(steps)} reminders are too many; {_MOST_STEPS} at most")
    seen = set()
    for step in steps:
        if step.days < 0 or (step.rule is StepRule.BEFORE and step.before <= timedelta(0)):
            raise InvalidInput(
                f"the reminder {step.explained} would ring when the appointment begins, or later;"
                " write one that rings before the appointment, as 2h"
            )
        if step.min_risk and step.rule is StepRule.BOOKED:
            raise InvalidInput("the message about a booking goes to everybody; leave its risk out")
        if not 0 <= step.min_risk < 100:
            raise InvalidInput(f"{step.min_risk} is no risk; give 1 to 99 percent")
        if step.before > _FARTHEST:
            raise InvalidInput(
                f"the reminder {step.explained} rings too far ahead; {_FARTHEST.days}d at most"
            )
        if step.rule_key in seen:
            raise InvalidInput(f"the reminder {step.explained} stands twice; leave one of them out")
        seen.add(step.rule_key)


def _said(due: DueStep, now: datetime) -> DueStep:
    booked = due.step.rule is StepRule.BOOKED
    return DueStep(due.step, now, Reason(ReasonCode.SAID_BY_ANSWER)) if booked else due


def _due(
    practice: Practice, step: ReminderStep, starts_at: datetime, now: datetime, zone: ZoneInfo
) -> DueStep:
    wanted = _wanted(step, starts_at, now, zone)
    at = after_quiet(practice, wanted)
    if at >= starts_at:
        at = before_quiet(practice, wanted)
    if now <= at < starts_at:
        return DueStep(step, at)
    if wanted >= starts_at:
        return DueStep(step, now, Reason(ReasonCode.STEP_AFTER_START, _facts(step)))
    if wanted >= now:
        return DueStep(step, now, Reason(ReasonCode.QUIET_UNTIL_START))
    return DueStep(step, now, Reason(ReasonCode.STEP_PASSED, _facts(step)))


def _facts(step: ReminderStep) -> dict[str, str | int]:
    """Return the facts that describe the rule of a step."""
    return {
        "step_rule": step.rule.value,
        "step_minutes": step.before // timedelta(minutes=1),
        "step_days": step.days,
        "step_at": f"{step.at:%H:%M}",
    }


def is_harmless(why_not: Reason) -> bool:
    """Tell whether a reminder was not sent for a reason that needs no attention from staff.

    Args:
        why_not: why the reminder was not sent.
    """
    return why_not.code in _HARMLESS


def _wanted(step: ReminderStep, starts_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    if step.rule is StepRule.BOOKED:
        return now
    if step.rule is StepRule.BEFORE:
        return starts_at - step.before
    day = starts_at.astimezone(zone).date() - timedelta(days=step.days)
    return datetime.combine(day, step.at, zone).astimezone(UTC)
