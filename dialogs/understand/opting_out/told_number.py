"""Finds opt-outs that only tell how another service is stopped: "text STOP to 60110".

A person who wants no more of our texts names no other number to write to.
"""

from dialogs.languages.lexicon import Cue, lexicons
from dialogs.understand.hearing.signals import Heard

_TO = frozenset({"to", "an", "al", "a", "au", "ao", "para", "allo"})
_SHORT, _LONG = 3, 6  # digits of a short number
_AWAY = 2  # words from the word to write to its number


def tells_number(heard: Heard, opens: int, last: int) -> bool:
    """Say whether an opt-out belongs to an instruction to write to a short number.

    "To stop these messages text STOP to 150"; also where the instruction answers a question: "no
    more of these? Text NO to 2020". A writer who tells of it has done so: "I sent STOP to 60110".

    Args:
        heard: the text.
        opens: position of the first word of the opt-out.
        last: position of its last word.
    """
    first, behind = heard.clauses.sentence(opens)
    if heard.marks[behind - 1] == "?" and behind < len(heard.words):
        behind = heard.clauses.sentence(behind)[1]
    beside = [heard.words[at] for at in range(first, behind) if not opens <= at <= last]
    told = any(_writes_to(heard, at) for at in range(first, behind - _AWAY))
    return told and heard.lexicon.writer.isdisjoint(beside)


def _writes_to(heard: Heard, at: int) -> bool:
    """Say whether a word to write stands there, and behind it the short number."""
    words = heard.words
    number = words[at + _AWAY]
    if words[at + 1] not in _TO or not (number.isdigit() and _SHORT <= len(number) <= _LONG):
        return False
    writes = at > 0 and words[at - 1] in heard.lexicon.writing
    return writes or any(words[at] in each.standing[Cue.OPT_OUT] for each in lexicons().values())
