"""Offers numbered lists of free times: the first, more, others, or the same again."""

from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.model.appointments import Slot
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.conversation import Asked, Question
from dialogs.flows.offered_times.asked_range import asked_spans, not_again
from dialogs.flows.offered_times.list_range import days_said, shown_so_far
from dialogs.flows.offered_times.local_days import Span, days_offered, is_exact
from dialogs.flows.offered_times.naming import named_exactly
from dialogs.flows.offered_times.no_such_day import no_such_day
from dialogs.flows.offered_times.offerable import offerable
from dialogs.flows.offered_times.opening_days import asked_open, is_closed
from dialogs.flows.offered_times.pointing import says_other_day
from dialogs.flows.offered_times.search import MOST_SHOWN, OFFERED, beyond, where_to_look
from dialogs.flows.offered_times.slot_filling import says_another
from dialogs.flows.offered_times.slot_list_text import ONE_FREE, numbered, staff_line, written
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.offered_times.sooner import asks_any_before, before_visit
from dialogs.flows.offered_times.spreading import (
    afternoon,
    among,
    nearest,
    on_half_hours,
    preferred,
    soonest,
    spread,
)
from dialogs.flows.remaining_questions import asked_besides
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent

OFFER_HOLDS = timedelta(hours=24)
"""How long a list of times may be answered; the store refuses times taken since."""


def first_offer(turn: TurnContext, purpose: SlotRequest) -> Decision:
    """Offer the times found for a wish: those asked for, else the nearest, saying so."""
    asked = asked_spans(turn)
    shown = not_again(turn, purpose, asked)
    found = offerable(turn, purpose)
    # times offered before are better than none
    fresh = tuple(slot for slot in found if slot.starts_at not in shown) or found
    free = _on_other_days(turn, fresh)
    if not any(among(slot, asked) for slot in free):
        asked = days_said(turn, asked) or asked
    slots, inside = _chosen(turn, purpose, free, asked)
    again = any(start <= at < end for at in shown for start, end in asked)
    name = "offer" if inside else "no_more_free" if again else _none_free(turn, asked)
    name = "no_such_day" if no_such_day(turn) else _opening(turn, name)
    if name == "offer" and is_exact(asked):
        # a client who names one time gets an answer about that time; MORE gives others
        slots, name = slots[:1], ONE_FREE
    return _offer(turn, purpose, slots, asked, name, shown=shown)


def _opening(turn: TurnContext, name: str) -> str:
    """Return the name of the offer's text, which says whether it is open if that was asked."""
    day = asked_open(turn)
    if day is None:
        return name
    if is_closed(turn, day):
        return "closed_day"
    return "open_day" if name == "offer" else name


def exactly_named(turn: TurnContext, purpose: SlotRequest) -> Slot | None:
    """Return the free time that a text names exactly, or None."""
    asked = tuple(start for start, end in asked_spans(turn) if start == end)
    exact = asked if len(asked) == len(asked_spans(turn)) else ()
    slot = named_exactly(turn, offerable(turn, purpose), exact)
    return slot if turn.context.lost is None else None


def offer_one(turn: TurnContext, purpose: SlotRequest, slot: Slot) -> Decision:
    """Offer one time of an earlier list, instead of moving to it at once."""
    return _offer(turn, purpose, (slot,), ((slot.starts_at, slot.starts_at),), ONE_FREE)


def more_offers(turn: TurnContext, purpose: SlotRequest, question: Question) -> Decision:
    """Offer further times of the range asked for, then the nearest to it, saying so once.

    If there are none at all, ask which time would suit.
    """
    if says_other_day(turn):
        return first_offer(turn, purpose)
    shown, asked = shown_so_far(question), question.spans
    free = tuple(slot for slot in offerable(turn, purpose) if slot.starts_at not in shown)
    if free:
        slots, inside = _chosen(turn, purpose, free, asked)
        last = any(not among(slot, asked) for slot in question.slots)
        name = "offer" if inside or last else "no_more_free"
        return _offer(turn, purpose, slots, asked, name, shown=shown)
    when = replace(question, asked=Asked.WHEN, slots=(), at=turn.now)
    return Decision(
        trace=("no further free times: asked for another day",),
        state=turn.state.asking(when),
        replies=(turn.say("when"),),
        client_id=purpose.client_id,
    )


def other_offers(turn: TurnContext, purpose: SlotRequest, question: Question) -> Decision:
    """Offer other times in place of one that is taken, or too near.

    Times of the range asked for come first.
    """
    free, lost, asked = offerable(turn, purpose), turn.context.lost, question.spans
    if lost:
        there = ((lost.starts_at, lost.starts_at),)
        inside = nearest(tuple(slot for slot in free if among(slot, asked)), there)
        slots = tuple(dict.fromkeys((*inside, *nearest(free, there))))
        name = "slot_gone" if turn.context.withdrawn else "slot_lost"
        return _offer(turn, purpose, slots, asked, name, shown=question.shown)
    chosen, _ = _chosen(turn, purpose, free, asked)
    slots = tuple(dict.fromkeys((*chosen, *nearest(free, asked))))
    return _offer(turn, purpose, slots, asked, "no_free", shown=question.shown)


def _chosen(
    turn: TurnContext, purpose: SlotRequest, free: tuple[Slot, ...], asked: tuple[Span, ...]
) -> tuple[tuple[Slot, ...], bool]:
    """Return the free times in the order to offer, and whether they are those asked for."""
    if not asked:
        return soonest(purpose, free, where_to_look(turn, purpose, asked)), True
    inside = tuple(slot for slot in free if among(slot, asked))
    before = before_visit(purpose, asked, turn.now)
    sooner = tuple(slot for slot in free if among(slot, before))
    if sooner and not inside:
        # a client who asks for earlier times of that day is not offered later ones
        slots = soonest(purpose, sooner, before)
    elif inside and asks_any_before(purpose, asked, turn.now):
        slots = soonest(purpose, inside, asked)
    elif inside and not any(start == end for start, end in asked):
        slots = spread(preferred(purpose, afternoon(turn, asked, inside)), OFFERED)
    else:
        beside = on_half_hours(tuple(slot for slot in free if slot not in inside))
        slots = nearest((*inside, *beside), asked)
    if beyond(turn, asked):
        slots = tuple(sorted(slots[:OFFERED], key=lambda slot: slot.starts_at))
    return slots, bool(inside)


def _on_other_days(turn: TurnContext, free: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Return the times on days not on offer yet, if the text asks for another day."""
    listed = turn.question if turn.question and turn.question.asked is Asked.SLOTS else None
    if listed is None or turn.heard.times or not says_other_day(turn):
        return free
    offered = days_offered(turn, shown_so_far(listed))
    others = tuple(slot for slot in free if not days_offered(turn, [slot.starts_at]) & offered)
    return others or free


def same_offer(turn: TurnContext, purpose: SlotRequest, question: Question) -> Decision:
    """Offer the same times again, because the answer fits none."""
    return Decision(
        trace=("no such choice: the same times offered again",),
        state=turn.state,
        replies=(numbered(turn, question),),
        client_id=purpose.client_id,
        asks=True,
    )


def which_slot(turn: TurnContext, question: Question) -> Decision:
    """Ask for the number of one of the offered times."""
    return Decision(
        trace=("no plain choice: asked which number",),
        state=turn.state,
        replies=(numbered(turn, question),),
        asks=True,
    )


def _none_free(turn: TurnContext, asked: tuple[Span, ...]) -> str:
    """Return the name of the text that offers other times than those asked for."""
    return "no_free_yet" if beyond(turn, asked) else "no_free"


_WISHED = {
    ReasonCode.WANTS_TO_MOVE_SEVERAL: "wants to move several appointments at once",
    ReasonCode.NO_OTHER_TIME: "wants another time and none was found free",
    ReasonCode.NO_TIME: "wants an appointment and no time was found free",
}
"""The words in the record of a turn for a wish without an offer."""


def nothing_free(turn: TurnContext, purpose: SlotRequest, code: ReasonCode) -> Decision:
    """Pass a wish for which nothing can be offered to staff, and tell the client.

    Args:
        turn: the turn.
        purpose: the request for times.
        code: the reason code for staff.
    """
    appointment = purpose.appointment
    return Decision(
        trace=(f"{_WISHED[code]}: nothing changed, staff alerted",),
        state=turn.state.asking(None),
        replies=(turn.say("nothing_free" if appointment else "nothing_free_book", appointment),),
        effects=(turn.alert(AlertKind.NO_TIMES, code, appointment),),
        client_id=purpose.client_id,
    )


def _offer(
    turn: TurnContext,
    purpose: SlotRequest,
    free: tuple[Slot, ...],
    spans: tuple[Span, ...],
    name: str,
    *,
    shown: tuple[datetime, ...] = (),
) -> Decision:
    slots = free[:OFFERED]
    if not slots:
        none = ReasonCode.NO_OTHER_TIME if purpose.appointment else ReasonCode.NO_TIME
        return nothing_free(turn, purpose, none)
    until = turn.now + OFFER_HOLDS
    if purpose.appointment:
        until = min(until, purpose.appointment.starts_at)
    question = Question(
        *(Asked.SLOTS, purpose.about, turn.now, until, slots, spans),
        wish=purpose.wish,
        then=_then(turn, purpose),
        rest=asked_besides(turn),
        shown=shown[-MOST_SHOWN:],
        practitioner_ids=purpose.practitioner_ids if purpose.appointment else (),
    )
    return Decision(
        trace=(f"offered {', '.join(staff_line(turn, slot) for slot in slots)}",),
        state=turn.state.asking(question),
        replies=(written(turn, purpose, slots, name),),
        client_id=purpose.client_id,
    )


def _then(turn: TurnContext, purpose: SlotRequest) -> str:
    """Return BOOK if "another one" may mean one more instead of a move, else ""."""
    kept = turn.question.then if turn.question and turn.question.asked is Asked.SLOTS else ""
    doubted = purpose.wish is None and says_another(turn)
    return Intent.BOOK.value if doubted else kept
