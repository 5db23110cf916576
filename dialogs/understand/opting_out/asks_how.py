"""Finds questions about how to opt out; they are answered, and opt nobody out.

In these questions "how do I" or "what do I write" stands before the opt-out.
"""

from dialogs.intents import Intent, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

_NEAR = 2  # most words between "write" and the opt-out
_KEYWORD = "stop"


def asks_how(heard: Heard, place: int) -> bool:
    """Say whether "how do I" or "what do I write" stands before a word in its sentence.

    Or after it: "to get off the list, how is it done?".

    Args:
        heard: the text.
        place: position where the opt-out begins.
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
    """Say whether the opt-out needs STOP in writing: "do I write STOP to get no more texts?"."""
    words = heard.words
    return any(
        words[at] == _KEYWORD
        and not heard.lexicon.writing.isdisjoint(words[max(0, at - _NEAR) : at + _NEAR])
        for at in range(place)
    )


def told_how(heard: Heard, quoted: str) -> Understanding:
    """Return HELP, whose answer says how to stop the texts.

    Args:
        heard: the text.
        quoted: the words of the opt-out, in quotation marks.
    """
    evidence = [f"how to bring about {quoted} is asked"]
    return verdict(Intent.HELP, 0.9, evidence, heard.lexicon.locale)
