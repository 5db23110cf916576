"""Selects the free times that can be offered: at which the client has no other appointment."""

from calendar_store.model.appointments import Slot
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.turn_context import TurnContext


def offerable(turn: TurnContext, purpose: SlotRequest) -> tuple[Slot, ...]:
    """Return the free times without the client's other appointments and the slot just lost."""
    present = purpose.appointment
    theirs = [
        (one.starts_at, one.ends_at)
        for one in turn.ahead
        if one.client_id == purpose.client_id and (present is None or one.id != present.id)
    ]
    return tuple(
        slot
        for slot in turn.context.free
        if (present is None or slot.starts_at != present.starts_at)
        and not _is_lost(turn, slot)
        and not any(
            start < slot.starts_at + purpose.duration and slot.starts_at < end
            for start, end in theirs
        )
    )


def _is_lost(turn: TurnContext, slot: Slot) -> bool:
    lost = turn.context.lost
    return lost is not None and (lost.practitioner_id, lost.starts_at) == (
        slot.practitioner_id,
        slot.starts_at,
    )
