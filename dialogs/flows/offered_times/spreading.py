"""Selects the free times to offer: spread over the range asked for, or nearest to the time.

Three half hours of one morning leave little choice, so the offers come from the whole range. Pure,
except for the time zone that decides where an afternoon begins.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from dialogs.flows.offered_times.local_days import Span
from dialogs.flows.offered_times.search import OFFERED
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.turn_context import TurnContext

_NOON, _LUNCH_ENDS = time(12), time(13)
_AFTERNOON = timedelta(hours=4)
"""Least length of a span from noon that is an afternoon, unlike "between twelve and two"."""

_ROUND = 30
"""Minutes: half hours are offered before the times between them."""


def afternoon(
    turn: TurnContext, asked: tuple[Span, ...], slots: tuple[Slot, ...]
) -> tuple[Slot, ...]:
    """Return the times of an afternoon without the lunch hour, unless there are no others.

    An afternoon begins at noon, but a client who asks for an afternoon does not mean noon.
    """
    zone = ZoneInfo(turn.practice.timezone)
    noons = [start.astimezone(zone).time() == _NOON for start, _ in asked]
    if not all(noons) or any(end - start < _AFTERNOON for start, end in asked):
        return slots
    later = tuple(slot for slot in slots if slot.starts_at.astimezone(zone).time() >= _LUNCH_ENDS)
    return later or slots


def soonest(
    purpose: SlotRequest, free: tuple[Slot, ...], spans: tuple[Span, ...]
) -> tuple[Slot, ...]:
    """Return the first of the most wanted times, and others spread over the rest."""
    group: tuple[Slot, ...] = ()
    for span in spans:
        inside = (slot for slot in free if slot not in group and among(slot, (span,)))
        group = (*group, *inside)
        if len(group) >= OFFERED:
            break
    else:
        group = (*group, *(slot for slot in free if slot not in group))
    chosen = sorted(preferred(purpose, group), key=lambda slot: slot.starts_at)
    return (*chosen[:1], *spread(tuple(chosen[1:]), OFFERED - 1))


def preferred(purpose: SlotRequest, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Return the times with known practitioners, on half hours, if there are enough of each."""
    known = tuple(slot for slot in slots if slot.practitioner_id in purpose.preferred)
    return on_half_hours(known if len(known) >= OFFERED else slots)


def on_half_hours(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Return the times on half hours, if there are enough."""
    round_ones = tuple(slot for slot in slots if slot.starts_at.minute % _ROUND == 0)
    return round_ones if len(round_ones) >= OFFERED else slots


def spread(slots: tuple[Slot, ...], count: int) -> tuple[Slot, ...]:
    """Return some of many times, spread over them.

    Args:
        slots: free times, in any order.
        count: how many are wanted.

    Returns:
        At most `count`, by start: the middles of as many equal parts.
    """
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    if len(ordered) <= count:
        return tuple(ordered)
    return tuple(ordered[(2 * part + 1) * len(ordered) // (2 * count)] for part in range(count))


def nearest(slots: tuple[Slot, ...], asked: tuple[Span, ...]) -> tuple[Slot, ...]:
    """Return times sorted by distance from those asked for; unsorted if none was."""

    def away(slot: Slot) -> timedelta:
        return min(_away(slot.starts_at, start, end) for start, end in asked)

    return tuple(sorted(slots, key=away)) if asked else slots


def _away(moment: datetime, start: datetime, end: datetime) -> timedelta:
    if start <= moment < end:
        return timedelta(0)
    return start - moment if moment < start else moment - end


def among(slot: Slot, spans: tuple[Span, ...]) -> bool:
    """Return whether a time equals a moment or lies in a span of some spans."""
    return any(
        slot.starts_at == start if start == end else start <= slot.starts_at < end
        for start, end in spans
    )
