"""Decides a turn: takes a text and the facts, returns effects, replies and a new state.

This module holds the order of decision. Each intent has its file in `dialogs/flows/intents/`.
"""

from dataclasses import replace
from functools import partial

from dialogs.conclusion import conclude
from dialogs.conversation import Asked, Context, Read, Turn
from dialogs.effects import AlertStaff, CancelAppointment, Effect
from dialogs.flows import intents
from dialogs.flows.answers.besides import yes_and_a_question
from dialogs.flows.answers.of_listed import asks_of_listed
from dialogs.flows.answers.refusing import ask_whether, keeps_listed, none_listed, which_visit
from dialogs.flows.answers.retorting import without_retort
from dialogs.flows.answers.sent_again import unless_to_request
from dialogs.flows.answers.texts_again import wants_texts_again
from dialogs.flows.answers.to_staff import answers_staff, to_staff
from dialogs.flows.family.all_but import some_kept
from dialogs.flows.family.each_of_family import each_of_family
from dialogs.flows.family.each_told import each_told
from dialogs.flows.family.nobody_else import of_nobody_else
from dialogs.flows.family.of_both import not_of_one, of_both
from dialogs.flows.family.own import own_visits
from dialogs.flows.family.own_again import only_mine, unless_own_again
from dialogs.flows.flow_spec import specs_of
from dialogs.flows.in_part import part, read_in_part
from dialogs.flows.intent_resolution import wanted
from dialogs.flows.intents import book, person
from dialogs.flows.intents.agenda import asks_own
from dialogs.flows.intents.cancel import cancel
from dialogs.flows.intents.confirm import confirm
from dialogs.flows.intents.lookups import lookup, offers_at_once
from dialogs.flows.intents.mourning import bereaved, calls_off, condoled
from dialogs.flows.intents.offer_reply import answer_freed, answers_freed, let_go
from dialogs.flows.intents.stopped import stopped
from dialogs.flows.intents.waitlist import needs_list
from dialogs.flows.later_contact import without_later_contact
from dialogs.flows.offered_times.asked_between import asked_between
from dialogs.flows.offered_times.leaving import leaves_booking, left
from dialogs.flows.offered_times.one_more import confirmed_beside
from dialogs.flows.offered_times.opening_days import asked_open, told_open
from dialogs.flows.offered_times.other_choice import choose_other, other_choice
from dialogs.flows.offered_times.plain_choice import plain_choice
from dialogs.flows.offered_times.slot_list_reply import as_choice, as_wish, chosen_slot, offered
from dialogs.flows.referring.by_reference import (
    Performer,
    by_reference,
    turns_of,
    unless_another,
)
from dialogs.flows.referring.place_or_day import asked_place_or_day
from dialogs.flows.turn_context import Decision, Flow, TurnContext, together
from dialogs.flows.unturned import unless_turned
from dialogs.flows.visits.days_apart import days_apart
from dialogs.flows.visits.keeping import as_kept, keeps_standing, kept, regrets, regretted
from dialogs.flows.visits.late_yes import comes_late
from dialogs.flows.visits.off import unless_off
from dialogs.flows.visits.still_holding import asks_if_it_holds
from dialogs.flows.visits.what_stands import asks_what_stands
from dialogs.frames import own_locale
from dialogs.framing import hear, open_question, spoken_in
from dialogs.intents import Hint, Intent, Understanding

SPECS = tuple(specs_of(intents))
"""What each file in `dialogs/flows/intents/` answers."""

_FLOWS: dict[Intent, Flow] = {each.intent: each.flow for each in SPECS}
_FROM_ANYBODY = frozenset(each.intent for each in SPECS if each.from_anybody)
_BESIDE = frozenset(each.intent for each in SPECS if each.beside)
_WITH_MORE = frozenset(each.intent for each in SPECS if each.with_more or each.beside)
_ASKED_IN_MOURNING = frozenset(each.intent for each in SPECS if each.asked_in_mourning)


def read(context: Context, text: str) -> Read:
    """Understand a text, and return the search that the decision needs.

    Args:
        context: the facts; `free` is ignored.
        text: what the client wrote.

    Returns:
        The understood text, and the search to run before `step`, if any.
    """
    understanding = _meaning(context, text)
    if read_in_part(context, text):
        return Read(text, understanding, None, understanding.intent)
    turn = _scene(context, text, understanding)
    intent = wanted(turn)
    turn, intent, chosen = _in_list(turn, intent) if offered(turn) else (turn, intent, "")
    own = (lookup(each, wanted(each)) for each in turns_of(turn, intent, _heard))
    search = next((each for each in own if each is not None), None) or lookup(turn, intent)
    return Read(text, turn.heard, search, intent, choice=chosen)


def step(context: Context, text: str | Read) -> Turn:
    """Decide a turn.

    Args:
        context: the facts, with the free times that `read` asked for.
        text: the client's text, or the result of `read` for it.

    Returns:
        The effects, the replies and the new state.
    """
    heard = text if isinstance(text, Read) else read(context, text)
    turn = _scene(context, heard.choice or heard.text, heard.understanding)
    answer = _in_part(turn) if read_in_part(context, heard.text) else _whole(turn, heard.intent)
    return conclude(turn, answer)


def _in_list(turn: TurnContext, intent: Intent) -> tuple[TurnContext, Intent, str]:
    """Read an answer to offered times: the words that choose, without what stands around them."""
    context, already = turn.context, _chooses(turn, intent)
    alone = partial(_choice_alone, context)
    chosen = plain_choice(turn.text, turn.heard.locale, alone, chosen=already) or ""
    if chosen:
        turn = _scene(context, chosen, hear(context, chosen))
        intent = wanted(turn)
    turn = as_kept(turn) if keeps_standing(turn) else as_choice(turn, intent)
    return as_wish(turn), intent, chosen


def _chooses(turn: TurnContext, intent: Intent) -> bool:
    return intent is Intent.CHOICE and chosen_slot(turn, turn.heard.intent) is not None


def _choice_alone(context: Context, text: str) -> bool:
    """Say whether a text by itself takes one of the offered times."""
    turn = _scene(context, text, hear(context, text))
    return _chooses(turn, wanted(turn))


def _meaning(context: Context, text: str) -> Understanding:
    """Return the meaning of a text, without an end that only promises to get in touch later."""
    heard = hear(context, text)
    left = _left(context, text, heard)
    return heard if left == text else hear(context, left)


def _left(context: Context, text: str, heard: Understanding) -> str:
    question = context.state.question
    if question is not None and question.asked is Asked.WHICH:
        text = without_retort(text, heard.locale)
    # "cancel Leo's, and about Mia's I'll ring you" leaves something open
    if len(context.clients) != 1 or read_in_part(context, text):
        return text
    return without_later_contact(text, heard)


def _scene(context: Context, text: str, heard: Understanding) -> TurnContext:
    locale = spoken_in(heard, context) or context.state.locale or own_locale(context)
    left = _left(context, text, heard)
    return TurnContext(context, left, heard, locale, open_question(context, left), whole=text)


def _heard(context: Context, text: str) -> TurnContext:
    return _scene(context, text, _meaning(context, text))


def _in_part(turn: TurnContext) -> Decision:
    return part(turn) if turn.context.partial else _closed(turn, part(turn))


def _whole(turn: TurnContext, intent: Intent | None) -> Decision:
    answer = unless_off(turn, let_go(turn, _decided(turn, intent or wanted(turn))))
    return _closed(turn, unless_to_request(turn, answer))


def _decided(turn: TurnContext, intent: Intent) -> Decision:
    answer = not_of_one(turn, of_nobody_else(turn, _decide(turn, intent)))
    answer = unless_turned(turn, answer, partial(_done_on, turn.context))
    return unless_own_again(turn, unless_another(turn, answer))


def _done_on(context: Context, text: str) -> tuple[Effect, ...]:
    """Return the effects that another text in the same conversation would have."""
    turn = _heard(context, text)
    return not_of_one(turn, of_nobody_else(turn, _decide(turn, wanted(turn)))).effects


def _decided_part(turn: TurnContext) -> Decision:
    """Return the decision on a statement of a text about one of several visits."""
    return _decided(turn, wanted(turn))


_ENGINE = Performer(_heard, _decided_part)


def _decide(turn: TurnContext, intent: Intent) -> Decision:
    if turn.context.stopped and intent is not Intent.OPT_IN:
        again = wants_texts_again(turn)
        return _FLOWS[Intent.OPT_IN](turn) if again else stopped(turn, intent)
    theirs = intent in _FROM_ANYBODY or (intent is Intent.AGENDA and asks_own(turn))
    if not turn.context.clients and not theirs:
        return person.unknown(turn)
    if (asked := None if answers_staff(turn, intent) else asked_place_or_day(turn)) is not None:
        return asked
    if (family := None if answers_staff(turn, intent) else _of_family(turn)) is not None:
        return family
    if (aside := _referred(turn, intent) or _apart(turn, intent)) is not None:
        return aside
    answer = _by_intent(turn, intent)
    late_too = intent is Intent.CONFIRM and comes_late(turn)
    also = (Intent.LATE,) if late_too else turn.heard.also
    for beside in dict.fromkeys(also) if intent in _WITH_MORE else ():
        needless = beside is Intent.WAITLIST and not needs_list(turn, answer)
        if beside in _BESIDE and beside is not intent and not needless:
            answer = together(answer, _FLOWS[beside](turn.told(answer)))
    if intent is Intent.CONFIRM:
        answer = _and_besides(turn, answer)
    apart = days_apart(turn) if intent is Intent.CANCEL else None
    if apart and (agreed := apart.confirmed(turn.question)):
        answer = together(answer, confirm(turn.told(answer), agreed))
    return answer


def _of_family(turn: TurnContext) -> Decision | None:
    """Return the answer to what a text says of several of a family, or of each, else None."""
    if (both := of_both(turn)) is not None:
        return both
    told = each_told(turn)
    return each_of_family(turn, told) if told is not None else None


def _referred(turn: TurnContext, intent: Intent) -> Decision | None:
    """Return the answer to a text that refers to one of several visits, else None."""
    return None if answers_staff(turn, intent) else by_reference(turn, intent, _ENGINE)


def _by_intent(turn: TurnContext, intent: Intent) -> Decision:
    """Return the answer to the main intent of a text."""
    visit = confirmed_beside(turn) if intent is Intent.BOOK else None
    if visit is not None:
        confirmed = confirm(turn, (visit,))
        return together(confirmed, book.book(turn.told(confirmed)))
    return (answer_freed if answers_freed(turn, intent) else _FLOWS[intent])(turn)


def _and_besides(turn: TurnContext, answer: Decision) -> Decision:
    """Add to the answer to a yes what the same text says of other visits or other topics."""
    own = own_visits(turn)
    alerted = any(isinstance(effect, AlertStaff) for effect in answer.effects)
    gone = {each.appointment_id for each in answer.effects if isinstance(each, CancelAppointment)}
    refused = tuple(one for one in own.refused if one.id not in gone) if own else ()
    if refused:
        answer = together(answer, cancel(turn.told(answer), refused))
    if most := some_kept(turn):
        left_out = cancel if most.given_up else ask_whether
        answer = together(answer, left_out(turn.told(answer), most.left_out))
    beside = yes_and_a_question(turn) or turn.heard.hint is Hint.BESIDES
    asked = beside and not alerted  # "confirmed, is there parking?" alerts once
    if (own and own.more) or asked:
        answer = together(answer, person.besides(turn.told(answer)))
    return answer


def _apart(turn: TurnContext, intent: Intent) -> Decision | None:
    """Return the answer if something takes precedence over the intent of a text, else None."""
    if answers_staff(turn, intent):
        return to_staff(turn, intent, _FLOWS[intent])
    if turn.heard.hint is Hint.BEREAVED and intent in _ASKED_IN_MOURNING:
        moves = intent is Intent.RESCHEDULE and turn.heard.times and turn.ahead
        if moves or (intent is Intent.CANCEL and calls_off(turn)):
            return together(condoled(turn), _FLOWS[intent](turn))
        return bereaved(turn)
    if (day := asked_open(turn)) and not offers_at_once(turn, intent):
        return told_open(turn, day)
    return _back_or_left(turn, intent)


def _back_or_left(turn: TurnContext, intent: Intent) -> Decision | None:
    """Return the answer to a client who leaves an offer or undoes a choice, else None."""
    if leaves_booking(turn):
        return left(turn)
    if (asked := asked_between(turn, intent)) is not None:
        return asked
    if intent is Intent.AGENDA and (asks_what_stands(turn) or asks_if_it_holds(turn)):
        return None
    if (slot := other_choice(turn)) is not None:
        return choose_other(turn, slot)
    return _kept_or_regretted(turn, intent)


def _kept_or_regretted(turn: TurnContext, intent: Intent) -> Decision | None:
    """Return the answer to a client who keeps a visit or regrets a move, else None."""
    if (visit := keeps_standing(turn)) is not None:
        return kept(turn, visit)
    if turn.question and turn.question.asked is Asked.WHICH and only_mine(turn):
        return which_visit(turn, turn.question)  # which client writes is not known
    if keeps_listed(turn):
        return none_listed(turn)
    if turn.question and asks_of_listed(turn, intent):
        return which_visit(turn, turn.question)
    return regretted(turn) if regrets(turn, intent) else None


def _closed(turn: TurnContext, answer: Decision) -> Decision:
    """Close the open question if staff have to answer: a later "ok" is then for staff.

    Offered times stay open for a number or a time that chooses one of them. The question of a
    stopped number stays too: a text after START is still read against it.
    """
    question = answer.state.question
    handed = any(isinstance(effect, AlertStaff) for effect in answer.effects)
    if question is None or question != turn.question or not handed:
        return answer
    if turn.context.stopped:
        return answer
    offered = question.asked in {Asked.OFFER, Asked.SLOTS}
    kept = replace(question, stale=True) if offered else None
    return replace(answer, state=answer.state.asking(kept))
