"""The times that a client was told cannot take place, which are not offered to them again.

Staff may tell clients without closing the calendar: then these times look free.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.appointments import announcements
from calendar_store.database.connection import Transaction
from dialogs.conversation import Context
from dialogs.effects import SlotSearch
from gateway.announcements.offered_times import Barred

_Span = tuple[datetime, datetime]


async def load(tx: Transaction, context: Context) -> tuple[Barred, ...]:
    """Return the times of announcements that the clients of a conversation have read.

    Args:
        tx: any transaction.
        context: the facts of the turn.
    """
    off = {one.appointment_id: one.starts_at for one in context.state.off}
    if not off:
        return ()
    practice_id = context.practice.id
    told = await announcements.of_appointments(tx, practice_id, off, lost=True)
    keys = {
        (practice_id, one.announcement_id)
        for one in told
        if one.starts_at == off[one.appointment_id]
    }
    found = await announcements.by_ids(tx, keys)
    return tuple(
        Barred(one.starts_at, one.ends_at, one.practitioner_id) for one in found.values() if one.off
    )


def without(search: SlotSearch, barred: Sequence[Barred], now: datetime) -> SlotSearch:
    """Return a search that does not look through barred times.

    Args:
        search: the search.
        barred: the times; those of one practitioner of several are left to the caller.
        now: UTC; nothing is free before.
    """
    for one in barred:
        if one.practitioner_id is None or {one.practitioner_id} == set(search.practitioner_ids):
            parts = [_parts(span, one, search, now) for span in search.spans]
            asked = sum(len(some) for some in parts[: search.asked])
            spans = tuple(part for some in parts for part in some)
            search = replace(search, spans=spans, asked=asked)
    return search


def _parts(span: _Span, barred: Barred, search: SlotSearch, now: datetime) -> list[_Span]:
    """Return what is left of a span; a span of which nothing is left is one in the past."""
    start, end = span
    first, last = barred.starts_at - search.duration, barred.ends_at
    if end <= first or start >= last:
        return [span]
    if start == end:
        return [(now, now)]
    left = [(start, min(end, first))] if start < first else []
    left += [(max(start, last), end)] if last < end else []
    return left or [(now, now)]
