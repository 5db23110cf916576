"""Loads the settings of practices, with hours, services and practitioners, for a whole batch.

The practices are read each time. All that belongs to them is read again only when their revisions
have changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
    """Return the settings of practices by practice id; unknown ids are missing.

    Args:
        tx: any transaction; what it changed itself is seen.
        practice_ids: the practices.
    """
    ids = sorted(set(practice_ids))
    if not ids:
        return {}
    found = await practices.with_revisions(tx, ids)
    known: dict[int, PracticeSettings] = {
        practice.id: settings
        for practice, revision in found
        if (settings := tx.revisions.get(practice.id, revision)) is not None
    }
    read = await _read(tx, [practice for practice, _ in found if practice.id not in known])
    for practice, revision in found:
        if practice.id in read:
            tx.revisions.add(practice.id, revision, read[practice.id])
    known |= read
    return {practice.id: replace(known[practice.id], practice=practice) for practice, _ in found}


async def _read(tx: Transaction, found: Sequence[Practice]) -> dict[int, PracticeSettings]:
    """Read all that belongs to practices."""
    ids = [practice.id for practice in found]
    if not ids:
        return {}
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
            tuple(one for one in offered[practice.id] if one.retired_at is None),
            tuple(one for one in working[practice.id] if one.retired_at is None),
        )
    return policies
