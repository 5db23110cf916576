"""The cursor over a run of items: the base class of the grammars of days and clock times.

Takes items by role and reads lengths of time. A reading method looks a bounded number of items
ahead and never calls a method of its own kind, so reading a run takes time linear in the run's
length.
"""

from collections.abc import Sequence
from datetime import date, datetime

from calendar_store.model.plain import plain
from dialogs.times.clock import DAY
from dialogs.times.days import Days
from dialogs.times.items import TimeItem
from dialogs.times.terms import TermRole, Terms, bits

_MOST_LINKS = 4  # most linking words in a row: "on the morning of the"
_HOUR = 60
_LONGEST = 6 * _HOUR  # a longer "2h" after "in" is a time of day
_AMOUNT = bits(TermRole.DURATION, TermRole.NUMBER, TermRole.ARTICLE)
_LINK = bits(TermRole.LINK)


@plain
class Anchor:
    """The reference points of relative times: today, and the appointment in local time.

    `offered` says whether times are on offer, of which "the second" may be one.
    """

    today: date
    appointment: datetime | None
    offered: bool = False


class Cursor:
    """A position in a run. A reading that fails puts the position back."""

    __slots__ = ("_anchor", "_asked", "_items", "_listing", "_said", "_terms", "at")

    def __init__(
        self, items: Sequence[TimeItem], terms: Terms, anchor: Anchor, asked: frozenset[int]
    ) -> None:
        self._items = items
        self._terms = terms
        self._anchor = anchor
        self._asked = asked
        self._said: Days | None = None  # the days that were said last, if any
        self._listing = False  # whether a day of the month and then "or" were said last
        self.at = 0

    def _item(self) -> TimeItem | None:
        return self._items[self.at] if self.at < len(self._items) else None

    def _bits(self) -> int:
        """Return the roles and forms of the current item as bits; 0 at the end of the run."""
        return self._items[self.at].bits if self.at < len(self._items) else 0

    def _bits_at(self, at: int) -> int:
        return self._items[at].bits if at < len(self._items) else 0

    def _has(self, role: TermRole, at: int) -> bool:
        return at < len(self._items) and role in self._items[at].roles

    def _take(self, role: TermRole) -> int | None:
        if self.at >= len(self._items):
            return None
        value = self._items[self.at].roles.get(role)
        if value is not None:
            self.at += 1
        return value

    def _number(self) -> int | None:
        value = self._take(TermRole.NUMBER)
        if value is None and self._take(TermRole.ARTICLE) is not None:
            return 1
        return value

    def _skip_links(self) -> None:
        for _ in range(_MOST_LINKS):
            if not self._bits() & _LINK:
                return
            self.at += 1

    def _amount(self) -> int | None:
        """Read a length of time as minutes: "half an hour", "2 hours and a half", "3 days"."""
        if not self._bits() & _AMOUNT:
            return None
        start = self.at
        amount = self._take(TermRole.DURATION)
        if amount is None:
            count = self._number()
            unit = self._take(TermRole.UNIT) if count is not None else None
            if count is None or unit is None:
                self.at = start
                return None
            amount = count * unit
        if amount % _HOUR or amount >= DAY:
            return amount
        return amount + (self._take(TermRole.AND_A) or self._more())

    def _more(self) -> int:
        """Read the minutes after "1 hour and" in "1 hour and 15 minutes"."""
        start = self.at
        self._take(TermRole.AND)
        more = self._take(TermRole.DURATION)
        if (
            more is None
            and (count := self._number()) is not None
            and self._take(TermRole.UNIT) == 1
        ):
            more = count
        if more is None or more >= _HOUR:
            self.at = start
            return 0
        return more

    def _hours(self) -> int | None:
        """Read "2h" after "in" as a length of time, in minutes."""
        item = self._item()
        if item is None or len(item.moments) != 1 or self._has(TermRole.AND, self.at + 1):
            return None
        length = item.moments[0].hour * _HOUR + item.moments[0].minute
        if TermRole.NUMBER in item.roles or length > _LONGEST:
            return None
        self.at += 1
        return length
