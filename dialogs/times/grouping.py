"""Gathers elements that were said together into groups.

Decides the effect of the joints between times: "or", "not", "any day", "the same time".
"""

from collections.abc import Iterable, Iterator

from dialogs.times.clock import Clock, Shape, within
from dialogs.times.days import InWeek
from dialogs.times.elements import Element, Joint, Shift
from dialogs.times.group import Group, Said, add_to, later_on, lists_days, starts_anew

_NEGATIONS = frozenset({Joint.NOT, Joint.EXCEPT, Joint.BUSY})
_MOST_PLACES = 40  # a longer group is split; the limit bounds the work on a hostile text


def groups(runs: Iterable[Iterable[Element]]) -> Iterator[Group]:
    """Gather neighbouring days and clock times: "Thursday or Friday at 3", "mornings next week".

    Args:
        runs: for each run, its elements in order.

    Yields:
        The groups, in order; no group crosses the end of a run.
    """
    gathering = _Gathering()
    for elements in runs:
        for element in elements:
            if isinstance(element.meaning, Joint):
                yield from gathering.joint(element.meaning, element)
            else:
                yield from gathering.add(element.meaning, element)
        yield from gathering.end()
    yield from gathering.rest()


class _Gathering:
    """The group being gathered, and the joints that still wait for their days."""

    __slots__ = (
        *("all_but", "all_days", "any_day", "apart", "but", "group", "hours", "last", "loose_end"),
        *("other_hour", "ruled_out", "wished", "whole"),
    )

    def __init__(self) -> None:
        self.group = Group()
        self.last: Joint | None = None
        self.loose_end = False  # whether "or" was the last word of a run
        self.ruled_out = False
        self.wished = False
        self.apart = False  # whether a punctuation mark stood before the last "or"
        self.hours: list[Clock] = []  # the hours said last
        self.but = False  # whether "but" stood before the hours of the group
        self.all_but: list[int] = []  # positions of "except"
        self.all_days: Group | None = None  # "any day", which an excluded day may bound
        self.whole: Group | None = None  # "every day next week", from which a day is excluded
        self.any_day: list[int] = []  # positions of "any day" that are not used yet
        self.other_hour = False  # whether "or" and an hour were said last, after another day

    def joint(self, joint: Joint, element: Element) -> Iterator[Group]:
        """Handle a joint, a word between times."""
        if joint is Joint.AGAIN:
            yield from self._again(element)
        elif joint in _NEGATIONS:
            yield from self._negation(joint, element)
        elif joint is Joint.ANY:
            each_of_two = self.last is Joint.OR and self.group.days and self.group.clocks
            if self.group.excluded or each_of_two:
                yield from self._next()
            if self.group.days and not self.group.clocks:
                self.group.lent = ()  # "from 2 on Thursday or Friday any time"
            self.group.whenever = True
            self.any_day = [element.first, element.last]
            self.last = joint
        else:
            self.apart = joint is Joint.OR and element.parted
            self.last = joint

    def _part_from_list(self) -> Iterator[Group]:
        """Split "today, or tomorrow before 11": the hour belongs to the last day only."""
        *before, last = self.group.days
        self.group.days = before
        places = self.group.places[-2:]
        self.group.places = self.group.places[:-2]
        yield from self._next()
        self.group.days, self.group.places = [last], places
        self.apart = False

    def _part_from_hours(self) -> Iterator[Group]:
        """Split "10 on Wednesday or 4 on Thursday": the last hour belongs to the day after it."""
        *before, last = self.group.clocks
        self.group.clocks = before
        places = self.group.places[-2:]
        self.group.places = self.group.places[:-2]
        yield from self._next()
        self.group.clocks, self.group.places, self.group.alternative = [last], places, True

    def _negation(self, joint: Joint, element: Element) -> Iterator[Group]:
        if joint is Joint.EXCEPT:
            self.all_but = [element.first, element.last]
        behind = bool(self.group.days or self.group.clocks) and not element.parted
        if joint is Joint.BUSY and behind and not element.aside:
            self.group.excluded = True  # "Tuesday I'm working"
            yield from self._next()
            return
        if joint in {Joint.NOT, Joint.BUSY} and element.ends:  # "no, el martes" rules nothing out
            if behind:
                yield from self._refuse()
            return
        if self.any_day and not self.group.places:  # "any day but Tuesday"
            self.group.whenever, self.group.places = True, self.any_day
        yield from self._next()
        self.group.excluded = True
        self.last = Joint.NOT

    def _again(self, element: Element) -> Iterator[Group]:
        """Handle "the same time" that means the hour said last in the text."""
        if not self.hours:
            return
        hours = self.hours
        if self.group.clocks:
            yield from self._next()
        self.group.clocks += hours
        self.group.places += [element.first, element.last]
        self.last = None

    def _refuse(self) -> Iterator[Group]:
        """Handle a negation after a time: "quinta não, melhor sexta", "sexta mas de manhã não"."""
        if not (self.but and self.group.days and self.group.clocks):
            self.group.refused = True
            yield from self._next()
            return
        days, clocks, places = self.group.days, self.group.clocks, self.group.places
        self.group.clocks = []
        yield from self._next()
        self.group = Group(days=days, clocks=clocks, excluded=True, places=places)
        yield from self._next()

    def add(self, meaning: Said, element: Element) -> Iterator[Group]:
        """Handle days, a clock time or a shift."""
        group = self.group
        if isinstance(meaning, Clock) and meaning.again:
            meaning = self._said_last() or meaning
        if element.aside and isinstance(meaning, Clock) and self._is_within(meaning):
            group.places += [element.first, element.last]
            self.last = None
            return
        if group.excluded and isinstance(meaning, Clock) and self._is_for_all(meaning, element):
            wished = self.whole or group
            yield from self._next()
            wished.clocks.append(meaning)
            wished.places += [element.first, element.last]
            return
        full = len(group.places) > _MOST_PLACES
        if self.other_hour and isinstance(meaning, tuple) and self.last is None:
            yield from self._part_from_hours()
            group = self.group
        follows = bool(group.places) and element.first == group.places[-1] + 1
        listed_days = follows and lists_days(group, meaning)
        listed = listed_days and not element.parted and not group.clocks
        if full or (group.places and not listed and starts_anew(group, meaning, self.last)):
            lends = group.hour_first and (listed_days or self.last is Joint.OR)
            lends = lends and not (self.any_day or element.whenever)
            if self.last is Joint.OR and isinstance(meaning, Shift) and meaning.on_a_day:
                lent, meaning = later_on(group, meaning)
                yield from self._next()
                self.group.days += lent
            else:
                yield from self._next()
                self.group.lent = group.clocks if lends else ()
        if not self.group.places:
            self.group.alternative = self.last is Joint.OR or self.loose_end
            self.loose_end = False
        if isinstance(meaning, Clock):
            if self.apart and len(self.group.days) > 1 and not element.parted:
                yield from self._part_from_list()
            self.hours = [meaning]
            self.group.release |= element.release
            self.but = element.aside and not self.group.clocks
        self.other_hour = (
            isinstance(meaning, Clock)
            and self.last is Joint.OR
            and self.group.hour_first
            and bool(self.group.days)
        )
        add_to(self.group, meaning, self.last)
        self.group.places += [element.first, element.last]
        self.last, self.any_day = None, []

    def _said_last(self) -> Clock | None:
        """Return the exact hour said last, which "the same time" repeats."""
        last = self.hours[-1] if self.hours else None
        return last if last is not None and last.shape is Shape.AT and not last.again else None

    def _is_within(self, clock: Clock) -> bool:
        """Join a second bound to the first: "after 3 but before 5"; say whether it was one."""
        bounded = within(self.group.clocks[-1], clock) if self.group.clocks else None
        if bounded is not None:
            self.group.clocks[-1] = bounded
        return bounded is not None

    def _is_for_all(self, clock: Clock, element: Element) -> bool:
        """Say whether an hour is for all days that are left: "any day but Tuesday, after 4"."""
        apart = element.parted or element.aside
        bounds = apart or clock.shape in {Shape.AFTER, Shape.BEFORE}
        excluded = bool(self.group.days) and not self.group.clocks
        return bounds and excluded and self.whole is not None

    def end(self) -> Iterator[Group]:
        """Handle the end of a run."""
        if self.any_day and self.ruled_out and not self.group.places:
            self.group.places = self.any_day  # "not Monday, any other day"
        yield from self._next()
        self.loose_end = self.last is Joint.OR
        self.last = None

    def rest(self) -> Iterator[Group]:
        """Handle the end of the text: "except Tuesday" alone leaves every other day."""
        if self.all_but and self.ruled_out and not self.wished:
            yield Group(whenever=True, places=self.all_but)

    def _next(self) -> Iterator[Group]:
        if self.group.places:
            if self.group.days and not self.group.clocks:
                self.group.clocks += self.group.lent
            if self.group.excluded and self.all_days:
                _narrow(self.all_days, self.group)
            whenever = self.group.whenever and not (self.group.days or self.group.excluded)
            self.all_days = self.group if whenever else None
            wishes = self.group.whenever and not (self.group.excluded or self.group.clocks)
            self.whole = self.group if wishes else None
            self.wished |= not self.group.excluded
            self.ruled_out |= self.group.excluded
            yield self.group
            self.any_day = []
        self.group = Group()


def _narrow(whenever: Group, excluded: Group) -> None:
    """Limit the remaining days to the week of the excluded day: "any day but Monday next week"."""
    week = next((each.week for each in excluded.days if isinstance(each, InWeek)), None)
    if week is not None:
        whenever.days.append(week)
