"""How large a store of the bench is, its moment, and ids of rows that were written earlier."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendar_store.database.ids import EPOCH_MS

NOW = datetime(2029, 1, 15, 9, 40, tzinfo=UTC)
"""A Monday morning: the moment of every page, so that a store can be kept and walked again."""

VISIT = timedelta(minutes=30)
BOOKED_BEFORE = timedelta(days=20)
"""How long before its start an appointment was booked."""
_OPENS = timedelta(hours=7)
_SLOTS = tuple(slot for slot in range(22) if slot not in (6, 13))
"""Half hours of a day that are taken; two are free every day."""
_DAY = timedelta(days=1)
_SEQUENCE = 1 << 22
_LEFT = 16
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a store: one large practice, and others beside it.

    Attributes:
        practitioners: of the large practice.
        others: number of the other practices.
        practitioners_each: of each other practice.
        visits: of a practitioner on a day, at most `len(_SLOTS)`.
        days_back: days of the past, Sundays included.
        days_ahead: days from today on.
        clients: of the large practice.
        clients_each: of each other practice.
    """

    practitioners: int = 12
    others: int = 10
    practitioners_each: int = 4
    visits: int = 20
    days_back: int = 900
    days_ahead: int = 223
    clients: int = 100_000
    clients_each: int = 3_000

    @property
    def name(self) -> str:
        """Names the shape, for the file in which its store is kept."""
        return (
            f"{self.practitioners}-{self.others}x{self.practitioners_each}-{self.visits}"
            f"-{self.days_back}+{self.days_ahead}-{self.clients}+{self.clients_each}"
        )

    def starts(self) -> Iterator[datetime]:
        """Yield the starts of appointments, the same for every practitioner, by time."""
        today = NOW.replace(hour=0, minute=0)
        for number in range(-self.days_back, self.days_ahead):
            day = today + number * _DAY
            if day.weekday() < 6:
                yield from (day + _OPENS + slot * VISIT for slot in _SLOTS[: self.visits])

    @property
    def appointments(self) -> int:
        """Number of all appointments."""
        doctors = self.practitioners + self.others * self.practitioners_each
        return doctors * sum(1 for _ in self.starts())


def row_id(moment: datetime, number: int, practice: int = 0) -> int:
    """Return the id of a row that was written at a moment, as `Ids` makes them.

    The next fifteen ids are left for rows that follow from the row.

    Args:
        moment: UTC, of 2026 or later.
        number: differs among the rows of a millisecond.
        practice: number of the practice, each of which has milliseconds of its own.
    """
    since = moment + practice * _MS - datetime.fromtimestamp(EPOCH_MS / 1000, UTC)
    return shift(since) + number * _LEFT % _SEQUENCE


def shift(later: timedelta) -> int:
    """Return the difference between the ids of rows that were written at different times."""
    return (later // _MS) * _SEQUENCE
