"""Questions how one opts out, which are told how and opt nobody out.

Owns what makes such a question: "how do I" or "what do I write" before the opting out.
"""

from dialogs.intents import Intent, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

_NEAR = 2  # words between "write" and what is written for
_KEYWORD = "stop"


def asks_how(heard: Heard, place: int) -> bool:
    """Whether "how do I" or "what do I write" stands before a word in its sentence.

    Or behind it: "to get off the list, how is it done?".

    Args:
        heard: the text.
        place: where the opting out begins.
    """
    first, behind = heard.clauses.sentence(place)
    words, lexicon = heard.words, heard.lexicon
    until = behind - 1 if heard.marks[behind - 1] == "?" else place
    if any(
        words[at] in lexicon.manner and words[at + 1] in lexicon.doing for at in range(first, until)
    ):
        return True
    if "?" in heard.marks[place:] and _writes_keyword(heard, place):
        return True
    asks = any(first <= each.first < place for each in heard.found(Cue.QUESTION))
    near = words[max(first, place - _NEAR) : place]
    return asks and not lexicon.writing.isdisjoint(near)


def _writes_keyword(heard: Heard, place: int) -> bool:
    """Whether the keyword is to be written for it: "do I write STOP to get no more texts?"."""
    words = heard.words
    return any(
        words[at] == _KEYWORD
        and not heard.lexicon.writing.isdisjoint(words[max(0, at - _NEAR) : at + _NEAR])
        for at in range(place)
    )


def told_how(heard: Heard, quoted: str) -> Understanding:
    """Read it as a call for help, which says how texts are stopped.

    Args:
        heard: the text.
        quoted: the words of the opting out, in quotation marks.
    """
    evidence = [f"how to bring about {quoted} is asked"]
    return verdict(Intent.HELP, 0.9, evidence, heard.lexicon.locale)
