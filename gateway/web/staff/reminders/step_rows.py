"""Reminder steps as rows of a form: each is chosen, nothing is written in a language of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from calendar_store.entry.hours_text import clock_time
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import Channel, StepRule
from gateway.web.languages.translation import mark

MOST = 20
"""Steps of a policy at most, as the store allows."""

WHEN_WORDS = {
    StepRule.BOOKED: mark("at once, when it is booked"),
    StepRule.BEFORE: mark("some time before it begins"),
    StepRule.DAYS_BEFORE_AT: mark("on a day before, at an hour"),
}
UNIT_WORDS = {"h": mark("hours"), "d": mark("days"), "m": mark("minutes")}
CHANNEL_WORDS = {Channel.SMS: mark("by text"), Channel.EMAIL: mark("by email")}

_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_PARTS = ("when", "count", "unit", "at", "channel", "unless", "risk", "out")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of the form.

    Attributes:
        number: its number, from 1; the names of its fields end with it.
        when: the rule; "" for a row that is not filled.
        count: how many units, or days, before.
        unit: "d", "h" or "m".
        at: the local time, with a day before.
        channel: how it goes out.
        unless: whether it is left out for who has confirmed.
        risk: from which chance to be missed on, percent; "": for every visit.
        wrong: why it is refused.
    """

    number: int
    when: str = ""
    count: str = "1"
    unit: str = "d"
    at: str = "10:00"
    channel: str = Channel.SMS.value
    unless: bool = False
    risk: str = ""
    wrong: str = ""

    @classmethod
    def of(cls, number: int, step: ReminderStep) -> "StepRow":
        """Return the row of a step."""
        row = cls(number, step.rule.value, channel=step.channel.value, unless=step.unless_confirmed)
        row = replace(row, risk=str(step.min_risk or ""))
        if step.rule is StepRule.BEFORE:
            unit = next(name for name, one in _UNITS.items() if not step.before % one)
            return replace(row, count=str(step.before // _UNITS[unit]), unit=unit)
        if step.rule is StepRule.DAYS_BEFORE_AT:
            return replace(row, count=str(step.days), at=f"{step.at:%H:%M}")
        return row

    def step(self, number: int) -> ReminderStep:
        """Return the step of the row.

        Args:
            number: the step's number.

        Raises:
            InvalidInput: if the row makes no step.
        """
        if self.when not in WHEN_WORDS or self.channel not in CHANNEL_WORDS:
            raise InvalidInput("choose when the message goes out, and how")
        rule, channel = StepRule(self.when), Channel(self.channel)
        before, days, at = timedelta(0), 0, time(10)
        if rule is StepRule.BEFORE:
            if self.unit not in _UNITS:
                raise InvalidInput("choose hours or days")
            before = self._number() * _UNITS[self.unit]
        elif rule is StepRule.DAYS_BEFORE_AT:
            days, at = self._number(), clock_time(self.at)
            if at == time.max:
                raise InvalidInput("choose an hour of the day before midnight")
        return ReminderStep(
            *(number, rule, channel, before, days, at),
            unless_confirmed=self.unless,
            min_risk=whole_number(self.risk) if self.risk.strip() else 0,
        )

    def _number(self) -> int:
        return whole_number(self.count)


def whole_number(typed: str) -> int:
    """Read a small number that somebody typed.

    Raises:
        InvalidInput: if it is none.
    """
    text = typed.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise InvalidInput(f'"{text}" is no number; write it as 2')
    return int(text)


def rows_of(steps: Sequence[ReminderStep]) -> list[StepRow]:
    """Return the rows of a policy."""
    return [StepRow.of(number, step) for number, step in enumerate(steps, 1)]


def read(form: Mapping[str, str]) -> list[StepRow]:
    """Return the rows of a form in order, without those that are empty or taken out."""
    found: list[StepRow] = []
    for number in range(1, MOST + 1):
        given = {part: form.get(f"{part}-{number}", "") for part in _PARTS}
        if not given["when"] or given["out"]:
            continue
        row = StepRow(len(found) + 1, given["when"], given["count"], given["unit"], given["at"])
        found.append(
            replace(row, channel=given["channel"], unless=bool(given["unless"]), risk=given["risk"])
        )
    return found


def steps_of(rows: Sequence[StepRow]) -> tuple[list[ReminderStep], list[StepRow]]:
    """Return the steps of rows, and the rows with the error of each."""
    steps, shown = [], []
    for row in rows:
        try:
            steps.append(row.step(row.number))
            shown.append(row)
        except InvalidInput as error:
            shown.append(replace(row, wrong=str(error)))
    return steps, shown
