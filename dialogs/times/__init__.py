"""Reads the times in a text: from words to spans in the practice's time zone.

Steps: find the words of time (`itemising`), read them by the grammar (`grammar`), gather them
into groups (`grouping`), and work out each group's spans (`reading`). The time is linear in the
length of the text.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from dialogs.intents import Frame, OpenQuestion
from dialogs.times.cursor import Anchor
from dialogs.times.days import Days
from dialogs.times.excluding import without_excluded
from dialogs.times.grammar import Reader
from dialogs.times.grouping import groups
from dialogs.times.itemising import itemise
from dialogs.times.items import Moment, TimeItem
from dialogs.times.joining import join
from dialogs.times.reading import DAYS_AHEAD, Reading, Spoken, next_minute
from dialogs.times.terms import MOMENT, SILENT, TermRole, Terms, bits

__all__ = ["DAYS_AHEAD", "Spoken", "may_tell_times", "read_times"]

_MOST_GROUPS = 12  # nobody texts more groups; the limit bounds the work on a hostile text
_ANSWERS_NOTHING, _NOON, _LAST_HOUR = 5, 12, 24
_FEWEST = 2  # "9 instead of", and an hour
_THAN = bits(TermRole.THAN)
_RATIOS, _OF = (3, 4), bits(TermRole.FROM)
_SAME_DAY = bits(TermRole.SAME_DAY)
_INSTEAD, _HOURS = bits(TermRole.INSTEAD), MOMENT | bits(TermRole.NUMBER)
_LINK, _DAY = bits(TermRole.LINK), bits(TermRole.WEEKDAY, TermRole.DAY)
_MUTE = SILENT | {TermRole.NUMBER}
_MONTH_FIRST = frozenset({"US"})


def may_tell_times(
    words: tuple[str, ...], terms: Terms, blocked: frozenset[int] = frozenset()
) -> bool:
    """Say whether a text without numbers may speak of a time; most texts do not.

    Args:
        words: the folded words of the text.
        terms: the words of time of the text's language.
        blocked: positions whose words already mean something else.

    Returns:
        Whether the text is worth reading for times.
    """
    telling = terms.telling
    if telling.keys().isdisjoint(words):
        return False
    for at in [at for at, word in enumerate(words) if word in telling]:
        for place, phrase in telling[words[at]]:
            first, behind = at - place, at - place + len(phrase)
            said = len(phrase) == 1 or words[max(0, first) : behind] == phrase
            if said and not (first in blocked and behind - 1 in blocked):
                return True
    return False


def read_times(
    words: Sequence[str],
    marks: Sequence[str],
    terms: Terms,
    frame: Frame,
    *,
    blocked: frozenset[int] = frozenset(),
    asked: frozenset[int] = frozenset(),
    spoken: Collection[str] = (),
) -> tuple[Spoken, ...]:
    """Read the times in a text.

    Args:
        words: the folded words of the text.
        marks: the punctuation mark after each word, or "".
        terms: the words of time of the text's language.
        frame: the moment, the time zone, the appointment and the usual hours.
        blocked: positions whose words already mean something else.
        asked: positions right after a request, where a bare number is an hour ("can we do 4").
        spoken: the known words of the language; an unknown word may be a counted thing.

    Returns:
        The times said, in order; empty for most texts.
    """
    month_first = frame.region in _MONTH_FIRST
    runs = itemise(tuple(words), marks, terms, blocked, month_first=month_first, spoken=spoken)
    zone = ZoneInfo(frame.timezone)
    offered = frame.question is OpenQuestion.SLOTS  # "2 instead of 3" may be a choice
    for run in runs:
        for at, item in enumerate(run):
            if item.digits and (not at or run[at - 1].ends):
                _fitting(run, at, words, marks, terms, offered=offered)
            if item.bits & _INSTEAD and 0 < at < len(run) - 1 and frame.appointment and not offered:
                _instead(run, at, frame.appointment.astimezone(zone), asked)
        last = run[-1]
        if TermRole.NEXT in last.roles and not last.ends and _fits(words, last.last + 1, terms):
            run[-1] = replace(last, ends=True)  # "not this Thursday, the next is fine"
    runs = [run for run in runs if _may_tell(run, asked, words, terms)]
    if not runs:
        return ()
    local = frame.now.astimezone(zone)
    appointment = frame.appointment.astimezone(zone) if frame.appointment else None
    anchor = Anchor(local.date(), appointment, offered)
    named: list[Days] = []
    read = (Reader(run, terms, anchor, asked).elements(named) for run in runs)
    found = [*islice(groups(read), _MOST_GROUPS)]
    if len(found) > 1:
        join(found, marks, _denied(words, marks, terms), asked)
    reading = Reading(frame, zone, next_minute(local), appointment)
    return without_excluded([reading.spoken(group) for group in found])


def _denied(words: Sequence[str], marks: Sequence[str], terms: Terms) -> list[int]:
    """List the positions of each "not" right before a punctuation mark: it negates its clause."""
    return [
        at
        for at, mark in enumerate(marks)
        if mark and any(each.role is TermRole.NOT for each in terms.opening.get(words[at], ()))
    ]


def _fitting(
    run: list[TimeItem],
    place: int,
    words: Sequence[str],
    marks: Sequence[str],
    terms: Terms,
    *,
    offered: bool,
) -> None:
    """Read a bare number as an hour where the text says that it fits: "10 is fine".

    Numbers below five are left alone, since they answer a question; not so "3 on Thursday" in an
    answer to offered times.
    """
    first = run[place]
    at, hour = first.last + 1, first.roles.get(TermRole.NUMBER, 0)
    dated = not terms.spelled_dates and _on_a_day(run[place + 1 : place + 3])
    least = 1 if dated and offered else _ANSWERS_NOTHING
    if first.ordinal or not least <= hour <= _LAST_HOUR:
        return
    if marks[first.last] or (first.first and not marks[first.first - 1]) or at >= len(words):
        return
    behind = run[place + 1 : place + 1 + _FEWEST]
    instead = len(behind) == _FEWEST and behind[0].bits & _INSTEAD and behind[1].bits & _HOURS
    if instead or dated or _fits(words, at, terms):
        moment = Moment(hour, fixed=hour > _NOON)
        run[place] = replace(first, roles={}, moments=(moment,), bits=MOMENT)


def _on_a_day(behind: Sequence[TimeItem]) -> bool:
    """Say whether "on" and a day follow a number: "10 on Thursday"."""
    both = len(behind) == _FEWEST and not behind[0].ends
    return both and bool(behind[0].bits & _LINK and behind[1].bits & _DAY)


def _instead(run: list[TimeItem], place: int, appointment: datetime, asked: frozenset[int]) -> None:
    """Read "can we do 5 rather than 3" of an appointment at three: the first number is an hour.

    Only after a request, or on the appointment's day: "we are 4 instead of 3" counts people.
    """
    wished, left = run[place - 1], run[place + 1]
    if wished.first and wished.first not in asked and not any(e.bits & _SAME_DAY for e in run):
        return
    hour = left.moments[0].hour if left.moments else left.roles.get(TermRole.NUMBER, 0)
    if wished.moments or not wished.digits or hour not in {appointment.hour, appointment.hour % 12}:
        return
    hour = wished.roles.get(TermRole.NUMBER, 0)
    if 0 < hour <= _LAST_HOUR:
        moment = Moment(hour, fixed=hour > _NOON)
        run[place - 1] = replace(wished, roles={}, moments=(moment,), bits=MOMENT)


def _may_tell(
    run: Sequence[TimeItem], asked: frozenset[int], words: Sequence[str], terms: Terms
) -> bool:
    """Say whether a run is more than a lone number, article or weak word such as "1"."""
    one = run[0]
    if len(run) in _RATIOS and run[-2].bits & _OF and run[-3].digits and run[-1].digits:
        return False  # "10 von 10"
    if (
        (len(run) > 1 and run[1].bits != _THAN)
        or one.ordinal
        or one.moments
        or one.calendar
        or one.first in asked
    ):
        return True
    if one.roles.keys() <= _MUTE:
        another = TermRole.NEXT in one.roles and one.first < one.last and one.ends
        return another or TermRole.ANY in one.roles  # "I can't this week, the next?"
    if len(words) == 1 or one.first < one.last or words[one.last] not in terms.weak:
        return True
    return TermRole.WEEKDAY in one.roles and not one.ends and _fits(words, one.last + 1, terms)


def _fits(words: Sequence[str], at: int, terms: Terms) -> bool:
    """Say whether the words from `at` on say that a time fits: "10 is fine", "Do ginge"."""
    return any(tuple(words[at : at + len(fit)]) == fit for fit in terms.fitting.get(words[at], ()))
