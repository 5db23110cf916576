"""Prints the appointments of a series: what was booked or moved, and what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.practices import Practice
    from gateway.use_cases.series import PlannedVisit


def document(
    where: Practice, done: Sequence[Appointment], left_out: Sequence[PlannedVisit]
) -> dict[str, Any]:
    """Return appointments of a series as JSON."""
    from gateway.cli import json_output

    zone = where.timezone
    return {
        "appointments": [json_output.appointment(one, zone) for one in done],
        "left_out": [planned(where, one) for one in left_out],
    }


def planned(where: Practice, one: PlannedVisit) -> dict[str, Any]:
    """Return an appointment of a series as it would stand, with its conflict."""
    from gateway.cli.json_output import identity, instant

    conflict = one.conflict
    taken_by = conflict.taken_by if conflict else None
    return {
        "start": instant(one.visit.starts_at, where.timezone),
        "practitioner": one.visit.practitioner,
        "conflict": conflict.kind.value if conflict else None,
        "taken_by": identity(taken_by.id) if taken_by else None,
        "reason": (conflict.reason or None) if conflict else None,
    }


def lines(where: Practice, left_out: Sequence[PlannedVisit]) -> list[str]:
    """Return lines about the appointments of a series that could not be booked or moved."""
    from gateway.use_cases.series import conflicts_in_words

    return [f"  left out: {conflicts_in_words(where, [one])}" for one in left_out]
