"""What clients can choose on the booking page: services, practitioners, free times.

A page shows a few days; nothing is searched beyond the practice's booking window, nor more than
some weeks for one page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, slot_search
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.appointments import Slot
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import MessageKind
from calendar_store.practices import practices, practitioners, services
from gateway.use_cases import consent_of_kinds

_DAY = timedelta(days=1)
_LOOKED_AHEAD = timedelta(days=62)
"""How far one page searches for the first free time: a full calendar of years is not read."""
_MOST_OF_DAYS = 20_000
_NEAREST = 6
_AROUND = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BookingOffer:
    """What a practice lets clients book by web.

    Attributes:
        practice: the practice.
        services: the services that clients may book by web, by name.
        practitioners: who can be booked, by name.
        kinds: messages after visits that the practice sends to who agrees.
    """

    practice: Practice
    services: tuple[Service, ...]
    practitioners: tuple[Practitioner, ...]
    kinds: tuple[MessageKind, ...] = ()

    def doing(self, service: Service | None) -> tuple[Practitioner, ...]:
        """Return the practitioners who do a service, by name; all of them for None."""
        if service is None:
            return self.practitioners
        return tuple(one for one in self.practitioners if service.is_done_by(one.id))

    def service(self, wanted: int | None) -> Service | None:
        """Return a service by its id, or the only one; None if it cannot be booked by web."""
        if wanted is None:
            return self.services[0] if len(self.services) == 1 else None
        return next((one for one in self.services if one.id == wanted), None)

    def practitioner(self, wanted: int) -> Practitioner | None:
        """Return a practitioner by id; None if the practice has none with that id."""
        return next((one for one in self.practitioners if one.id == wanted), None)

    def window(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the earliest start that can be booked, and the latest, UTC."""
        practice = self.practice
        return now + practice.minimum_notice, now + practice.booking_window


@dataclass(frozen=True, slots=True)
class WebWish:
    """What somebody wants to book.

    Attributes:
        service: the service.
        practitioner_id: the practitioner; None for any.
    """

    service: Service
    practitioner_id: int | None = None


async def load(tx: Transaction, slug: str) -> BookingOffer:
    """Return what can be booked on a booking page.

    Args:
        tx: any transaction.
        slug: the name of the page.

    Raises:
        NotFound: if there is no booking page of that name.
    """
    practice = await practices.by_slug(tx, slug)
    return BookingOffer(
        practice,
        tuple(one for one in await services.offered(tx, practice.id) if one.by_web),
        await practitioners.working(tx, practice.id),
        await consent_of_kinds.sent_by(tx, practice.id),
    )


async def first_day(
    tx: Transaction, offer: BookingOffer, wish: WebWish, since: date, now: datetime
) -> date | None:
    """Return the first day with a free time, from a day on; None if there is none for weeks.

    Args:
        tx: any transaction.
        offer: the booking page.
        wish: what is wanted.
        since: the local day.
        now: UTC.
    """
    zone = ZoneInfo(offer.practice.timezone)
    begins = local_time.moment(since, time.min, zone)
    found = await _search(tx, offer, wish, [(begins, begins + _LOOKED_AHEAD)], now, limit=1)
    return found[0].starts_at.astimezone(zone).date() if found else None


async def free_times(
    tx: Transaction, offer: BookingOffer, wish: WebWish, days: Sequence[date], now: datetime
) -> Mapping[date, tuple[Slot, ...]]:
    """Return the free times of some days; of several practitioners at one time, the first.

    Args:
        tx: any transaction.
        offer: the booking page.
        wish: what is wanted.
        days: adjoining local days, in order.
        now: UTC.
    """
    zone = ZoneInfo(offer.practice.timezone)
    span = (
        local_time.moment(days[0], time.min, zone),
        local_time.moment(days[-1] + _DAY, time.min, zone),
    )
    found: dict[date, dict[datetime, Slot]] = {day: {} for day in days}
    for slot in await _search(tx, offer, wish, [span], now, limit=_MOST_OF_DAYS):
        found[slot.starts_at.astimezone(zone).date()].setdefault(slot.starts_at, slot)
    return {day: tuple(slots.values()) for day, slots in found.items()}


async def free_at(
    tx: Transaction, offer: BookingOffer, wish: WebWish, starts_at: datetime, now: datetime
) -> Slot | None:
    """Return a time if it can be booked: free, on the grid, within notice and window.

    Where any practitioner will do, whoever has least to do that day is chosen.

    Args:
        tx: any transaction.
        offer: the booking page.
        wish: what is wanted.
        starts_at: the start, aware.
        now: UTC.
    """
    span = (starts_at, starts_at + timedelta.resolution)
    slots = await _search(tx, offer, wish, [span], now, limit=len(offer.practitioners))
    if len(slots) <= 1:
        return next(iter(slots), None)
    zone = ZoneInfo(offer.practice.timezone)
    midnight = local_time.moment(starts_at.astimezone(zone).date(), time.min, zone)
    ids = [slot.practitioner_id for slot in slots]
    there = await agenda.of_practitioners(tx, offer.practice.id, ids, midnight, midnight + _DAY)
    busy = Counter(one.practitioner_id for one in there if one.cancelled_at is None)
    return min(slots, key=lambda slot: busy[slot.practitioner_id])


async def still_free(
    tx: Transaction,
    offer: BookingOffer,
    wish: WebWish,
    starts_at: datetime,
    now: datetime,
    *,
    hold_id: int,
) -> bool:
    """Tell whether a held time can still be booked; the notice was kept when it was held.

    Args:
        tx: the transaction that books it.
        offer: the booking page as it is now.
        wish: what was held, with its practitioner.
        starts_at: the start, UTC.
        now: UTC.
        hold_id: the hold, whose own time counts as free.
    """
    service = wish.service
    found = await slot_search.search(
        tx,
        offer.practice,
        practitioner_ids=None if wish.practitioner_id is None else [wish.practitioner_id],
        duration=service.duration,
        buffers=(service.buffer_before, service.buffer_after),
        spans=[(starts_at, starts_at)],
        now=now,
        limit=1,
        exclude_hold=hold_id,
        service_id=service.id,
    )
    return bool(found)


async def nearest(
    tx: Transaction, offer: BookingOffer, wish: WebWish, starts_at: datetime, now: datetime
) -> tuple[Slot, ...]:
    """Return the free times nearest to one that is taken, by start.

    Args:
        tx: any transaction.
        offer: the booking page.
        wish: what is wanted.
        starts_at: the time that is taken.
        now: UTC.
    """
    span = (starts_at - _AROUND, starts_at + _AROUND)
    slots: dict[datetime, Slot] = {}
    for slot in await _search(tx, offer, wish, [span], now, limit=_MOST_OF_DAYS):
        slots.setdefault(slot.starts_at, slot)
    near = sorted(slots.values(), key=lambda slot: abs(slot.starts_at - starts_at))[:_NEAREST]
    return tuple(sorted(near, key=lambda slot: slot.starts_at))


async def _search(
    tx: Transaction,
    offer: BookingOffer,
    wish: WebWish,
    spans: Sequence[slot_search.Span],
    now: datetime,
    *,
    limit: int,
) -> tuple[Slot, ...]:
    """Find free times within notice and window."""
    earliest, latest = offer.window(now)
    bounded = [(max(since, earliest), min(until, latest)) for since, until in spans]
    service = wish.service
    return await slot_search.search(
        tx,
        offer.practice,
        practitioner_ids=None if wish.practitioner_id is None else [wish.practitioner_id],
        duration=service.duration,
        buffers=(service.buffer_before, service.buffer_after),
        spans=[span for span in bounded if span[0] < span[1]],
        now=now,
        limit=limit,
        service_id=service.id,
    )
