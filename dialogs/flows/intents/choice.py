"""An answer to a list of times: one of them is chosen, or the client asks for more."""

from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents import book
from dialogs.flows.offered_times.slot_list_reply import answer_more, answer_offer
from dialogs.flows.resolve_appointments import about
from dialogs.intents import Intent

FLOWS = (
    FlowSpec(
        Intent.CHOICE,
        book.booking_or(book.answer_offer, about(Intent.RESCHEDULE, answer_offer)),
        with_more=True,
    ),
    FlowSpec(
        Intent.MORE,
        book.booking_or(book.answer_more, about(Intent.RESCHEDULE, answer_more)),
    ),
)
