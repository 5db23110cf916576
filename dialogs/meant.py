"""Decides a turn on what staff say that a text means, as the same wish is decided by text.

The engine decides by its understanding of a text; here a person has read it, and says which
appointment is meant. The effects, the reply and the state are those of the flow of that intent. The
minimum notice does not count: it says what clients may change without a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.statuses import STANDING
from dialogs.conclusion import conclude
from dialogs.conversation import Asked, Context, Turn
from dialogs.effects import MoveAppointment, SlotSearch
from dialogs.flows.intents.cancel import call_off
from dialogs.flows.intents.confirm import confirm
from dialogs.flows.intents.late import NEAR, late
from dialogs.flows.intents.move import move_to
from dialogs.flows.intents.opt_out import opt_out
from dialogs.flows.intents.quiet import quiet
from dialogs.flows.intents.undo import undo
from dialogs.flows.offered_times.search import first_search
from dialogs.flows.offered_times.slot_filling import booked_enough, settle
from dialogs.flows.offered_times.slot_list import exactly_named, first_offer
from dialogs.flows.offered_times.slot_request import bookable, moving
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.notice import too_late
from dialogs.frames import own_locale
from dialogs.framing import hear, open_question
from dialogs.intents import Intent, Understanding


class SaidMeaning(StrEnum):
    """What staff can say that a text means."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    BOOK = "book"
    LATE = "late"
    OPT_OUT = "opt_out"
    NOTHING = "nothing"
    UNDO = "undo"
    """Not said of a text: takes back what was done on another meaning."""


_INTENTS: Mapping[SaidMeaning, Intent] = {
    SaidMeaning.CONFIRM: Intent.CONFIRM,
    SaidMeaning.CANCEL: Intent.CANCEL,
    SaidMeaning.RESCHEDULE: Intent.RESCHEDULE,
    SaidMeaning.BOOK: Intent.BOOK,
    SaidMeaning.LATE: Intent.LATE,
    SaidMeaning.OPT_OUT: Intent.OPT_OUT,
    SaidMeaning.NOTHING: Intent.THANKS,
    SaidMeaning.UNDO: Intent.UNDO,
}
OF_A_VISIT = frozenset({SaidMeaning.CONFIRM, SaidMeaning.CANCEL, SaidMeaning.RESCHEDULE})
"""Meanings that are about one appointment ahead."""

_WITH_TIMES = frozenset({SaidMeaning.RESCHEDULE, SaidMeaning.LATE, SaidMeaning.BOOK})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What staff say that a text means.

    Attributes:
        meant: the wish.
        appointment_id: the appointment that it is about, for those in `OF_A_VISIT`.
        version: the version of that appointment that staff have seen.
        slot: with RESCHEDULE, the time to move to; None: times are offered to the client.
    """

    meant: SaidMeaning
    appointment_id: int | None = None
    version: int | None = None
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class VisitChoices:
    """What a text may mean for one appointment.

    Attributes:
        appointment: the appointment.
        slots: free times to which the text may ask to move it, those that it names first.
        too_late: whether a client may no longer change it by text.
    """

    appointment: Appointment
    slots: tuple[Slot, ...]
    too_late: bool


class NoSuchVisitError(ValueError):
    """The appointment does not stand ahead of the clients as staff have seen it."""


class NotByTextError(ValueError):
    """The clients cannot book what they want by text: only staff can."""


def runs_late(context: Context) -> bool:
    """Return whether a client of the conversation can be late for an appointment now."""
    near = (a for a in context.appointments if a.status in STANDING)
    return any(abs(a.starts_at - context.now) <= NEAR for a in near)


def can_book(context: Context) -> bool:
    """Return whether a client of the conversation can book a new appointment by text."""
    turn = _turn(context, "", SaidMeaning.NOTHING)
    return bool(bookable(turn)) and any(not booked_enough(turn, c.id) for c in context.clients)


def booking_search_of(context: Context, text: str) -> SlotSearch | None:
    """Return the search for times of a new appointment; None while a detail is missing."""
    turn = _turn(context, text, SaidMeaning.BOOK)
    settled = settle(turn)
    return None if isinstance(settled, Decision) else first_search(turn, settled)


def ahead(context: Context, text: str) -> tuple[Appointment, ...]:
    """Return the appointments that a text can be about, those asked about first."""
    turn = _turn(context, text, SaidMeaning.NOTHING)
    question = turn.question
    asked = {each.appointment_id for each in question.about} if question else set()
    return tuple(sorted(turn.ahead, key=lambda a: (a.id not in asked, a.starts_at)))


def search_of(context: Context, text: str, appointment: Appointment) -> SlotSearch:
    """Return the search for the times to which a text may ask to move an appointment."""
    turn = _turn(context, text, SaidMeaning.RESCHEDULE)
    return first_search(turn, moving(turn, appointment))


def choices(context: Context, text: str, appointment: Appointment) -> VisitChoices:
    """Return what a text may mean for an appointment.

    Args:
        context: the facts, with the times found for `search_of`.
        text: the client's text.
        appointment: the appointment, ahead.
    """
    turn = _turn(context, text, SaidMeaning.RESCHEDULE)
    purpose = moving(turn, appointment)
    named = exactly_named(turn, purpose)
    question = first_offer(turn, purpose).state.question
    found = question.slots if question and question.asked is Asked.SLOTS else ()
    slots = tuple(dict.fromkeys((*((named,) if named else ()), *_open(turn, appointment), *found)))
    return VisitChoices(appointment, slots, too_late(turn, appointment))


def without_times(context: Context, appointment: Appointment) -> VisitChoices:
    """Return what a text may mean for an appointment, where no times were looked up."""
    return VisitChoices(
        appointment, (), too_late(_turn(context, "", SaidMeaning.NOTHING), appointment)
    )


def decide(context: Context, text: str, meaning: Meaning) -> Turn:
    """Return the turn of a text that means what staff say.

    Args:
        context: the facts; for RESCHEDULE without a time, with those found for `search_of`, for
            BOOK with those found for `booking_search_of`.
        text: the client's text.
        meaning: what it means.

    Raises:
        NoSuchVisitError: if the appointment does not stand ahead, or has changed.
        NotByTextError: if they cannot book what they want by text.
    """
    turn = _turn(context, text, meaning.meant)
    if meaning.meant not in OF_A_VISIT:
        # staff have read the text, also where there is nothing to say
        return _seen_to(conclude(turn, replace(_FLOWS[meaning.meant](turn), handled=True)))
    visit = next((one for one in turn.ahead if one.id == meaning.appointment_id), None)
    if visit is None or visit.version != meaning.version:
        raise NoSuchVisitError
    answer = replace(_of_visit(turn, visit, meaning), client_id=visit.client_id)
    return _seen_to(conclude(turn, answer))


def moved_to(turn: Turn) -> Slot | None:
    """Return the time to which a turn moves an appointment, None where it moves none."""
    moves = (one.slot for one in turn.effects if isinstance(one, MoveAppointment))
    return next(moves, None)


def _seen_to(turn: Turn) -> Turn:
    return replace(turn, state=replace(turn.state, with_person=None, staff_asked=None))


def _of_visit(turn: TurnContext, visit: Appointment, meaning: Meaning) -> Decision:
    if meaning.meant is SaidMeaning.CONFIRM:
        return confirm(turn, (visit,))
    if meaning.meant is SaidMeaning.CANCEL:
        return call_off(turn, (visit,))
    if meaning.slot is not None:
        return move_to(turn, visit, meaning.slot)
    return first_offer(turn, moving(turn, visit))


def _open(turn: TurnContext, appointment: Appointment) -> tuple[Slot, ...]:
    """Return the times on offer for an appointment that are still free."""
    question = turn.question
    if question is None or question.asked is not Asked.SLOTS:
        return ()
    about = {each.appointment_id for each in question.about}
    free = {(slot.practitioner_id, slot.starts_at) for slot in turn.context.free}
    offered = question.slots if appointment.id in about else ()
    return tuple(slot for slot in offered if (slot.practitioner_id, slot.starts_at) in free)


def _turn(context: Context, text: str, meant: SaidMeaning) -> TurnContext:
    locale = context.state.locale or own_locale(context)
    # strangers' texts are not read again: they may be long, and name no visit
    heard = hear(context, text) if meant in _WITH_TIMES else Understanding(Intent.UNCLEAR, 0.0)
    said = Understanding(
        _INTENTS[meant],
        1.0,
        ("a person has read it",),
        times=heard.times,
        minutes=heard.minutes,
        locale=locale,
    )
    return TurnContext(context, text, said, locale, open_question(context, text))


def _book(turn: TurnContext) -> Decision:
    """Offer times for a new appointment, or ask for a missing detail; the client chooses."""
    settled = settle(turn)
    found = settled if isinstance(settled, Decision) else first_offer(turn, settled)
    if not found.handled:
        raise NotByTextError
    return found


_FLOWS: Mapping[SaidMeaning, Callable[[TurnContext], Decision]] = {
    SaidMeaning.BOOK: _book,
    SaidMeaning.LATE: late,
    SaidMeaning.OPT_OUT: opt_out,
    SaidMeaning.NOTHING: quiet,
    SaidMeaning.UNDO: undo,
}
