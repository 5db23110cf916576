"""Refuses staff who book a retired practitioner or service, or somebody who does not do a service.

The store refuses it too, as a time that is not free; here the words say what to do instead.
"""

from calendar_store.appointments import bookable
from calendar_store.appointments.bookable import WantedService
from calendar_store.database.connection import Transaction
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.practices import practitioners


async def require(
    tx: Transaction,
    practice: Practice,
    practitioner_id: int | None,
    service_id: int | None,
    *,
    booked: bool = False,
) -> None:
    """Refuse what cannot be booked.

    Args:
        tx: any transaction.
        practice: the practice.
        practitioner_id: who would be booked; None for anybody.
        service_id: for which service; None for none.
        booked: whether the appointment stands already: its service may be retired then.

    Raises:
        InvalidInput: if the practitioner or the service is retired, or the practitioner does not
            do it; the text names those who do.
    """
    wanted = WantedService(practice.id, practitioner_id or 0, service_id, booked)
    (fault,) = await bookable.why_not(tx, [wanted])
    if not fault:
        return
    if service_id is None or practitioner_id is None:
        raise InvalidInput(fault)
    able = await bookable.who_does(tx, practice.id, service_id)
    named = [one.name for one in await practitioners.working(tx, practice.id)]
    if able is not None:
        known = await practitioners.working(tx, practice.id)
        named = [one.name for one in known if one.id in able]
    raise InvalidInput(f"{fault}; it is done by {', '.join(named)}" if named else fault)
