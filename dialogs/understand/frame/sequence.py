"""Finds agreements put off by an order of events: "first I'll ask Marco, then I confirm".

The order shows in "then" ("let me just eat, then I'll confirm"), in "as soon as" and its like, and
in an "and" after something that is still to be done ("I finish my meeting and confirm"). The words
of the last two are in turning.toml.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.turning_words import Turners, turners
from dialogs.understand.hearing.clauses import AGREEMENTS
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_TOLD = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.YES, Cue.TAKE})
_PROMISED = frozenset({Cue.CONFIRM, Cue.TAKE})
"""Cues of agreements that may be announced for later; "I finish and come" comes."""
_POLITE = frozenset({Cue.COURTESY, Cue.THANKS, Cue.LAUGH})
_SAYING_MORE = (
    AGREEMENTS
    | {Cue.TAKE, Cue.RETRACTION, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.MOVE, Cue.KEEP}
    | {Cue.UNDO, Cue.BOOK}
)
"""Cues after which an "and I confirm" goes on: "I'll be there and confirm"."""
_NEAR = 4  # most words between "then" and the agreement
_TO_DO = 1  # least words of what happens before
_DEED = 2  # least known words of a deed before "and": "asking Marco and"


def comes_after_something(heard: Heard) -> bool:
    """Return whether something else has to happen before what a text agrees to.

    Args:
        heard: the text.
    """
    if not heard.lexicon.thereafter.isdisjoint(heard.words) and _then(heard):
        return True
    if heard.kinds.isdisjoint(_PROMISED):
        return False
    promised = [each for each in heard.signals if each.cue in _PROMISED]
    words = turners(heard.lexicon.locale)
    return any(_once(heard, each, words) or _and(heard, each, words) for each in promised)


def _then(heard: Heard) -> bool:
    """Return whether a "then" stands before an agreement, and something to do before it."""
    lexicon, words = heard.lexicon, heard.words
    told = [e.first for e in heard.phrases if e.cue in _TOLD]
    told += [e.first for e in heard.signals if e.cue in AGREEMENTS]
    return any(
        word in lexicon.thereafter
        and any(-1 <= each - at <= _NEAR for each in told)
        and _something_before(heard, at, told)
        for at, word in enumerate(words)
    )


def _something_before(heard: Heard, at: int, told: list[int]) -> bool:
    """Return whether "first" or an act of the writer's, and no agreement, stands before "then"."""
    lexicon, words = heard.lexicon, heard.words
    before = words[:at]
    if any(each < at - 1 for each in told):
        return False
    first = not lexicon.firstly.isdisjoint(before) and at > _TO_DO
    joined = bool(before) and before[-1] in lexicon.adding and at - 1 > _DEED
    return first or joined


def _once(heard: Heard, promise: Signal, words: Turners) -> bool:
    """Return whether "as soon as" or "after" stands in the sentence of an agreement.

    Only a comma may stand between the two; "as soon as possible" puts nothing off.
    """
    first, behind = heard.clauses.sentence(promise.first)
    while first and heard.marks[first - 1] == ",":
        first, _ = heard.clauses.sentence(first - 1)
    places = (*range(first, promise.first), *range(promise.last + 1, behind))
    at = next((n for n in places if words.size("once", heard.words, n)), -1)
    if at < 0 or _names_visit(heard, first, behind, told=at):
        return False
    return not _has_settled(heard, first, min(at, promise.first), words)


def _and(heard: Heard, promise: Signal, words: Turners) -> bool:
    """Return whether an "and" joins an agreement to something that the writer is still to do."""
    lexicon, at = heard.lexicon, promise.first - 1
    while at > 0 and heard.words[at] in lexicon.writer - lexicon.adding:
        at -= 1
    first, _ = heard.clauses.sentence(at) if at > 0 else (0, 0)
    if _in_a_moment(heard, max(at, 0), words):
        return True
    if at <= first or heard.words[at] not in lexicon.adding or heard.marks[at]:
        return False
    if at + 1 < promise.first and at - 1 in heard.named:
        return False  # "für Leo und mich bestätige ich"
    if _has_settled(heard, first, at, words) or _names_visit(heard, first, at):
        return False
    aside = {n for e in heard.phrases if e.cue in _POLITE for n in range(e.first, e.last + 1)}
    deed = [n for n in range(first, at) if n not in aside and heard.words[n].isalnum()]
    return len(deed) >= _DEED or any(n not in heard.covered for n in deed)


def _in_a_moment(heard: Heard, behind: int, words: Turners) -> bool:
    """Return whether some minutes are asked for before an agreement: "two minutes, I'm parking"."""
    if any(words.size("shortly", heard.words, at) for at in range(behind)):
        return True
    size = words.size("moments", heard.words, 0)
    if not 0 < size < len(heard.words):
        return False
    lexicon = heard.lexicon
    return bool(heard.marks[size - 1]) or heard.words[size] in lexicon.adding | lexicon.writer


def _has_settled(heard: Heard, first: int, behind: int, words: Turners) -> bool:
    """Return whether a part agrees, thanks, or tells what is done: "I've read it and confirm"."""
    if any(first <= e.first < behind and e.cue in _SAYING_MORE for e in heard.phrases):
        return True
    return any(words.size("settled", heard.words, at) for at in range(first, behind))


def _names_visit(heard: Heard, first: int, behind: int, told: int = -1) -> bool:
    """Return whether a word for the visit, or a time that begins elsewhere, stands in a part."""
    times = [each.first for each in heard.times if each.firm and each.first != told]
    timed = any(first <= each < behind for each in times)
    return timed or not heard.lexicon.visits.isdisjoint(heard.words[first:behind])
