"""The times in a text whose phrases are known, and what else of it the calendar accounts for.

Owns which words may be words of time: those that no phrase has taken, and those of phrases that
speak of times themselves.
"""

from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.normalise import Said
from dialogs.times import Spoken, may_tell_times, read_times
from dialogs.times.terms import Terms
from dialogs.understand.hearing.clauses import OPERATORS
from dialogs.understand.hearing.phrases import Scanned, Signal

_OPEN_TO_TIMES = OPERATORS | {Cue.FILLER, Cue.LATE, Cue.MOVE, Cue.REASON, Cue.BOOK}
"""Signs whose words may be words of time, too: "any day but Tuesday"."""
_SAYING_NOTHING = frozenset({Cue.NEUTRAL, Cue.ASK})
_KEPT_IN_TIMES = frozenset({Cue.MOVE})
_REFUSING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK})
_MENU = 3  # numbers up to here answer a reminder


def without_partings(
    phrases: tuple[Signal, ...], words: tuple[str, ...], marks: tuple[str, ...], lexicon: Lexicon
) -> tuple[Signal, ...]:
    """Leave out a parting that is the time of a move: "le décaler à la semaine prochaine".

    Args:
        phrases: what was found.
        words: the text's.
        marks: the stops behind them.
        lexicon: the language.

    Returns:
        The phrases, without those of words of time alone that go on with a wish to move.
    """
    moves = [each for each in phrases if each.cue is Cue.MOVE]
    if not moves:
        return phrases
    known = lexicon.terms.vocabulary
    return tuple(
        each
        for each in phrases
        if each.cue is not Cue.COMING
        or not known.issuperset(words[each.first : each.last + 1])
        or not any(m.last < each.first and not any(marks[m.last : each.first]) for m in moves)
    )


def times_in(
    text: Scanned, leaving: frozenset[int], frame: Frame, *, numerals: bool
) -> tuple[Spoken, ...]:
    """Read the times in a text whose phrases are known: their words are none of time any more.

    Args:
        text: the text, scanned.
        leaving: positions of words that take leave, and bound no time.
        frame: what it is read against.
        numerals: whether any word begins with a digit.

    Returns:
        What is said of times, in order.
    """
    words, terms = text.words, text.lexicon.terms
    if not (numerals or may_tell_times(words, terms)):
        return ()
    blocked = leaving | _blocked(text.found, words, terms)
    if not (numerals or may_tell_times(words, terms, blocked)):
        return ()
    asked = frozenset([each.last + 1 for each in text.found if each.cue in _WISHING])
    spoken = text.lexicon.spoken
    return read_times(words, text.marks, terms, frame, blocked=blocked, asked=asked, spoken=spoken)


def with_times(text: Scanned, times: tuple[Spoken, ...]) -> Scanned:
    """Take the words of times, and the stops inside of them, for what they are.

    Args:
        text: the text, scanned.
        times: what it says of times.

    Returns:
        The text, without what those words would signal by themselves.
    """
    timed = frozenset(places(times))
    marks = _without_stops_inside(text.marks, times)
    found = _beside(text.found, timed)
    return Scanned(text.words, marks, found, timed, text.lexicon, text.accented)


def _blocked(phrases: Iterable[Signal], words: tuple[str, ...], terms: Terms) -> set[int]:
    """Give the positions of phrases whose words are no words of time any more."""
    return places(
        each
        for each in phrases
        if each.last > each.first
        and each.cue not in _OPEN_TO_TIMES
        and not (each.cue in _SAYING_NOTHING and _is_of_time(each, words, terms))
    )


def _is_of_time(signal: Signal, words: tuple[str, ...], terms: Terms) -> bool:
    """Whether what signals nothing else is a phrase of time: "au plus tard"."""
    said = words[signal.first : signal.last + 1]
    return any(each.words == said for each in terms.begun(said, 0))


def _without_stops_inside(marks: tuple[str, ...], times: tuple[Spoken, ...]) -> tuple[str, ...]:
    """Leave out the dot of "on the 14. November": it ends no sentence."""
    inside = {at for each in times for at in range(each.first, each.last) if marks[at] == ","}
    if not inside:
        return marks
    return tuple("" if at in inside else mark for at, mark in enumerate(marks))


def _beside(phrases: Collection[Signal], timed: frozenset[int]) -> tuple[Signal, ...]:
    """Keep what was found; a single word that is part of a time signals nothing else.

    But for a "but" behind a refusal: "I can't at ten, but the afternoon is fine".
    """
    kept = _KEPT_IN_TIMES
    if any(each.cue in _REFUSING for each in phrases):
        kept |= {Cue.BUT}
    return tuple([e for e in phrases if e.first not in timed or e.last > e.first or e.cue in kept])


def _hours_of(frame: Frame) -> tuple[str, ...]:
    """Give the appointment's hour as a bare number: "ok for 10"; 1 to 3 are answers."""
    if frame.appointment is None:
        return ()
    hour = frame.appointment.astimezone(ZoneInfo(frame.timezone)).hour
    return tuple(str(each) for each in {hour, hour % 12} if each > _MENU)


def of_calendar(said: Said, words: tuple[str, ...], frame: Frame) -> list[int]:
    """Give the positions of names of what can be booked, and of the appointment's hour.

    Args:
        said: the text's words as they were written.
        words: its words, mistyped ones corrected.
        frame: what it is read against.
    """
    services = frame.services
    found = []
    if not services.isdisjoint(words):
        found = [at for at, word in enumerate(words) if word in services]
    if said.numerals and (numbers := [at for at, word in enumerate(words) if word.isdigit()]):
        hours = _hours_of(frame)
        found += [at for at in numbers if words[at] in hours]
    return found


def places(spans: Iterable[Signal | Spoken]) -> set[int]:
    """Give the positions of the words of signals, or of times.

    Args:
        spans: the signals, or the times.
    """
    return {at for each in spans for at in range(each.first, each.last + 1)}
