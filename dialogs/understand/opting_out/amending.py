"""Reads words after STOP that take it back or reassure: "stop, my mistake", "stop, all good".

Such a sentence has no other content but courtesies and names. A question, a wrong number or a
complaint leaves STOP as an opt-out.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard


def amends(heard: Heard, begins: int) -> bool:
    """Say whether every sentence from a word on takes back the words before it, or reassures.

    Args:
        heard: the text.
        begins: position of the word after STOP.
    """
    if "?" in heard.marks[begins:]:
        return False
    table = heard.lexicon.standing[Cue.AMENDS]
    said = range(begins, len(heard.words))
    ends = [at for at in said if heard.marks[at] or at + 1 == len(heard.words)]
    polite = {at for e in heard.phrases if e.cue in POLITE for at in range(e.first, e.last + 1)}
    aside, amended = polite | heard.named, False
    for end in ends:
        words = range(begins, end + 1)
        begins = end + 1
        apart = [heard.words[at] for at in words if at not in aside]
        whole = [heard.words[at] for at in words]
        if any(_told(heard, each) & table.keys() for each in (whole, apart) if each):
            amended = True
        elif apart:
            return False
    return amended


def _told(heard: Heard, words: list[str]) -> set[str]:
    """Return a sentence in one line, also without "actually" at its beginning or end."""
    adverbs, first, behind = heard.lexicon.adverbs, 0, len(words)
    while first < behind - 1 and words[first] in adverbs:
        first += 1
    while behind - 1 > first and words[behind - 1] in adverbs:
        behind -= 1
    return {" ".join(words), " ".join(words[first:behind])}
