"""Loads the settings of practices, with hours, services and practitioners, for a whole batch."""

from collections.abc import Iterable
from dataclasses import dataclass

from calendar_store.database.connection import Transaction
from calendar_store.model.practices import Practice, Practitioner, ReminderStep, Service
from calendar_store.practices import hours, practices, practitioners, services

_OPENS, _CLOSES = 8, 20
"""Hours assumed for a practice that has not entered its hours."""


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """A practice with its reminder steps, wordings, usual hours, services and practitioners.

    Attributes:
        templates: ((locale, template name), text) of the practice's own wordings.
        opens: usual first hour of the day, 0 to 24.
        closes: usual last hour of the day, 0 to 24.
        weekdays: days on which somebody works, 0 is Monday; empty if no hours were entered.
        services: services that can be booked, by name.
        practitioners: practitioners who can be booked, by name.
    """

    practice: Practice
    steps: tuple[ReminderStep, ...]
    templates: tuple[tuple[tuple[str, str], str], ...]
    opens: int
    closes: int
    weekdays: frozenset[int] = frozenset()
    services: tuple[Service, ...] = ()
    practitioners: tuple[Practitioner, ...] = ()


async def load(tx: Transaction, practice_ids: Iterable[int]) -> dict[int, PracticeSettings]:
    """Return the settings of practices by practice id; unknown ids are missing."""
    ids = sorted(set(practice_ids))
    if not ids:
        return {}
    found = await practices.by_ids(tx, ids)
    steps = await practices.steps(tx, ids)
    templates = await practices.templates(tx, ids)
    usual = await hours.usual(tx, ids)
    offered = await services.of_practices(tx, ids)
    working = await practitioners.of_practices(tx, ids)
    policies = {}
    for practice in found:
        week = usual.get(practice.id)
        policies[practice.id] = PracticeSettings(
            practice,
            steps[practice.id],
            templates[practice.id],
            week.opens.hour if week else _OPENS,
            week.closes.hour + bool(week.closes.minute) if week else _CLOSES,
            week.weekdays if week else frozenset(),
            offered[practice.id],
            working[practice.id],
        )
    return policies
