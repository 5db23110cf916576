"""Whose reminders the page shows: those of all visits, of a service, of a practitioner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calendar_store.database.connection import Transaction
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor
from calendar_store.model.practices import (
    EVERY_VISIT,
    Practice,
    Practitioner,
    ReminderScope,
    ReminderStep,
    Service,
)
from calendar_store.practices import practices
from gateway.use_cases import reminder_sets
from gateway.use_cases.reminder_sets import ReminderSet
from gateway.web.staff.appointment.wanted_times import number_of


@dataclass(frozen=True, slots=True)
class ShownReminders:
    """The visits whose reminders are shown, and those that can be chosen.

    Attributes:
        practice: the practice.
        scope: the visits whose reminders are shown.
        sets: all sets of reminders, the usual ones first.
        services: the services that can be chosen.
        practitioners: the practitioners who can be chosen.
        holding: the steps that hold for the visits now, of their own or less specific ones.
    """

    practice: Practice
    scope: ReminderScope
    sets: Sequence[ReminderSet]
    services: Sequence[Service]
    practitioners: Sequence[Practitioner]
    holding: tuple[ReminderStep, ...]

    @property
    def is_usual(self) -> bool:
        """Whether the practice's usual reminders are shown."""
        return self.scope == EVERY_VISIT

    @property
    def kept(self) -> bool:
        """Whether the visits have reminders of their own."""
        return any(one.scope == self.scope for one in self.sets)

    @property
    def names(self) -> Sequence[str]:
        """The names of the service and the practitioner that are shown."""
        found: list[Service | Practitioner] = []
        found += [one for one in self.services if one.id == self.scope.service_id]
        found += [one for one in self.practitioners if one.id == self.scope.practitioner_id]
        return [one.name for one in found]


def scope_of(given: Mapping[str, str]) -> ReminderScope:
    """Return the scope that a query or a form names; all visits where it names nothing."""
    return ReminderScope(
        number_of(given.get("service", "")), number_of(given.get("practitioner", ""))
    )


def query_of(scope: ReminderScope) -> dict[str, str]:
    """Return the query that names a scope."""
    parts = {"service": scope.service_id, "practitioner": scope.practitioner_id}
    return {name: str(number) for name, number in parts.items() if number is not None}


async def load(
    tx: Transaction, actor: Actor, practice_id: int, scope: ReminderScope
) -> ShownReminders:
    """Load the reminders of a scope; of one that is not there, those of all visits.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    sets = await reminder_sets.listed(tx, actor, practice_id)
    of_what, of_whom = await reminder_sets.nameable(tx, actor, practice_id, sets)
    there = (None, *(one.id for one in of_what)), (None, *(one.id for one in of_whom))
    if scope.service_id not in there[0] or scope.practitioner_id not in there[1]:
        scope = EVERY_VISIT
    steps = (await practices.steps(tx, [practice_id]))[practice_id]
    holding = reminder_policy.steps_for(steps, scope.service_id, scope.practitioner_id)
    practice = await practices.get(tx, practice_id)
    return ShownReminders(practice, scope, sets, of_what, of_whom, holding)
