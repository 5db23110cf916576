"""Parse and write reminder steps as one line of text: "booked, 2d, 1d@10:00, 2h?".

"2d" is 48 hours before the start, "1d@10:00" is the day before at ten in the morning: the two
differ across clock changes. A "?" at the end marks a step that is skipped for clients who have
confirmed. A step goes by text unless "email" stands before it. "+4h" is four hours after the step
before it: "email 1d, sms +4h?" is an email a day before, and a text to whoever has not confirmed
four hours later. It is written back as what it comes to: "email 1d, 20h?".
"2h? risk 20" is for visits alone that are missed with a chance of 20 percent or more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise

from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import ReminderStep
from calendar_store.model.reminder_policy import require_sensible
from calendar_store.model.statuses import TO_CLIENTS, Channel, StepRule

_STEP = re.compile(
    r"(?:(?P<channel>sms|email)\s+)?"
    r"(?:(?P<booked>booked)|(?P<days>[0-9]{1,2})d@(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"|(?P<later>\+)?(?P<count>[0-9]{1,3})(?P<unit>[dhm]))\s*(?P<ask>\?)?"
    r"(?:\s*risk\s+(?P<risk>[0-9]{1,2})\s*%?)?",
    re.IGNORECASE,
)
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def steps(text: str) -> tuple[ReminderStep, ...]:
    """Parse reminder steps.

    Args:
        text: steps separated by commas; "none" for no reminders.

    Returns:
        The steps, numbered from 1 in the order written.

    Raises:
        InvalidInput: if a step is not understood or makes no sense.
    """
    if text.strip().casefold() == "none":
        return ()
    read: list[ReminderStep] = []
    for number, one in enumerate(text.split(","), 1):
        read.append(_step(number, one.strip(), read[-1] if read else None))
    require_sensible(read)
    return tuple(read)


def written(policy: Sequence[ReminderStep]) -> str:
    """Write steps in the form that `steps` parses."""
    return ", ".join(map(_written, policy)) or "none"


def too_close(policy: Sequence[ReminderStep], gap: timedelta) -> list[tuple[str, str]]:
    """Return (later, earlier) pairs of steps less than `gap` apart, as text.

    The later step of such a pair is not sent, because the earlier step has just said the same. An
    email is no reason against a text, nor a text against an email.

    Args:
        policy: the steps.
        gap: time after a reminder during which no other reminder is sent.
    """
    found = []
    for channel in TO_CLIENTS:
        steps = [o for o in policy if o.rule is StepRule.BEFORE and o.channel is channel]
        steps.sort(key=lambda one: one.before, reverse=True)
        found += [
            (_written(later), _written(earlier))
            for earlier, later in pairwise(steps)
            if timedelta(0) <= earlier.before - later.before < gap
        ]
    return found


def _step(number: int, text: str, previous: ReminderStep | None) -> ReminderStep:
    found = _STEP.fullmatch(text)
    if found is None:
        raise _not_understood(text)
    step = _timed(number, text, found, previous)
    return replace(step, min_risk=int(found["risk"] or 0))


def _timed(
    number: int, text: str, found: re.Match[str], previous: ReminderStep | None
) -> ReminderStep:
    channel = Channel((found["channel"] or Channel.SMS).lower())
    unless_confirmed = found["ask"] is not None
    if found["booked"]:
        return ReminderStep(number, StepRule.BOOKED, channel, unless_confirmed=unless_confirmed)
    if found["count"]:
        before = int(found["count"]) * _UNITS[found["unit"].lower()]
        if found["later"]:
            step = _later(text, previous, before)
            return replace(step, step=number, channel=channel, unless_confirmed=unless_confirmed)
        return ReminderStep(
            number, StepRule.BEFORE, channel, before=before, unless_confirmed=unless_confirmed
        )
    try:
        at = time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise _not_understood(text) from None
    return ReminderStep(
        number,
        StepRule.DAYS_BEFORE_AT,
        channel,
        days=int(found["days"]),
        at=at,
        unless_confirmed=unless_confirmed,
    )


def _later(text: str, previous: ReminderStep | None, after: timedelta) -> ReminderStep:
    """Return the step that comes some time after another step."""
    if previous is None or previous.rule not in (StepRule.BEFORE, StepRule.DAYS_BEFORE_AT):
        raise InvalidInput(
            f'the reminder "{text}" says how long after the one before it; write that one first,'
            " as in email 1d, sms +4h?"
        )
    if previous.rule is StepRule.BEFORE:
        found = replace(previous, before=previous.before - after)
        in_time = found.before > timedelta(0)
    else:
        minutes = 60 * previous.at.hour + previous.at.minute + after // timedelta(minutes=1)
        days, rest = divmod(minutes, 24 * 60)
        found = replace(previous, days=previous.days - days, at=time(*divmod(rest, 60)))
        in_time = found.days >= 0
    if not in_time:
        raise InvalidInput(
            f'the reminder "{text}" would ring when the appointment begins, or later'
        )
    return found


def _not_understood(text: str) -> InvalidInput:
    return InvalidInput(
        f'the reminder "{text}" is not understood; write booked, 2d, 1d@10:00 or 2h?'
    )


def _written(step: ReminderStep) -> str:
    rule = {
        StepRule.BOOKED: "booked",
        StepRule.BEFORE: _length(step.before),
        StepRule.DAYS_BEFORE_AT: f"{step.days}d@{step.at:%H:%M}",
    }[step.rule]
    channel = "" if step.channel is Channel.SMS else f"{step.channel} "
    ask = "?" if step.unless_confirmed else ""
    risk = f" risk {step.min_risk}" if step.min_risk else ""
    return f"{channel}{rule}{ask}{risk}"


def _length(before: timedelta) -> str:
    unit = next((name for name, length in _UNITS.items() if not before % length), "m")
    return f"{before // _UNITS[unit]}{unit}"
