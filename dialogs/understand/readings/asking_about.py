"""Recognises questions about the practice's days and the visit's day, and a wish for one more.

"Are you open on Saturdays?", "is it Wednesday or Thursday?", "another one for the week after too":
each names days, and none of them wishes to move the visit. The words are in turning.toml.
"""

from dialogs.intents import Frame, OpenQuestion
from dialogs.languages.lexicon import Cue
from dialogs.times.terms import TermRole
from dialogs.understand.frame.roles import meets
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.signals import Heard

_ELSEWHERE = frozenset(
    {Cue.MOVE, Cue.BOOK, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.UNSUITED, Cue.WAITLIST}
    | {Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.YES, Cue.NO}
)
"""Cues beside which a question about the practice's days leads to a wish."""
_COMING = (Cue.COMING, Cue.CONFIRM)
_TAKING_BACK = frozenset(
    {Cue.BUT, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.UNSUITED, Cue.NO, Cue.WAITLIST, Cue.MOVE}
)
"""Cues beside which a plain coming may not stand for the present visit."""
_REFUSING = _TAKING_BACK - {Cue.MOVE}
_UNLISTED = frozenset({OpenQuestion.REMINDER, OpenQuestion.NONE})
_TWO = 2


def asks_if_open(heard: Heard, frame: Frame) -> bool:
    """Say whether a text only asks on which days the practice is open.

    Args:
        heard: the text.
        frame: the open question.
    """
    if frame.question not in _UNLISTED or not heard.kinds.isdisjoint(_ELSEWHERE):
        return False
    return bool(heard.times) and turners(heard.lexicon.locale).says("opening", heard.words)


def asks_which_day(heard: Heard, frame: Frame) -> bool:
    """Say whether a text asks on which of two days the visit is: "is it Wednesday or Thursday?".

    Args:
        heard: the text.
        frame: the open question and the appointment.
    """
    end = next((at for at, mark in enumerate(heard.marks) if mark), -1)
    if frame.appointment is None or frame.question not in _UNLISTED or end < 0:
        return False
    days = [each for each in heard.times if each.last <= end]
    ranges = [span for each in days for span in each.ranges]
    begins = turners(heard.lexicon.locale).size("standing", heard.words, 0)
    if not begins or heard.marks[end] != "?" or len(ranges) != _TWO or days[-1].last != end:
        return False
    timed = {at for each in days for at in range(each.first, each.last + 1)}
    quiet = heard.lexicon.articles | heard.lexicon.determiners | _ors(heard)
    between = (heard.words[at] for at in range(begins, end + 1) if at not in timed)
    own = [meets([span], frame.appointment) for span in ranges]
    return all(word in quiet for word in between) and own.count(True) == 1


def _ors(heard: Heard) -> frozenset[str]:
    """Return the words of the text that mean "or"."""
    opening = heard.lexicon.terms.opening
    return frozenset(
        word
        for word in heard.words
        if any(term.role is TermRole.OR and term.words == (word,) for term in opening.get(word, ()))
    )


def adds_too(heard: Heard) -> bool:
    """Say whether a text asks for one more visit besides: "another one for the week after too".

    Args:
        heard: the text.
    """
    tables, words = turners(heard.lexicon.locale), heard.words
    if heard.clauses.negations:
        return False
    leading = heard.lexicon.away | heard.lexicon.determiners | heard.lexicon.articles
    for at in range(len(words)):
        size = tables.size("further", words, at)
        if not size or (at and words[at - 1] in heard.lexicon.nots):
            continue
        behind = at + size
        follows = behind == len(words) or bool(heard.marks[behind - 1]) or words[behind] in leading
        follows = follows or bool(tables.size("too", words, behind)) or _timed(heard, behind)
        told = (each for each in heard.signals if not at <= each.first <= each.last < behind)
        comes = _comes_before(heard, at)
        against = _TAKING_BACK if comes else _ELSEWHERE
        instead = any(e.cue in against and not e.first <= at <= e.last for e in told)
        if follows and (comes or tables.says("too", words)) and not instead:
            return True
    return _somebody_too(heard)


def _somebody_too(heard: Heard) -> bool:
    """Say whether somebody of the family is to be booked too: "yes, and my husband as well"."""
    tables, words = turners(heard.lexicon.locale), heard.words
    if Cue.BOOK not in heard.kinds or not heard.found(Cue.YES, *_COMING):
        return False
    at = next((n for n, word in enumerate(words) if word in heard.lexicon.household), 0)
    return bool(at) and tables.says("too", words) and _comes_before(heard, at)


def _comes_before(heard: Heard, at: int) -> bool:
    """Say whether the writer plainly comes to the present visit, before a word, and no "but"."""
    told = heard.found(Cue.YES, *_COMING)
    plain = any(e.plain and e.last < at for e in told)
    return plain and Cue.BUT not in heard.kinds and heard.kinds.isdisjoint(_REFUSING)


def _timed(heard: Heard, at: int) -> bool:
    return any(each.first <= at <= each.last for each in heard.times)
