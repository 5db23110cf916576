"""Finds questions about how to opt out; they are answered, and opt nobody out.

In these questions "how do I" or "what do I write" stands before the opt-out.
"""

from dialogs.intents import Intent, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

_NEAR = 2  # most words between "write" and the opt-out


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
    asks = any(first <= each.first < place for each in heard.found(Cue.QUESTION))
    near = words[max(first, place - _NEAR) : place]
    return asks and not lexicon.writing.isdisjoint(near)


def told_how(heard: Heard, quoted: str) -> Understanding:
    """Return HELP, whose answer says how to stop the texts.

    Args:
        heard: the text.
        quoted: the words of the opt-out, in quotation marks.
    """
    evidence = [f"how to bring about {quoted} is asked"]
    return verdict(Intent.HELP, 0.9, evidence, heard.lexicon.locale)
