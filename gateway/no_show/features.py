"""What the chance of a missed visit depends on: a closed list, made of visits alone. Pure.

Nothing of a client's person is in it: no name, sex, age or language, no number, no service. What a
visit is known by is `VisitFacts`; it is told apart in few steps (`VisitFeatures`), so that a
hundred thousand visits are counted in some thousands of groups, and has a number for each column of
the model.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from math import log1p
from typing import NamedTuple

LAST = 5
"""How many of a client's last visits count as the client's history."""


class BookedHow(IntEnum):
    """How a visit was booked."""

    BY_STAFF = 0
    BY_TEXT = 1
    BY_WEB = 2
    IN_SERIES = 3


class ReminderAnswer(IntEnum):
    """What the client has answered to reminders of a visit."""

    NOT_ASKED = 0
    SILENT = 1
    CONFIRMED = 2


class PartOfDay(IntEnum):
    """The part of the day in which a visit begins, local time."""

    EARLY = 0
    MORNING = 1
    NOON = 2
    AFTERNOON = 3
    EVENING = 4


class PartOfWeek(IntEnum):
    """The part of the week in which a visit is, local time."""

    MONDAY = 0
    MIDWEEK = 1
    FRIDAY = 2
    WEEKEND = 3


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is known of a visit before it begins.

    Attributes:
        missed: how many of the client's last visits were missed.
        late: how many of them the client cancelled within a day before their start.
        kept: how many of them the client came to. All three together are at most `LAST`.
        lead_days: whole days from the booking to the start.
        starts: the start, in the practice's zone.
        booked: how it was booked.
        answer: what the client has answered to its reminders.
    """

    missed: int
    late: int
    kept: int
    lead_days: int
    starts: datetime
    booked: BookedHow = BookedHow.BY_STAFF
    answer: ReminderAnswer = ReminderAnswer.NOT_ASKED

    @property
    def of(self) -> int:
        """How many visits the client's history has."""
        return self.missed + self.late + self.kept

    @property
    def day_part(self) -> PartOfDay:
        """The part of the day in which it begins."""
        return PartOfDay(bisect_right(_PARTS, self.starts.hour))

    @property
    def week_part(self) -> PartOfWeek:
        """The part of the week in which it is."""
        return _WEEK[self.starts.weekday()]


class VisitFeatures(NamedTuple):
    """A visit as the model sees it; visits with the same features have the same chance.

    Attributes:
        missed: as in `VisitFacts`, and so `late` and `kept`.
        lead: the step of `lead_days`.
        day_part: a `PartOfDay`.
        week_part: a `PartOfWeek`.
        booked: a `BookedHow`.
        answer: a `ReminderAnswer`.
    """

    missed: int
    late: int
    kept: int
    lead: int
    day_part: int
    week_part: int
    booked: int
    answer: int


COLUMNS = (
    *("first", "missed", "late", "kept"),
    *("lead", "far"),
    *("early", "noon", "afternoon", "evening"),
    *("monday", "friday", "weekend"),
    *("by_text", "by_web", "in_series"),
    *("silent", "confirmed"),
)
"""The columns of the model, beside the constant."""
ANSWER_COLUMNS = frozenset({"silent", "confirmed"})
"""Those that are known only once the client was asked."""

_PARTS = (9, 12, 14, 17)
"""Hours at which the next part of the day begins."""
_WEEK = (
    *(PartOfWeek.MONDAY, PartOfWeek.MIDWEEK, PartOfWeek.MIDWEEK, PartOfWeek.MIDWEEK),
    *(PartOfWeek.FRIDAY, PartOfWeek.WEEKEND, PartOfWeek.WEEKEND),
)
_LEADS = (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180)
"""Days at which the next step begins."""
_MIDDLES = (0, 1, 2, 3, 4, 5, 6, 8, 12, 17, 25, 37, 52, 74, 104, 148, 220)
"""Days that stand for each step."""
_LEAD = tuple(log1p(days) for days in _MIDDLES)
_FAR = tuple(max(0.0, step - log1p(14)) for step in _LEAD)
_COUNTS = tuple(log1p(number) for number in range(LAST + 1))
_INDEX = {name: index for index, name in enumerate(COLUMNS)}
_DAY = {
    PartOfDay.EARLY: _INDEX["early"],
    PartOfDay.NOON: _INDEX["noon"],
    PartOfDay.AFTERNOON: _INDEX["afternoon"],
    PartOfDay.EVENING: _INDEX["evening"],
}
_WEEKS = {
    PartOfWeek.MONDAY: _INDEX["monday"],
    PartOfWeek.FRIDAY: _INDEX["friday"],
    PartOfWeek.WEEKEND: _INDEX["weekend"],
}
_BOOKED = {
    BookedHow.BY_TEXT: _INDEX["by_text"],
    BookedHow.BY_WEB: _INDEX["by_web"],
    BookedHow.IN_SERIES: _INDEX["in_series"],
}
_ANSWERS = {
    ReminderAnswer.SILENT: _INDEX["silent"],
    ReminderAnswer.CONFIRMED: _INDEX["confirmed"],
}


def month_of(starts: datetime) -> int:
    """Return the number of the month of a start, local time; months that follow count on."""
    return starts.year * 12 + starts.month - 1


def features_of(facts: VisitFacts) -> VisitFeatures:
    """Return a visit as the model sees it."""
    return VisitFeatures(
        *(facts.missed, facts.late, facts.kept),
        bisect_right(_LEADS, facts.lead_days),
        *(facts.day_part, facts.week_part, facts.booked, facts.answer),
    )


def columns_of(one: VisitFeatures) -> Sequence[tuple[int, float]]:
    """Return the columns of a visit that are not nought: (index in `COLUMNS`, number)."""
    found = []
    if one.missed + one.late + one.kept == 0:
        found.append((_INDEX["first"], 1.0))
    for name, number in (("missed", one.missed), ("late", one.late), ("kept", one.kept)):
        if number:
            found.append((_INDEX[name], _COUNTS[number]))
    for name, value in (("lead", _LEAD[one.lead]), ("far", _FAR[one.lead])):
        if value:
            found.append((_INDEX[name], value))
    marks = (
        *(_DAY.get(PartOfDay(one.day_part)), _WEEKS.get(PartOfWeek(one.week_part))),
        *(_BOOKED.get(BookedHow(one.booked)), _ANSWERS.get(ReminderAnswer(one.answer))),
    )
    found += [(index, 1.0) for index in marks if index is not None]
    return found
