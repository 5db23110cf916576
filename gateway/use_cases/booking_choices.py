"""What staff choose from when they book or move an appointment: practitioners and services."""

from collections.abc import Sequence
from dataclasses import dataclass

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.practices import practitioners, services


@dataclass(frozen=True, slots=True)
class BookingChoices:
    """The practitioners and services of a practice, each by name."""

    practitioners: Sequence[Practitioner]
    services: Sequence[Service]


async def load(tx: Transaction, actor: Actor, practice: Practice) -> BookingChoices:
    """Return what there is to choose from.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    return BookingChoices(
        await practitioners.working(tx, practice.id),
        await services.offered(tx, practice.id),
    )
