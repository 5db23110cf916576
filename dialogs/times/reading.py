"""Works out groups of days and clock times as `TimeRange`s.

Ranges are never in the past, and are correct across daylight saving changes. A time without a
day is on the appointment's day, or else on any of the next days.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.plain import plain
from dialogs.intents import Frame, OpenQuestion, TimeRange
from dialogs.times.clock import DAY, Clock, Opening, Shape, minutes_of, widened
from dialogs.times.days import Days, Onwards, SameTime, UpTo, span, through
from dialogs.times.elements import Shift
from dialogs.times.group import Group
from dialogs.times.hour_grammar import wall
from dialogs.times.items import Moment

DAYS_AHEAD = 14  # days ahead that a time without a day covers
_MOST_RANGES = 64  # nobody texts more ranges; the limit bounds the work on a hostile text
_MOST_CLOCKS = 6


@plain
class Spoken:
    """One time that a client said.

    Attributes:
        ranges: the time ranges, earliest first; empty where the time lies in the past.
        first: position of its first word.
        last: position of its last word.
        firm: whether it is a time by itself; "later" alone is a time only in a request.
        excluded: whether it was ruled out ("not Monday").
    """

    ranges: tuple[TimeRange, ...]
    first: int
    last: int
    firm: bool = True
    excluded: bool = False


@plain
class Reading:
    """The context in which groups are worked out.

    Attributes:
        frame: the usual hours and the open question.
        zone: the practice's time zone.
        earliest: the moment of reading; ranges before it are dropped; aware, in the zone.
        appointment: the appointment's start, aware, in the zone; or None.
    """

    frame: Frame
    zone: ZoneInfo
    earliest: datetime
    appointment: datetime | None

    def spoken(self, group: Group) -> Spoken:
        """Work out the time ranges of a group.

        Args:
            group: days and clock times that belong together.

        Returns:
            The ranges, with the positions of the words read.
        """
        first, last = min(group.places), max(group.places)
        firm = group.shift is None or group.shift.minutes != 0 or bool(group.days)
        if group.shift and group.days and group.shift.on_a_day:
            found = self._shifted_on(group, group.shift)
        elif group.vague and not group.clocks and self._is_own_day(group.days):
            found = self._shifted(group.vague)
        else:
            found = self._shifted(group.shift) if group.shift else self._ranges(group)
            if group.shift and group.shift.other:  # "an hour or two later"
                found += self._shifted(replace(group.shift, minutes=group.shift.other))
        ranges = tuple(sorted(set(found), key=lambda each: (each.start, each.end)))[:_MOST_RANGES]
        return Spoken(ranges, first, last, firm, group.excluded)

    def _is_own_day(self, days: list[Days]) -> bool:
        """Say whether the days are only the appointment's day."""
        if self.appointment is None or len(days) != 1 or not days[0].options:
            return False
        return days[0].first == days[0].last == self.appointment.date()

    def _shifted(self, shift: Shift) -> list[TimeRange]:
        if shift.from_now:
            moment = self.earliest.astimezone(UTC) + timedelta(minutes=shift.minutes)
            return self._kept(moment.astimezone(self.zone), moment.astimezone(self.zone))
        if self.appointment is None:
            return []
        if shift.minutes == 0:
            begins, ends = self._midnights(self.appointment.date(), self.appointment.date())
            found = (self.appointment, ends) if shift.later else (begins, self.appointment)
            return self._kept(*found)
        amount = timedelta(minutes=shift.minutes if shift.later else -shift.minutes)
        if shift.minutes % DAY == 0:  # a shift by days keeps the local time
            moved = _exists(self.appointment + amount)
        else:
            moved = (self.appointment.astimezone(UTC) + amount).astimezone(self.zone)
        return self._kept(moved, moved)

    def _shifted_on(self, group: Group, shift: Shift) -> list[TimeRange]:
        """Read "an hour later on Friday": the appointment's hour, shifted, on another day."""
        if self.appointment is not None:
            hour = wall(self.appointment)
            at = hour.hour * 60 + hour.minute + (shift.minutes if shift.later else -shift.minutes)
            if not 0 <= at < DAY:
                return []
            group.clocks.append(Clock(Shape.AT, (Moment(at // 60, at % 60, fixed=True),)))
        return self._ranges(group)

    def _ranges(self, group: Group) -> list[TimeRange]:
        found: list[TimeRange] = []
        for days in self._said_days(group) or self._unsaid_days(group):
            clocks = self._clocks(group, days)
            if isinstance(days, UpTo) and (ends := self._ending(days, clocks)):
                found += ends
                continue
            begins = isinstance(days, Onwards) and not group.excluded
            begins = begins and [each.shape for each in clocks] == [Shape.AT]
            for first, last in days.options:
                kept = self._on(first, first if begins else last, clocks)
                found += kept
                if kept and not group.excluded:
                    break
        if not found and not group.days:
            found = self._on(*self._coming_days(), self._clocks(group, None))
        return found

    def _ending(self, days: UpTo, clocks: list[Clock]) -> list[TimeRange]:
        """Return the one span that ends at an hour of the last day: "by Friday noon"."""
        if len(clocks) != 1 or clocks[0].shape is not Shape.AT:
            return []
        _, ends = minutes_of(clocks[0], self._opening())[0]
        return self._kept(self._at(days.first, 0), self._at(days.last, ends))

    def _opening(self) -> Opening:
        return Opening(self.frame.open_from * 60, self.frame.open_until * 60)

    def _said_days(self, group: Group) -> list[Days]:
        """Return a group's days: "from Thursday to Friday" is a span, or a move from one day."""
        said = list(dict.fromkeys(group.days))[:DAYS_AHEAD]
        if not group.through or len(said) < 2:
            return said
        first, last = said[0], said[-1]
        moved = self.appointment and first.options and first.first == self.appointment.date()
        return [last] if moved and last.options else [through(first, last)]

    def _clocks(self, group: Group, days: Days | None) -> list[Clock]:
        if isinstance(days, SameTime) and self.appointment and not group.clocks:
            return [Clock(Shape.AT, (wall(self.appointment),))]
        clocks = list(dict.fromkeys(group.clocks))[:_MOST_CLOCKS]
        return [widened(each, self._opening()) for each in clocks] if group.excluded else clocks

    def _unsaid_days(self, group: Group) -> list[Days]:
        """Choose the days for a time without a day."""
        open_list = self.frame.question is OpenQuestion.SLOTS
        if self.appointment is None or group.whenever or group.excluded or open_list:
            return [span(*self._coming_days())]
        day = self.appointment.date()
        return [span(day, day)]

    def _coming_days(self) -> tuple[date, date]:
        today = self.earliest.date()
        return today, today + timedelta(days=DAYS_AHEAD - 1)

    def _on(self, first: date, last: date, clocks: list[Clock]) -> list[TimeRange]:
        """Return the ranges of clock times on each day of a span; without them the whole span."""
        if not clocks:
            return self._kept(*self._midnights(first, last))
        opening = self._opening()
        found: list[TimeRange] = []
        for ahead in range(min((last - first).days + 1, 31)):
            day = first + timedelta(days=ahead)
            for clock in clocks:
                for begins, ends in minutes_of(clock, opening):
                    start = self._at(day, begins)
                    found += self._kept(start, start if begins == ends else self._at(day, ends))
        return found

    def _kept(self, start: datetime, end: datetime) -> list[TimeRange]:
        """Drop the part of a range that has passed, or the whole range where all has passed."""
        if end < self.earliest or (start < end <= self.earliest):
            return []
        start = max(start, self.earliest) if start != end else start
        return [TimeRange(start, end)] if start <= end else []

    def _midnights(self, first: date, last: date) -> tuple[datetime, datetime]:
        return self._at(first, 0), self._at(last, DAY)

    def _at(self, day: date, minutes: int) -> datetime:
        """Return the moment of a wall-clock minute on a day."""
        ahead, minutes = divmod(minutes, DAY)
        wall = time(minutes // 60, minutes % 60)
        return _exists(datetime.combine(day + timedelta(days=ahead), wall, self.zone))


def _exists(moment: datetime) -> datetime:
    """Move a local time that a daylight saving change skips to the time shown instead."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def next_minute(moment: datetime) -> datetime:
    """Return the first whole minute that is not before a moment."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)
