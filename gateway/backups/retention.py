"""Which backups are kept: the last of each of so many hours, days and weeks, and the newest."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Retention:
    """How many hours, days and weeks have a backup, UTC."""

    hourly: int = 24
    daily: int = 14
    weekly: int = 8


T = TypeVar("T")


def kept(
    backups: Sequence[T], made_at: Callable[[T], datetime], rule: Retention, now: datetime
) -> list[T]:
    """Return the backups to keep.

    What is dated after now stays: the clock was, or is, wrong.

    Args:
        backups: in the order in which they were made.
        made_at: their moments by the clock of the machine, UTC.
        rule: what is kept.
        now: UTC.
    """
    if not backups:
        return []
    newest = len(backups) - 1
    staying = {newest} | {n for n, one in enumerate(backups) if made_at(one) > now}
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (rule.hourly, lambda at: (at.date(), at.hour)),
        (rule.daily, lambda at: at.date()),
        (rule.weekly, lambda at: at.isocalendar()[:2]),
    )
    for most, period in periods:
        seen: set[Hashable] = set()
        for n in range(newest, -1, -1):
            key = period(made_at(backups[n]))
            if key in seen or len(seen) >= most:
                continue
            seen.add(key)
            staying.add(n)
    return [one for n, one in enumerate(backups) if n in staying]
