"""Decides by grammar whether somebody other than the client cannot come, where no list names them.

"Mon chum est malade, y peut pas venir me reconduire" is about a chum: a pronoun stands before the
verb, the verb is in the third person, or its action is done to the writer ("fetch me").
"""

from functools import cache

from dialogs.intents import Frame
from dialogs.languages import table
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import normalise
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard, hear

_CALLING_OFF = (Cue.CANCEL, Cue.CANCEL_ASK)
_LEADING = frozenset({Cue.FILLER, Cue.COURTESY, Cue.THANKS})
_NOBODY = frozenset(
    {
        *("bad", "god", "goodness", "apologies", "oh", "mistake", "fault", "gott", "gute"),
        *("dieu", "culpa", "dio", "miseria", "way", "same", "moment", "least", "worst", "car"),
    }
)
"""Words after "my" or "the" that are not a person who could come."""
_AND = frozenset({"and", "und", "e", "et", "y"})
_NOT_IN_CLAUSE = frozenset({"ser", "dar"})
"""Verbs of impersonal refusals: "no puede ser"."""


def tells_of_absence(part: str, locale: str, frame: Frame) -> bool:
    """Say whether every refusal of a text is somebody else's, where the text is read in a language.

    Args:
        part: the text.
        locale: the language.
        frame: the context in which the text is read.
    """
    return another_is_absent(hear(normalise(part), lexicons()[locale], frame))


def another_is_absent(heard: Heard) -> bool:
    """Say whether every refusal of a text is somebody else's, and the text cancels nothing.

    Args:
        heard: the text.
    """
    refused = [each for each in heard.found(Cue.CANNOT) if each.plain]
    if not refused or any(each.plain for each in heard.found(*_CALLING_OFF)):
        return False
    return all(_is_anothers(heard, each) for each in refused)


def _is_anothers(heard: Heard, refusal: Signal) -> bool:
    """Say whether the subject of a refusal is somebody else, or its action is done to the writer.

    A refusal whose subject is the writer is the writer's: "I can't come to take me out of it".
    """
    words = heard.words
    first = heard.clauses.bounds(refusal.first)[0]
    said = {*words[first : refusal.last + 1]}
    if not _words(heard, "writer").isdisjoint(said):
        return False
    if _taken_up(heard, refusal) or _is_subject(heard, refusal) or _goes_on(heard, refusal):
        return True
    return _in_third_person(heard, refusal) or _governs_writer(heard, refusal)


def _taken_up(heard: Heard, refusal: Signal) -> bool:
    """Say whether a pronoun stands right before a refusal: "der kann nicht", "y peut pas"."""
    at = refusal.first - 1
    while at > 0 and _idle(heard, at) and heard.words[at] not in _words(heard, "pronouns"):
        at -= 1
    if at < 0 or heard.marks[at]:
        return False
    return heard.words[at] in _words(heard, "pronouns")


def _goes_on(heard: Heard, refusal: Signal) -> bool:
    """Say whether "and" continues a clause about somebody else: "my son works and can't come"."""
    at = refusal.first - 1
    while at > 0 and _idle(heard, at) and heard.words[at] not in _AND:
        at -= 1
    if at < 1 or heard.words[at] not in _AND or heard.marks[at - 1] or heard.marks[at]:
        return False
    first = heard.clauses.sentence(at)[0]
    named = any(_names(heard, e, refusal) and first <= e.first < at for e in heard.phrases)
    return named and _words(heard, "writer").isdisjoint(heard.words[first:at])


def _is_subject(heard: Heard, refusal: Signal) -> bool:
    """Say whether "my" or "the" and one word stand right before a refusal: "my sis can't"."""
    at, own = refusal.first - 2, _words(heard, "own")
    if at < 0 or any(heard.marks[at : at + 2]) or heard.words[at] not in own:
        return False
    timed = any(each.first <= at + 1 <= each.last for each in heard.times)
    lexicon, named = heard.lexicon, heard.words[at + 1]
    thing = named in lexicon.visits | lexicon.terms.vocabulary | _NOBODY
    return not (timed or thing) and named.isalpha()


def _in_third_person(heard: Heard, refusal: Signal) -> bool:
    """Say whether a third-person verb follows a named person, or a word that may name one."""
    words = {*heard.words[refusal.first : refusal.last + 1]}
    if words.isdisjoint(_words(heard, "third_person")) or not words.isdisjoint(_NOT_IN_CLAUSE):
        return False
    if any(at < refusal.first for at in heard.named):
        return False  # "Ada is ill, she can't come" is about the client
    before = range(refusal.first)
    named = max((e.first for e in heard.phrases if _names(heard, e, refusal)), default=-1)
    strange = (at for at in before if at not in heard.covered and heard.words[at].isalpha())
    at = max(named, max(strange, default=-1))
    return at >= 0 and _words(heard, "writer").isdisjoint(heard.words[at : refusal.first])


def _names(heard: Heard, phrase: Signal, refusal: Signal) -> bool:
    """Say whether a phrase names somebody before a refusal: "my daughter has a fever"."""
    words = heard.words[phrase.first : phrase.last + 1]
    owned = phrase.cue is Cue.REASON and not _words(heard, "own").isdisjoint(words)
    return (owned or phrase.cue is Cue.OTHERS) and phrase.first < refusal.first


def _governs_writer(heard: Heard, refusal: Signal) -> bool:
    """Say whether the action refused would be done to the writer: "can't come and get me"."""
    words = heard.words
    at = refusal.last + 1
    while at < len(words) and words[at] in _words(heard, "linking") and not heard.marks[at - 1]:
        at += 1
    if at >= len(words) or any(heard.marks[refusal.last : at]):
        return False
    for size in (1, 2):
        if " ".join(words[at : at + size]) in _words(heard, "beside"):
            return True
    two = words[at : at + 2]
    fetches = not _words(heard, "fetching").isdisjoint(words[at : at + 3])
    joined = two[0] in _words(heard, "fetching") and two[0].endswith(("rmi", "rme"))
    return joined or (fetches and not _words(heard, "done_to").isdisjoint(words[at : at + 4]))


def _idle(heard: Heard, at: int) -> bool:
    """Say whether a word before a refusal has no meaning of its own: "der leider nicht"."""
    return any(each.cue in _LEADING and each.first <= at <= each.last for each in heard.phrases)


def _words(heard: Heard, name: str) -> frozenset[str]:
    return _of_language(heard.lexicon.locale, name)


@cache
def _of_language(locale: str, name: str) -> frozenset[str]:
    """Return a list of words or phrases of a language's absences.toml."""
    written = table(locale, "absences")[name]
    return frozenset(written.split() if isinstance(written, str) else written)
