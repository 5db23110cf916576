"""Says in one line who has a time that was wanted, and which times are free nearest to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calendar_store.model.practices import Practice
    from gateway.use_cases.lost_races import LostRace


def taken(where: Practice, lost: LostRace) -> str:
    """Return a line that says that a time is taken, by whom, with the nearest free times."""
    from gateway.cli.moments import local
    from gateway.use_cases.nearest_times import DAYS_AFTER

    has = "; ".join(
        one.client.name
        + (f", {one.event.change} by {one.event.by}" if one.event else "")
        + (f" on {local(one.event.at, where.timezone)}" if one.event else "")
        for one in lost.faster
    )
    start = f"that time is taken{f' ({has})' if has else ''}; "
    if not lost.nearest:
        return (
            f"{start}{lost.practitioner.name} has nothing free in the {DAYS_AFTER.days} days after"
        )
    times = ", ".join(local(slot.starts_at, where.timezone) for slot in lost.nearest)
    return f"{start}nearest free with {lost.practitioner.name}: {times}"
