"""Two absences of one calendar on the same day with different hours: found, and named in words.

Both would hold, and the narrowest hours count, which nobody means: a second one is a correction of
the first, or a mistake. Two with the same hours say the same, and both stand.
"""

from collections.abc import Sequence
from datetime import date

from calendar_store.database.connection import Transaction
from calendar_store.entry.hours_text import shown
from calendar_store.model.practices import HoursException, Practice
from calendar_store.practices import hours
from gateway.use_cases.errors import AlreadyAway


async def with_other_hours(
    tx: Transaction,
    practice: Practice,
    practitioner_id: int | None,
    days: tuple[date, date],
    span: hours.Span | None,
) -> Sequence[HoursException]:
    """Return the absences of a calendar that stand on some days with other hours, by first day.

    Args:
        tx: a transaction that holds the practice's hours.
        practice: the practice.
        practitioner_id: whose; None: the practice's own, which a practitioner's never touches.
        days: first and last local day, included.
        span: the hours on these days; None for none at all.
    """
    who = [] if practitioner_id is None else [practitioner_id]
    found = await hours.exceptions(tx, practice.id, who, *days)
    own = [one for one in found if one.practitioner_id == practitioner_id]
    return [one for one in own if (one.opens, one.closes) != (span or (None, None))]


def already_away(name: str, standing: Sequence[HoursException]) -> AlreadyAway:
    """Return the refusal of an absence on days of others, which are named.

    Args:
        name: of the practitioner, or of the practice.
        standing: the absences that stand there.
    """
    listed = "; ".join(_written(one) for one in standing)
    return AlreadyAway(
        f"other hours are entered for {name} already: {listed}; enter this in their place, or"
        " choose other days",
        standing,
    )


def _written(one: HoursException) -> str:
    days = f"{one.first}" if one.last == one.first else f"{one.first} to {one.last}"
    if one.opens is not None and one.closes is not None:
        days += f", {shown(one.opens, one.closes)}"
    return f"{days} ({one.reason})" if one.reason else days
