"""Seven days across: the days of one page of times, counted from the first that can be booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """The days of one page.

    Attributes:
        shown: the day whose times are shown.
        days: the days, in order.
        earlier: first day of the page before; None on the first page.
        later: first day of the page after; None on the last page.
    """

    shown: date
    days: Sequence[date]
    earlier: date | None
    later: date | None


def week_of(shown: date, first: date, last: date) -> Week:
    """Return the page of days that has a day.

    Args:
        shown: the day.
        first: the first day that can be booked.
        last: the last day that can be booked.
    """
    begins = shown - timedelta(days=(shown - first).days % _DAYS)
    days = [begins + timedelta(days=n) for n in range(_DAYS)]
    after = days[-1] + timedelta(days=1)
    return Week(
        shown,
        days,
        begins - timedelta(days=_DAYS) if begins > first else None,
        after if after <= last else None,
    )
