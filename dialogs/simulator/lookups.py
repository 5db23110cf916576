"""Runs the searches of a turn, for free times or an agenda, in a simulated practice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import groupby, islice
from typing import assert_never
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.availability import Span
from calendar_store.model.clients import Client
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Context
from dialogs.effects import AgendaSearch, SlotSearch
from dialogs.gathering import Gathering, Stretch
from dialogs.simulator.free_times import Need, Sought
from dialogs.simulator.practice import SimulatedPractice


def look_up(
    simulated: SimulatedPractice, context: Context, search: SlotSearch | AgendaSearch | None
) -> Context:
    """Return the facts with the result of the turn's search added."""
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
    """Return free times, in the order to offer."""
    gathering = Gathering(search, simulated.practice.slot_step)
    for stretch in gathering:
        gathering.add(islice(_by_start(simulated, search, stretch, now), stretch.limit))
    return gathering.slots


def _by_start(
    simulated: SimulatedPractice, search: SlotSearch, stretch: Stretch, now: datetime
) -> Iterator[Slot]:
    """Yield the free slots of a stretch by start, each once."""
    later_than = max(now, search.after or now)
    need = Need(search.duration, search.buffer_before, search.buffer_after)
    zone = ZoneInfo(simulated.practice.timezone)
    each = (
        simulated.free_times.slots(
            one,
            Sought(
                *(span, stretch.step, zone, need),
                simulated.blocked(one.id, without=search.exclude_appointment),
            ),
        )
        for one in simulated.practitioners
        if one.id in stretch.practitioner_ids
        for span in _coming(stretch, later_than)
    )
    together = merge(
        *each, key=lambda slot: (slot.starts_at, slot.practitioner, slot.practitioner_id)
    )
    # a time may lie in two of the spans
    return (slot for slot, _ in groupby(together) if slot.starts_at > later_than)


def _coming(stretch: Stretch, later_than: datetime) -> Iterator[Span]:
    """Yield the spans of a stretch without their past parts."""
    for start, end in stretch.spans:
        if start == end:
            yield start, end
        elif later_than <= end:
            yield max(start, later_than), end


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
