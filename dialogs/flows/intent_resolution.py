"""Finds the intent of a text in view of the open question."""

from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.assent import (
    asks_rather,
    more_than_thanks,
    only_acknowledges,
    only_thanks,
    plain_yes,
    promises,
)
from dialogs.flows.answers.besides import yes_and_a_question
from dialogs.flows.answers.of_numbers import number_concluded
from dialogs.flows.answers.unasked import MENU, meant_before
from dialogs.flows.family.asks_of_one import asks_of_one
from dialogs.flows.family.own import says_me_too, says_own_yes
from dialogs.flows.family.picking import speaks_of_list
from dialogs.flows.family.whose import asks_about, asks_whether, says_too
from dialogs.flows.intents.undo import names_another_time
from dialogs.flows.intents.waitlist import waits_rather
from dialogs.flows.likeness.changed_minds import changed_mind
from dialogs.flows.likeness.regrets import surely_regrets
from dialogs.flows.mentions import says_only_whom
from dialogs.flows.numbers import (
    BARE_NUMBER,
    number_meant,
    numbers_spoken_of,
    pressed_wrong,
    says_which,
)
from dialogs.flows.offered_times.asked_range import asks_other_hour
from dialogs.flows.offered_times.busy_for_all import busy_for_all
from dialogs.flows.offered_times.comparing import compares
from dialogs.flows.offered_times.correcting import corrects
from dialogs.flows.offered_times.leaving import cancels_instead, takes_none
from dialogs.flows.offered_times.moving_end import moves_at_end
from dialogs.flows.offered_times.naming import picked, takes_instead, takes_other
from dialogs.flows.offered_times.no_such_day import no_such_day
from dialogs.flows.offered_times.one_more import confirmed_beside
from dialogs.flows.offered_times.opening_days import asks_only_open
from dialogs.flows.offered_times.refused_times import wishes_other
from dialogs.flows.offered_times.second_or_monday import place_or_day
from dialogs.flows.offered_times.slot_filling import books_besides, says_another
from dialogs.flows.offered_times.slot_list_reply import chosen_slot, takes_listed
from dialogs.flows.offered_times.towards_booking import NAMES_TIMES, books_instead, towards_booking
from dialogs.flows.offered_times.wished_days import asks_beside, asks_for_another, cannot_and_asks
from dialogs.flows.plainly import wanted_plainly
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.target import chosen_which, keeps_one
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.asking_back import asked_back, wants_it_back
from dialogs.flows.visits.by_itself import depends_at_own_time
from dialogs.flows.visits.details import asks_how_it_stands
from dialogs.flows.visits.keeping import goes_on
from dialogs.flows.visits.later_today import confirms_for_later
from dialogs.flows.visits.still_holding import asks_if_it_holds
from dialogs.flows.visits.suiting import would_suit
from dialogs.flows.visits.what_stands import asks_what_stands
from dialogs.flows.visits.which_day import asks_which_day
from dialogs.flows.visits.which_hour import asks_which_hour
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue
from dialogs.understand import BAR

_BOOKING = frozenset({Asked.WHO, Asked.SERVICE, Asked.SECOND})
"""The questions about a new appointment that come before times are offered."""

_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.ANOTHER, Cue.CANCEL})
_OPPOSED = frozenset({Intent.CONFIRM, Intent.CANCEL})

_ASSENT = frozenset({Intent.CONFIRM, Intent.CHOICE})


_OTHER_TIMES = (
    *(corrects, asks_other_hour, asks_for_another, cannot_and_asks, wishes_other, would_suit),
)
"""Tests for a text that asks for another time, whatever intent it was understood as."""

# "too late" may be read as being late
_MAY_COMPARE = NAMES_TIMES | {Intent.MORE, Intent.LATE, Intent.CANCEL}


def wanted(turn: TurnContext) -> Intent:
    """Return the intent of a text, UNCLEAR where acting would be a guess.

    CHOICE and MORE are returned only where a list of times is open. An answer to WHICH becomes the
    intent for which WHICH was asked.
    """
    if asks_what_stands(turn) or asks_which_day(turn) or asks_if_it_holds(turn):
        return Intent.AGENDA
    if takes_instead(turn):
        return Intent.RESCHEDULE
    plainly = wanted_plainly(turn)
    if plainly is not None and not (plainly is Intent.CONFIRM and takes_listed(turn)):
        return plainly
    intent = Intent.THANKS if turn.state.put_off and promises(turn) else _clear(turn)
    if not asked_back(turn) and surely_regrets(turn, intent):
        intent = Intent.UNDO
    elif (changed := changed_mind(turn, intent)) is not None:
        intent = changed
    elif intent is Intent.BOOK and chosen_which(turn):
        intent = Intent.CHOICE
    more = books_besides(turn, intent) or confirmed_beside(turn)
    if more or books_instead(turn, intent, turn.question):
        return Intent.BOOK
    if waits_rather(turn, intent):
        return Intent.WAITLIST
    return _answering(turn, intent, turn.question) if turn.question else _chooses_nothing(intent)


def _answering(turn: TurnContext, intent: Intent, question: Question) -> Intent:
    """Return the intent of a text while a question is open."""
    liked = turn.heard.hint is Hint.LIKE
    assents = intent in _ASSENT or turn.heard.hint is Hint.YES
    which = says_which(turn, question.numbered)  # "ok then, the first"
    taken = question.asked is Asked.OFFER and more_than_thanks(turn)  # "dale sí", "ok yes"
    if question.aside and assents and only_acknowledges(turn) and not (liked or which or taken):
        return Intent.THANKS
    if meant_before(turn):
        return Intent.UNCLEAR
    if wants_it_back(turn):
        return Intent.UNDO
    if question.asked in _BOOKING:
        return towards_booking(turn, intent, question)
    if question.asked is Asked.REMINDER:
        return _to_reminder(turn, intent, question)
    return _from_list(turn, intent, question)


def _to_reminder(turn: TurnContext, intent: Intent, question: Question) -> Intent:
    """Return the intent of an answer to a reminder, or to a question that asks to be sure.

    Such a question holds the intent that it is about, and a plain yes means that intent; "1" and
    "I confirm" have a meaning of their own.
    """
    if turn.heard.hint is Hint.BESIDES:
        return Intent.UNCLEAR if question.then else Intent.CONFIRM
    if yes_and_a_question(turn) or confirms_for_later(turn):
        return Intent.CONFIRM
    if (number := number_meant(turn) or number_concluded(turn)) in MENU:
        return MENU[number]
    if question.named and says_own_yes(turn.text):
        return Intent.CONFIRM
    too = says_too(turn) or says_me_too(turn.text)
    if question.named and too and (again := _done_last(turn)):
        return again
    return _plain_yes_to(turn, intent, question) or _chooses_nothing(intent)


def _plain_yes_to(turn: TurnContext, intent: Intent, question: Question) -> Intent | None:
    """Return what a plain yes to a question that asks to be sure means, None for other texts."""
    # a phone's reaction quotes the reminder, and not the "can't you make it?" said since
    earlier = turn.heard.hint is Hint.LIKE and question.aside
    earlier = earlier and question.then == Intent.UNCLEAR.value
    agrees = turn.heard.hint is Hint.LIKE or plain_yes(turn)
    if not question.then or intent is not Intent.CONFIRM or not agrees or earlier:
        return None
    if question.then == Intent.CANCEL.value and only_thanks(turn):
        return Intent.THANKS  # "great thanks" cancels nothing
    # "yes please" to the offer of another time, and not "ok thank you" to a kind line
    thanked = question.then == Intent.THANKS.value
    return Intent.RESCHEDULE if thanked and more_than_thanks(turn) else Intent(question.then)


def _done_last(turn: TurnContext) -> Intent | None:
    """Return the last change to the others of a family, None where that is not plain."""
    confirmed = any(one.status is AppointmentStatus.CONFIRMED for one in turn.ahead)
    if turn.undoable():
        return None if confirmed else Intent.CANCEL
    return Intent.CONFIRM if confirmed else None


def _from_list(turn: TurnContext, intent: Intent, question: Question) -> Intent:
    """Return the intent of an answer to a list, to "when?" or to an offer."""
    if question.asked in {Asked.WHICH, Asked.SLOTS} and BARE_NUMBER.fullmatch(turn.text):
        # a number that is not in the list is surely a choice too: the list is repeated
        intent = Intent.CHOICE
    if question.asked is Asked.WHICH and _answers_which(turn, intent, question):
        return Intent(question.then)
    if question.asked is Asked.SLOTS and (answer := _of_all(turn, question)):
        return answer
    if question.asked in {Asked.SLOTS, Asked.WHEN}:
        return _from_times(turn, intent, question.asked)
    # a number that an offer does not have is surely an answer to the offer: we ask again
    offered = question.asked is Asked.OFFER
    if offered and intent is Intent.BOOK and _asks_of_offer(turn):
        return Intent.UNCLEAR
    choosing = offered and (intent is Intent.CHOICE or BARE_NUMBER.fullmatch(turn.text))
    return Intent.CHOICE if choosing else _chooses_nothing(intent)


def _asks_of_offer(turn: TurnContext) -> bool:
    """Return whether a question names an appointment and wishes for none: "a full session?"."""
    wishes = cues_of(turn, turn.text) & _WISHING
    return "?" in turn.text and not (turn.heard.times or wishes)


def _of_all(turn: TurnContext, question: Question) -> Intent | None:
    """Return the intent of a text that picks a time of a list or refuses all, else None."""
    hint = turn.heard.hint
    if picked(turn, question):
        return Intent.CHOICE
    if place_or_day(turn, question):
        return Intent.UNCLEAR
    if takes_other(turn):
        return Intent.BOOK if question.wish else Intent.RESCHEDULE
    if cancels_instead(turn):
        return Intent.CANCEL
    if hint is Hint.KEPT:
        return Intent.MORE if goes_on(turn) else Intent.UNCLEAR
    # none of these
    return Intent.MORE if hint is Hint.REFUSAL and not compares(turn) else None


def _answers_which(turn: TurnContext, intent: Intent, question: Question) -> bool:
    """Return whether a text is about the listed appointments, even if it chooses none plainly."""
    if chosen_which(turn) or intent in {Intent.CHOICE, Intent.MORE} or keeps_one(turn):
        return True
    if intent is not Intent.UNCLEAR:
        return False
    later = question.then == Intent.RESCHEDULE.value and bool(compares(turn))
    return later or speaks_of_list(turn, question.about)


def _chooses_nothing(intent: Intent) -> Intent:
    """Return an intent where no list is open: CHOICE and MORE become UNCLEAR."""
    return Intent.UNCLEAR if intent in {Intent.CHOICE, Intent.MORE} else intent


def _clear(turn: TurnContext) -> Intent:
    heard = turn.heard
    if heard.intent is Intent.EMERGENCY:
        return heard.intent
    whether = heard.intent is Intent.RESCHEDULE and asks_whether(turn)
    about = heard.intent is Intent.UNCLEAR and asks_about(turn)
    stands = asks_how_it_stands(turn) or asks_of_one(turn) or asks_which_hour(turn)
    if whether or about or stands or asks_rather(turn):
        return Intent.AGENDA
    undoes = turn.undoable() or turn.just_booked() or turn.just_moved()
    if heard.intent is Intent.UNDO and pressed_wrong(turn) and not undoes:
        return Intent.UNCLEAR
    another = heard.intent is Intent.UNDO and names_another_time(turn)
    # whether it is open on a day is asked by who would come then: the nearest is offered too
    another = another or (heard.intent is Intent.UNCLEAR and asks_only_open(turn))
    if another or (no_such_day(turn) and heard.intent is not Intent.BOOK):
        return Intent.RESCHEDULE if turn.ahead else Intent.BOOK
    if any(asks(turn) for asks in _OTHER_TIMES) or moves_at_end(turn):
        return Intent.RESCHEDULE
    opposed = heard.intent in _OPPOSED and any(i in _OPPOSED - {heard.intent} for i in heard.also)
    opposed = opposed or asks_beside(turn)
    opposed = opposed or (heard.intent is Intent.RESCHEDULE and depends_at_own_time(turn))
    return Intent.UNCLEAR if opposed or heard.confidence < BAR else heard.intent


def _turns_down(turn: TurnContext) -> Intent | None:
    """Return the intent of a text that rejects one of the list by its number, else None.

    "Le 2 c'est trop tard" asks for other times, and does not name the second of December; after
    "anything but 2" the client is asked for a number.
    """
    numbered = turn.question.numbered if turn.question else 0
    found = numbers_spoken_of(turn)
    if len(found) != 1 or not 0 < found[0].number <= numbered:
        return None
    if found[0].left_out:
        return Intent.CHOICE
    return Intent.MORE if found[0].judged else None


def _from_times(turn: TurnContext, intent: Intent, asked: Asked) -> Intent:
    """Return the intent of an answer to "when?" or to a list of times."""
    new = turn.question is not None and turn.question.wish is not None
    if intent is Intent.BOOK and not new and says_another(turn):
        return intent  # one more, not the appointment whose times are on offer
    wish = Intent.BOOK if new else Intent.RESCHEDULE
    if asked is Asked.SLOTS and (answer := _to_list(turn, intent, wish)):
        return answer
    named = turn.heard.times and (intent in NAMES_TIMES or _tells_which(turn, intent))
    if named or no_such_day(turn):
        return wish
    return _of_list(turn, intent, new=new) if asked is Asked.SLOTS else _chooses_nothing(intent)


def _tells_which(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text says which day was meant: "it wasn't Tuesday, it was the 9th"."""
    told = intent is Intent.AGENDA and "?" not in turn.text
    return told and Cue.NEGATION in cues_of(turn, turn.text)


def _to_list(turn: TurnContext, intent: Intent, wish: Intent) -> Intent | None:
    """Return the intent of a text that compares with a list, or takes or rejects a time of it."""
    if intent in _MAY_COMPARE and compares(turn):
        return wish
    if chosen_slot(turn, intent):
        return Intent.CHOICE
    return _turns_down(turn) if intent is Intent.UNCLEAR else None


def _of_list(turn: TurnContext, intent: Intent, *, new: bool) -> Intent:
    """Return the intent of a text about a list of times that names no time itself."""
    none = takes_none(turn) or busy_for_all(turn)
    if intent is Intent.UNCLEAR:
        return Intent.MORE if says_only_whom(turn) or none else intent
    if intent is Intent.RESCHEDULE and not (new and turn.ahead):
        # "I need another time" asks for others of the range that is on offer
        return Intent.MORE
    return Intent.CHOICE if intent is Intent.CONFIRM else intent
