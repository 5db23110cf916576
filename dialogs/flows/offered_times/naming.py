"""Reads answers to a list of times in words: the earliest, an hour, or yes to the one asked for.

Every list also asks for another day and time; a free time that a text names exactly is taken.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.unasked import MENU
from dialogs.flows.family.all_but import shape_of
from dialogs.flows.offered_times.kept_beside import without_kept
from dialogs.flows.offered_times.local_days import is_whole_day
from dialogs.flows.offered_times.naming_words import (
    ANY,
    ANY_WORDS,
    EARLIEST,
    IF_POSSIBLE,
    LATEST,
    NUMBER_WORDS,
    ONES,
    PLACES,
    TAKING,
    WOULD_BE,
)
from dialogs.flows.offered_times.second_or_monday import meant_by_place, place_or_day
from dialogs.flows.offered_times.taking import taken, takes_plainly
from dialogs.flows.offered_times.time_words import names_time_only
from dialogs.flows.phrases import (
    AGREEING,
    APPROVING,
    POINTING,
    left_over,
    longest,
    phrases_of,
    said_apart,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers, slots_on_day, weekdays
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said
from dialogs.times.terms import TermRole

_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.QUESTION, Cue.DOUBT, Cue.CONDITION})
_OFFERING = frozenset({Asked.SLOTS, Asked.WHEN})
_ONE_DAY = re.compile(r"Y?,?IY(?:[,B]*ON)?|I[,B]*ON|ON[,B]*IY?")
"""Pattern of one suitable day, perhaps with unsuitable ones, in the letters of `all_but`."""

_HALF_DAY = 12
_LIST_NUMBERS = 2
"""Most digits of an hour or a list's number."""

_MOST = 12
"""Most words of an answer in words."""
_JOINING = frozenset({"then", "allora", "entonces", "alors", "dann", "entao", "at", "um", "a", "h"})


def picked(turn: TurnContext, question: Question) -> Slot | None:
    """Return the time of a list that a text picks in words, or None."""
    return _picked(without_kept(turn, question) or turn, question)


def _picked(turn: TurnContext, question: Question) -> Slot | None:
    said = said_apart(turn)
    if not question.slots or "?" in said.marks or len(said.words) > _MOST:
        return None
    if (found := _at_the_end(said.words, question)) is not None:
        return found
    if not question.stale and _leaves_choice(said.words):
        return question.slots[0]
    if (found := _of_its_week(turn, said.words, question)) is not None:
        return found
    if place_or_day(turn, question):
        return None
    return (
        meant_by_place(turn, question)
        or _by_number(turn, said.words, question)
        or _by_hour(turn, said.words, question)
        or _by_day(turn, said, question)
        or _by_place_on_day(turn, said.words, question)
        or taken(turn, question)
    )


def _at_the_end(words: tuple[str, ...], question: Question) -> Slot | None:
    """Return the earliest or the latest time, if the text only names that."""
    for phrases, choose in ((EARLIEST, min), (LATEST, max)):
        rest = without(words, phrases)
        left = [word for word in left_over(rest, AGREEING) if word not in POINTING]
        if len(rest) < len(words) and not left:
            return choose(question.slots, key=lambda slot: slot.starts_at)
    return None


def _of_its_week(turn: TurnContext, words: tuple[str, ...], question: Question) -> Slot | None:
    """Return the time of a list that a weekday and an hour name, in whichever week it is.

    "Yes, Tuesday at 10" after an offer for Tuesday next week means that offer, not this Tuesday. A
    yes to the only time may name just its day.
    """
    times, slots = turn.heard.times, question.slots
    if not times or weekdays().keys().isdisjoint(words) or _says_this(turn, words):
        return None
    if any(covers(times, slot.starts_at) for slot in slots):
        return None
    exact = all(each.exact for each in times)
    yes = len(slots) == 1 and len(left_over(words, APPROVING)) < len(words)
    if not exact and not (yes and all(is_whole_day(turn, (t.start, t.end)) for t in times)):
        return None
    form, zone = "%w %H:%M" if exact else "%w", ZoneInfo(turn.practice.timezone)
    named = {each.start.astimezone(zone).strftime(form) for each in times}
    found = [one for one in slots if one.starts_at.astimezone(zone).strftime(form) in named]
    return found[0] if len(found) == 1 and _only_names_time(turn, words) else None


def _says_this(turn: TurnContext, words: tuple[str, ...]) -> bool:
    """Return whether a text says which week it means, or a date: "this Tuesday"."""
    terms = lexicons()[turn.heard.locale].terms
    telling = {TermRole.THIS, TermRole.NEXT, TermRole.MONTH}
    said = {
        each.role
        for at in range(len(words))
        for each in terms.opening.get(words[at], ())
        if words[at : at + len(each.words)] == each.words
    }
    dated = sum(word[:1].isdigit() for word in words) > 1
    return dated or not telling.isdisjoint(said)


def _leaves_choice(words: tuple[str, ...]) -> bool:
    """Return whether a text only leaves the choice to us: "any is fine"."""
    rest = without(words, ANY)
    left = left_over(rest, AGREEING)
    return len(rest) < len(words) and all(word in POINTING | ANY_WORDS for word in left)


def _by_number(turn: TurnContext, words: tuple[str, ...], question: Question) -> Slot | None:
    """Return the time with a number beside words of taking: "ok pour le 3", "fica a 2".

    None if a time of the list is on that day of the month: the number may be the day.
    """
    numbers = [word for word in words if word.isdigit() and len(word) <= _LIST_NUMBERS]
    left = left_over(without([w for w in words if w not in numbers], TAKING), AGREEING)
    only = all(word in POINTING | NUMBER_WORDS for word in left)
    if len(numbers) != 1 or not only or not 0 < int(numbers[0]) <= len(question.slots):
        return None
    zone = ZoneInfo(turn.practice.timezone)
    days = {slot.starts_at.astimezone(zone).day for slot in question.slots}
    return None if int(numbers[0]) in days else question.slots[int(numbers[0]) - 1]


def _by_hour(turn: TurnContext, words: tuple[str, ...], question: Question) -> Slot | None:
    """Return the only time of the list at an hour that is no number of the list, or None."""
    numbers = [word for word in words if word.isdigit() and len(word) <= _LIST_NUMBERS]
    rest = [word for word in words if word not in numbers]
    if len(numbers) != 1 or any(word not in _JOINING for word in left_over(rest, AGREEING)):
        return None
    hour = int(numbers[0])
    if hour <= max(len(question.slots), *MENU):
        return None
    zone = ZoneInfo(turn.practice.timezone)
    local = [(slot, slot.starts_at.astimezone(zone)) for slot in question.slots]
    found = [slot for slot, at in local if at.minute == 0 and at.hour in {hour, hour + _HALF_DAY}]
    return found[0] if len(found) == 1 else None


def _by_day(turn: TurnContext, said: Said, question: Question) -> Slot | None:
    """Return the only time on a day that is said to suit, "Mi geht, die anderen nicht", or None."""

    def named(words: tuple[str, ...], at: int) -> tuple[int, tuple[Slot, ...]]:
        return 1, slots_on_day(turn, question.slots, words[at])

    shape, slots = shape_of(said, named)
    return slots[0] if len(slots) == 1 and _ONE_DAY.fullmatch(shape) else None


def _by_place_on_day(turn: TurnContext, words: tuple[str, ...], question: Question) -> Slot | None:
    """Return the time by a place among a day's times, "the first of the Friday ones", or None."""
    # "segunda" is a day before it is a place
    places = [PLACES[word] for word in words if word in PLACES and word not in weekdays()]
    for phrases, end in ((EARLIEST, 0), (LATEST, -1)) if not places else ():
        if len(rest := without(words, phrases)) < len(words):
            places, words = [*places, end], tuple(rest)  # "the later one on Thursday"
    days = [found for word in words if (found := slots_on_day(turn, question.slots, word))]
    if len(places) != 1 or len(days) != 1:
        return None
    taken_with = left_over(without(words, TAKING), AGREEING)
    left = [w for w in taken_with if w not in PLACES and w not in weekdays()]
    only = all(word in POINTING | ONES for word in left)
    return days[0][places[0]] if only and places[0] < len(days[0]) else None


def named_exactly(
    turn: TurnContext, free: tuple[Slot, ...], asked: tuple[datetime, ...]
) -> Slot | None:
    """Return the free time that a text names exactly in answer to a list of times, or None.

    Args:
        turn: the turn.
        free: the free times.
        asked: the starts of the times that the text names exactly.
    """
    question, said = turn.question, said_apart(turn)
    if len(asked) != 1 or "?" in said.marks or len(said.words) > _MOST:
        return None
    offering = question is not None and question.asked in _OFFERING
    named = offering and _only_names_time(turn, said.words)
    if not named and not ((offering or takes_instead(turn)) and takes_plainly(turn)):
        return None
    return next((slot for slot in free if slot.starts_at == asked[0]), None)


def takes_other(turn: TurnContext) -> bool:
    """Return whether a text takes a time that is not on offer and is not a visit's own."""
    own = {visit.starts_at for visit in turn.ahead}
    return takes_plainly(turn) and all(each.start not in own for each in turn.heard.times)


def takes_instead(turn: TurnContext) -> bool:
    """Return whether a text takes another time soon after a booking or move by text."""
    done = turn.just_booked() or turn.just_moved()
    if turn.question is not None or done is None or not takes_plainly(turn):
        return False
    return all(each.start != done.starts_at for each in turn.heard.times)


def _without_liking(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without a "would be great" at their end."""
    for at in range(1, len(words)):
        size = longest(words, at, WOULD_BE)
        if size and at + size < len(words) and not left_over(words[at + size :], APPROVING):
            return tuple(words[:at])
    return tuple(words)


def _only_names_time(turn: TurnContext, words: tuple[str, ...]) -> bool:
    """Return whether words only name a time, with a yes and courtesies, without a wish."""
    wishes = phrases_of(_WISHING)
    # "sì" and "sí" are an "if" elsewhere, which a text of a time alone has none of
    words = words[1:] if words[:1] == ("si",) else words
    words = _without_liking(without(words, IF_POSSIBLE))
    if any(longest(words, at, wishes) for at in range(len(words))):
        return False
    left = left_over(words, AGREEING)
    left = [word for word in left if word not in POINTING | _JOINING]
    return names_time_only(turn, left)
