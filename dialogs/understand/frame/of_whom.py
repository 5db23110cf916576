"""Says whether a sentence is a message for somebody else, or about somebody else's visit."""

from collections.abc import Sequence

from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said
from dialogs.understand.frame.turning_words import Turners
from dialogs.understand.hearing.phrases import OPENERS
from dialogs.understand.hearing.signals import Heard

_CANCELS = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_REFUSES = _CANCELS | {Cue.CANNOT}
_OF = frozenset({"di", "de", "del", "do", "da", "von", "d", "of"})
_THAT = frozenset({"that", "che", "que", "qu", "dass", "if", "se", "si", "ob"})
_NEAR = 5
"""Words between a cancelling and the owner of the visit."""


def opening(locale: str, words: Sequence[str], turners: Turners) -> int:
    """Return the position of a sentence after an opening "ok", greeting or similar."""
    phrases, at = lexicons()[locale].phrases, 0
    while at < len(words):
        begun = [each for each in phrases.begun(words, at, len(words)) if each.cue in OPENERS]
        if not begun or turners.size("telling", words, at) or turners.size("letting", words, at):
            break
        at += len(begun[-1].words)
    return at


def tells_on(locale: str, said: Said, frame: Frame, turners: Turners) -> bool:
    """Return whether a sentence begins with an order to tell somebody: "text dave, I'm coming".

    Args:
        locale: the language.
        said: the sentence, with words split at apostrophes.
        frame: the context; its names are the people who may be told something here.
        turners: the words of the language.
    """
    words = said.words
    at = opening(locale, words, turners)
    size = turners.size("telling", words, at)
    if not size and turners.says("known", words[at:]):
        size = turners.size("letting", words, at)
    if not size:
        return False
    at += size
    while linking := turners.size("linking", words, at):
        at += linking
    if turners.person(words, at):
        return True
    return _stranger(locale, said, at, frame)


def _stranger(locale: str, said: Said, at: int, frame: Frame) -> bool:
    """Return whether a name unknown here stands at a position, with a message after it."""
    words, lexicon = said.words, lexicons()[locale]
    if at + 1 >= len(words) or not words[at].isalpha() or words[at] in frame.names:
        return False
    message = bool(said.marks[at]) or words[at + 1] in lexicon.writer | _THAT
    return message and words[at] not in lexicon.vocabulary


def for_another(said: Said, heard: Heard, turners: Turners) -> bool:
    """Return whether a sentence opens or ends with the visit's owner: "for my mother".

    Args:
        said: the sentence, with words split at apostrophes.
        heard: the sentence as it was read.
        turners: the words of the language.
    """
    words, marks = said.words, said.marks
    for at in range(len(words)):
        says = turners.size("is_for", words, at) or turners.size("suiting", words, at)
        size = says or turners.size("for", words, at)
        person = turners.person(words, at + size) if size else 0
        end = at + size + person
        closes = end == len(words) or (at == 0 and marks[end - 1])
        if not person or words[end - 1] in turners.apart or not closes:
            continue
        # "I'm off sick, I have to be there for my mother" gives a reason
        if says or at == 0 or not heard.found(*_REFUSES) or _cancels_before(said, heard, at):
            return True
    return False


def _cancels_before(said: Said, heard: Heard, at: int) -> bool:
    """Return whether the thing to cancel stands right before a word."""
    more = len(said.words) - len(heard.words)  # split at apostrophes, mostly before the position
    verbs = (each.last + more for each in heard.found(*_CANCELS))
    return any(at - _NEAR <= verb < at and not any(said.marks[verb:at]) for verb in verbs)


def of_relative(words: Sequence[str], frame: Frame, turners: Turners) -> bool:
    """Return whether a person is only named as somebody's relative: "Leo's mum".

    Args:
        words: the sentence, with words split at apostrophes.
        frame: the context, with the names of the conversation.
        turners: the words of the language.
    """
    owned = {f"{name}s" for name in frame.names}  # the German possessive: "Leos Mutter"
    named = [at for at, word in enumerate(words) if word in frame.names | owned]
    return bool(named) and all(_is_owner(words, at, turners.people) for at in named)


def _is_owner(words: Sequence[str], at: int, people: frozenset[str]) -> bool:
    """Return whether a name says whose relative a person is."""
    if words[at][-1:] == "s" and not people.isdisjoint(words[at + 1 : at + 2]):
        return True
    behind = at > 1 and words[at - 1] in _OF and words[at - 2] in people
    return behind or (
        words[at + 1 : at + 2] == ("s",) and not people.isdisjoint(words[at + 2 : at + 3])
    )
