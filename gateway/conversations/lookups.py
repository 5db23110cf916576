"""What a turn has to know beyond its facts, looked up in its transaction: free times, an agenda."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from calendar_store import agenda, clients, free_time
from calendar_store.database import Transaction
from calendar_store.values import Slot
from dialogs.conversation import Context
from dialogs.effects import AgendaSearch, SlotSearch

OFFERED_STEP = timedelta(minutes=30)
"""How far apart free times are offered, as long as there are enough of them."""


async def look_up(
    tx: Transaction, context: Context, search: SlotSearch | AgendaSearch | None, now: datetime
) -> Context:
    """Return the facts with what a turn has to know beyond them."""
    match search:
        case SlotSearch():
            return replace(context, free=await _search(tx, context, search, now))
        case AgendaSearch(practitioner_ids=whose, start=start, end=end):
            practice_id = context.practice.id
            found = await agenda.of_practitioners(tx, practice_id, whose, start, end)
            who = await clients.get_many(tx, [(practice_id, one.client_id) for one in found])
            pairs = tuple((one, who[practice_id, one.client_id]) for one in found)
            return replace(context, agenda=pairs)
    return context


async def _search(
    tx: Transaction, context: Context, search: SlotSearch, now: datetime
) -> tuple[Slot, ...]:
    """Return free times, those of the span wanted most first; the first span mostly suffices.

    Of a span that has enough many are returned, so that what is offered can be spread over it.
    Whom the client knows comes before others. Half hours come before what lies between them:
    three offers a quarter of an hour apart would leave little to choose. For the same reason each
    start is offered once, with one of those who are free then.
    """
    fine = context.practice.slot_step
    whom = (
        (search.preferred, search.practitioner_ids)
        if search.preferred
        else (search.practitioner_ids,)
    )
    rasters = dict.fromkeys((max(fine, OFFERED_STEP), fine))
    found: dict[datetime, Slot] = {}
    for span, who, raster in product(search.spans, dict.fromkeys(whom), rasters):
        if len(found) >= (search.enough or search.limit):
            break
        free = await free_time.search(
            tx,
            replace(context.practice, slot_step=raster),
            practitioner_ids=who,
            duration=search.duration,
            buffers=(search.buffer_before, search.buffer_after),
            spans=[span],
            after=search.after,
            # those who are free at the same time count once
            limit=search.limit * len(who),
            now=now,
            exclude_appointment=search.exclude_appointment,
        )
        for slot in free:
            found.setdefault(slot.starts_at, slot)
    return tuple(found.values())[: search.limit]
