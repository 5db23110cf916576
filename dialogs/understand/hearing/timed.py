"""Reads the times in a text whose phrases are known, and other words from the calendar.

Words of time are words outside phrases, and words of phrases that are about times.
"""

from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.normalise import Said
from dialogs.times import Spoken, may_tell_times, read_times
from dialogs.times.terms import TermRole, Terms
from dialogs.understand.hearing.clauses import OPERATORS
from dialogs.understand.hearing.phrases import Scanned, Signal

_OPEN_TO_TIMES = OPERATORS | {Cue.FILLER, Cue.LATE, Cue.MOVE, Cue.REASON, Cue.BOOK}
"""Cues whose words may be words of time, too: "any day but Tuesday"."""
_SAYING_NOTHING = frozenset({Cue.NEUTRAL, Cue.ASK})
_KEPT_IN_TIMES = frozenset({Cue.MOVE})
_REFUSING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_WISHING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK})
_CALLING_OFF = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_DAYS = frozenset({TermRole.WEEKDAY, TermRole.DAY})
_SHORTEST_DAY = 5  # letters; "ter" is a verb as well
_FEWEST_BEHIND = 2  # fewest words behind a greeting; "morning, please" asks for one
_MENU = 3  # numbers up to here are answers to a reminder


def without_partings(
    phrases: tuple[Signal, ...], words: tuple[str, ...], marks: tuple[str, ...], lexicon: Lexicon
) -> tuple[Signal, ...]:
    """Drop a farewell that is the time of a move: "le décaler à la semaine prochaine".

    Args:
        phrases: the phrases found.
        words: the words of the text.
        marks: the punctuation mark after each word, or "".
        lexicon: the language of the text.

    Returns:
        The phrases, without farewells of time words only that continue a request to move.
    """
    if Cue.MOVE not in [each.cue for each in phrases]:
        return phrases
    moves = [each for each in phrases if each.cue is Cue.MOVE]
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
    """Read the times in a text whose phrases are known; words of phrases are no words of time.

    Args:
        text: the scanned text.
        leaving: positions of words of a farewell, which bound no time.
        frame: the context in which the text is read.
        numerals: whether any word begins with a digit.

    Returns:
        The times said, in order.
    """
    words, terms = text.words, text.lexicon.terms
    if not numerals and terms.telling.keys().isdisjoint(words):
        return ()
    blocked = leaving | _blocked(text.found, words, terms)
    if not (numerals or may_tell_times(words, terms, blocked)):
        return ()
    asked = frozenset([each.last + 1 for each in text.found if each.cue in _WISHING])
    spoken = text.lexicon.spoken
    return read_times(words, text.marks, terms, frame, blocked=blocked, asked=asked, spoken=spoken)


def greeting(
    words: tuple[str, ...], marks: tuple[str, ...], lexicon: Lexicon, frame: Frame
) -> frozenset[int]:
    """Return the position of a part of the day that greets: "Morning! Wednesday it is.".

    Args:
        words: the words of the text, corrected.
        marks: the punctuation mark after each word, or "".
        lexicon: the language in which the text is read.
        frame: the names of the conversation's people.
    """
    if words[0] not in lexicon.daytimes:
        return frozenset()
    end = 0
    while end + 1 < len(words) and not marks[end] and words[end + 1] in frame.names:
        end += 1
    greets = bool(marks[end]) and marks[end] != "?" and len(words) - end > _FEWEST_BEHIND
    return frozenset({0}) if greets else frozenset()


def with_times(text: Scanned, times: tuple[Spoken, ...]) -> Scanned:
    """Mark the words of times as times, and remove the punctuation inside them.

    Args:
        text: the scanned text.
        times: the times said in the text.

    Returns:
        The text, without other meanings of the words of times.
    """
    timed = frozenset(places(times))
    marks = _without_stops_inside(text.marks, times)
    found = _beside(text.found, timed)
    return Scanned(text.words, marks, found, timed, text.lexicon, text.accented)


def _blocked(phrases: Iterable[Signal], words: tuple[str, ...], terms: Terms) -> set[int]:
    """Return the positions of phrases whose words are no longer words of time.

    The day that a cancelling names stays one: "scrap Thursday" is about no other day.
    """
    blocked = places(
        each
        for each in phrases
        if each.last > each.first
        and each.cue not in _OPEN_TO_TIMES
        and not (each.cue in _SAYING_NOTHING and _is_of_time(each, words, terms))
    )
    calling_off = places(each for each in phrases if each.cue in _CALLING_OFF)
    return blocked - {at for at in calling_off if _is_day(words[at], terms)}


def _is_day(word: str, terms: Terms) -> bool:
    """Say whether a word is a weekday or "tomorrow", and no short form of one."""
    if len(word) < _SHORTEST_DAY:
        return False
    return any(t.role in _DAYS and t.words == (word,) for t in terms.opening.get(word, ()))


def _is_of_time(signal: Signal, words: tuple[str, ...], terms: Terms) -> bool:
    """Say whether a phrase without another signal is a phrase of time: "au plus tard"."""
    said = words[signal.first : signal.last + 1]
    return any(each.words == said for each in terms.begun(said, 0))


def _without_stops_inside(marks: tuple[str, ...], times: tuple[Spoken, ...]) -> tuple[str, ...]:
    """Remove the dot in "on the 14. November": it ends no sentence."""
    inside = {at for each in times for at in range(each.first, each.last) if marks[at] == ","}
    if not inside:
        return marks
    return tuple("" if at in inside else mark for at, mark in enumerate(marks))


def _beside(phrases: Collection[Signal], timed: frozenset[int]) -> tuple[Signal, ...]:
    """Keep the phrases found, except single words that are part of a time.

    A "but" after a refusal is kept: "I can't at ten, but the afternoon is fine".
    """
    kept = _KEPT_IN_TIMES
    if any(each.cue in _REFUSING for each in phrases):
        kept |= {Cue.BUT}
    return tuple([e for e in phrases if e.first not in timed or e.last > e.first or e.cue in kept])


def _hours_of(frame: Frame) -> tuple[str, ...]:
    """Return the appointment's hour as a bare number: "ok for 10"; 1 to 3 are answers."""
    if frame.appointment is None:
        return ()
    hour = frame.appointment.astimezone(ZoneInfo(frame.timezone)).hour
    return tuple(str(each) for each in {hour, hour % 12} if each > _MENU)


def of_calendar(said: Said, words: tuple[str, ...], frame: Frame) -> list[int]:
    """List the positions of names of services or practitioners, and of the appointment's hour.

    Args:
        said: the text's words as they were written.
        words: the words, with mistyped words corrected.
        frame: the context in which the text is read.
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
    """Return the positions of the words of signals or times.

    Args:
        spans: the signals, or the times.
    """
    taken: set[int] = set()
    return taken.union(*[range(each.first, each.last + 1) for each in spans])
