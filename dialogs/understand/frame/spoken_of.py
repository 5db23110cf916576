"""Finds acts that a text only speaks of: "cancelling is out of the question".

An act is spoken of where the sentence goes on to say something of it ("cancelling isn't an
option"), where another thing is named as its object ("what I wanted to cancel was the gym"), or
where it is told as what has happened ("it says I'm cancelled"). The words are in turning.toml.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.turning_words import Turners, turners
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_ACTS = (Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.CONFIRM, Cue.UNDO)
_STATED = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_OF_WRITER = frozenset({Cue.COURTESY, Cue.THANKS, Cue.ASK, Cue.REASON, Cue.YES, Cue.ACK})
"""Cues before a verb that make it a wish or an answer: "please cancel"."""
_REACH = 6  # most words of an act's object and adverbs: "cancelling my appointment just isn't"
_THINGS = frozenset({Cue.NOTICE, Cue.MACHINE})


def only_spoken_of(heard: Heard) -> bool:
    """Say whether a text names an act and asks for none.

    Args:
        heard: the text.
    """
    if heard.kinds.isdisjoint(_ACTS):
        return False
    words = turners(heard.lexicon.locale)
    acts = heard.found(*_ACTS)
    if any(_is_told_of(heard, each, words) for each in acts):
        return True
    if any(each.cue not in _STATED for each in acts):
        return False
    return any(_is_state(heard, each, words) for each in acts)


def _is_told_of(heard: Heard, act: Signal, words: Turners) -> bool:
    """Say whether a verb after an act says something of it: "cancelling is no option"."""
    first, behind = heard.clauses.sentence(act.first)
    if _is_fronted(heard, act, first, words):
        return True
    at = _behind_object(heard, act, behind, words)
    if at >= behind:
        return False
    if size := words.size("was", heard.words, at):
        return _of_another(heard, at + size, behind, words)
    led = any(words.size("heads", heard.words, place) for place in range(first, act.last))
    if led and (size := words.size("equals", heard.words, at)):
        return _of_another(heard, at + size, behind, words)
    size = words.size("being", heard.words, at)
    if not size or words.size("inverted", heard.words, at + size):
        return False
    return _is_named(heard, act, words) and _opens(heard, act, first)


def _behind_object(heard: Heard, act: Signal, behind: int, words: Turners) -> int:
    """Return where a verb stands after an act, its object and adverbs; `behind` for none."""
    lexicon = heard.lexicon
    timed = {at for each in heard.times for at in range(each.first, each.last + 1)}
    idle = lexicon.adverbs | lexicon.determiners | lexicon.visits | lexicon.away
    first, verb = act.last + 1, heard.words[act.last]
    if heard.words[first + 1 : first + 2] == (verb,):
        first += 2  # "cancelar por cancelar"
    for at in range(first, min(behind, act.last + 1 + _REACH)):
        if any(words.size(name, heard.words, at) for name in ("being", "was", "equals")):
            return at
        if heard.words[at] not in idle and at not in timed:
            break
    return behind


def _of_another(heard: Heard, at: int, behind: int, words: Turners) -> bool:
    """Say whether something other than the visit follows: "was the gym", "was for my sister"."""
    if at >= behind or words.size("inverted", heard.words, at):
        return False
    timed = any(at <= each.first < behind for each in heard.times)
    visit = not heard.lexicon.visits.isdisjoint(heard.words[at:behind])
    return not (timed or visit)


def _is_named(heard: Heard, act: Signal, words: Turners) -> bool:
    """Say whether an act is a noun, an infinitive or a gerund, without the verb of a wish."""
    lexicon, at = heard.lexicon, act.first
    while at < act.last and heard.words[at] in lexicon.determiners | lexicon.away:
        at += 1
    return at + words.size("naming", heard.words, at) == act.last + 1


def _opens(heard: Heard, act: Signal, first: int) -> bool:
    """Say whether nothing before an act in its sentence makes it a wish of the writer's."""
    writer = heard.lexicon.writer - heard.lexicon.possessive
    if not writer.isdisjoint(heard.words[first : act.first]):
        return False
    return not any(first <= e.first < act.first and e.cue in _OF_WRITER for e in heard.signals)


def _is_fronted(heard: Heard, act: Signal, first: int, words: Turners) -> bool:
    """Say whether another thing is named before an act: "c'est le resto que j'annule"."""
    if act.cue is Cue.CONFIRM:
        return False
    lexicon = heard.lexicon
    size = words.size("fronting", heard.words, first)
    at = first + size
    if not size or at >= act.first or heard.words[at] not in lexicon.determiners:
        return False
    ends = next((n for n in range(at + 1, act.first) if _is_relative(heard, n, words)), -1)
    if ends < 0 and not words.size("relative", heard.words, act.first):
        return False
    between = range(at + 1, ends if ends > 0 else act.first)
    timed = any(each.first <= place <= each.last for each in heard.times for place in between)
    theirs = lexicon.visits | lexicon.titles | lexicon.household
    return bool(between) and not timed and theirs.isdisjoint(heard.words[n] for n in between)


def _is_relative(heard: Heard, at: int, words: Turners) -> bool:
    return words.size("relative", heard.words, at) > 0


def _is_state(heard: Heard, act: Signal, words: Turners) -> bool:
    """Say whether an act is told as a state: "I'm cancelled"."""
    return any(
        at + words.size("stated", heard.words, at) == act.last + 1
        for at in range(max(0, act.last - 3), act.last)
    )
