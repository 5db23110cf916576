"""Sorts the times of a text: times of the present appointment, and times asked for.

Distinguishes "I can't come Thursday" from "I can't come, Thursday?".
"""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.model.plain import plain
from dialogs.intents import TimeRange
from dialogs.languages.lexicon import Cue
from dialogs.times import Spoken
from dialogs.times.terms import TermRole
from dialogs.understand.frame.papers import of_paper
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_REFUSING = frozenset(
    {Cue.CANNOT, Cue.UNSUITED, Cue.CANCEL, Cue.CANCEL_ASK, Cue.KEEP, Cue.UNDO, Cue.NO}
)
_AGREEING = frozenset({Cue.CONFIRM, Cue.COMING, Cue.YES, Cue.ACK})
_SEVERAL = 5  # a client who can on any of so many days confirms none of them
_BESIDE_MOVE = 2  # most words from a verb of moving to the hour that is left
_GIVEN_UP = 3  # words after "swap" within which the given-up day ends
_FROM_RETURN = 5  # most words from "I'm back" to the day
_FEWEST_TOLD = 2  # fewest words of a statement such as "is hectic"
_SUITING = frozenset({Cue.YES, Cue.ACK})
_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.WAITLIST, Cue.BUT})
_TELLING = _REFUSING | _AGREEING | _WISHING
_BOUNDS = frozenset({TermRole.AFTER, TermRole.BEFORE})


@plain
class Roles:
    """The times of a text, sorted by their role.

    Attributes:
        wished: the spans that the client asks for.
        named: the spans said of the present appointment.
        mistaken: whether a time said of the appointment is not its real time.
    """

    wished: tuple[TimeRange, ...]
    named: tuple[TimeRange, ...]
    mistaken: bool


NO_TIMES = Roles((), (), mistaken=False)
"""The roles in a text without times."""


def roles_of(heard: Heard, appointment: datetime | None, *, wishing: bool, offered: bool) -> Roles:
    """Sort the times of a text.

    Args:
        heard: the text, with a time.
        appointment: when the appointment is, aware, or None.
        wishing: whether the text asks for a time at all, so that "later" alone is a time.
        offered: whether times are on offer, which "Friday would be great" takes.

    Returns:
        The times, sorted.
    """
    wished: list[TimeRange] = []
    named: list[TimeRange] = []
    mistaken = False
    taking_leave = _agrees(heard, appointment)
    agreeing = taking_leave or (appointment is not None and _calls_off(heard))
    refused = heard.found(*_REFUSING)
    free = not (offered or refused)
    for spoken in heard.times:
        if spoken.excluded or not (spoken.firm or wishing) or _told_of(heard, spoken, appointment):
            continue
        if _returns(heard, spoken) or of_paper(heard, spoken):
            continue
        if taking_leave and any(each.end == appointment for each in spoken.ranges):
            named += spoken.ranges  # "fine, until Thursday at 10"
            continue
        parting = agreeing and not _questioned(heard, spoken) and meets(spoken.ranges, appointment)
        if _is_called_off(heard, spoken):
            parting, mistaken = True, mistaken or not spoken.ranges  # "forget last Thursday's"
        whenever = free and len(spoken.ranges) > _SEVERAL  # "any morning is fine"
        if not whenever and (parting or _is_named(heard, spoken, appointment, offered=offered)):
            named += spoken.ranges
            mistaken |= not meets(spoken.ranges, appointment) or _bounded(heard, spoken)
        else:
            wished += spoken.ranges
    suiting = appointment is None or not (meets(named, appointment) or _means_to_come(heard))
    if wished and named and suiting and not refused:
        spans = (each.ranges for each in heard.times if not each.excluded)
        wished, named = [each for ranges in spans for each in ranges], []  # "ok at 3, else 4"
    moving = bool(heard.found(Cue.MOVE))
    if moving and appointment is not None and _exchanges(heard):
        wished = [each for each in wished if not _same_day(each, appointment)] or wished
    if len(wished) == 1 and _moved_from(heard, wished[0], appointment):
        wished = [TimeRange(wished[0].end, wished[0].end)]
    return Roles(_elsewhere(wished, appointment, moving=moving), tuple(named), mistaken)


def _means_to_come(heard: Heard) -> bool:
    """Say whether a text confirms or says to come; "Monday works" and "I can come" do not."""
    return any(
        each.cue is Cue.CONFIRM or not _is_able(heard, each)
        for each in heard.found(Cue.CONFIRM, Cue.COMING)
    )


def _agrees(heard: Heard, appointment: datetime | None) -> bool:
    """Say whether a text agrees and does not ask; "suits me" needs an appointment."""
    agreed = any(
        appointment is not None or not (each.cue in _SUITING or _is_able(heard, each))
        for each in heard.found(*_AGREEING)
    )
    return agreed and not heard.found(*_WISHING, *_REFUSING)


def _exchanges(heard: Heard) -> bool:
    """Say whether a day is exchanged for another: "swap Thursday for Friday morning"."""
    if heard.lexicon.exchanging.isdisjoint(heard.words):
        return False
    moved = min(each.last for each in heard.found(Cue.MOVE))
    told = {at for each in heard.times for at in range(each.first, each.last + 1)}
    return any(
        word in heard.lexicon.exchanging
        and at - 1 in told
        and (at + 1 in told or at + 2 in told)
        and moved < at - 1 <= moved + _GIVEN_UP
        for at, word in enumerate(heard.words)
    )


def _moved_from(heard: Heard, span: TimeRange, appointment: datetime | None) -> bool:
    """Say whether a range only tells the hour to leave: "move me from 10 to 12" for 10 o'clock."""
    if appointment is None or span.exact or span.start != appointment or span.end.hour == 0:
        return False
    return any(_leaves(heard, each) for each in heard.times if each.firm)


def _leaves(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a verb of moving and "from" open a range: "move me from 10", "mich von 10"."""
    words = heard.words
    opens = next((at for at in (spoken.first, spoken.first - 1) if words[at] in _LEAVING), -1)
    if opens < 1 or heard.marks[opens - 1]:
        return False
    moved = any(0 < opens - each.last <= _BESIDE_MOVE for each in heard.found(Cue.MOVE))
    return moved or words[opens - 1] in _MOVED


_FROM = frozenset({"from", "von", "vom", "de", "du", "dalle", "dall", "das", "da", "desde"})
_MINE = frozenset({"my", "mein", "meinen", "mon", "ma", "mi", "mio", "mia", "meu", "minha"})
_LEAVING = _FROM | _MINE
"""Words before the hour to leave: "move me from 3 to 5", "move my 3 o'clock to 5"."""
_MOVED = frozenset({"me", "mich", "pasar", "passer", "spostarmi", "passarmi", "moverme", "it"})
"""Words right before "from" where a visit is moved."""


def _same_day(span: TimeRange, appointment: datetime) -> bool:
    return span.start.date() == appointment.astimezone(span.start.tzinfo).date()


def _calls_off(heard: Heard) -> bool:
    """Say whether a text plainly cancels, and asks for no other time."""
    plain = any(each.plain for each in heard.found(Cue.CANCEL, Cue.CANNOT))
    return plain and not heard.found(Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.WAITLIST)


def _told_of(heard: Heard, spoken: Spoken, appointment: datetime | None) -> bool:
    """Say whether the appointment's day is told, and another time is asked for after it.

    True for "Thursday's a nightmare, how is Friday?" and "I've a meeting Thursday morning,
    Friday?", false for "Thursday or Friday?".
    """
    if appointment is None or len(spoken.ranges) != 1 or spoken.ranges[0].exact:
        return False
    if not meets(spoken.ranges, appointment):
        return False
    stop = next((at for at in range(spoken.last, len(heard.marks)) if heard.marks[at]), None)
    if stop is None or heard.marks[stop] != ",":
        return False
    begins = next((at for at in range(spoken.first, 0, -1) if heard.marks[at - 1]), 0)
    told = (spoken.first - begins) + (stop - spoken.last)
    if told < _FEWEST_TOLD or not _tells_only(heard, begins, stop):
        return False
    later = (each for each in heard.times if each.first > spoken.last)
    behind = [each for each in later if each.firm and not each.excluded]
    return bool(behind) and behind[0].first > stop and bool(behind[0].ranges)


def _returns(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time is when the writer is back, and another is asked for after it.

    True for "I'm back on the 9th so the 10th at 1", false for "I'm back on the 9th".
    """
    tables = turners(heard.lexicon.locale)
    first, _ = heard.clauses.sentence(spoken.first)
    begins = max(first, spoken.first - _FROM_RETURN)
    if not any(tables.size("returning", heard.words, at) for at in range(begins, spoken.first + 1)):
        return False
    behind = [each for each in heard.times if each.firm and each.first > spoken.last]
    joining = heard.lexicon.joining | heard.lexicon.adding
    return any(
        not joining.isdisjoint(heard.words[spoken.last + 1 : each.first])
        or "," in heard.marks[spoken.last : each.first]
        for each in behind
    )


def _tells_only(heard: Heard, begins: int, stop: int) -> bool:
    """Say whether a clause neither asks for a time nor agrees to one."""
    return not any(begins <= e.first <= stop for e in heard.found(*_AGREEING, *_WISHING))


def _is_named(heard: Heard, spoken: Spoken, appointment: datetime | None, *, offered: bool) -> bool:
    """Say whether a time belongs to a refusal or agreement beside it, and to no request."""
    before = _around(heard, spoken) or _beside(heard, spoken, heard.signals[::-1], forward=False)
    if before is not None:
        if before.cue in _AGREEING:
            wished = appointment is None and _is_able(heard, before)  # "I can be there on Monday"
            return not (before.asked or wished or _questioned(heard, spoken))
        if before.cue in _REFUSING:
            return not _yes_after_but(heard, spoken, before)
        return _called_off(heard, spoken)
    after = _beside(heard, spoken, heard.signals, forward=True)
    if after is None:
        return False
    if after.cue in _AGREEING:
        suits = not offered and _suits(heard, spoken, after, appointment)
        refused = _refused_before(heard, spoken) or _refused_day(heard, spoken, appointment)
        return not (after.asked or suits or refused)
    return after.cue in _REFUSING and not after.asked


def _is_called_off(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time begins inside a cancelling: "scrap Thursday"."""
    told = heard.found(Cue.CANCEL, Cue.CANCEL_ASK)
    return any(each.first <= spoken.first <= each.last for each in told)


def _around(heard: Heard, spoken: Spoken) -> Signal | None:
    """Find the phrase of coming around a time: "but I am going on Thursday, yes"."""
    return next(
        (
            e
            for e in heard.found(Cue.COMING, *_SUITING)
            if e.first < spoken.first and spoken.last <= e.last
        ),
        None,
    )


def _is_able(heard: Heard, signal: Signal) -> bool:
    """Say whether the writer says "can come", not "will come"."""
    words = heard.words[signal.first : signal.last + 1]
    return signal.cue is Cue.COMING and not heard.lexicon.able.isdisjoint(words)


def _suits(heard: Heard, spoken: Spoken, after: Signal, appointment: datetime | None) -> bool:
    """Say whether the words after a time ask for it: "suits me", or another time would suit."""
    words, lexicon = heard.words[after.first : after.last + 1], heard.lexicon
    if lexicon.able | lexicon.writer >= {*words} and _is_able(heard, after):  # "after six I can"
        bounded = not meets(spoken.ranges, appointment) and _bounded(heard, spoken)
        return appointment is None or bounded
    if after.cue not in _SUITING or appointment is None:
        return after.cue in _SUITING
    return not (lexicon.preferring.isdisjoint(words) or meets(spoken.ranges, appointment))


def _refused_before(heard: Heard, spoken: Spoken) -> bool:
    """Say whether another time was refused before this one: "I can't at 10, at 12 yes"."""
    return any(
        each.first < signal.first < spoken.first
        for each in heard.times
        for signal in heard.found(Cue.CANNOT, Cue.UNSUITED, Cue.NO)
    )


def _refused_day(heard: Heard, spoken: Spoken, appointment: datetime | None) -> bool:
    """Say whether the visit's time was refused before another: "can't on Monday. Friday's fine"."""
    if appointment is None or meets(spoken.ranges, appointment):
        return False
    before = [e for e in heard.times if e.last < spoken.first and meets(e.ranges, appointment)]
    refused = heard.found(Cue.CANNOT, Cue.UNSUITED)
    return any(
        each.plain and each.last < one.first and not any(heard.marks[each.last : one.first])
        for each in refused
        for one in before
    )


def _yes_after_but(heard: Heard, spoken: Spoken, refusal: Signal) -> bool:
    """Say whether "but" and a yes stand around a time: "can't on Wednesday but Friday yes"."""
    words, phrases, behind = heard.words, heard.lexicon.phrases, spoken.last + 1
    if behind >= len(words) or words[behind] not in phrases.alone(Cue.YES):
        return False
    buts = phrases.alone(Cue.BUT)
    return any(
        refusal.last < each.first and not buts.isdisjoint(words[each.last + 1 : spoken.first])
        for each in heard.times
        if each.last < spoken.first
    )


def _called_off(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a cancelling follows a time, as in German: "I want Thursday's to call off"."""
    after = _beside(heard, spoken, heard.signals, forward=True)
    return after is not None and after.cue is Cue.CANCEL and not (after.asked or after.turned)


def _beside(
    heard: Heard, spoken: Spoken, signals: Sequence[Signal], *, forward: bool
) -> Signal | None:
    """Find the nearest meaningful signal of the same sentence on one side of a time."""
    for signal in signals:
        if signal.cue not in _TELLING:
            continue
        if forward and signal.first > spoken.last:
            return None if any(heard.marks[spoken.last : signal.first]) else signal
        if not forward and signal.first < spoken.first and signal.last <= spoken.first:
            if signal.cue is Cue.BUT and signal.first == heard.clauses.sentence(signal.first)[0]:
                return None  # "But Thursday I'm there" asks for nothing
            return None if any(heard.marks[signal.last : spoken.first]) else signal
    return None


def _bounded(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time has a bound: "not before 11" refuses some hours, not the appointment."""
    opening = heard.lexicon.terms.opening
    return any(
        term.role in _BOUNDS and heard.words[at : at + len(term.words)] == term.words
        for at in range(max(0, spoken.first - 2), spoken.last + 1)
        if at not in heard.parting
        for term in opening.get(heard.words[at], ())
    )


def _questioned(heard: Heard, spoken: Spoken) -> bool:
    return next((mark for mark in heard.marks[spoken.last :] if mark), "") == "?"


def meets(ranges: Sequence[TimeRange], appointment: datetime | None) -> bool:
    """Say whether one of some times may be the appointment's; with none known, any may.

    Args:
        ranges: the times in the text.
        appointment: when the appointment is, aware, or None.

    Returns:
        Whether one of the ranges contains the appointment.
    """
    if appointment is None or not ranges:
        return True
    return any(each.start <= appointment < each.end or each.start == appointment for each in ranges)


def _elsewhere(
    wished: Sequence[TimeRange], appointment: datetime | None, *, moving: bool
) -> tuple[TimeRange, ...]:
    """Leave out the appointment's own time, and for a move its day, where others are wished for."""
    others = tuple(
        each
        for each in wished
        if appointment is None
        or not (
            (each.exact and each.start == appointment)
            or (moving and not each.exact and meets([each], appointment))
        )
    )
    return _narrowest(others or tuple(wished))


def _narrowest(wished: tuple[TimeRange, ...]) -> tuple[TimeRange, ...]:
    """Leave out a whole day that is told again with its hours: "the other Friday, the 9th at 3".

    A day stays where there are wishes for other days too: "tomorrow? mornings best".
    """
    for day in wished:
        others = [each for each in wished if each is not day]
        inside = all(day.start <= each.start and each.end < day.end for each in others)
        if others and inside and _is_day(day):
            return tuple(others)
    return wished


def _is_day(span: TimeRange) -> bool:
    """Say whether a span is one whole day."""
    return (span.end.date() - span.start.date()).days == 1 and span.start.hour == span.end.hour == 0
