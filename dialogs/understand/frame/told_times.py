"""Finds times that a text only tells: of a return, of a paper, of a delay; none is a wish."""

from dialogs.languages.lexicon import Cue
from dialogs.times import Spoken
from dialogs.understand.frame.turning_words import turners
from dialogs.understand.hearing.signals import Heard

_FROM_RETURN = 5  # most words from "I'm back" to the day
_FROM_PAPER = 7  # most words from a paper to its date: "the invoice of my visit of the 3rd"
_REFUSING = frozenset(
    {Cue.CANNOT, Cue.UNSUITED, Cue.CANCEL, Cue.CANCEL_ASK, Cue.KEEP, Cue.UNDO, Cue.NO}
)
_AGREEING = frozenset({Cue.CONFIRM, Cue.COMING, Cue.YES, Cue.ACK})
_WANTING = frozenset({Cue.MOVE, Cue.BOOK})


def only_told(heard: Heard, spoken: Spoken, *, calls_off: bool) -> bool:
    """Say whether a time is neither asked for nor the visit's.

    Args:
        heard: the text.
        spoken: a time in it.
        calls_off: whether the text plainly cancels.
    """
    return (
        _returns(heard, spoken, calls_off=calls_off)
        or of_paper(heard, spoken)
        or _of_delay(heard, spoken)
    )


def _returns(heard: Heard, spoken: Spoken, *, calls_off: bool) -> bool:
    """Say whether a time is when the writer is back, and another is asked for after it.

    True for "I'm back on the 9th so the 10th at 1", and beside a plain cancelling; false for "I'm
    back on the 9th".
    """
    tables = turners(heard.lexicon.locale)
    first, _ = heard.clauses.sentence(spoken.first)
    begins = max(first, spoken.first - _FROM_RETURN)
    if not any(tables.size("returning", heard.words, at) for at in range(begins, spoken.first + 1)):
        return False
    if calls_off and any(each.plain for each in heard.found(Cue.CANCEL)):
        return True  # "stuck in London, back on Saturday, cancel it"
    behind = [each for each in heard.times if each.firm and each.first > spoken.last]
    joining = heard.lexicon.joining | heard.lexicon.adding
    return any(
        not joining.isdisjoint(heard.words[spoken.last + 1 : each.first])
        or "," in heard.marks[spoken.last : each.first]
        for each in behind
    )


def of_paper(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time is the date of a paper: "the invoice of last month"."""
    tables, lexicon = turners(heard.lexicon.locale), heard.lexicon
    first, _ = heard.clauses.sentence(spoken.first)
    begins = max(first, spoken.first - _FROM_PAPER)
    for at in range(spoken.first - 1, begins - 1, -1):
        if heard.marks[at] or heard.words[at] in lexicon.adding:
            return False
        if tables.size("papers", heard.words, at):
            behind = at + tables.size("papers", heard.words, at)
            told = heard.found(*_AGREEING, *_REFUSING, *_WANTING)
            return not any(behind <= each.first < spoken.first for each in told)
    return False


def _of_delay(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time is a part of the words of a delay, or only explains it: "llego tarde"."""
    inside = any(
        each.first <= spoken.first and spoken.last <= each.last for each in heard.found(Cue.LATE)
    )
    loose = not any(each.exact for each in spoken.ranges)
    return (inside and loose) or _of_reason(heard, spoken)


def _of_reason(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time only explains a delay: "a bit late as I finish at a quarter to"."""
    if Cue.REASON not in heard.kinds or heard.found(*_WANTING, Cue.ASK, *_REFUSING):
        return False
    if not heard.found(Cue.LATE, Cue.COMING, Cue.CONFIRM):
        return False
    first, _ = heard.clauses.sentence(spoken.first)
    reasons = [e.last for e in heard.found(Cue.REASON) if first < e.last < spoken.first]
    told = [each.first for each in heard.found(*_AGREEING, Cue.BUT, Cue.WAITLIST, Cue.LATE)]
    return any(
        not any(heard.marks[last : spoken.first])
        and any(at < last for at in told)
        and not any(last < at < spoken.first for at in told)
        for last in reasons
    )
