"""Looks up free times and agendas that a turn needs beyond its facts, in its transaction."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from calendar_store.appointments import agenda, slot_search
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Slot
from dialogs.conversation import Context
from dialogs.effects import AgendaSearch, SlotSearch
from dialogs.gathering import Gathering
from gateway.conversations import told_off_times


async def look_up(
    tx: Transaction, context: Context, search: SlotSearch | AgendaSearch | None, now: datetime
) -> Context:
    """Return the facts with the free times or the agenda that were searched for."""
    match search:
        case SlotSearch():
            return replace(context, free=await _search(tx, context, search, now))
        case AgendaSearch(practitioner_ids=whose, start=start, end=end):
            practice_id = context.practice.id
            found = await agenda.of_practitioners(tx, practice_id, whose, start, end)
            who = await clients.get_many(tx, [(practice_id, one.client_id) for one in found])
            pairs = tuple((one, who[practice_id, one.client_id]) for one in found)
            return replace(context, agenda=pairs)
        case None:
            return context
        case _:
            assert_never(search)


async def _search(
    tx: Transaction, context: Context, search: SlotSearch, now: datetime
) -> tuple[Slot, ...]:
    """Return free times, in the order in which they are offered."""
    barred = await told_off_times.load(tx, context)
    search = told_off_times.without(search, barred, now)
    gathering = Gathering(search, context.practice.slot_step)
    for stretch in gathering:
        gathering.add(
            await slot_search.search(
                tx,
                replace(context.practice, slot_step=stretch.step),
                practitioner_ids=stretch.practitioner_ids,
                duration=search.duration,
                buffers=(search.buffer_before, search.buffer_after),
                spans=stretch.spans,
                after=search.after,
                limit=stretch.limit,
                now=now,
                exclude_appointment=search.exclude_appointment,
            )
        )
    return tuple(slot for slot in gathering.slots if not any(one.bars(slot) for one in barred))
