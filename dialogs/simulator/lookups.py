"""What a turn has to know beyond its facts, found in a simulated practice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice, product
from typing import assert_never
from zoneinfo import ZoneInfo

from calendar_store.openings import Span
from calendar_store.statuses import AppointmentStatus
from calendar_store.values import Appointment, Client, Slot
from dialogs.conversation import Context
from dialogs.effects import AgendaSearch, SlotSearch
from dialogs.simulator.free_times import Need
from dialogs.simulator.practice import SimulatedPractice

_OFFERED_STEP = timedelta(minutes=30)
"""How far apart free times are offered, as long as there are enough of them."""


def look_up(
    simulated: SimulatedPractice, context: Context, search: SlotSearch | AgendaSearch | None
) -> Context:
    """Return the facts with what a turn has to know beyond them."""
    match search:
        case SlotSearch():
            return replace(context, free=free_slots(simulated, search, context.now))
        case AgendaSearch():
            return replace(context, agenda=_agenda(simulated, search))
        case None:
            return context
        case _:
            assert_never(search)


def free_slots(simulated: SimulatedPractice, search: SlotSearch, now: datetime) -> tuple[Slot, ...]:
    """Return free times, those of the span wanted most first, each start once.

    Whom the client knows comes before others, half hours before what lies between them.
    """
    fine = simulated.practice.slot_step
    whom = dict.fromkeys((search.preferred or search.practitioner_ids, search.practitioner_ids))
    rasters = dict.fromkeys((max(fine, _OFFERED_STEP), fine))
    found: dict[datetime, Slot] = {}
    for span, who, step in product(search.spans, whom, rasters):
        if len(found) >= search.limit:
            break
        # those who are free at the same time count once
        for slot in islice(
            _by_start(simulated, search, (span, who, step), now), search.limit * len(who)
        ):
            found.setdefault(slot.starts_at, slot)
    return tuple(found.values())[: search.limit]


def _by_start(
    simulated: SimulatedPractice,
    search: SlotSearch,
    among: tuple[Span, tuple[int, ...], timedelta],
    now: datetime,
) -> Iterator[Slot]:
    """Yield the free slots of a span, with some practitioners, on a raster."""
    span, who, step = among
    later_than = max(now, search.after or now)
    if span[0] != span[1]:
        span = (max(span[0], later_than), span[1])
    need = Need(search.duration, search.buffer_before, search.buffer_after)
    zone = ZoneInfo(simulated.practice.timezone)
    each = (
        simulated.free_times.slots(
            one,
            span,
            step=step,
            zone=zone,
            need=need,
            busy=simulated.blocked(one.id, without=search.exclude_appointment),
        )
        for one in simulated.practitioners
        if one.id in who and span[0] <= span[1]
    )
    together = merge(
        *each, key=lambda slot: (slot.starts_at, slot.practitioner, slot.practitioner_id)
    )
    return (slot for slot in together if slot.starts_at > later_than)


def _agenda(
    simulated: SimulatedPractice, search: AgendaSearch
) -> tuple[tuple[Appointment, Client], ...]:
    among = sorted(
        (
            one
            for one in simulated.appointments.values()
            if one.practitioner_id in search.practitioner_ids
            and one.status is not AppointmentStatus.CANCELLED
            and search.start <= one.starts_at < search.end
        ),
        key=lambda one: (one.starts_at, one.id),
    )
    return tuple((one, simulated.client(one.client_id)) for one in among)
