"""Finds doubts that leave a refusal open, so that nothing is cancelled.

The reasons stand in the evidence. An explanation after a refusal is no doubt.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.absent_others import another_is_absent
from dialogs.understand.frame.doubts import DEPENDS, OPEN, REFUSALS, TURNING, asks_openly, maybe
from dialogs.understand.frame.habits import habitual
from dialogs.understand.frame.spoken_of import only_spoken_of
from dialogs.understand.frame.strangeness import explained
from dialogs.understand.frame.things import (
    governed_by_stranger,
    lacks_time_for_it,
    of_another_thing,
)
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_TURNING = TURNING - REFUSALS
_CANCELLING = (Cue.CANCEL, Cue.CANCEL_ASK)


def against_refusing(heard: Heard) -> str | None:
    """Return the reason against counting a refusal, if any.

    Args:
        heard: the text.

    Returns:
        The reason, or None.
    """
    if (reason := _not_of_visit(heard) or _more_is_told(heard)) is not None:
        return reason
    if heard.clauses.plain and heard.kinds.isdisjoint(_TURNING) and heard.said:
        return "it is somebody else who cannot" if heard.said != heard.kinds else None
    refusals = [each for each in heard.found(*REFUSALS) if each.plain]
    spoken = {heard.clauses.of(each.first) for each in refusals}
    reason_at = explained(heard, refusals)
    if (reason := _depends(heard, spoken, reason_at)) is not None:
        return f"a refusal, and {reason}"
    doubts = (
        (_wanted_but(heard, refusals), "a wish of the past, and a but"),
        (maybe(heard), "a refusal, and a maybe"),
        (asks_openly(heard), "a refusal, and a question"),
        (
            any(e.first < reason_at for e in heard.found(*OPEN)),
            "a refusal that something else leaves open",
        ),
        (_asked_before(heard, refusals), "a refusal that is asked for"),
        (_no_behind(heard), "a cancelling, and a no behind it"),
        (_wished_behind(heard, refusals), "a refusal, and a wish that is not told"),
        (Cue.KEEP in heard.cues(), "cancelling is spoken of, and turned by a negation"),
        (
            any(each.turned for each in heard.found(*REFUSALS)),
            "a negation turns the refusal",
        ),
        (
            any(each.of_others for each in heard.found(*REFUSALS)),
            "it is somebody else who cannot",
        ),
    )
    return next((reason for holds, reason in doubts if holds), None)


def _not_of_visit(heard: Heard) -> str | None:
    """Return why another thing, or nothing, may be cancelled."""
    if not heard.kinds.isdisjoint(_CANCELLING):
        cancelling = heard.found(Cue.CANCEL)
        if any(of_another_thing(heard, each) for each in heard.found(*_CANCELLING)):
            return "it may be something else that is cancelled"
        tests = (
            (_of_waiting_list, "it may be the waiting list that is left"),
            (governed_by_stranger, "what governs the cancelling is not known"),
            (_not_the_visit, "it is not the visit that is cancelled"),
        )
        for test, reason in tests:
            if any(test(heard, each) for each in cancelling):
                return reason
    doubts = (
        (another_is_absent(heard), "somebody else cannot, and the writer may well come"),
        (habitual(heard, REFUSALS), "it tells what is always so"),
        (only_spoken_of(heard), "cancelling is only spoken of"),
    )
    return next((reason for holds, reason in doubts if holds), None)


def _more_is_told(heard: Heard) -> str | None:
    """Return the act that may be refused other than coming at all."""
    cannot = heard.found(Cue.CANNOT)
    if any(lacks_time_for_it(heard, each) for each in cannot):
        return "time is lacked for something else"
    if any(_but_what(heard, each) for each in cannot):
        return "a coming, and a but of which more is told"
    return None


def _not_the_visit(heard: Heard, signal: Signal) -> bool:
    """Say whether the verb's object is not the visit: "the taxi, not the appointment"."""
    words, lexicon = heard.words, heard.lexicon
    for at in heard.clauses.negations:
        after = at + 1
        while after < len(words) and words[after] in lexicon.determiners:
            after += 1
        if signal.last < at and after < len(words) and words[after] in lexicon.visits:
            return not any(heard.marks[signal.last : at])
    return False


def _but_what(heard: Heard, signal: Signal) -> bool:
    """Say whether a refusal contains "but" and continues: "happy to come, but not with Ada"."""
    words, phrases = heard.words, heard.lexicon.phrases
    inside = (phrases.get((words[at],)) for at in range(signal.first + 1, signal.last))
    if not any(each is not None and each.cue is Cue.BUT for each in inside):
        return False
    after = signal.last + 1
    if heard.marks[signal.last] or after == len(words):
        return False
    return words[after] in heard.lexicon.away


def _depends(heard: Heard, spoken: set[int], reason_at: int) -> str | None:
    """Return the condition of a refusal; a condition of its reason does not count."""
    for cue, reason in DEPENDS.items():
        if any(
            cue is not Cue.DEFERRAL
            or heard.clauses.of(each.first) <= max(spoken, default=0)
            or any(but.first < each.first for but in heard.found(Cue.BUT))
            for each in heard.found(cue)
            if each.first < reason_at or cue is Cue.CONDITION
        ):
            return reason
    return None


def _asked_before(heard: Heard, refusals: list[Signal]) -> bool:
    """Say whether "is it possible" or "what about" stands before a refusal in its clause."""
    asks = [(heard.clauses.of(each.first), each.first) for each in heard.found(Cue.ASK)]
    return any(
        clause == heard.clauses.of(each.first) and at < each.first
        for each in refusals
        if each.cue in {Cue.CANNOT, Cue.UNSUITED}
        for clause, at in asks
    )


def _no_behind(heard: Heard) -> bool:
    """Say whether a bare "no" follows the last cancelling: "cancel it, ah no"."""
    told = [each.first for each in heard.found(Cue.CANCEL, Cue.CANCEL_ASK) if each.plain]
    if not told or heard.found(Cue.CANNOT):
        return False
    return any(each.first == each.last and each.first > max(told) for each in heard.found(Cue.NO))


def _of_waiting_list(heard: Heard, signal: Signal) -> bool:
    """Say whether the waiting list is named in the clause of a cancelling, beside it."""
    waiting = heard.lexicon.waiting
    if waiting.isdisjoint(heard.words):
        return False
    first, behind = heard.clauses.bounds(signal.first)
    beside = (*heard.words[first : signal.first], *heard.words[signal.last + 1 : behind])
    return not waiting.isdisjoint(beside)


def _wished_behind(heard: Heard, refusals: list[Signal]) -> bool:
    """Say whether "rather" stands in a clause after the refusal, and nothing is cancelled."""
    if not refusals or any(each.cue is not Cue.CANNOT for each in refusals):
        return False
    last = heard.clauses.of(refusals[-1].first)
    return any(heard.clauses.of(each.first) > last for each in heard.found(Cue.ASK))


def _wanted_but(heard: Heard, refusals: list[Signal]) -> bool:
    """Say whether "but" follows a past wish: "volevo annullare ma poi è passata"."""
    words, wanting = heard.words, heard.lexicon.wanting
    buts = [each.first for each in heard.found(Cue.BUT)]
    return any(
        not wanting.isdisjoint(words[max(0, each.first - 2) : each.last + 1]) and at > each.last
        for each in refusals
        for at in buts
    )
