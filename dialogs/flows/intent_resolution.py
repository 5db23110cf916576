"""Binds a text to the open question: what it wants, seen from what was asked."""

from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.assent import (
    asks_rather,
    more_than_thanks,
    only_acknowledges,
    only_thanks,
    plain_yes,
)
from dialogs.flows.answers.besides import yes_and_a_question
from dialogs.flows.answers.unasked import MENU, meant_before
from dialogs.flows.family.asks_of_one import asks_of_one
from dialogs.flows.family.own import says_me_too, says_own_yes
from dialogs.flows.family.picking import speaks_of_list
from dialogs.flows.family.whose import asks_about, asks_whether, says_too
from dialogs.flows.intents.undo import names_another_time
from dialogs.flows.intents.waitlist import waits_rather
from dialogs.flows.mentions import says_only_whom
from dialogs.flows.numbers import (
    BARE_NUMBER,
    number_meant,
    numbers_spoken_of,
    pressed_wrong,
    says_which,
)
from dialogs.flows.offered_times.asked_range import asks_other_hour
from dialogs.flows.offered_times.comparing import compares
from dialogs.flows.offered_times.correcting import corrects
from dialogs.flows.offered_times.leaving import cancels_instead, takes_none
from dialogs.flows.offered_times.moving_end import moves_at_end
from dialogs.flows.offered_times.naming import picked, takes_instead, takes_other
from dialogs.flows.offered_times.no_such_day import no_such_day
from dialogs.flows.offered_times.one_more import confirmed_beside
from dialogs.flows.offered_times.refused_times import wishes_other
from dialogs.flows.offered_times.second_or_monday import place_or_day
from dialogs.flows.offered_times.slot_filling import books_besides, says_another
from dialogs.flows.offered_times.slot_list_reply import chosen_slot, takes_listed
from dialogs.flows.offered_times.towards_booking import NAMES_TIMES, books_instead, towards_booking
from dialogs.flows.offered_times.wished_days import asks_beside, asks_for_another
from dialogs.flows.plainly import wanted_plainly
from dialogs.flows.target import chosen_which, keeps_one
from dialogs.flows.turn_context import Scene
from dialogs.flows.visits.by_itself import depends_at_own_time
from dialogs.flows.visits.details import asks_how_it_stands
from dialogs.flows.visits.keeping import goes_on
from dialogs.flows.visits.later_today import confirms_for_later
from dialogs.flows.visits.suiting import would_suit
from dialogs.flows.visits.what_stands import asks_what_stands
from dialogs.flows.visits.which_hour import asks_which_hour
from dialogs.intents import Hint, Intent
from dialogs.understand import BAR

_BOOKING = frozenset({Asked.WHO, Asked.SERVICE, Asked.SECOND})
"""What is asked on the way to a new appointment, before times are offered."""

_OPPOSED = frozenset({Intent.CONFIRM, Intent.CANCEL})

_ASSENT = frozenset({Intent.CONFIRM, Intent.CHOICE})


_OTHER_TIMES = (corrects, asks_other_hour, asks_for_another, wishes_other, would_suit)
"""What asks for another time, whatever else it may be read as."""

# "too late" may be read as being late
_MAY_COMPARE = NAMES_TIMES | {Intent.MORE, Intent.LATE, Intent.CANCEL}


def wanted(scene: Scene) -> Intent:
    """Return what a text wants, UNCLEAR where acting would be a guess.

    CHOICE and MORE are only returned where a list of times is open, and an answer to WHICH
    becomes the intent that WHICH was asked for.
    """
    if asks_what_stands(scene):
        return Intent.AGENDA
    if takes_instead(scene):
        return Intent.RESCHEDULE
    plainly = wanted_plainly(scene)
    if plainly is not None and not (plainly is Intent.CONFIRM and takes_listed(scene)):
        return plainly
    intent = _clear(scene)
    if intent is Intent.BOOK and chosen_which(scene):
        intent = Intent.CHOICE
    more = books_besides(scene, intent) or confirmed_beside(scene)
    if more or books_instead(scene, intent, scene.question):
        return Intent.BOOK
    if waits_rather(scene, intent):
        return Intent.WAITLIST
    return _answering(scene, intent, scene.question) if scene.question else _chooses_nothing(intent)


def _answering(scene: Scene, intent: Intent, question: Question) -> Intent:
    """Return what a text wants while something is open."""
    liked = scene.heard.hint is Hint.LIKE
    assents = intent in _ASSENT or scene.heard.hint is Hint.YES
    which = says_which(scene, question.numbered)  # "ok then, the first"
    if question.aside and assents and only_acknowledges(scene) and not (liked or which):
        return Intent.THANKS
    if meant_before(scene):
        return Intent.UNCLEAR
    if question.asked in _BOOKING:
        return towards_booking(scene, intent, question)
    if question.asked is Asked.REMINDER:
        return _to_reminder(scene, intent, question)
    return _from_list(scene, intent, question)


def _to_reminder(scene: Scene, intent: Intent, question: Question) -> Intent:
    """Return what an answer to a reminder wants, or to a question asked to be sure.

    Such a question carries what it is about, which a plain yes means; "1" and "I confirm" say
    what they mean themselves.
    """
    if yes_and_a_question(scene) or confirms_for_later(scene):
        return Intent.CONFIRM
    if (number := number_meant(scene)) in MENU:
        return MENU[number]
    if question.named and says_own_yes(scene.text):
        return Intent.CONFIRM
    too = says_too(scene) or says_me_too(scene.text)
    if question.named and too and (again := _done_last(scene)):
        return again
    return _plain_yes_to(scene, intent, question) or _chooses_nothing(intent)


def _plain_yes_to(scene: Scene, intent: Intent, question: Question) -> Intent | None:
    """Return what a plain yes to a question asked to be sure means, None where it is none."""
    # a phone's reaction quotes the reminder, and not the "can't you make it?" said since
    earlier = scene.heard.hint is Hint.LIKE and question.aside
    earlier = earlier and question.then == Intent.UNCLEAR.value
    agrees = scene.heard.hint is Hint.LIKE or plain_yes(scene)
    if not question.then or intent is not Intent.CONFIRM or not agrees or earlier:
        return None
    if question.then == Intent.CANCEL.value and only_thanks(scene):
        return Intent.THANKS  # "great thanks" cancels nothing
    # "yes please" to the offer of another time, and not "ok thank you" to a kind line
    thanked = question.then == Intent.THANKS.value
    return Intent.RESCHEDULE if thanked and more_than_thanks(scene) else Intent(question.then)


def _done_last(scene: Scene) -> Intent | None:
    """Return what was done last about the others of a family, None where that is not plain."""
    confirmed = any(one.status is AppointmentStatus.CONFIRMED for one in scene.ahead)
    if scene.undoable():
        return None if confirmed else Intent.CANCEL
    return Intent.CONFIRM if confirmed else None


def _from_list(scene: Scene, intent: Intent, question: Question) -> Intent:
    """Return what an answer to a list, to "when?" or to an offer wants."""
    if question.asked in {Asked.WHICH, Asked.SLOTS} and BARE_NUMBER.fullmatch(scene.text):
        # one that is not in the list is no doubt a choice: the list is repeated
        intent = Intent.CHOICE
    if question.asked is Asked.WHICH and _answers_which(scene, intent, question):
        return Intent(question.then)
    if question.asked is Asked.SLOTS and (answer := _of_all(scene, question)):
        return answer
    if question.asked in {Asked.SLOTS, Asked.WHEN}:
        return _from_times(scene, intent, question.asked)
    # a number that an offer does not have is no doubt an answer to it: it is asked again
    offered = question.asked is Asked.OFFER
    choosing = offered and (intent is Intent.CHOICE or BARE_NUMBER.fullmatch(scene.text))
    return Intent.CHOICE if choosing else _chooses_nothing(intent)


def _of_all(scene: Scene, question: Question) -> Intent | None:
    """Return what a text wants that picks a time of a list, or takes none of it."""
    hint = scene.heard.hint
    if picked(scene, question):
        return Intent.CHOICE
    if place_or_day(scene, question):
        return Intent.UNCLEAR
    if takes_other(scene):
        return Intent.BOOK if question.wish else Intent.RESCHEDULE
    if cancels_instead(scene):
        return Intent.CANCEL
    if hint is Hint.KEPT:
        return Intent.MORE if goes_on(scene) else Intent.UNCLEAR
    # none of these
    return Intent.MORE if hint is Hint.REFUSAL and not compares(scene) else None


def _answers_which(scene: Scene, intent: Intent, question: Question) -> bool:
    """Return whether a text is of what is listed, though it may be asked again which one."""
    if chosen_which(scene) or intent in {Intent.CHOICE, Intent.MORE} or keeps_one(scene):
        return True
    if intent is not Intent.UNCLEAR:
        return False
    later = question.then == Intent.RESCHEDULE.value and bool(compares(scene))
    return later or speaks_of_list(scene, question.about)


def _chooses_nothing(intent: Intent) -> Intent:
    """Return an intent where no list is open to be chosen from."""
    return Intent.UNCLEAR if intent in {Intent.CHOICE, Intent.MORE} else intent


def _clear(scene: Scene) -> Intent:
    heard = scene.heard
    if heard.intent is Intent.EMERGENCY:
        return heard.intent
    whether = heard.intent is Intent.RESCHEDULE and asks_whether(scene)
    about = heard.intent is Intent.UNCLEAR and asks_about(scene)
    stands = asks_how_it_stands(scene) or asks_of_one(scene) or asks_which_hour(scene)
    if whether or about or stands or asks_rather(scene):
        return Intent.AGENDA
    undoes = scene.undoable() or scene.just_booked() or scene.just_moved()
    if heard.intent is Intent.UNDO and pressed_wrong(scene) and not undoes:
        return Intent.UNCLEAR
    another = heard.intent is Intent.UNDO and names_another_time(scene)
    if another or (no_such_day(scene) and heard.intent is not Intent.BOOK):
        return Intent.RESCHEDULE if scene.ahead else Intent.BOOK
    if any(asks(scene) for asks in _OTHER_TIMES) or moves_at_end(scene):
        return Intent.RESCHEDULE
    opposed = heard.intent in _OPPOSED and any(i in _OPPOSED - {heard.intent} for i in heard.also)
    opposed = opposed or asks_beside(scene)
    opposed = opposed or (heard.intent is Intent.RESCHEDULE and depends_at_own_time(scene))
    return Intent.UNCLEAR if opposed or heard.confidence < BAR else heard.intent


def _turns_down(scene: Scene) -> Intent | None:
    """Return what a text wants that says something against one of the list by its number.

    "Le 2 c'est trop tard" wants others, and no second of December; "anything but 2" is asked for
    the number that it shall be.
    """
    numbered = scene.question.numbered if scene.question else 0
    found = numbers_spoken_of(scene)
    if len(found) != 1 or not 0 < found[0].number <= numbered:
        return None
    if found[0].left_out:
        return Intent.CHOICE
    return Intent.MORE if found[0].judged else None


def _from_times(scene: Scene, intent: Intent, asked: Asked) -> Intent:
    """Return what an answer to "when?" or to a list of times wants."""
    new = scene.question is not None and scene.question.wish is not None
    if intent is Intent.BOOK and not new and says_another(scene):
        return intent  # one more, and not the one whose times are on offer
    wish = Intent.BOOK if new else Intent.RESCHEDULE
    if asked is Asked.SLOTS and (answer := _to_list(scene, intent, wish)):
        return answer
    if (scene.heard.times and intent in NAMES_TIMES) or no_such_day(scene):
        return wish
    return _of_list(scene, intent, new=new) if asked is Asked.SLOTS else _chooses_nothing(intent)


def _to_list(scene: Scene, intent: Intent, wish: Intent) -> Intent | None:
    """Return what a text wants that compares with a list of times, takes one or turns one down."""
    if intent in _MAY_COMPARE and compares(scene):
        return wish
    if chosen_slot(scene, intent):
        return Intent.CHOICE
    return _turns_down(scene) if intent is Intent.UNCLEAR else None


def _of_list(scene: Scene, intent: Intent, *, new: bool) -> Intent:
    """Return what a text wants that speaks of a list of times and names none itself."""
    if intent is Intent.UNCLEAR:
        return Intent.MORE if says_only_whom(scene) or takes_none(scene) else intent
    if intent is Intent.RESCHEDULE and not (new and scene.ahead):
        # "I need another time" asks for others of the range that is on offer
        return Intent.MORE
    return Intent.CHOICE if intent is Intent.CONFIRM else intent
