"""Times a client spoke of, as spans in the practice's zone.

Owns the way from a text's words to `TimeRange`s: days and clock times are joined as they were
said, seen from the moment of reading, never in the past, and right across changes of the clock.
Without a day, a time is on the appointment's day, or else on any of the next days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.intents import Frame, OpenQuestion, TimeRange
from dialogs.times.clock import DAY, Clock, Opening, Shape, minutes_of
from dialogs.times.clock_grammar import wall
from dialogs.times.cursor import Anchor
from dialogs.times.day_grammar import SameTime
from dialogs.times.days import Days, span
from dialogs.times.grammar import Reader, Shift
from dialogs.times.grouping import Group, groups
from dialogs.times.items import Item, itemise
from dialogs.times.terms import SILENT, Role, Terms

__all__ = ["DAYS_AHEAD", "Spoken", "may_tell_times", "read_times"]

DAYS_AHEAD = 14  # how far a time without a day reaches
_MOST_RANGES = 64  # nobody texts more; bounds the work on a hostile text
_MUTE = SILENT | {Role.NUMBER}
_MONTH_FIRST = frozenset({"US"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing said about times.

    Attributes:
        ranges: what it means, earliest first; empty where it lies in the past.
        first: position of its first word.
        last: position of its last word.
        firm: whether it is a time by itself; "later" alone is one only in a wish.
        excluded: whether it was ruled out ("not Monday").
    """

    ranges: tuple[TimeRange, ...]
    first: int
    last: int
    firm: bool = True
    excluded: bool = False


def may_tell_times(words: Sequence[str], terms: Terms) -> bool:
    """Say whether a text has any word that may speak of a time; most have none.

    Args:
        words: its folded words.
        terms: the words of time of its language.

    Returns:
        Whether it is worth reading them.
    """
    return not terms.telling.isdisjoint(words) or any(word[0].isdigit() for word in words)


def read_times(
    words: Sequence[str],
    marks: Sequence[str],
    terms: Terms,
    frame: Frame,
    *,
    blocked: frozenset[int] = frozenset(),
    asked: frozenset[int] = frozenset(),
) -> tuple[Spoken, ...]:
    """Read the times in a text.

    Args:
        words: its folded words.
        marks: the stops after them.
        terms: the words of time of its language.
        frame: the moment, the zone, the appointment and the usual hours.
        blocked: positions whose words already mean something else.
        asked: positions right after a wish, where a bare number is an hour ("can we do 4").

    Returns:
        What was said, in the order said; empty for most texts.
    """
    runs = itemise(words, marks, terms, blocked, month_first=frame.region in _MONTH_FIRST)
    runs = [run for run in runs if _may_tell(run, asked)]
    if not runs:
        return ()
    zone = ZoneInfo(frame.timezone)
    local = frame.now.astimezone(zone)
    appointment = frame.appointment.astimezone(zone) if frame.appointment else None
    anchor = Anchor(local.date(), appointment)
    found = [
        group for run in runs for group in groups(Reader(run, terms, anchor, asked).elements())
    ]
    reading = _Reading(frame, zone, _next_minute(local), appointment)
    return _without_excluded([reading.spoken(group) for group in found[:_MOST_RANGES]])


def _may_tell(run: Sequence[Item], asked: frozenset[int]) -> bool:
    """Whether a run is more than a number or an article that stands alone: "1", "the"."""
    one = run[0]
    alone = len(run) == 1 and not (one.ordinal or one.moments or one.calendar)
    return not alone or one.first in asked or not one.roles.keys() <= _MUTE


@dataclass(frozen=True, slots=True)
class _Reading:
    """What groups are read against: the frame, its zone, the earliest moment, the appointment."""

    frame: Frame
    zone: ZoneInfo
    earliest: datetime
    appointment: datetime | None

    def spoken(self, group: Group) -> Spoken:
        """Work out what a group means."""
        first, last = min(group.places), max(group.places)
        firm = group.shift is None or group.shift.minutes != 0
        found = self._shifted(group.shift) if group.shift else self._ranges(group)
        ranges = tuple(sorted(set(found), key=lambda each: (each.start, each.end)))[:_MOST_RANGES]
        return Spoken(ranges, first, last, firm, group.excluded)

    def _shifted(self, shift: Shift) -> list[TimeRange]:
        if self.appointment is None:
            return []
        if shift.minutes == 0:
            begins, ends = self._midnights(self.appointment.date(), self.appointment.date())
            found = (self.appointment, ends) if shift.later else (begins, self.appointment)
            return self._kept(*found)
        amount = timedelta(minutes=shift.minutes if shift.later else -shift.minutes)
        if shift.minutes % DAY == 0:  # days keep the time on the wall across a clock change
            moved = _exists(self.appointment + amount)
        else:
            moved = (self.appointment.astimezone(UTC) + amount).astimezone(self.zone)
        return self._kept(moved, moved)

    def _ranges(self, group: Group) -> list[TimeRange]:
        found: list[TimeRange] = []
        for days in self._said_days(group) or self._unsaid_days(group):
            for first, last in days.options:
                if kept := self._on(first, last, self._clocks(group, days)):
                    found += kept
                    break
        if not found and not group.days:
            found = self._on(*self._coming_days(), self._clocks(group, None))
        return found

    def _said_days(self, group: Group) -> list[Days]:
        """Read "from Thursday to Friday": a span, or a move away from the appointment's day."""
        if not group.through or len(group.days) < 2:
            return group.days
        first, last = group.days[0], group.days[-1]
        if (self.appointment and first.first == self.appointment.date()) or last.last < first.first:
            return [last]
        return [span(first.first, last.last)]

    def _clocks(self, group: Group, days: Days | None) -> list[Clock]:
        if isinstance(days, SameTime) and self.appointment and not group.clocks:
            return [Clock(Shape.AT, (wall(self.appointment),))]
        return group.clocks

    def _unsaid_days(self, group: Group) -> list[Days]:
        """Choose the days for a time said without one."""
        open_list = self.frame.question is OpenQuestion.SLOTS
        if self.appointment is None or group.whenever or open_list:
            return [span(*self._coming_days())]
        day = self.appointment.date()
        return [span(day, day)]

    def _coming_days(self) -> tuple[date, date]:
        today = self.earliest.date()
        return today, today + timedelta(days=DAYS_AHEAD - 1)

    def _on(self, first: date, last: date, clocks: list[Clock]) -> list[TimeRange]:
        """Give the ranges of clock times on each day of a span, or the whole span."""
        if not clocks:
            return self._kept(*self._midnights(first, last))
        opening = Opening(self.frame.open_from * 60, self.frame.open_until * 60)
        found: list[TimeRange] = []
        for ahead in range(min((last - first).days + 1, 31)):
            day = first + timedelta(days=ahead)
            for clock in clocks:
                for begins, ends in minutes_of(clock, opening):
                    found += self._kept(self._at(day, begins), self._at(day, ends))
        return found

    def _kept(self, start: datetime, end: datetime) -> list[TimeRange]:
        """Cut off what has passed; keep nothing that has passed wholly."""
        if end < self.earliest or (start < end <= self.earliest):
            return []
        start = max(start, self.earliest) if start != end else start
        return [TimeRange(start, end)] if start <= end else []

    def _midnights(self, first: date, last: date) -> tuple[datetime, datetime]:
        return self._at(first, 0), self._at(last, DAY)

    def _at(self, day: date, minutes: int) -> datetime:
        """Put minutes of the wall clock on a day."""
        ahead, minutes = divmod(minutes, DAY)
        wall = time(minutes // 60, minutes % 60)
        return _exists(datetime.combine(day + timedelta(days=ahead), wall, self.zone))


def _exists(moment: datetime) -> datetime:
    """Move a time that a clock change skips to the one that the clocks show instead."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _next_minute(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _without_excluded(spoken: list[Spoken]) -> tuple[Spoken, ...]:
    """Take what was ruled out ("not Monday") from what was asked for."""
    taken = [each for group in spoken if group.excluded for each in group.ranges]
    if not taken:
        return tuple(spoken)
    return tuple(
        group
        if group.excluded
        else Spoken(_less(group.ranges, taken), group.first, group.last, group.firm)
        for group in spoken
    )


def _less(ranges: Iterable[TimeRange], taken: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    left = list(ranges)
    for hole in taken:
        pieces: list[TimeRange] = []
        for each in left:
            if each.exact and hole.start <= each.start < hole.end:
                continue
            if each.exact or hole.end <= each.start or each.end <= hole.start:
                pieces.append(each)
                continue
            if each.start < hole.start:
                pieces.append(TimeRange(each.start, hole.start))
            if hole.end < each.end:
                pieces.append(TimeRange(hole.end, each.end))
        left = pieces
    return tuple(left)
